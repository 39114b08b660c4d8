from datetime import date

import pytest

from models.states import Recurrence, WarningCode
from web.draft_words import deadline_text, doubt_mark, names_in, target_text
from web.paging import Pages, pages
from workflow.wording.terms import WARNINGS

FEBRUARY, MARCH = date(2021, 2, 1), date(2021, 3, 31)


@pytest.mark.parametrize(
    ("starts_on", "due_on", "recurrence", "text"),
    [
        (FEBRUARY, MARCH, None, "с 01.02.2021 по 31.03.2021"),
        (MARCH, MARCH, None, "31.03.2021"),
        (None, MARCH, None, "до 31.03.2021"),
        (FEBRUARY, None, None, "с 01.02.2021, окончание не указано"),
        (None, None, Recurrence.ON_REQUEST, "по запросу"),
        (None, MARCH, Recurrence.MONTHLY, "до 31.03.2021, ежемесячно"),
        (None, None, None, None),
    ],
)
def test_a_deadline_is_told_in_words(
    starts_on: date | None, due_on: date | None, recurrence: Recurrence | None, text: str | None
) -> None:
    assert deadline_text(starts_on, due_on, recurrence) == text


def test_a_target_is_told_in_words() -> None:
    assert target_text(7, None) == "не менее 7"
    assert target_text(None, 100) == "100%"
    assert target_text(3, 0) == "не менее 3, 0%"
    assert "достаточно одного документа" in target_text(None, None)


def test_names_are_taken_apart_and_initials_put_together() -> None:
    assert names_in("Шестаков В. В., Ефимова  Л.Г.;\nШестаков В.В.,, ") == ["Шестаков В.В.", "Ефимова Л.Г."]
    assert names_in(None) == []


@pytest.mark.parametrize("code", WarningCode)
def test_every_doubt_has_a_word_and_a_shape(code: WarningCode) -> None:
    assert doubt_mark(code).text == WARNINGS[code]
    assert doubt_mark(code).shape != doubt_mark(code, is_settled=True).shape


@pytest.mark.parametrize(("total", "count"), [(0, 1), (1, 1), (199, 1), (200, 1), (201, 2), (5000, 25)])
def test_pages_are_counted(total: int, count: int) -> None:
    assert Pages(1, 200, total).count == count


@pytest.mark.parametrize(
    ("asked", "number"), [(None, 1), ("", 1), ("0", 1), ("2", 2), ("3", 3), ("4", 3), ("x", 1), ("9" * 30, 1)]
)
def test_a_page_that_is_none_is_the_nearest(asked: str | None, number: int) -> None:
    assert pages(asked, size=10, total=21).number == number


def test_each_row_stands_on_the_page_of_its_place() -> None:
    listed = list(range(1, 22))
    for number in (1, 2, 3):
        shown = Pages(number, 10, len(listed))
        assert list(shown.of(listed)) == list(range(shown.first, shown.last + 1))
        assert {shown.page_of(place) for place in shown.of(listed)} == {number}
