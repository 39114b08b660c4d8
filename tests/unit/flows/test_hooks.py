"""What is tried again, and how our flows are made."""

import asyncio
from typing import Any, cast

import pytest
from prefect import Flow
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import Failed
from prefect.tasks import Task

from config.errors import DatabaseUnavailable, SettingsError
from flows.deliver import deliver, send_letters
from flows.escalate import escalate, sweep_rungs
from flows.final_review import final_review, review_plans
from flows.hooks import clear_flow_alarm, is_transient, raise_flow_alarm
from flows.seal import seal, seal_ledgers

FLOWS: list[Flow[..., Any]] = [deliver, escalate, final_review, seal]
TASKS: list[Task[..., Any]] = [send_letters, sweep_rungs, review_plans, seal_ledgers]
NO_TASK, NO_RUN = cast("Task[Any, Any]", None), cast("TaskRun", None)


@pytest.mark.parametrize(
    ("error", "helps"),
    [
        (DatabaseUnavailable(), True),
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (SettingsError("VIZA_SMTP_HOST: must be set"), False),
        (KeyError("a mistake"), False),
    ],
)
async def test_only_what_may_pass_is_tried_again(error: Exception, helps: bool) -> None:
    assert await is_transient(NO_TASK, NO_RUN, Failed(data=error)) is helps


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_flow_is_async_described_and_raises_an_alarm(flow: Flow[..., Any]) -> None:
    assert asyncio.iscoroutinefunction(flow.fn)
    assert flow.description
    assert flow.on_failure_hooks == [raise_flow_alarm]
    assert flow.on_crashed_hooks == [raise_flow_alarm]
    assert flow.on_completion_hooks == [clear_flow_alarm]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_has_effects_so_nothing_is_cached(task: Task[..., Any]) -> None:
    assert task.cache_policy is NO_CACHE
    assert task.retries == 3
    assert task.retry_condition_fn is is_transient
