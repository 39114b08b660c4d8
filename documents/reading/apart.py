"""The process in which a plan document is read: `python -m documents.reading.apart PATH FILE_NAME`.

A document comes from anywhere, so the process that opens it has little memory, opens no connection, starts no program
and writes no file. It says on its standard output, one line each, what `Word` names.
"""

import gc
import json
import os
import resource
import sys
import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Final

from config.errors import DocumentUnreadable, VizaError
from documents.reading.limits import TOO_MUCH_TEXT

# Of written memory; with the program's own code the process stays under 500 MB.
MAX_MEMORY: Final = 400 * 1024 * 1024
MAX_CPU_S: Final = 60
# Bytes of the draft as JSON.
MAX_DRAFT: Final = 16 * 1024 * 1024
_SAY_AT_MOST_EVERY_S: Final = 0.1
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.")
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_GARBAGE_THRESHOLD: Final = 50_000


class Word(StrEnum):
    """The first letter of a line and what follows it."""

    DONE = "P"  # "done total": so many pages or rows of so many
    READ = "I"  # nothing: the document is read and now understood
    DRAFT = "D"  # the draft as JSON
    REFUSED = "R"  # a sentence for a person, as JSON
    FAILED = "X"  # where the program failed, for the operator


class Forbidden(BaseException):
    """The process tried to do what reading needs not; nothing but the end may follow."""


def main(arguments: list[str]) -> int:
    """Read the document that the arguments name and say what came of it."""
    _limit()
    with _output() as output:
        path, file_name = Path(arguments[0]), arguments[1]
        try:
            from documents.interpreting.interpret import interpret  # noqa: PLC0415
            from documents.reading.opening import read_with, reader_of  # noqa: PLC0415

            reader = reader_of(path, file_name)
            # From here on the document is in the hand of the parsers.
            lock()
            document = read_with(reader, path, file_name, _progress(output))
            _say(output, Word.READ)
            draft = interpret(document)
            _say(output, Word.DRAFT, checked_draft(draft.model_dump_json()))
        except VizaError as refusal:
            _say(output, Word.REFUSED, json.dumps(refusal.message))
        except (Exception, Forbidden) as failure:  # noqa: BLE001  (whatever a document brings about is its refusal)
            _say(output, Word.FAILED, _where(failure))
    return 0


def checked_draft(draft: str) -> str:
    """The draft itself. Raises `DocumentUnreadable` where it is larger than the pages can hold and show."""
    if len(draft.encode()) > MAX_DRAFT:
        raise DocumentUnreadable(TOO_MUCH_TEXT)
    return draft


def _limit() -> None:
    """Applied before anything of the document is read."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_DATA, MAX_MEMORY)
    _lower(resource.RLIMIT_CPU, MAX_CPU_S)


def _lower(kind: int, limit: int) -> None:
    _, most = resource.getrlimit(kind)
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    resource.setrlimit(kind, (limit, limit))


def lock() -> None:
    """No file grows, no connection is opened and no program is started from here on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise Forbidden(event)
    if event == "open":
        path, _, flags = arguments
        # A number is a pipe that is open already.
        if not isinstance(path, int) and isinstance(flags, int) and flags & _WRITING:
            raise Forbidden(event)


def _output() -> BinaryIO:
    """The pipe to the parent. What a library prints goes nowhere."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return output


def _progress(output: BinaryIO) -> Callable[[int, int], None]:
    said_at = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal said_at
        now = monotonic()
        if done >= total or now - said_at >= _SAY_AT_MOST_EVERY_S:
            said_at = now
            _say(output, Word.DONE, f"{done} {total}")

    return progress


def _say(output: BinaryIO, word: Word, text: str = "") -> None:
    output.write(f"{word.value}{text}\n".encode())
    output.flush()


def _where(failure: BaseException) -> str:
    """The error's kind and where it arose, without its words: these may quote the document."""
    frames = traceback.extract_tb(failure.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return f"{type(failure).__name__} in {' > '.join(places[-6:])}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
