"""What our flows have in common: their runs' names, what is tried again, and the alarm when one fails."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State, TaskRun
from prefect.flows import Flow
from prefect.tasks import Task

from config.errors import VizaError
from flows.alarms import clear_alarm, raise_alarm
from flows.job_runs import recorded
from flows.wiring import parts

RETRY_DELAYS_S = [1.0, 5.0, 20.0]

P = ParamSpec("P")
R = TypeVar("R")
Doing = Callable[P, Coroutine[Any, Any, R]]


def steady_task(run_name: str) -> Callable[[Doing[P, R]], Task[P, Coroutine[Any, Any, R]]]:
    """A task that has effects (so its result is never taken from a cache) and is tried again where that may help."""
    return task(
        task_run_name=run_name,
        cache_policy=NO_CACHE,
        retries=len(RETRY_DELAYS_S),
        retry_delay_seconds=RETRY_DELAYS_S,
        retry_condition_fn=is_transient,
    )


def steady_flow(name: str) -> Callable[[Doing[P, R]], Flow[P, Coroutine[Any, Any, R]]]:
    """A flow whose runs are named by their business time, and whose failure is an alarm until a run ends well.

    When it ran last is kept in the database.
    """
    made: Callable[[Doing[P, R]], Flow[P, Coroutine[Any, Any, R]]] = flow(
        name=name,
        flow_run_name=_run_name(name.replace("_", " ")),
        on_completion=[clear_flow_alarm],
        on_failure=[raise_flow_alarm],
        on_crashed=[raise_flow_alarm],
    )

    def make(doing: Doing[P, R]) -> Flow[P, Coroutine[Any, Any, R]]:
        @wraps(doing)
        async def recording(*args: P.args, **kwargs: P.kwargs) -> R:
            async with recorded(parts(), name):
                return await doing(*args, **kwargs)

        return made(recording)

    return make


async def is_transient(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again may help: an error that says so itself, or a network or a disk that failed for a moment."""
    error = await state.aresult(raise_on_failure=False)
    return error.retry_helps if isinstance(error, VizaError) else isinstance(error, OSError)


async def raise_flow_alarm(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """For `on_failure` and `on_crashed`."""
    code, detail = alarm_code(flow), f"{flow_run.name}: {state.name}: {state.message}"
    await asyncio.to_thread(raise_alarm, parts().engine.database, parts().clock, code, detail)


async def clear_flow_alarm(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """For `on_completion`: the next run that ends well clears the alarm."""
    await asyncio.to_thread(clear_alarm, parts().engine.database, parts().clock, alarm_code(flow))


def alarm_code(flow: Flow[..., Any]) -> str:
    """The code of the alarm that a failed run of this flow raises."""
    return f"flow_{flow.name}"


def _run_name(word: str) -> Callable[[], str]:
    """Names a run by what it does and the plan's local time, the demonstration's in the demonstration."""

    def name() -> str:
        local = parts().engine.now().astimezone(ZoneInfo(parts().settings.timezone))
        return f"{word} {local:%d.%m.%Y %H:%M:%S}"

    return name
