"""A month's name with one slip of the pen."""

import pytest

from documents.interpreting.deadline import month_of_heading, read_deadline
from tests.unit.documents.interpreting.deadline_samples import NOT_UNDERSTOOD, YEAR, day, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сентбярь", "2021-09-01..2021-09-30"),
        ("Сентбрь 2021", "2021-09-01..2021-09-30"),
        ("сенятбрь", "2021-09-01..2021-09-30"),
        ("ноябр", "2021-11-01..2021-11-30"),
        ("декбарь", "2021-12-01..2021-12-31"),
        ("до 15 декабья", "..2021-12-15"),
        ("15 окятбря 2021 г.", day("2021-10-15")),
        ("Феврать", "2021-02-01..2021-02-28"),
        ("янваарь-фервраль", "2021-01-01..2021-02-28"),
        ("агуст", "2021-08-01..2021-08-31"),
        ("до 20 апреяля", "..2021-04-20"),
        ("с 25 авгсута по 1 сентября", "2021-08-25..2021-09-01"),
    ],
)
def test_one_letter_wrong_is_still_that_month(text: str, expected: str) -> None:
    assert shown(read_deadline(text, YEAR)) == expected


@pytest.mark.parametrize(
    "text", ["карта", "дорожная карта", "парта", "марка", "октябрята", "сентябрята", "декабристы", "по маршруту"]
)
def test_other_words_are_no_months(text: str) -> None:
    assert shown(read_deadline(text, YEAR)) == NOT_UNDERSTOOD


def test_a_misspelt_month_heads_rows() -> None:
    assert [str(end) for end in month_of_heading("СЕНТБЯРЬ", YEAR) or ()] == ["2021-09-01", "2021-09-30"]
