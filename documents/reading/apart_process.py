"""Reads a plan document in a process of its own, and ends that process when it takes too long."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Final

from config.errors import DocumentUnreadable
from documents.reading.apart import Word

TOO_COMPLEX: Final = (
    "Файл слишком велик или устроен слишком сложно: оставьте в нём только таблицу плана и сохраните заново."
)
MAX_ANSWER: Final = 64 * 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[2]
# What an interpreter may need to start; settings and keys are not the document's business.
_KEPT: Final = ("LD_LIBRARY_PATH", "PYTHONHOME")
_CHUNK: Final = 64 * 1024
_log = logging.getLogger("viza.documents")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a document may take, in seconds.

    `idle` without a page or row done, `understanding` after all were read, `whole` altogether. A document that would
    take longer than `whole` at the pace of its first `idle` seconds is not waited for.
    """

    idle: float = 8.0
    understanding: float = 25.0
    whole: float = 60.0


USUAL: Final = Patience()


def read_apart(path: Path, file_name: str, progress: Callable[[int, int], None], patience: Patience = USUAL) -> bytes:
    """The draft of the plan as JSON. Raises `DocumentUnreadable`; leaves no process and no file behind."""
    answer = _Answer(progress, patience)
    with _started(path, file_name) as output:
        for chunk in _chunks(output, answer.seconds_left):
            answer.add(chunk)
            if answer.draft is not None:
                return answer.draft
    _log.info("a plan document could not be read: %s", answer.failure or "out of time, memory or ended by itself")
    raise DocumentUnreadable(TOO_COMPLEX)


@contextmanager
def _started(path: Path, file_name: str) -> Iterator[IO[bytes]]:
    """What the process says. At the end it is there no more."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-P", "-s", "-X", "utf8", "-m", "documents.reading.apart", path.absolute(), file_name],
        env={**environment, "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process:
        try:
            if process.stdout is not None:
                yield process.stdout
        finally:
            # It may have a process of its own, which is in its group.
            os.killpg(process.pid, signal.SIGKILL)


def _chunks(output: IO[bytes], seconds_left: Callable[[], float]) -> Iterator[bytes]:
    """What comes out of the pipe until its end or until the time is up."""
    waiting = select.poll()
    waiting.register(output, select.POLLIN)
    while (seconds := seconds_left()) > 0:
        if waiting.poll(seconds * 1000):
            chunk = os.read(output.fileno(), _CHUNK)
            if not chunk:
                return
            yield chunk


class _Answer:
    """What the process said so far, and how long it may still take."""

    def __init__(self, progress: Callable[[int, int], None], patience: Patience) -> None:
        self.draft: bytes | None = None
        self.failure = ""
        self._progress = progress
        self._patience = patience
        self._started = self._last = monotonic()
        self._allowed = patience.idle
        self._unfinished: list[bytes] = []
        self._size = 0

    def seconds_left(self) -> float:
        """0 or less when it is not to be waited for."""
        now = monotonic()
        return min(self._started + self._patience.whole - now, self._last + self._allowed - now)

    def add(self, chunk: bytes) -> None:
        """Take in what came out of the pipe. Raises `DocumentUnreadable` where the process refuses the document."""
        self._size += len(chunk)
        if self._size > MAX_ANSWER:
            self._give_up()
            return
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            self._unfinished.append(line)
            whole = b"".join(self._unfinished)
            self._unfinished = []
            self._take(whole[:1].decode(), whole[1:])
        self._unfinished.append(rest)

    def _take(self, word: str, text: bytes) -> None:
        self._last = monotonic()
        match word:
            case Word.DONE:
                done, total = map(int, text.split())
                if self._is_too_slow(done, total):
                    self._give_up()
                else:
                    self._progress(done, total)
            case Word.READ:
                self._allowed = self._patience.understanding
            case Word.REFUSED:
                raise DocumentUnreadable(json.loads(text))
            case Word.FAILED:
                self.failure = text.decode()
            case Word.DRAFT:
                self.draft = text

    def _is_too_slow(self, done: int, total: int) -> bool:
        elapsed = self._last - self._started
        return elapsed > self._patience.idle and elapsed * total > self._patience.whole * done

    def _give_up(self) -> None:
        self._allowed = -1.0
