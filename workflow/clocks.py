"""Which clock of an item runs, and the columns that keep it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from config.ladder import Rung
from models.states import ClockKind, ItemState
from workflow.calendar import WorkingCalendar
from workflow.deadlines import control_date, lead_clock_end
from workflow.ladder import RunningClock, next_date

LEAD_STATES = (ItemState.PLANNED, ItemState.IN_PROGRESS)
# Where approvers decide: the lead's clock stands still, but for an interim report.
UNDER_REVIEW = (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED)
STOPPED: dict[str, Any] = {"next_rung_on": None}


def runs(item: Any) -> bool:
    """Does the lead's clock of an item row run, whether or not a rung is still ahead on it?"""
    return item.clock_id is not None and (item.state in LEAD_STATES or item.next_rung_on is not None)


def lead_clock(
    *,
    clock_id: str,
    starts_on: date | None,
    due_on: date | None,
    extended_due_on: date | None,
    rework_until: date | None,
    floor: date,
    rule: str,
    calendar: WorkingCalendar,
) -> RunningClock | None:
    """The lead's clock of an item; None where it has no deadline."""
    end = lead_clock_end(control_date(due_on, extended_due_on, calendar, rule), rework_until)
    return None if end is None else RunningClock(clock_id, ClockKind.LEAD, starts_on, end, floor)


def started_columns(
    clock: RunningClock | None, ladder: Sequence[Rung], today: date, calendar: WorkingCalendar
) -> dict[str, Any]:
    """The item's clock columns when `clock` starts (or goes on) today; the sweep looks from today on."""
    if clock is None:
        return {"clock_id": None, "clock_ends_on": None, "clock_floor": None, "next_rung_on": None}
    return {
        "clock_id": clock.clock_id,
        "clock_ends_on": clock.ends_on,
        "clock_floor": clock.floor,
        "next_rung_on": next_date(clock, ladder, today - timedelta(days=1), calendar),
    }


def clock_told(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What the entry of an item tells of the clock that `started_columns` starts, so that its days can be replayed."""
    ends_on, floor = columns["clock_ends_on"], columns["clock_floor"]
    return {
        "lead_clock": {
            "id": columns["clock_id"],
            "ends_on": None if ends_on is None else ends_on.isoformat(),
            "floor": None if floor is None else floor.isoformat(),
        }
    }


def resumed_clock(item: Any, rule: str, calendar: WorkingCalendar) -> RunningClock | None:
    """The lead's clock of an item row as its columns have it, under the same id."""
    if item.clock_id is None or item.clock_floor is None:
        return None
    return lead_clock(
        clock_id=item.clock_id,
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=item.extended_due_on,
        rework_until=item.rework_until,
        floor=item.clock_floor,
        rule=rule,
        calendar=calendar,
    )
