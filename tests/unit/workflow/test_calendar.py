"""The working calendar of 2021 and 2022 as published, and the control date."""

from datetime import date, timedelta

import pytest

from config.calendar_file import CalendarConfig, DecreedDayOff, load_calendar
from workflow.calendar import WorkingCalendar, working_calendar
from workflow.errors import YearNotKnown


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2021, 2, 20), True),
        (date(2021, 2, 22), False),
        (date(2021, 2, 23), False),
        (date(2021, 4, 30), True),
        (date(2021, 5, 3), False),
        (date(2021, 5, 4), False),
        (date(2021, 5, 5), False),
        (date(2021, 5, 6), False),
        (date(2021, 5, 7), False),
        (date(2021, 5, 11), True),
        (date(2021, 11, 5), False),
        (date(2021, 12, 30), True),
        (date(2021, 12, 31), False),
        (date(2022, 1, 10), True),
        (date(2022, 3, 5), True),
        (date(2026, 1, 9), False),
        (date(2026, 1, 12), True),
        (date(2026, 5, 11), False),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
    ],
)
def test_the_published_calendar_is_followed(day: date, is_working: bool) -> None:
    assert working_calendar().is_working(day) is is_working


BARE = CalendarConfig(known_years=[2021, 2024, 2025, 2026])
SIX_DAYS = WorkingCalendar(BARE.model_copy(update={"six_day_week": True}))


def worked_in(calendar: WorkingCalendar, year: int) -> int:
    first = date(year, 1, 1)
    return sum(calendar.is_working(first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days))


@pytest.mark.parametrize(
    ("year", "five", "six"), [(2021, 247, 299), (2024, 248, 300), (2025, 247, 299), (2026, 247, 299)]
)
def test_a_whole_year_counts_as_published(year: int, five: int, six: int) -> None:
    assert (worked_in(WorkingCalendar(BARE), year), worked_in(SIX_DAYS, year)) == (five, six)


def test_the_decrees_of_2021_take_their_days_off_either_week() -> None:
    ours = load_calendar()
    six_days = WorkingCalendar(ours.model_copy(update={"six_day_week": True}))
    # 4–7 May and 1–3 November; in a six-day week 30 October, 5 and 6 November beside them.
    assert worked_in(WorkingCalendar(ours), 2021) == 247 - 7
    assert worked_in(six_days, 2021) == 299 - 10


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2021, 2, 20), True),
        (date(2021, 2, 22), True),  # moved from a Saturday
        (date(2021, 2, 23), False),
        (date(2021, 5, 1), False),
        (date(2021, 5, 3), True),  # 1 May was a Saturday
        (date(2021, 5, 10), False),  # 9 May was a Sunday
        (date(2021, 6, 12), False),
        (date(2021, 6, 14), True),  # 12 June was a Saturday
        (date(2021, 6, 19), True),
        (date(2021, 6, 20), False),
        (date(2021, 11, 5), True),  # moved from Saturday, 2 January
        (date(2021, 12, 31), False),  # moved from Sunday, 3 January
        (date(2025, 2, 24), True),  # Sunday, 23 February was moved to 8 May
        (date(2025, 5, 8), False),
        (date(2026, 1, 9), True),  # moved from Saturday, 3 January
        (date(2026, 3, 9), False),
        (date(2026, 5, 11), True),
        (date(2026, 12, 31), False),
    ],
)
def test_in_a_six_day_week_nothing_is_moved_from_a_saturday(day: date, is_working: bool) -> None:
    assert SIX_DAYS.is_working(day) is is_working


@pytest.mark.parametrize(("six_day_week", "are_worked"), [(False, (True, False)), (True, (True, True))])
def test_a_late_decree_moves_a_saturday_off_in_a_five_day_week_alone(
    six_day_week: bool, are_worked: tuple[bool, bool]
) -> None:
    moved = DecreedDayOff(date=date(2026, 5, 8), decree="Постановление № 1", moved_from=date(2026, 4, 25))
    calendar = WorkingCalendar(CalendarConfig(known_years=[2026], days_off=[moved], six_day_week=six_day_week))
    assert (calendar.is_working(date(2026, 4, 25)), calendar.is_working(date(2026, 5, 8))) == are_worked


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


def test_a_plan_over_two_years_needs_both() -> None:
    calendar = WorkingCalendar(CalendarConfig(known_years=[2021]))
    assert calendar.unknown_years(2021, None) == ()
    assert calendar.unknown_years(2021, 2022) == (2022,)


def test_a_decree_adds_a_day_off() -> None:
    decree = DecreedDayOff(date=date(2021, 6, 15), decree="Указ № 1")
    for six_day_week in (False, True):
        calendar = WorkingCalendar(CalendarConfig(known_years=[2021], days_off=[decree], six_day_week=six_day_week))
        assert not calendar.is_working(date(2021, 6, 15))
