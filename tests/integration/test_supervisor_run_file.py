"""One `viza up` a data folder; what a killed one left running is ended, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cli.supervisor_run_file import RunFile, command_line
from config.errors import SettingsError

SLEEP = "import sys, time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[bytes]"]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def sleeper(*arguments: str, code: str = SLEEP) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, process_group=0
    )


def left_behind(folder: Path, **children: int) -> None:
    """As a killed `viza up` leaves the file: written, and no longer locked."""
    with RunFile(folder) as run_file:
        run_file.record(children)
        content = (folder / "up.json").read_bytes()
    (folder / "up.json").write_bytes(content)


def test_a_second_one_is_refused_and_told_who_has_the_folder(tmp_path: Path) -> None:
    with RunFile(tmp_path) as first:
        first.record({})
        with pytest.raises(SettingsError, match=rf"VIZA_DATA_DIR: .* in use .*\(process {os.getpid()}\)"):
            RunFile(tmp_path).__enter__()
    with RunFile(tmp_path):
        pass


def test_a_survivor_that_names_our_folder_is_ended(tmp_path: Path, processes: list["subprocess.Popen[bytes]"]) -> None:
    survivor = sleeper(str(tmp_path))
    processes.append(survivor)
    left_behind(tmp_path, flows=survivor.pid)
    with RunFile(tmp_path) as run_file:
        assert run_file.end_survivors() == [survivor.pid]
    assert survivor.wait(5) == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed(tmp_path: Path, processes: list["subprocess.Popen[bytes]"]) -> None:
    survivor = sleeper(str(tmp_path), code=STUBBORN)
    processes.append(survivor)
    assert survivor.stdout is not None
    assert survivor.stdout.readline() == b"up\n"
    left_behind(tmp_path, flows=survivor.pid)
    with RunFile(tmp_path) as run_file:
        run_file.end_survivors()
    assert survivor.wait(5) == -signal.SIGKILL


def test_a_process_of_others_with_the_same_number_lives_on(
    tmp_path: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    stranger = sleeper("/srv/elsewhere")
    processes.append(stranger)
    left_behind(tmp_path, flows=stranger.pid)
    with RunFile(tmp_path) as run_file:
        assert run_file.end_survivors() == []
    time.sleep(0.1)
    assert stranger.poll() is None


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"children": [1]}', b'{"children": {"flows": "12"}}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "up.json").write_bytes(content)
    with RunFile(tmp_path) as run_file:
        assert run_file.end_survivors() == []


def test_a_process_that_ended_has_no_command_line() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert command_line(ended.pid) == ""
    assert "pytest" in command_line(os.getpid())
