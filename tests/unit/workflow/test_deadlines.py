"""In time or late, at the edge of a day."""

from datetime import date

import pytest

from workflow.calendar import working_calendar
from workflow.deadlines import days_late, is_overdue, lead_clock_end, was_on_time

END = date(2021, 2, 26)


@pytest.mark.parametrize(("today", "late"), [(date(2021, 2, 25), 0), (END, 0), (date(2021, 3, 1), 1)])
def test_a_deadline_ends_with_its_day(today: date, late: int) -> None:
    assert days_late(END, today, working_calendar()) == late
    assert is_overdue(END, today) is (late > 0)


def test_a_return_sets_the_later_of_control_date_and_rework_term() -> None:
    assert lead_clock_end(END, date(2021, 3, 3)) == date(2021, 3, 3)
    assert lead_clock_end(END, date(2021, 2, 20)) == END
    assert lead_clock_end(None, None) is None


@pytest.mark.parametrize(
    ("executed", "first", "rework", "on_time"),
    [
        (date(2021, 2, 28), date(2021, 2, 28), None, True),
        (date(2021, 3, 1), date(2021, 3, 1), None, False),
        (date(2021, 3, 3), date(2021, 2, 28), date(2021, 3, 3), True),
        (date(2021, 3, 4), date(2021, 2, 28), date(2021, 3, 3), False),
        (date(2021, 3, 2), date(2021, 3, 1), date(2021, 3, 3), False),
        (None, None, None, None),
    ],
)
def test_on_time_counts_the_effective_deadline_not_the_control_date(
    executed: date | None, first: date | None, rework: date | None, on_time: bool | None
) -> None:
    assert was_on_time(executed, date(2021, 2, 28), first, rework) is on_time
