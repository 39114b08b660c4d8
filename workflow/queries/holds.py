"""The report of an item that was held, and until when one may be held."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from workflow.calendar import working_calendar
from workflow.conflicts import active_substitutes
from workflow.hold_rules import HoldChoice, hold_choices, hold_refusal
from workflow.holds import holdable, holds_among
from workflow.queries.people import people_by_id
from workflow.rows import item_row, plan_row
from workflow.views import HoldView


def hold_view(conn: Connection, item: Row[Any]) -> HoldView | None:
    """The report of the running term that was held, if any was."""
    held = holds_among(conn, [item.id]).get(item.id, ())
    if not held:
        return None
    row = held[-1]
    return HoldView(
        rung=row.rung,
        until=row.until,
        report_on=working_calendar().shift(row.until, 1),
        reason=row.reason,
        held_by=people_by_id(conn, [row.held_by_id]).then(row.held_by_id, row.held_at),
        held_at=row.held_at,
    )


def choices_to_hold(conn: Connection, plan_id: int, place: int, today: date) -> tuple[HoldChoice, ...]:
    """Until when the coordinator may hold the report now; empty where they may not. Raises `NotFound`."""
    return _choices(conn, plan_row(conn, plan_id), item_row(conn, plan_id, place), today)


def may_hold(conn: Connection, plan: Row[Any], item: Row[Any], person_id: int, today: date) -> bool:
    """May this person, who is not responsible for the item, hold its report now?"""
    coordinator = plan.coordinator_id
    stand_in = active_substitutes(conn, today).get(coordinator, (coordinator,))[0]
    return person_id in (coordinator, stand_in) and bool(_choices(conn, plan, item, today))


def _choices(conn: Connection, plan: Row[Any], item: Row[Any], today: date) -> tuple[HoldChoice, ...]:
    about = holdable(conn, plan, item, today, working_calendar())
    if hold_refusal(about) is not None or about.report_on is None:
        return ()
    return hold_choices(about.report_on, today, working_calendar())
