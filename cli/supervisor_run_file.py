"""The run file: one `viza up` a data folder, and no child process that outlives a killed one unseen."""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from config.errors import SettingsError

FILE_NAME = "up.json"
TERMINATION_S = 3.0
PAUSE_S = 0.05


class RunFile:
    """Locked while `viza up` runs; holds its process id and its children's, for the next start to look at.

    The lock is the system's, so it ends with the process however that ends. A child is known again by its command
    line, which names the data folder: a process id alone may have passed to somebody else.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the folder. Raises `SettingsError` where another `viza up` has it."""
        descriptor = os.open(self._folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _read(descriptor).get("up")
            os.close(descriptor)
            raise SettingsError(
                f"VIZA_DATA_DIR: {self._folder} is in use by another viza up (process {owner})"
            ) from None
        self._descriptor = descriptor
        return self

    def __exit__(self, *error: object) -> None:
        if self._descriptor is not None:
            self.record({})
            os.close(self._descriptor)
            self._descriptor = None

    def record(self, children: Mapping[str, int]) -> None:
        """Write down the process ids of the children that run now, by their names."""
        if self._descriptor is None:
            return
        text = json.dumps({"up": os.getpid(), "children": dict(children)}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def end_survivors(self) -> list[int]:
        """End the children that a killed `viza up` left behind. Returns their process ids."""
        if self._descriptor is None:
            return []
        children = _read(self._descriptor).get("children")
        survivors = [
            pid
            for pid in (children.values() if isinstance(children, dict) else ())
            if isinstance(pid, int) and str(self._folder) in command_line(pid)
        ]
        for pid in survivors:
            _signal_group(pid, signal.SIGTERM)
        deadline = time.monotonic() + TERMINATION_S
        while any(command_line(pid) for pid in survivors) and time.monotonic() < deadline:
            time.sleep(PAUSE_S)
        for pid in survivors:
            _signal_group(pid, signal.SIGKILL)
        return survivors


def command_line(pid: int) -> str:
    """The command line of a running process; empty where there is none, or where it has ended and waits to be read."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    if Path("/proc/self").exists():
        return ""
    ps = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()


def _signal_group(pid: int, number: signal.Signals) -> None:
    # Each child leads a group of its own, so nothing that it started stays behind.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _read(descriptor: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(descriptor, 65_536, 0) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
