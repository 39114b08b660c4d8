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
from documents.reading.apart import MAX_DRAFT, Word

TOO_COMPLEX: Final = (
    "Файл слишком велик или устроен слишком сложно: оставьте в нём только таблицу плана и сохраните заново."
)
# The draft, and room for what is said while it is being read.
MAX_ANSWER: Final = MAX_DRAFT + 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[2]
# What an interpreter may need to start; settings and keys are not the document's business.
_KEPT: Final = ("LD_LIBRARY_PATH", "PYTHONHOME")
_CHUNK: Final = 64 * 1024
_LOOK_EVERY_S: Final = 0.1
_ON_A_BUSY_MACHINE: Final = 2
# proc(5), /proc/pid/stat: fields 14 and 15, counted from the third.
_USER_TIME: Final = 11
_SYSTEM_TIME: Final = 12
_log = logging.getLogger("viza.documents")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a document may take, in seconds.

    `idle` without a page or row done, `understanding` after all were read: of processor time, or twice as long on a
    machine that is busy with other things. `whole` altogether. A document that would take longer than `whole` at the
    pace of its first `idle` seconds is not waited for.
    """

    idle: float = 8.0
    understanding: float = 25.0
    whole: float = 60.0


USUAL: Final = Patience()


def read_apart(path: Path, file_name: str, progress: Callable[[int, int], None], patience: Patience = USUAL) -> bytes:
    """The draft of the plan as JSON. Raises `DocumentUnreadable`; leaves no process and no file behind."""
    with _started(path, file_name) as process:
        answer = _Answer(progress, patience, _Clock(process.pid))
        for chunk in _chunks(process.stdout, answer):
            answer.add(chunk)
            if answer.draft is not None:
                return answer.draft
    _log.info("a plan document could not be read: %s", answer.failure or "out of time, memory or ended by itself")
    raise DocumentUnreadable(TOO_COMPLEX)


@contextmanager
def _started(path: Path, file_name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The process that reads. At the end it is there no more."""
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
            yield process
        finally:
            # It may have a process of its own, which is in its group.
            os.killpg(process.pid, signal.SIGKILL)


def _chunks(output: IO[bytes] | None, answer: "_Answer") -> Iterator[bytes]:
    """What comes out of the pipe until its end or until the time is up."""
    waiting = select.poll()
    if output is None:
        return
    waiting.register(output, select.POLLIN)
    while not answer.is_late():
        if waiting.poll(_LOOK_EVERY_S * 1000):
            chunk = os.read(output.fileno(), _CHUNK)
            if not chunk:
                return
            yield chunk


class _Clock:
    """Seconds since a process began: by the clock and of its processor's time."""

    def __init__(self, process: int) -> None:
        self._started = monotonic()
        self._status = Path(f"/proc/{process}/stat")

    def wall(self) -> float:
        return monotonic() - self._started

    def busy(self) -> float:
        """Where the system does not tell processor time, that of the clock."""
        try:
            # The name of the program, which stands in brackets before, may hold anything.
            fields = self._status.read_text().rpartition(")")[2].split()
        except OSError:
            return self.wall()
        return (int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])) / os.sysconf("SC_CLK_TCK")


class _Answer:
    """What the process said so far, and whether it is to be waited for."""

    def __init__(self, progress: Callable[[int, int], None], patience: Patience, clock: _Clock) -> None:
        self.draft: bytes | None = None
        self.failure = ""
        self._progress = progress
        self._patience = patience
        self._clock = clock
        self._wall = self._busy = 0.0
        self._allowed = patience.idle
        self._unfinished: list[bytes] = []
        self._size = 0

    def is_late(self) -> bool:
        """Whether the process has taken longer than it may."""
        wall = self._clock.wall()
        if wall > self._patience.whole or wall - self._wall > _ON_A_BUSY_MACHINE * self._allowed:
            return True
        return wall - self._wall > self._allowed < self._clock.busy() - self._busy

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
        self._wall, self._busy = self._clock.wall(), self._clock.busy()
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
        return self._busy > self._patience.idle and self._wall * total > self._patience.whole * done

    def _give_up(self) -> None:
        self._allowed = -1.0
