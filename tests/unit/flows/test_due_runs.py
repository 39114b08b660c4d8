"""Which due runs are run and which are passed over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from prefect.client.schemas.objects import FlowRun

from flows.due_runs import choose

DELIVER, SEAL = UUID(int=1), UUID(int=2)
NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)


def run(deployment: UUID | None, minute: int) -> FlowRun:
    start = (NOON + timedelta(minutes=minute)).isoformat()
    values = {"flow_id": uuid4(), "deployment_id": deployment, "next_scheduled_start_time": start}
    return FlowRun.model_validate(values)


def test_after_an_outage_only_the_newest_run_of_a_flow_is_run() -> None:
    first, second, third = run(DELIVER, 0), run(DELIVER, 1), run(DELIVER, 2)
    choice = choose([third, first, second], ())
    assert choice.run == (third,)
    assert choice.skip == (first, second)


def test_different_flows_run_beside_each_other() -> None:
    seal, deliver = run(SEAL, 0), run(DELIVER, 1)
    assert choose([deliver, seal], ()).run == (seal, deliver)


def test_a_flow_that_runs_is_left_alone() -> None:
    choice = choose([run(DELIVER, 0), run(DELIVER, 1)], {DELIVER})
    assert choice.run == ()
    assert choice.skip == ()


def test_a_run_that_is_no_deployment_of_ours_is_left_alone() -> None:
    assert choose([run(None, 0)], ()).run == ()


def test_nothing_due_is_nothing_to_do() -> None:
    assert choose([], ()) == choose([], {SEAL})
