"""Where the bars of the year lie."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.states import ItemState, Outcome
from tests.unit.web.samples import an_item
from web.timeline import timeline
from workflow.progress import Progress
from workflow.targets import Shown, Target

TODAY = date(2021, 3, 4)


def bar(**changes: Any) -> Any:
    return timeline([replace(an_item(), **changes)], 2021, TODAY).bars[0]


def test_the_months_fill_the_year() -> None:
    months = timeline([], 2021, TODAY).months
    assert months[0].left == 0
    assert [round(month.left) for month in months[:3]] == [0, 8, 16]
    assert len(months) == 12


def test_today_is_drawn_only_in_the_plans_year() -> None:
    assert timeline([], 2021, TODAY).today == pytest.approx(100 * 62 / 365, abs=0.01)
    assert timeline([], 2022, TODAY).today is None


def test_a_bar_runs_from_the_first_to_the_end_of_the_last_day() -> None:
    drawn = bar(starts_on=date(2021, 1, 1), due_on=date(2021, 12, 31))
    assert (drawn.term.left, drawn.term.width, drawn.end) == (0, 100, 100)


def test_progress_fills_the_bar_and_is_never_more_than_all() -> None:
    half, too_many = Progress(Target(14, None), Shown(7, None)), Progress(Target(7, None), Shown(40, None))
    assert bar(progress=half).filled.width == pytest.approx(bar().term.width / 2, abs=0.01)
    assert bar(progress=too_many).filled.width == pytest.approx(bar().term.width, abs=0.01)
    assert bar().filled is None


def test_a_done_item_is_full_and_ticked() -> None:
    drawn = bar(state=ItemState.APPROVED, outcome=Outcome.EXECUTED, shown=1)
    assert drawn.is_done
    assert drawn.filled.width == pytest.approx(drawn.term.width, abs=0.01)


def test_an_overdue_item_runs_on_to_today_with_its_word() -> None:
    drawn = bar(is_overdue=True, days_late=3)
    assert drawn.late.left == pytest.approx(100 * 59 / 365, abs=0.01)
    assert drawn.late_mark.text == "просрочен на 3 рабочих дня"


def test_an_extension_is_drawn_apart() -> None:
    drawn = bar(extended_due_on=date(2021, 3, 31))
    assert drawn.extended.left == pytest.approx(drawn.term.left + drawn.term.width, abs=0.02)


def test_a_deadline_in_another_year_is_said_in_words() -> None:
    drawn = bar(starts_on=date(2020, 3, 1), due_on=date(2020, 4, 30))
    assert (drawn.term, drawn.outside) == (None, 2020)


@given(st.dates(date(2019, 1, 1), date(2023, 12, 31)), st.dates(date(2019, 1, 1), date(2023, 12, 31)))
def test_no_bar_leaves_the_year(start: date, end: date) -> None:
    drawn = bar(starts_on=min(start, end), due_on=max(start, end))
    if drawn.term is not None:
        assert drawn.term.left >= 0
        assert drawn.term.left + drawn.term.width <= 100.01
