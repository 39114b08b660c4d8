"""The approvers' clocks that are due: open tasks, and who is above each approver in the route."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update

from config.membership import is_among
from config.prepared import Prepared, Question
from models.states import ClockKind
from workflow.audiences import Cast
from workflow.conflicts import active_substitutes
from workflow.due_clocks import DueClock, DueKind, ask_of_responsible_among, locking, responsible_among
from workflow.ladder import RunningClock
from workflow.plan_ladder import ladder_of, own_ladder
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.transaction import Transaction

_IS_DUE = TASK.c.next_rung_on <= bindparam("today")
_IN_ORDER = (TASK.c.next_rung_on, TASK.c.id)
_FREE, _HELD = locking(
    select(
        TASK.c.id,
        TASK.c.submission_id,
        TASK.c.step,
        TASK.c.acting_id,
        TASK.c.opened_at,
        TASK.c.due_on,
        TASK.c.clock_id,
        SUBMISSION.c.item_id,
        SUBMISSION.c.chain,
        ITEM.c.place,
        ITEM.c.ladder,
    )
    .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
    .where(is_among(TASK.c.id, "keys"), _IS_DUE)
    .order_by(*_IN_ORDER),
    # As whoever decides holds them: the submission, then its task.
    of=[SUBMISSION, TASK],
)


def _asked(rows: Sequence[Any]) -> list[Question]:
    return [ask_of_responsible_among(_items(rows))]


def _clocks(tx: Transaction, plan: Any, rows: Sequence[Any], today: date) -> list[DueClock | None]:
    """A clock for each row, None where none runs."""
    responsible = responsible_among(tx.conn, _items(rows))
    substitutes = {absent: pair[0] for absent, pair in active_substitutes(tx.conn, today).items()}
    zone = ZoneInfo(plan.timezone)
    found: list[DueClock | None] = []
    for row in rows:
        if row.clock_id is None or row.due_on is None:
            found.append(None)
            continue
        opened = row.opened_at or tx.now
        clock = RunningClock(row.clock_id, ClockKind.APPROVER, None, row.due_on, opened.astimezone(zone).date())
        cast = Cast(
            lead=None,
            co_executors=tuple([person.person_id for person in responsible.get(row.item_id, ())]),
            lead_manager=None,
            coordinator=plan.coordinator_id,
            steps=tuple(tuple(step["approvers"]) for step in row.chain),
            substitutes=substitutes,
            approver=row.acting_id,
            step=row.step,
        )
        name = "plan" if row.item_id is None else f"item/{row.place}"
        found.append(DueClock(name, row.item_id, clock, cast, row.id, row.submission_id, ladder=own_ladder(row)))
    return found


def _items(rows: Sequence[Any]) -> list[int]:
    return sorted({row.item_id for row in rows} - {None})


DUE_TASKS = DueKind(
    due=Prepared(
        select(TASK.c.id.label("key"), SUBMISSION.c.plan_id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(_IS_DUE)
        .order_by(*_IN_ORDER)
        .limit(bindparam("most"))
    ),
    free=_FREE,
    held=_HELD,
    move=Prepared(update(TASK).where(TASK.c.id == bindparam("key_id")), columns=("next_rung_on",)),
    next_on="next_rung_on",
    ladder=lambda plan: ladder_of(plan.ladder),
    row=lambda row: {"key_id": row.id},
    clock_id=lambda row: row.clock_id,
    asked=_asked,
    clocks=_clocks,
)
