"""The working calendar of 2021 and 2022 as published, and the control date."""

from datetime import date, timedelta

import pytest

from config.calendar_file import CalendarConfig, DecreedDayOff
from workflow.calendar import WorkingCalendar, working_calendar
from workflow.errors import YearNotKnown


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2021, 2, 20), True),
        (date(2021, 2, 22), False),
        (date(2021, 2, 23), False),
        (date(2021, 5, 4), False),
        (date(2021, 5, 7), False),
        (date(2021, 5, 11), True),
        (date(2021, 11, 5), False),
        (date(2021, 12, 30), True),
        (date(2021, 12, 31), False),
        (date(2022, 1, 10), True),
        (date(2022, 3, 5), True),
        (date(2026, 1, 9), False),
        (date(2026, 12, 31), False),
    ],
)
def test_the_published_calendar_is_followed(day: date, is_working: bool) -> None:
    assert working_calendar().is_working(day) is is_working


def test_a_deadline_on_a_day_off_moves_to_the_working_day_before() -> None:
    calendar = working_calendar()
    assert calendar.control_date(date(2021, 2, 28), "preceding") == date(2021, 2, 26)
    assert calendar.control_date(date(2021, 2, 28), "following") == date(2021, 3, 1)
    assert calendar.control_date(date(2021, 12, 31), "preceding") == date(2021, 12, 30)
    assert calendar.control_date(date(2021, 3, 31), "preceding") == date(2021, 3, 31)


def test_shifting_and_counting_agree() -> None:
    calendar = working_calendar()
    start = date(2021, 2, 19)
    for days in (-30, -1, 0, 1, 5, 60):
        assert calendar.days_between(start, calendar.shift(start, days)) == days


def test_counting_working_days_is_counting_them_one_by_one_also_over_new_year() -> None:
    calendar = working_calendar()
    first = date(2020, 12, 25)
    days = [first + timedelta(days=n) for n in range(0, 800, 9)]
    for start in days[:3] + days[40:43]:
        for end in days:
            between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
            if start <= end:
                assert calendar.days_between(start, end) == sum(map(calendar.is_working, between))
                assert calendar.days_between(end, start) == -calendar.days_between(start, end)


def test_a_year_that_is_not_confirmed_is_refused() -> None:
    calendar = WorkingCalendar(CalendarConfig(known_years=[2021]))
    calendar.demand_known(2021)
    with pytest.raises(YearNotKnown, match="2028"):
        calendar.demand_known(2028)


def test_a_decree_adds_a_day_off_and_a_six_day_week_works_saturdays() -> None:
    decree = DecreedDayOff(date=date(2021, 6, 15), decree="Указ № 1")
    calendar = WorkingCalendar(CalendarConfig(known_years=[2021], days_off=[decree], six_day_week=True))
    assert not calendar.is_working(date(2021, 6, 15))
    assert calendar.is_working(date(2021, 6, 19))
    assert not calendar.is_working(date(2021, 6, 20))
