"""How an item stands against its deadline: pure, over the rules of `workflow.deadlines`.

Lateness is the lead's alone. It is measured at today while their clock runs, at the day of the submission while
approvers decide, and at the day of execution in the end.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from models.states import ItemState
from workflow import deadlines
from workflow.calendar import WorkingCalendar
from workflow.clocks import LEAD_STATES, UNDER_REVIEW


@dataclass(frozen=True, slots=True)
class Lateness:
    """Days are working days. `days_left` is None while no lead's clock runs.

    `is_overdue`: the lead's clock runs and its end is past. `is_late`: that, or what was submitted or executed came
    too late. `first_came_late`: the first submission did, which a return and its new term do not forgive, or the item
    was approved late and reopened since.
    """

    effective_due_on: date | None
    control_date: date | None
    was_on_time: bool | None
    is_overdue: bool
    is_late: bool
    first_came_late: bool
    days_late: int
    days_left: int | None


def lateness(
    item: Row[Any],
    submitted_on: date | None,
    *,
    is_running: bool,
    rule: str,
    today: date,
    calendar: WorkingCalendar,
    is_interim: bool = False,
) -> Lateness:
    """How the item's row stands. `submitted_on`: of the submission that approvers look at or accepted.

    `is_interim`: that one is an interim report, which leaves the lead's clock running.

    `is_running`: whether the plan lets its items' clocks run (active, or in the final review).
    """
    effective = deadlines.effective_due(item.due_on, item.extended_due_on)
    control = deadlines.control_date(item.due_on, item.extended_due_on, calendar, rule)
    first: date | None = item.first_submitted_on
    was_late = item.reopened_late_days is not None
    first_came_late = was_late or (first is not None and deadlines.is_overdue(effective, first))
    if item.state in LEAD_STATES or (is_interim and item.state in UNDER_REVIEW):
        end = deadlines.lead_clock_end(control, item.rework_until) if is_running else None
        # Between the control date and a deadline on a day off the item is still on time.
        last_day = deadlines.lead_clock_end(end, effective)
        late = end is not None and deadlines.is_overdue(last_day, today)
        return Lateness(
            effective_due_on=effective,
            control_date=control,
            was_on_time=None,
            is_overdue=late,
            is_late=late,
            first_came_late=first_came_late,
            days_late=deadlines.days_late(end, today, calendar) if late else 0,
            days_left=None if end is None else max(calendar.days_between(today, end), 0),
        )
    done_on = item.executed_on or submitted_on
    if item.state is ItemState.CANCELLED:
        done_on = None
    on_time = deadlines.was_on_time(done_on, effective, item.first_submitted_on, item.rework_until)
    own_days = deadlines.days_late(control, done_on, calendar) if done_on and on_time is False else 0
    if was_late and done_on is not None:
        on_time = False
    return Lateness(
        effective_due_on=effective,
        control_date=control,
        was_on_time=on_time if item.state is ItemState.APPROVED else None,
        is_overdue=False,
        is_late=on_time is False,
        first_came_late=first_came_late,
        days_late=max(own_days, item.reopened_late_days or 0) if done_on is not None else 0,
        days_left=None,
    )
