"""What keeps `viza up` from starting is one line that names the setting."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from cli.supervisor_run_file import RunFile

VIZA = Path(sys.executable).with_name("viza")


def refused(folder: Path, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [VIZA, "up", *words],
        env=os.environ | {"VIZA_DATA_DIR": str(folder / "data"), "VIZA_LISTEN": "127.0.0.1:0"} | variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_line(run: "subprocess.CompletedProcess[str]") -> str:
    assert run.returncode == 1
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    return line


def test_without_a_mail_relay_it_names_the_setting(tmp_path: Path) -> None:
    line = only_line(refused(tmp_path))
    assert line.startswith("VIZA_SMTP_HOST: must be set")
    assert not (tmp_path / "data").exists()


def test_without_a_sender_it_names_the_setting(tmp_path: Path) -> None:
    assert only_line(refused(tmp_path, VIZA_SMTP_HOST="mail.example.ru")).startswith("VIZA_MAIL_FROM: must be set")


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    assert only_line(refused(tmp_path, "--demo", VIZA_TIMEZONE="Asia/Atlantis")).startswith("VIZA_TIMEZONE: ")


def test_an_address_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        line = only_line(refused(tmp_path, "--demo", VIZA_LISTEN=address))
    assert line.startswith(f"VIZA_LISTEN: cannot listen on {address}: ")


def test_a_folder_in_use_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "demo"
    folder.mkdir(parents=True)
    with RunFile(folder) as run_file:
        run_file.record({})
        line = only_line(refused(tmp_path, "--demo"))
    assert line == f"VIZA_DATA_DIR: {folder} is in use by another viza up (process {os.getpid()})"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file stands in the way")
    line = only_line(refused(tmp_path, "--demo"))
    assert line == f"VIZA_DATA_DIR: cannot create {tmp_path / 'data' / 'demo'}: Not a directory"
