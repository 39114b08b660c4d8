"""Which reminders a promise quiets, which report is held and until when, and what a held report does to the ladder."""

from dataclasses import replace
from datetime import date

import pytest

from config.ladder import DaysFromEnd, Rung, load_ladder
from models.states import ClockKind
from workflow.calendar import working_calendar
from workflow.hold_rules import Holdable, held_rung, hold_choices, hold_refusal
from workflow.ladder import RunningClock, Timetable, judge, next_date
from workflow.promise_rules import day_refusal, is_after_deadline
from workflow.quieting import is_quiet, quiets

LADDER = load_ladder()
BY_NAME = {rung.name: rung for rung in LADDER}
CALENDAR = working_calendar()
END = date(2021, 2, 26)
CLOCK = RunningClock("i1-1", ClockKind.LEAD, date(2021, 2, 1), END, date(2021, 1, 21))
REPORT_DAY, HEAD_DAY = date(2021, 3, 3), date(2021, 3, 5)


@pytest.mark.parametrize(
    ("name", "is_quieted"),
    [
        ("upcoming", True),
        ("not_started", True),
        ("behind_pace", True),
        ("overdue", True),
        ("overdue_director", False),
        ("overdue_head", False),
        ("approval_escalated", False),
    ],
)
def test_a_promise_quiets_reminders_and_no_report_to_a_superior(name: str, is_quieted: bool) -> None:
    assert quiets(BY_NAME[name], LADDER) is is_quieted


def test_a_reminder_graver_than_the_first_report_is_not_quieted() -> None:
    late = Rung(name="last_call", clock=ClockKind.LEAD, when=DaysFromEnd(days=(4,)), to=("lead",), severity=65)
    assert quiets(late, (*LADDER, late)) is False


@pytest.mark.parametrize(("day", "is_still"), [(3, True), (4, True), (5, False)])
def test_a_promise_ends_with_its_day(day: int, is_still: bool) -> None:
    assert is_quiet(date(2021, 3, 4), date(2021, 3, day)) is is_still


@pytest.mark.parametrize(("day", "is_late"), [(28, False), (27, False)])
def test_a_promise_up_to_the_deadline_is_in_time_also_after_the_control_date(day: int, is_late: bool) -> None:
    assert is_after_deadline(date(2021, 2, day), date(2021, 2, 28), None) is is_late


def test_a_promise_is_late_after_the_deadline_unless_the_rework_term_is_later() -> None:
    assert is_after_deadline(date(2021, 3, 1), date(2021, 2, 28), None)
    assert not is_after_deadline(date(2021, 3, 1), date(2021, 2, 28), date(2021, 3, 1))
    assert is_after_deadline(date(2021, 3, 2), date(2021, 2, 28), date(2021, 3, 1))


@pytest.mark.parametrize(("day", "is_refused"), [(20, True), (21, False)])
def test_a_day_that_is_over_cannot_be_promised(day: int, is_refused: bool) -> None:
    assert (day_refusal(date(2021, 1, day), date(2021, 1, 21), None) is not None) is is_refused


@pytest.mark.parametrize(("day", "is_refused"), [(20, False), (21, True)])
def test_a_day_after_the_plan_closes_cannot_be_promised(day: int, is_refused: bool) -> None:
    refusal = day_refusal(date(2022, 1, day), date(2021, 12, 21), date(2022, 1, 20))
    assert (refusal is not None) is is_refused


def test_the_report_to_the_first_approver_is_held_and_never_the_one_to_the_head() -> None:
    assert held_rung(LADDER) is BY_NAME["overdue_director"]
    assert held_rung([rung for rung in LADDER if rung.name != "overdue_director"]) is None
    assert held_rung([replace_to(BY_NAME["overdue_director"], "final_approver")]) is None


def replace_to(rung: Rung, audience: str) -> Rung:
    return rung.model_copy(update={"to": ("first_approver", audience)})


def test_a_report_is_held_for_one_working_day_or_two() -> None:
    choices = hold_choices(date(2021, 3, 5), date(2021, 3, 4), CALENDAR)
    assert [(each.until.day, each.report_on.day) for each in choices] == [(5, 9), (9, 10)]
    assert [each.until.day for each in hold_choices(date(2021, 3, 5), date(2021, 3, 9), CALENDAR)] == [9]
    assert hold_choices(date(2021, 3, 5), date(2021, 3, 10), CALENDAR) == ()


def test_a_report_is_held_once_after_the_term_and_before_it_went() -> None:
    may = Holdable(True, True, BY_NAME["overdue_director"], REPORT_DAY, False, None)
    assert hold_refusal(may) is None
    for changed in (
        {"has_clock": False},
        {"rung": None},
        {"report_on": None},
        {"is_told": True},
        {"held_until": REPORT_DAY},
        {"is_overdue": False},
    ):
        assert hold_refusal(replace(may, **changed)), changed


def test_a_held_report_comes_on_its_later_day_beside_the_graver_one() -> None:
    held = replace(CLOCK, put_off=(("overdue_director", HEAD_DAY),))
    before = {(name, occurrence) for name in ("upcoming", "overdue", "director_notice") for occurrence in (0, 1)}
    before |= {("not_started", 0), ("behind_pace", 0)}
    assert judge(CLOCK, LADDER, REPORT_DAY, CALENDAR, before).fires is not None
    assert judge(held, LADDER, REPORT_DAY, CALENDAR, before).fires is None
    assert next_date(held, LADDER, date(2021, 3, 2), CALENDAR) == HEAD_DAY
    verdict = judge(held, LADDER, HEAD_DAY, CALENDAR, before)
    assert verdict.fires is not None
    assert (verdict.fires.rung.name, [each.rung.name for each in verdict.beside], verdict.passed_over) == (
        "overdue_head",
        ["overdue_director"],
        (),
    )


def test_a_day_is_judged_for_each_clock_by_what_was_held_on_it() -> None:
    timetable = Timetable(LADDER, REPORT_DAY, CALENDAR)
    held = replace(CLOCK, put_off=(("overdue_director", date(2021, 3, 4)),))
    names = [[each.rung.name for each in timetable.due(clock, frozenset())] for clock in (CLOCK, held)]
    assert ("overdue_director" in names[0], "overdue_director" in names[1]) == (True, False)
    assert [timetable.next_on(clock) for clock in (CLOCK, held)] == [HEAD_DAY, date(2021, 3, 4)]
