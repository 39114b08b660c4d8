"""Finds the Chromium that the end-to-end tests drive: the system's, never one that Playwright downloads."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No sandbox, because CI runs as root; no background traffic, because its network is closed.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserNotFoundError(RuntimeError):
    """No Chromium on this machine."""


def find_browser() -> Path:
    """The Chromium named by `CHROMIUM`, else the first one on the PATH."""
    chosen = os.environ.get("CHROMIUM")
    for name in (chosen,) if chosen else NAMES:
        if found := shutil.which(name):
            return Path(found)
    wanted = chosen or ", ".join(NAMES)
    raise BrowserNotFoundError(
        f"the tests need Chromium and found none ({wanted}): install it (Debian: apt-get install chromium) "
        "or name its executable in CHROMIUM"
    )


def main() -> int:
    try:
        sys.stdout.write(f"{find_browser()}\n")
    except BrowserNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
