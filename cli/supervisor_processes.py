"""The two child processes of `viza up`: Prefect's server (where it is ours) and the flows."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from cli.supervisor_child import Child
from cli.supervisor_prefect_settings import PrefectPlace
from cli.supervisor_run_file import RunFile

# -P: the folder in which viza was started is no import path, where a folder named `config` would hide ours.
PYTHON = (sys.executable, "-P", "-m")
SERVER_LOG = "server.log"
SERVER_LOG_BYTES = 5_000_000
FLOWS_PATIENCE_S = 3.5
SERVER_PATIENCE_S = 3.5
SERVING = "serving"


class Processes:
    """Starts them, starts them again, wakes the flows; ends the flows first, so that their last states are kept."""

    def __init__(
        self,
        folder: Path,
        place: PrefectPlace,
        variables: Mapping[str, str],
        run_file: RunFile,
        *,
        on_trouble: Callable[[str, str], None],
        on_well: Callable[[], None],
    ) -> None:
        """`variables` are added to the environment of the flows. `on_trouble` hears which process ended by itself and
        how, `on_well` that the flows run on Prefect's schedule."""
        self._folder = folder
        self._place = place
        self._run_file = run_file
        self._on_trouble = on_trouble
        self._on_well = on_well
        self._is_serving = False
        self._flows = Child(
            "flows",
            (*PYTHON, "flows.serve", str(folder)),
            place.environment() | dict(variables),
            on_line=self._hear,
            on_started=self._record,
            on_ended=lambda code: self._lost("flows", code),
        )
        self._server = None if place.bound is None else self._own_server(place.bound.fileno())
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_serving(self) -> bool:
        """Whether the flows run on Prefect's schedule now."""
        return self._is_serving

    def start(self) -> None:
        """Start both; neither waits for the other."""
        self._tasks = [asyncio.create_task(child.keep_running(), name=child.name) for child in self._children()]

    def wake(self, flow_name: str) -> None:
        """Run this flow now; until the flows' process is up it is remembered. Call it on the event loop's thread."""
        self._flows.send(f"wake {flow_name}")

    async def end(self) -> None:
        """End both, with all that they started, in seven seconds at most."""
        await self._flows.end(patience_s=FLOWS_PATIENCE_S, farewell="stop")
        if self._server is not None:
            await self._server.end(patience_s=SERVER_PATIENCE_S)
        for task in self._tasks:
            with suppress(TimeoutError):
                await asyncio.wait_for(task, 1)

    def _own_server(self, descriptor: int) -> Child:
        log = self._place.home / SERVER_LOG
        if log.exists() and log.stat().st_size > SERVER_LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        return Child(
            "prefect-server",
            (*PYTHON, "cli.supervisor_prefect", str(self._folder), str(os.getpid()), str(descriptor)),
            self._place.server_environment(),
            pass_fds=(descriptor,),
            log=log,
            on_started=self._record,
            on_ended=lambda code: self._lost("prefect-server", code),
        )

    def _children(self) -> list[Child]:
        return [child for child in (self._server, self._flows) if child is not None]

    def _hear(self, line: str) -> None:
        self._is_serving = line == SERVING
        if self._is_serving:
            self._on_well()

    def _record(self) -> None:
        self._run_file.record({child.name: child.pid for child in self._children() if child.pid is not None})

    def _lost(self, name: str, code: int) -> None:
        self._is_serving = False
        self._flows.send("say-again")
        self._on_trouble(name, f"ended by itself with code {code} and is started again")
