"""The whole tree of processes: how it starts, what it does by itself, how it is killed and how it ends.

The tests share one data folder and run in this order; each leaves the program as it names.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from cli.supervisor_run_file import command_line
from config.database import Database, disposing
from tests.e2e.running import Running, running_demo
from tests.integration.prefect_api import deployments, runs
from workflow.transaction import ALARM

# A start takes 25 seconds on two idle cores, and several times that where all tests run at once.
pytestmark = pytest.mark.timeout(300)

STOP_WITHIN_S = 10.0
TICK_S = 75.0
# performance.md aims at 150; 160 were seen once the mail part of issue 5 was in. What is let in beyond is a leak.
MEMORY_MB = 165


class Program:
    """The demonstration, started when first asked for, and started again after its end."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._running: Running | None = None

    @property
    def running(self) -> Running:
        if self._running is None or self._running.process.poll() is not None:
            self._running = self._stack.enter_context(running_demo(self._folder))
        return self._running

    @property
    def pid(self) -> int:
        return self.running.process.pid

    def children(self) -> dict[str, int]:
        self.running  # noqa: B018 - starts it
        found: dict[str, int] = json.loads((self._folder / "demo" / "up.json").read_text())["children"]
        return found

    def api_url(self) -> str:
        said = (self._folder / "up.log").read_text("utf-8")
        addresses: list[str] = re.findall(r"^Prefect +(http://\S+)", said, re.MULTILINE)
        return f"{addresses[-1]}/api"

    def processes(self) -> list[int]:
        """Every process that has our folder in its command line, but for the one that was started."""
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [number for number in numbers if str(self._folder) in command_line(number)]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with ExitStack() as stack:
        yield Program(tmp_path_factory.mktemp("up"), stack)


def until(condition: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.2)
    return found


def memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def test_it_becomes_ready_and_shows_the_active_plan(program: Program) -> None:
    page = httpx.get(program.running.base_url, follow_redirects=True, timeout=30)
    assert page.status_code == 200
    assert "План работы с общеобразовательными организациями" in page.text
    assert set(program.children()) == {"prefect-server", "flows"}


def test_web_and_engine_keep_within_their_memory(program: Program) -> None:
    assert memory_mb(program.pid) <= MEMORY_MB


def test_pins_are_told_on_the_terminal_and_kept_for_their_owner_alone(program: Program) -> None:
    folder = program.running.data_dir
    accounts = json.loads((folder / "accounts.json").read_text("utf-8"))
    said = (folder.parent / "up.log").read_text("utf-8")
    assert len(accounts) == 8
    assert all(account["pin"] in said for account in accounts)
    assert (folder / "accounts.json").stat().st_mode & 0o077 == 0


def test_the_flows_stand_in_prefect_with_their_schedules(program: Program) -> None:
    found = {each["entrypoint"]: each["schedules"][0]["schedule"] for each in deployments(program.api_url())}
    assert {entry: schedule["cron"] for entry, schedule in found.items()} == {
        "flows.deliver.deliver": "* * * * *",
        "flows.escalate.escalate": "0 6 * * *",
        "flows.final_review.final_review": "10 6 * * *",
        "flows.seal.seal": "30 6 * * *",
    }
    assert {schedule["timezone"] for schedule in found.values()} == {"Asia/Omsk"}


def test_a_killed_one_leaves_no_child_and_starts_again(program: Program) -> None:
    children = program.children()
    killed = program.running.process
    killed.kill()
    killed.wait(5)
    until(lambda: command_line(children["prefect-server"]) == "", 5)
    began = time.monotonic()
    renewed = program.children()
    assert time.monotonic() - began < 120
    assert command_line(children["flows"]) == ""
    assert renewed["prefect-server"] != children["prefect-server"]
    assert sorted(program.processes()) == sorted(renewed.values())


def test_a_server_that_ends_by_itself_is_started_again(program: Program) -> None:
    server = program.children()["prefect-server"]
    os.kill(server, signal.SIGKILL)
    until(lambda: httpx.get(f"{program.running.base_url}/readyz").status_code == 503, 10)
    until(lambda: program.children().get("prefect-server") not in (None, server), 30)
    until(lambda: httpx.get(f"{program.running.base_url}/readyz").status_code == 200, 120)
    with disposing(Database(f"sqlite:///{program.running.data_dir / 'viza.db'}")) as database, database.read() as conn:
        alarms = conn.execute(select(ALARM.c.code, ALARM.c.cleared_at)).all()
    assert [(alarm.code, alarm.cleared_at is not None) for alarm in alarms] == [("process_ended", True)]


def test_a_scheduled_run_really_appears(program: Program) -> None:
    program.running  # noqa: B018 - starts it
    scheduled = until(
        lambda: [run for run in runs(program.api_url(), "COMPLETED") if "auto-scheduled" in run["tags"]], TICK_S
    )
    assert re.fullmatch(r"deliver \d\d\.\d\d\.2021 \d\d:\d\d:\d\d", scheduled[0]["name"])


def test_sigterm_ends_everything_in_ten_seconds(program: Program) -> None:
    process = program.running.process
    children = program.children()
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(STOP_WITHIN_S) == 0
    except subprocess.TimeoutExpired:
        pytest.fail("still running after ten seconds")
    assert [command_line(pid) for pid in children.values()] == ["", ""]
    assert program.processes() == []
