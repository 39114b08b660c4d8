"""Runs our deployments inside one process: what Prefect has scheduled, and at once what somebody woke.

Prefect's own runner starts a Python process a run: four seconds of a processor each minute for a delivery that mostly
finds nothing. Here a run costs a third of a second and is the same in Prefect: scheduled by its server, with its state,
name, log and artifacts.

1. Register the deployments; a run that still says "running" belongs to a process that was killed: mark it crashed.
2. Every few seconds, and when woken, ask which runs are due; `flows.due_runs` chooses among them.
3. One run of a flow at a time; different flows beside each other.
4. While Prefect does not answer, or is slow to run a delivery that was asked for, deliver without it: letters matter
   more than their record in Prefect.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus
from prefect.exceptions import Abort, Pause, PrefectException
from prefect.flow_engine import run_flow_async
from prefect.states import Cancelled, Crashed, Pending

from flows.due_runs import choose

POLL_S = 5.0
WITHOUT_PREFECT_S = 60.0
PATIENCE_S = 4.0
DELIVER = "deliver"
LAST_MOMENTS_S = 2.0
WOKEN = "woken"
SERVING = "serving"
WAITING = "waiting"
UNREACHABLE = (httpx.HTTPError, PrefectException, OSError)

HostedFlow = Flow[[], Any]
_log = logging.getLogger("viza.flows")


@dataclass(slots=True)
class FlowHost:
    """`register` gives our deployments by their ids; `without_prefect` delivers while Prefect does not answer.

    `announce` hears "serving" and "waiting" as Prefect comes and goes.
    """

    register: Callable[[], Awaitable[Mapping[UUID, HostedFlow]]]
    without_prefect: Callable[[], Awaitable[object]]
    announce: Callable[[str], None]
    open_client: Callable[[], AbstractAsyncContextManager[PrefectClient]] = get_client
    poll_s: float = POLL_S
    patience_s: float = PATIENCE_S
    _said: str = ""
    _woken: set[str] = field(default_factory=set)
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _active: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)
    _asked_at: float = 0.0
    _delivered_from: float = 0.0
    _watch: asyncio.Task[None] | None = None

    def wake(self, flow_name: str) -> None:
        """Run this flow as soon as it is free; several calls before that are one."""
        self._woken.add(flow_name)
        self._stirred.set()
        if flow_name == DELIVER:
            self._asked_at = asyncio.get_running_loop().time()
            if self._watch is None:
                self._watch = asyncio.create_task(self._deliver_anyway())

    def say_again(self) -> None:
        """Announce anew, once it is known, whether Prefect answers: its server may have been started again."""
        self._said = ""
        self._stirred.set()

    def stop(self) -> None:
        """Start nothing more; `run` returns once what runs has ended, or was cut short."""
        self._stopping.set()
        self._stirred.set()

    async def run(self) -> None:
        """Serve until `stop`."""
        while not self._stopping.is_set():
            try:
                await self._serve()
            except UNREACHABLE as error:
                self._say(WAITING)
                _log.warning("Prefect's server does not answer, delivering without it: %r", error)
                await self._serve_without_prefect()
        if self._watch is not None:
            self._watch.cancel()
        await self._end_active()

    async def _serve(self) -> None:
        async with self.open_client() as client:
            flows = await self.register()
            await _mark_crashed(client, flows)
            while not self._stopping.is_set():
                await self._create_woken(client, flows)
                await self._start_due(client, flows)
                self._say(SERVING)
                await self._pause(self.poll_s)

    def _say(self, word: str) -> None:
        if word != self._said:
            self._said = word
            self.announce(word)

    async def _create_woken(self, client: PrefectClient, flows: Mapping[UUID, HostedFlow]) -> None:
        for deployment_id, flow in flows.items():
            if flow.name in self._woken and deployment_id not in self._active:
                await client.create_flow_run_from_deployment(deployment_id, tags=[WOKEN])
                self._woken.discard(flow.name)

    async def _start_due(self, client: PrefectClient, flows: Mapping[UUID, HostedFlow]) -> None:
        due = await client.get_scheduled_flow_runs_for_deployments(list(flows), scheduled_before=datetime.now(UTC))
        chosen = choose(due, self._active)
        for run in chosen.skip:
            superseded: State[Any] = Cancelled(name="Skipped", message="A newer run of this flow does what was due.")
            await client.set_flow_run_state(run.id, superseded, force=True)
        for run in chosen.run:
            if run.deployment_id is not None:
                task = asyncio.create_task(self._run(client, flows[run.deployment_id], run))
                self._active[run.deployment_id] = task

    async def _run(self, client: PrefectClient, flow: HostedFlow, run: FlowRun) -> None:
        began = asyncio.get_running_loop().time()
        try:
            # Another process that serves the same deployments loses here.
            claim: OrchestrationResult[Any] = await client.set_flow_run_state(run.id, Pending())
            if claim.status is SetStateStatus.ACCEPT:
                run.state = claim.state
                await run_flow_async(flow, flow_run=run, parameters={}, return_type="state")
                if flow.name == DELIVER:
                    self._delivered_from = max(self._delivered_from, began)
        except (Abort, Pause):
            _log.info("run %s was ended from Prefect's side", run.name)
        except UNREACHABLE as error:
            _log.warning("run %s lost Prefect's server: %r", run.name, error)
        finally:
            if run.deployment_id is not None:
                self._active.pop(run.deployment_id, None)
            self._stirred.set()

    async def _deliver_anyway(self) -> None:
        """Wait a little for a delivery that began after the last wake; where none did, deliver without Prefect."""
        loop = asyncio.get_running_loop()
        try:
            while self._delivered_from < self._asked_at and not self._stopping.is_set():
                if (left := self._asked_at + self.patience_s - loop.time()) > 0:
                    await asyncio.sleep(left)
                    continue
                began = loop.time()
                await self.without_prefect()
                self._delivered_from = began
        except Exception:  # noqa: BLE001 - whatever it was, the host goes on and the log has it
            # The letters still wait, and the minute's run takes them; but why this one failed must be seen.
            _log.exception("a delivery without Prefect failed")
        finally:
            self._watch = None

    async def _serve_without_prefect(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WITHOUT_PREFECT_S
        self._woken.discard(DELIVER)
        await self.without_prefect()
        while not self._stopping.is_set() and loop.time() < until:
            await self._pause(self.poll_s)
            if DELIVER in self._woken:
                self._woken.discard(DELIVER)
                await self.without_prefect()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), seconds)
        self._stirred.clear()

    async def _end_active(self) -> None:
        tasks = list(self._active.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_MOMENTS_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _mark_crashed(client: PrefectClient, flows: Mapping[UUID, HostedFlow]) -> None:
    unfinished = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(flows))),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING]))
        ),
    )
    for run in unfinished:
        await client.set_flow_run_state(run.id, Crashed(message="The process that ran it has ended."), force=True)
