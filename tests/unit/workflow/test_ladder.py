"""When rungs are due, at −1, 0 and +1 of each date."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from config.ladder import load_ladder
from models.states import ClockKind, ItemState
from workflow.calendar import working_calendar
from workflow.ladder import RunningClock, Verdict, dates_of, judge, next_date

LADDER = load_ladder()
CALENDAR = working_calendar()
CLOCK = RunningClock(
    "i1-1", ClockKind.LEAD, date(2021, 3, 1), date(2021, 3, 31), date(2021, 1, 21), ItemState.IN_PROGRESS, Fraction(1)
)


def on(clock: RunningClock, today: date, handled: set[tuple[str, int]] | None = None) -> Verdict:
    return judge(clock, LADDER, today, CALENDAR, handled or set())


def fired(clock: RunningClock, today: date, handled: set[tuple[str, int]] | None = None) -> str | None:
    verdict = on(clock, today, handled)
    return None if verdict.fires is None else verdict.fires.rung.name


def handled_before(clock: RunningClock, today: date) -> set[tuple[str, int]]:
    """Everything due before a day, as daily sweeps would have left it."""
    verdict = on(clock, today - timedelta(days=1))
    return {(each.rung.name, each.occurrence) for each in (*verdict.passed_over, *filter(None, [verdict.fires]))}


@pytest.mark.parametrize(
    ("today", "rung"),
    [
        (date(2021, 3, 23), None),
        (date(2021, 3, 24), "upcoming"),
        (date(2021, 3, 25), None),
        (date(2021, 3, 30), "upcoming"),
        (date(2021, 3, 31), None),
        (date(2021, 4, 1), "overdue"),
        (date(2021, 4, 2), "director_notice"),
        (date(2021, 4, 5), "overdue_director"),
        (date(2021, 4, 6), None),
        (date(2021, 4, 7), "overdue_head"),
        (date(2021, 4, 8), None),
        (date(2021, 4, 12), "overdue_head"),
        (date(2021, 4, 19), "overdue_head"),
    ],
)
def test_each_rung_is_due_on_its_working_day_alone(today: date, rung: str | None) -> None:
    assert fired(CLOCK, today, handled_before(CLOCK, today)) == rung


def test_after_a_week_without_sweeps_the_highest_rung_fires_alone() -> None:
    verdict = on(CLOCK, date(2021, 4, 8), handled_before(CLOCK, date(2021, 4, 1)))
    assert verdict.fires is not None
    assert verdict.fires.rung.name == "overdue_head"
    assert [each.rung.name for each in verdict.passed_over] == ["overdue", "director_notice", "overdue_director"]


def test_not_started_is_told_only_while_planned() -> None:
    third_day = date(2021, 3, 4)
    assert fired(replace(CLOCK, state=ItemState.PLANNED), third_day) == "not_started"
    assert fired(CLOCK, third_day) is None


def test_pace_is_measured_at_half_of_the_term_against_a_third_of_the_target() -> None:
    half = date(2021, 3, 16)
    assert fired(replace(CLOCK, shown=Fraction(7, 24)), half) == "behind_pace"
    assert fired(replace(CLOCK, shown=Fraction(8, 24)), half) is None
    assert fired(replace(CLOCK, shown=Fraction(0)), half - timedelta(days=1)) is None


def test_what_lies_before_the_floor_never_fires() -> None:
    late_start = replace(CLOCK, floor=date(2021, 4, 6))
    verdict = on(late_start, date(2021, 4, 6))
    assert (verdict.fires, verdict.passed_over) == (None, ())
    assert next_date(late_start, LADDER, date(2021, 4, 6), CALENDAR) == date(2021, 4, 7)


def test_the_next_date_is_where_the_next_rung_is_due() -> None:
    expected = [
        (date(2021, 3, 1), date(2021, 3, 4)),
        (date(2021, 3, 4), date(2021, 3, 16)),
        (date(2021, 3, 16), date(2021, 3, 24)),
        (date(2021, 3, 30), date(2021, 4, 1)),
        (date(2021, 4, 7), date(2021, 4, 12)),
        (date(2021, 12, 24), date(2021, 12, 27)),
    ]
    assert [next_date(CLOCK, LADDER, day, CALENDAR) for day, _ in expected] == [day for _, day in expected]


def test_an_approver_is_reminded_at_the_end_of_the_term_and_reported_three_days_later() -> None:
    clock = RunningClock("t1", ClockKind.APPROVER, None, date(2021, 3, 5), date(2021, 3, 3))
    assert fired(clock, date(2021, 3, 4)) is None
    assert fired(clock, date(2021, 3, 5)) == "approval_waiting"
    assert fired(clock, date(2021, 3, 11), {("approval_waiting", 0)}) == "approval_escalated"


def test_a_week_without_a_working_day_has_no_weekly_table() -> None:
    reports = [
        each.on_date
        for rung in LADDER
        if rung.name == "overdue_head"
        for each in dates_of(rung, replace(CLOCK, ends_on=date(2021, 10, 15)), CALENDAR, date(2021, 11, 15))
    ]
    assert reports == [date(2021, 10, 22), date(2021, 10, 25), date(2021, 11, 8), date(2021, 11, 15)]
