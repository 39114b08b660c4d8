"""Reports that the coordinator held: until which day, and what may be held of an item now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from config.membership import is_among
from config.prepared import Prepared, Question
from models.plans import RungHold
from models.states import ClockKind
from workflow.calendar import WorkingCalendar
from workflow.clocks import runs
from workflow.due_clocks import handled_of
from workflow.hold_rules import Holdable, held_rung
from workflow.ladder import PutOff, RunningClock, dates_of
from workflow.plan_ladder import ladder_in_force
from workflow.rows import ITEM

HOLD: Table = RungHold.__table__  # type: ignore[attr-defined]
# A hold is no date of its rung, so its record stands beside those.
NO_OCCURRENCE = -1

_AMONG = Prepared(
    select(HOLD)
    .join(ITEM, (ITEM.c.id == HOLD.c.item_id) & (ITEM.c.clock_id == HOLD.c.clock_id))
    .where(is_among(ITEM.c.id, "item_ids"))
    .order_by(HOLD.c.id)
)


def ask_of_holds(item_ids: Sequence[int]) -> Question:
    """What `holds_among` will ask."""
    return _AMONG.asked(item_ids=item_ids)


def holds_among(conn: Connection, item_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The holds on the clocks that run now, by the id of the item."""
    found: dict[int, list[Row[Any]]] = {}
    for row in _AMONG.all(conn, item_ids=item_ids):
        found.setdefault(row.item_id, []).append(row)
    return found


def put_off(holds: Sequence[Row[Any]], calendar: WorkingCalendar) -> PutOff:
    """The rungs that are held, each with the working day on which it goes."""
    return tuple((row.rung, calendar.shift(row.until, 1)) for row in holds)


def with_holds(
    conn: Connection, clock: RunningClock | None, item_id: int, calendar: WorkingCalendar
) -> RunningClock | None:
    """The clock of an item, its held rungs put off."""
    held = [] if clock is None else holds_among(conn, [item_id]).get(item_id, [])
    return clock if clock is None or not held else replace(clock, put_off=put_off(held, calendar))


def holdable(conn: Connection, plan: Row[Any], item: Row[Any], today: date, calendar: WorkingCalendar) -> Holdable:
    """What may be held of an item."""
    if not runs(item):
        return Holdable(False, False, None, None, False, None)
    rung = held_rung(ladder_in_force(plan, item))
    clock = RunningClock(item.clock_id, ClockKind.LEAD, item.starts_on, item.clock_ends_on, item.clock_floor)
    dates = [] if rung is None else [due.on_date for due in dates_of(rung, clock, calendar, date.max)]
    report_on = next((day for day in dates if day >= item.clock_floor), None)
    handled = handled_of(conn, [item.clock_id]).get(item.clock_id, frozenset())
    held = next((row.until for row in holds_among(conn, [item.id]).get(item.id, ())), None)
    return Holdable(
        has_clock=True,
        is_overdue=today > item.clock_ends_on,
        rung=rung,
        report_on=report_on,
        is_told=rung is not None and (rung.name, 0) in handled,
        held_until=held,
    )
