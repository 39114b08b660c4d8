"""Finds the Postfix that one test starts from a folder of its own; the machine's own mail is left alone."""

import os
import shutil
import sys
from pathlib import Path

COMMAND = "/usr/sbin/postfix"


class PostfixNotFoundError(RuntimeError):
    """No Postfix on this machine, or nobody who may start it."""


def find_postfix() -> Path:
    """The `postfix` command. Raises `PostfixNotFoundError`, which says what to do."""
    found = shutil.which("postfix") or shutil.which(COMMAND)
    if found is None:
        raise PostfixNotFoundError(
            "the test of a real Postfix needs it and found none: install it (Debian, as root: apt-get install postfix)"
        )
    if os.geteuid() != 0:
        raise PostfixNotFoundError("the test of a real Postfix needs root: Postfix starts its daemons as other users")
    return Path(found)


def main() -> int:
    try:
        sys.stdout.write(f"{find_postfix()}\n")
    except PostfixNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
