"""Pages answer while Prefect still starts, and the program can be ended at any moment of its start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.supervisor_run_file import command_line
from tests.e2e.running import free_port
from tests.integration.smtp_server import running_smtp

# Of the process, not of the clock: other tests may use the machine. Measured 4.1 where nobody else does.
FIRST_PAGE_CPU_S = 7.0
FIRST_PAGE_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def base_url() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(params=["a demonstration", "a deployment"])
def process(
    request: pytest.FixtureRequest, folder: Path, base_url: str, tmp_path: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    is_demo = request.param == "a demonstration"
    settings = {"VIZA_DATA_DIR": str(folder), "VIZA_LISTEN": base_url.removeprefix("http://")}
    with running_smtp() as relay, (tmp_path / "up.log").open("wb") as log:
        mail = {
            "VIZA_SMTP_HOST": "127.0.0.1",
            "VIZA_SMTP_PORT": str(relay.port),
            "VIZA_SMTP_SECURITY": "none",
            "VIZA_MAIL_FROM": "viza@omsk-edu.example",
        }
        process = subprocess.Popen(
            [Path(sys.executable).with_name("viza"), "up", *(["--demo"] if is_demo else [])],
            env=os.environ | settings | ({} if is_demo else mail),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        yield process
        process.kill()
        process.wait()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_page(base_url: str) -> httpx.Response:
    """The address is bound at once, so the first request waits for the page instead of being refused."""
    end = time.monotonic() + FIRST_PAGE_WITHIN_S
    while True:
        try:
            return httpx.get(base_url, timeout=end - time.monotonic(), follow_redirects=True)
        except httpx.ConnectError:
            time.sleep(0.05)


def ours(folder: Path) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if str(folder) in command_line(number)]


def test_a_page_answers_before_prefect_and_a_signal_then_ends_all(
    process: "subprocess.Popen[bytes]", base_url: str, folder: Path
) -> None:
    assert first_page(base_url).status_code == 200
    assert cpu_seconds(process.pid) < FIRST_PAGE_CPU_S
    not_ready = httpx.get(f"{base_url}/readyz")
    assert not_ready.status_code == 503
    assert not_ready.json()["parts"]["database"] is True
    assert not_ready.json()["parts"]["prefect"] is False
    process.send_signal(signal.SIGINT)
    assert process.wait(STOP_WITHIN_S) == 0
    assert ours(folder) == []
