"""A child process of `viza up`: started, started again when it ends by itself, spoken to in lines, ended."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
STEADY_S = 120.0

_log = structlog.get_logger("viza.up")


@dataclass(slots=True)
class Child:
    """One child, in a process group of its own: a Ctrl-C on the terminal reaches `viza up` alone.

    `on_line` hears each line that it prints; `log` takes what it says on its error stream (ours, where None).
    `on_ended` hears of an end that nobody asked for. What is sent while it does not run is sent at its next start.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    log: Path | None = None
    on_line: Callable[[str], None] | None = None
    on_started: Callable[[], None] | None = None
    on_ended: Callable[[int], None] | None = None
    first_pause_s: float = FIRST_PAUSE_S
    _process: Process | None = None
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _unsent: list[str] = field(default_factory=list)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return None if self._process is None else self._process.pid

    async def keep_running(self) -> None:
        """Run it until `end` is called; an end by itself is followed by a new start, later and later."""
        pause = self.first_pause_s
        clock = asyncio.get_running_loop().time
        while not self._ending.is_set():
            began = clock()
            code = await self._run_once()
            if self._ending.is_set():
                return
            if clock() - began > STEADY_S:
                pause = self.first_pause_s
            _log.warning("child ended by itself, it is started again", child=self.name, status=code, pause_s=pause)
            if self.on_ended is not None:
                self.on_ended(code)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def send(self, line: str) -> None:
        """Give it one line; repeated lines that wait for its start are kept once."""
        stream = self._process.stdin if self._process is not None else None
        if stream is not None and not stream.is_closing():
            stream.write(f"{line}\n".encode())
        elif line not in self._unsent:
            self._unsent.append(line)

    async def end(self, *, patience_s: float, farewell: str | None = None) -> None:
        """End it and whatever it started: by the farewell line where one is given, else SIGTERM; then SIGKILL."""
        self._ending.set()
        process = self._process
        if process is None:
            return
        if farewell is not None:
            self.send(farewell)
        else:
            _signal_group(process.pid, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await process.wait()
        _signal_group(process.pid, signal.SIGKILL)
        await process.wait()

    async def _run_once(self) -> int:
        process = await self._start()
        self._process = process
        if self.on_started is not None:
            self.on_started()
        try:
            for waiting in self._unsent:
                self.send(waiting)
            self._unsent.clear()
            assert process.stdout is not None  # noqa: S101 -- asked for as a pipe
            async for line in process.stdout:
                if self.on_line is not None:
                    self.on_line(line.decode(errors="replace").strip())
            return await process.wait()
        finally:
            self._process = None

    async def _start(self) -> Process:
        errors = None if self.log is None else os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return await asyncio.create_subprocess_exec(
                *self.command,
                env=dict(self.environment),
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors if errors is not None else None,
                pass_fds=self.pass_fds,
                process_group=0,
            )
        finally:
            if errors is not None:
                os.close(errors)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
