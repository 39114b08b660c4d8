"""The process of the flows while Prefect's server is away, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import PrefectClient

from flows.host import SERVING, WAITING, FlowHost, HostedFlow


class QuietServer:
    """Prefect's client where nothing is ever due."""

    def __init__(self) -> None:
        self.asked = 0

    async def read_flow_runs(self, **filters: Any) -> list[Any]:
        return []

    async def get_scheduled_flow_runs_for_deployments(self, ids: list[UUID], **when: Any) -> list[Any]:
        self.asked += 1
        return []


class Watched:
    """A host with its collaborators counted."""

    def __init__(self, server: QuietServer | None = None) -> None:
        self.said: list[str] = []
        self.delivered = 0
        self.server = server
        self.host = FlowHost(self.register, self.deliver, self.said.append, self.open_client, poll_s=0.01)
        self.host.patience_s = 0.05

    async def register(self) -> Mapping[UUID, HostedFlow]:
        return {}

    async def deliver(self) -> None:
        self.delivered += 1

    @asynccontextmanager
    async def open_client(self) -> AsyncIterator[PrefectClient]:
        if self.server is None:
            raise httpx.ConnectError("nobody listens")
        yield cast("PrefectClient", self.server)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about in time")


async def test_letters_go_out_while_prefect_does_not_answer() -> None:
    watched = Watched()
    running = asyncio.create_task(watched.host.run())
    await until(lambda: watched.delivered == 1)
    assert watched.said == [WAITING]
    watched.host.wake("deliver")
    await until(lambda: watched.delivered == 2)
    watched.host.stop()
    await running


async def test_another_flow_waits_for_prefect() -> None:
    watched = Watched()
    running = asyncio.create_task(watched.host.run())
    await until(lambda: watched.delivered == 1)
    watched.host.wake("seal")
    await asyncio.sleep(0.1)
    assert watched.delivered == 1
    watched.host.stop()
    await running


async def test_it_says_that_it_serves_and_asks_for_what_is_due_until_it_is_stopped() -> None:
    server = QuietServer()
    watched = Watched(server)
    running = asyncio.create_task(watched.host.run())
    await until(lambda: server.asked > 2)
    assert watched.said == [SERVING]
    assert watched.delivered == 0
    watched.host.stop()
    await running


async def test_a_mistake_of_ours_ends_the_process_so_that_it_is_started_again() -> None:
    class Broken(QuietServer):
        async def get_scheduled_flow_runs_for_deployments(self, ids: list[UUID], **when: Any) -> list[Any]:
            raise KeyError("a mistake")

    with pytest.raises(KeyError):
        await Watched(Broken()).host.run()


async def test_a_wake_that_prefect_is_slow_to_run_is_delivered_without_it() -> None:
    watched = Watched(QuietServer())
    running = asyncio.create_task(watched.host.run())
    await until(lambda: SERVING in watched.said)
    watched.host.wake("deliver")
    await until(lambda: watched.delivered == 1)
    watched.host.wake("deliver")
    await until(lambda: watched.delivered == 2)
    watched.host.stop()
    await running
