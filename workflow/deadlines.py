"""When an item must be done, and whether it was done in time: pure rules over dates.

All dates are local to the plan. Days late are working days.
"""

from datetime import date

from workflow.calendar import WorkingCalendar


def effective_due(due_on: date | None, extended_due_on: date | None) -> date | None:
    """The deadline in force: the one that an extension or a reopening set, else the planned one."""
    return extended_due_on or due_on


def is_extended(extended_due_on: date | None, reopened_due_on: date | None) -> bool:
    """Was the deadline extended? A new one that a reopening set (`reopened_due_on`) is no extension."""
    return extended_due_on is not None and extended_due_on != reopened_due_on


def control_date(
    due_on: date | None, extended_due_on: date | None, calendar: WorkingCalendar, rule: str
) -> date | None:
    """Контрольная дата: the deadline in force, moved to a working day."""
    due = effective_due(due_on, extended_due_on)
    return None if due is None else calendar.control_date(due, rule)


def lead_clock_end(control: date | None, rework_until: date | None) -> date | None:
    """When the lead's clock ends: the later of the control date and the rework term after a return."""
    if rework_until is None:
        return control
    return rework_until if control is None else max(control, rework_until)


def days_late(clock_end: date | None, today: date, calendar: WorkingCalendar) -> int:
    """Working days that `today` lies behind the end of the running clock; 0 when not late."""
    if clock_end is None or today <= clock_end:
        return 0
    return calendar.days_between(clock_end, today)


def is_overdue(clock_end: date | None, today: date) -> bool:
    """A deadline ends with its day: only the next day is late."""
    return clock_end is not None and today > clock_end


def was_on_time(
    executed_on: date | None, effective: date | None, first_submitted_on: date | None, rework_until: date | None
) -> bool | None:
    """Was the accepted submission in time? None while nothing is accepted or there is no deadline.

    In time is: `executed_on` not after the effective deadline (not the control date); or submitted in time
    first and, after a return, again within the rework term («с доработкой»).
    """
    if executed_on is None or effective is None:
        return None
    if executed_on <= effective:
        return True
    return (
        first_submitted_on is not None
        and first_submitted_on <= effective
        and rework_until is not None
        and executed_on <= rework_until
    )
