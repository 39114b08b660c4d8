"""Starts `viza up --demo` on a free port in a folder of its own, and ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

OK = 200
READY_WITHIN = 200.0
STOP_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that answers. `data_dir` is the demo's own data folder."""

    base_url: str
    data_dir: Path
    process: "subprocess.Popen[bytes]"


@contextmanager
def running_demo(folder: Path) -> Iterator[Running]:
    """The demo, ready with Prefect and all, for the length of a block."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "VIZA_DATA_DIR": str(folder),
        "VIZA_LISTEN": f"127.0.0.1:{port}",
        "VIZA_PUBLIC_BASE_URL": base_url,
    }
    log_file = folder / "up.log"
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("viza"), "up", "--demo"],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_ready(base_url, process, log_file)
            yield Running(base_url, folder / "demo", process)
        finally:
            stop(process)


def wait_until_ready(base_url: str, process: "subprocess.Popen[bytes]", log_file: Path) -> None:
    """Until `/readyz` answers 200. Raises `AssertionError` when the program ended or took too long."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        assert process.poll() is None, f"viza ended with {process.returncode}:\n{log_file.read_text('utf-8')}"
        try:
            if httpx.get(f"{base_url}/readyz", timeout=5).status_code == OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"viza was not ready in time:\n{log_file.read_text('utf-8')}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """SIGTERM, and SIGKILL where that does not help."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
