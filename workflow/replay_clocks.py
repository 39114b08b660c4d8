"""Whether the clocks run that must: of an item whose lead works, and of an open task.

The days on which a sweep looks again follow from a calendar that may be corrected later, so they are not compared; when
a clock began and ends is told by the entry that started it (`workflow.ledger_items`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Table, func, select

from config.ladder import Rung
from models.plans import RungRecord
from models.states import ClockKind, Subject, SubmissionState, TaskState
from workflow.calendar import working_calendar
from workflow.clocks import LEAD_STATES, UNDER_REVIEW
from workflow.ladder import RunningClock, next_date
from workflow.open_to_changes import RUNNING
from workflow.plan_ladder import ladder_in_force, ladder_of
from workflow.rows import ITEM, SUBMISSION, TASK

RECORD: Table = RungRecord.__table__  # type: ignore[attr-defined]
DAY = timedelta(days=1)


def clock_differences(conn: Connection, plan: Row[Any], items: Sequence[Row[Any]]) -> list[str]:
    """A line for each clock that stands where it must run, or would fire where it must not."""
    last: Mapping[str, date] = dict(
        conn.execute(select(RECORD.c.clock_id, func.max(RECORD.c.on_date)).group_by(RECORD.c.clock_id)).tuples().all()
    )
    interim = set(
        conn.execute(
            select(SUBMISSION.c.item_id).where(
                SUBMISSION.c.plan_id == plan.id,
                SUBMISSION.c.subject == Subject.ITEM,
                SUBMISSION.c.state == SubmissionState.OPEN,
                SUBMISSION.c.is_partial,
            )
        ).scalars()
    )
    lines = [
        line
        for item in items
        for line in _of_item(plan, item, ladder_in_force(plan, item), last, has_interim=item.id in interim)
    ]
    tasks = conn.execute(
        select(TASK, ITEM.c.ladder)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(SUBMISSION.c.plan_id == plan.id)
        .order_by(TASK.c.id)
    )
    zone = ZoneInfo(plan.timezone)
    return lines + [
        line for task in tasks for line in _of_task(task, ladder_of(task.ladder or plan.ladder), last, zone)
    ]


def _of_item(
    plan: Row[Any], item: Row[Any], ladder: Sequence[Rung], last: Mapping[str, date], *, has_interim: bool
) -> Iterable[str]:
    what = f"item/{item.place}"
    has_end = item.due_on is not None or item.extended_due_on is not None or item.rework_until is not None
    is_at_work = item.state in LEAD_STATES or (has_interim and item.state in UNDER_REVIEW)
    if plan.state not in RUNNING or not is_at_work or not has_end:
        if item.next_rung_on is not None:
            yield f"{what} next_rung_on: no clock runs, the table {item.next_rung_on}"
        return
    missing = [name for name in ("clock_id", "clock_ends_on", "clock_floor") if getattr(item, name) is None]
    yield from (f"{what} {name}: a clock runs, the table nothing" for name in missing)
    if not missing and item.next_rung_on is None:
        clock = RunningClock(item.clock_id, ClockKind.LEAD, item.starts_on, item.clock_ends_on, item.clock_floor)
        if _has_next(clock, ladder, last):
            yield f"{what} next_rung_on: a clock runs, the table nothing"


def _of_task(task: Row[Any], ladder: Sequence[Rung], last: Mapping[str, date], zone: ZoneInfo) -> Iterable[str]:
    what = f"task {task.id}"
    if task.clock_id != (None if task.opened_at is None else f"t{task.id}"):
        yield f"{what} clock_id: the clock of a task is its own, the table {task.clock_id}"
    if task.opened_at is None and task.due_on is not None:
        yield f"{what} due_on: it was never opened, the table {task.due_on}"
    if task.state is not TaskState.OPEN:
        if task.next_rung_on is not None:
            yield f"{what} next_rung_on: no clock runs, the table {task.next_rung_on}"
        return
    missing = [name for name in ("clock_id", "due_on", "opened_at") if getattr(task, name) is None]
    yield from (f"{what} {name}: a clock runs, the table nothing" for name in missing)
    if not missing and task.next_rung_on is None:
        opened_on = task.opened_at.astimezone(zone).date()
        if _has_next(RunningClock(task.clock_id, ClockKind.APPROVER, None, task.due_on, opened_on), ladder, last):
            yield f"{what} next_rung_on: a clock runs, the table nothing"


def _has_next(clock: RunningClock, ladder: Sequence[Rung], last: Mapping[str, date]) -> bool:
    """Is there a rung after the last one that fired or was passed over?"""
    return next_date(clock, ladder, last.get(clock.clock_id, clock.floor - DAY), working_calendar()) is not None
