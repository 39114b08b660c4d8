"""Reminding co-executors of the internal date of their part: one working day before it and on the working day after.

The date is a clock of its own. `responsible.part_rung_on` says when a sweep must look again, behind an index, so the
cost follows the letters; a rung record lets each reminder happen once.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from config.ladder import DaysFromEnd, Rung
from config.membership import is_among
from config.prepared import Prepared
from models.states import ClockKind
from workflow.audiences import Cast
from workflow.calendar import WorkingCalendar
from workflow.clocks import LEAD_STATES
from workflow.due_clocks import RUNNING, DueClock, DueKind, locking
from workflow.ladder import RunningClock, next_date
from workflow.promises import NOTHING_PROMISED, ask_of_promises, promises_among
from workflow.rows import ITEM, RESPONSIBLE
from workflow.transaction import Transaction

PART_DUE = "part_due"
_LADDER = (Rung(name=PART_DUE, clock=ClockKind.LEAD, when=DaysFromEnd(days=(-1, 1)), to=("co_executors",), severity=0),)
_IS_DUE = RESPONSIBLE.c.part_rung_on <= bindparam("today")
_IN_ORDER = (RESPONSIBLE.c.part_rung_on, RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id)
_FREE, _HELD = locking(
    select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.part_due_on, ITEM.c.place, ITEM.c.state)
    .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
    .where(is_among(RESPONSIBLE.c.item_id, "keys"), _IS_DUE)
    .order_by(*_IN_ORDER),
    of=RESPONSIBLE,
)


def next_look(item_id: int, person_id: int, due_on: date | None, today: date, calendar: WorkingCalendar) -> date | None:
    """When a sweep, from today on, must look at a part that is not ready; None where it has no date ahead."""
    if due_on is None:
        return None
    return next_date(_clock(item_id, person_id, due_on), _LADDER, today - timedelta(days=1), calendar)


def _clock(item_id: int, person_id: int, due_on: date) -> RunningClock:
    return RunningClock(f"p{item_id}-{person_id}-{due_on.isoformat()}", ClockKind.LEAD, None, due_on, date.min)


def _clock_of(row: Any) -> RunningClock:
    return _clock(row.item_id, row.person_id, row.part_due_on)


def _clocks(tx: Transaction, plan: Any, rows: Sequence[Any], _today: date) -> list[DueClock | None]:
    """A clock for each part; of an item that is not in its lead's hands it tells nothing."""
    promised = promises_among(tx.conn, _items(rows))
    return [
        DueClock(
            object=f"item/{row.place}",
            item_id=row.item_id,
            clock=_clock_of(row),
            cast=Cast(None, (row.person_id,), None, plan.coordinator_id, (), {}),
            is_silent=row.state not in LEAD_STATES or plan.state not in RUNNING,
            promised=promised.get(row.item_id, NOTHING_PROMISED),
        )
        for row in rows
    ]


def _items(rows: Sequence[Any]) -> list[int]:
    return sorted({row.item_id for row in rows})


DUE_PARTS = DueKind(
    due=Prepared(
        select(RESPONSIBLE.c.item_id.label("key"), ITEM.c.plan_id)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(_IS_DUE)
        .order_by(*_IN_ORDER)
        .limit(bindparam("most"))
    ),
    free=_FREE,
    held=_HELD,
    move=Prepared(
        update(RESPONSIBLE).where(
            RESPONSIBLE.c.item_id == bindparam("key_item"), RESPONSIBLE.c.person_id == bindparam("key_person")
        ),
        columns=("part_rung_on",),
    ),
    next_on="part_rung_on",
    ladder=lambda _plan: _LADDER,
    row=lambda row: {"key_item": row.item_id, "key_person": row.person_id},
    clock_id=lambda row: _clock_of(row).clock_id,
    asked=lambda rows: [ask_of_promises(_items(rows))],
    clocks=_clocks,
)
