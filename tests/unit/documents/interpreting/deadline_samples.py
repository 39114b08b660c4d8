"""Plans of each kind, and a deadline as one line: «2021-03-01..2021-03-15 monthly», an open end left out."""

from datetime import date

from documents.interpreting.deadline import Deadline
from documents.interpreting.plan_period import PlanPeriod

YEAR = PlanPeriod(date(2021, 1, 1), date(2021, 12, 31))
SCHOOL_YEAR = PlanPeriod(date(2021, 9, 1), date(2022, 8, 31))
FOUR_YEARS = PlanPeriod(date(2021, 1, 1), date(2024, 12, 31))

NOT_UNDERSTOOD = ".. ?"


def shown(deadline: Deadline) -> str:
    """Start, end and recurrence; « ?» where the deadline is not understood."""
    line = f"{deadline.starts_on or ''}..{deadline.due_on or ''}"
    if deadline.recurrence is not None:
        line += f" {deadline.recurrence.value}"
    return line if deadline.is_understood else f"{line} ?"


def day(iso: str) -> str:
    """A deadline of one day."""
    return f"{iso}..{iso}"
