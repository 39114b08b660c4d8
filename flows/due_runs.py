"""Which of the due runs to run, and which to pass over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from prefect.client.schemas.objects import FlowRun


@dataclass(frozen=True, slots=True)
class Choice:
    """`run` has at most one run a deployment, earliest first; `skip` those that a newer one makes needless."""

    run: tuple[FlowRun, ...]
    skip: tuple[FlowRun, ...]


def choose(due: Iterable[FlowRun], busy: Collection[UUID]) -> Choice:
    """Of several due runs of one deployment the newest; none of a deployment that is busy.

    A flow does all that is due when it runs, so after an outage the runs that it missed would find nothing.
    """
    newest: dict[UUID, FlowRun] = {}
    skipped: list[FlowRun] = []
    for run in sorted(due, key=_start):
        if run.deployment_id is None or run.deployment_id in busy:
            continue
        if (older := newest.get(run.deployment_id)) is not None:
            skipped.append(older)
        newest[run.deployment_id] = run
    return Choice(tuple(sorted(newest.values(), key=_start)), tuple(skipped))


def _start(run: FlowRun) -> float:
    start = run.next_scheduled_start_time or run.expected_start_time
    return start.timestamp() if start is not None else 0.0
