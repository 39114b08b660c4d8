"""A child process of `viza up`: started again, spoken to, ended with all that it started."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.supervisor_child import Child
from cli.supervisor_run_file import command_line

ECHO = "import sys\nfor line in sys.stdin:\n    print(line.strip(), flush=True)\n    if line == 'stop\\n': break\n"
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n"
)
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(60)\n"


class Heard:
    """What a child said and how often it started and ended."""

    def __init__(self, code: str) -> None:
        self.lines: list[str] = []
        self.starts = 0
        self.codes: list[int] = []
        self.child = Child(
            "child",
            (sys.executable, "-c", code),
            dict(os.environ),
            on_line=self.lines.append,
            on_started=self._started,
            on_ended=self.codes.append,
        )

    def _started(self) -> None:
        self.starts += 1


async def until(condition: Callable[[], object]) -> None:
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about in time")


async def test_what_was_sent_before_the_start_is_heard_once() -> None:
    heard = Heard(ECHO)
    for _ in range(3):
        heard.child.send("wake deliver")
    heard.child.send("wake seal")
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: len(heard.lines) == 2)
    assert heard.lines == ["wake deliver", "wake seal"]
    await heard.child.end(patience_s=5, farewell="stop")
    await running
    assert heard.lines[-1] == "stop"
    assert heard.codes == []


async def test_one_that_ends_by_itself_is_started_again() -> None:
    heard = Heard("raise SystemExit(3)")
    heard.child.first_pause_s = 0.01
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: heard.starts >= 3)
    await heard.child.end(patience_s=5)
    await running
    assert set(heard.codes) == {3}


async def test_the_pause_before_a_new_start_does_not_delay_the_end() -> None:
    heard = Heard("raise SystemExit(3)")
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: heard.codes == [3])
    await heard.child.end(patience_s=5)
    async with asyncio.timeout(0.5):
        await running
    assert heard.starts == 1


async def test_what_it_started_ends_with_it() -> None:
    heard = Heard(PARENT)
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: heard.lines)
    grandchild = int(heard.lines[0])
    await heard.child.end(patience_s=5)
    await running
    await until(lambda: command_line(grandchild) == "")


async def test_one_that_does_not_listen_is_killed() -> None:
    heard = Heard(DEAF)
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: heard.lines)
    pid = heard.child.pid
    assert pid is not None
    await heard.child.end(patience_s=0.2)
    await running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)


async def test_its_error_stream_goes_to_its_log(tmp_path: Path) -> None:
    heard = Heard("import sys; print('noise', file=sys.stderr); print('done', flush=True); sys.stdin.read()")
    heard.child.log = tmp_path / "server.log"
    running = asyncio.create_task(heard.child.keep_running())
    await until(lambda: heard.lines)
    await heard.child.end(patience_s=5)
    await running
    assert heard.child.log.read_text() == "noise\n"
    assert heard.child.log.stat().st_mode & 0o077 == 0
