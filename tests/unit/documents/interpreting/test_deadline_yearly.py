"""What comes back every year: in a plan of one year a date like any other, in a plan of several no single day."""

import pytest

from documents.interpreting.deadline import read_deadline
from documents.interpreting.plan_period import PlanPeriod
from tests.unit.documents.interpreting.deadline_samples import FOUR_YEARS, NOT_UNDERSTOOD, SCHOOL_YEAR, YEAR, shown

DATED = [
    ("ежегодно до 1 марта", "..2021-03-01", "..2022-03-01"),
    ("Ежегодно, до 1 марта", "..2021-03-01", "..2022-03-01"),
    ("до 1 марта каждого года", "..2021-03-01", "..2022-03-01"),
    ("до 1 марта (ежегодно)", "..2021-03-01", "..2022-03-01"),
    ("август (ежегодно)", "2021-08-01..2021-08-31", "2022-08-01..2022-08-31"),
    ("ежегодно,\nмарт", "2021-03-01..2021-03-31", "2022-03-01..2022-03-31"),
    ("Ежегодно, IV квартал", "2021-10-01..2021-12-31", "2021-10-01..2021-12-31"),
    ("1 раз в год (март)", "2021-03-01..2021-03-31", "2022-03-01..2022-03-31"),
    ("2 раза в год: апрель, октябрь", "2021-04-01..2021-10-31", "2021-10-01..2022-04-30"),
    ("Ежегодно с 1 июня по 1 сентября", "2021-06-01..2021-09-01", None),
]


@pytest.mark.parametrize(("text", "in_a_year", "in_a_school_year"), DATED)
def test_a_date_of_every_year_is_one_date_in_a_plan_of_one_year(
    text: str, in_a_year: str, in_a_school_year: str | None
) -> None:
    assert shown(read_deadline(text, YEAR)) == in_a_year
    if in_a_school_year is not None:
        assert shown(read_deadline(text, SCHOOL_YEAR)) == in_a_school_year


@pytest.mark.parametrize(
    "text",
    [
        *(text for text, _, _ in DATED),
        "Май, ежегодно с 2022 года по 2024 годы",
        "ежегодно, до 1 февраля 2022-2024 гг.",
        "ежегодно",
        "один раз в год",
    ],
)
def test_in_a_plan_of_several_years_it_has_no_single_day(text: str) -> None:
    assert shown(read_deadline(text, FOUR_YEARS)) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ежегодно в течение всего периода с 2022 по 2024 годы", "2022-01-01..2024-12-31"),
        ("2022-2023 гг., ежегодно", "2022-01-01..2023-12-31"),
        ("ежегодно, до 1 марта 2022 г., до 1 марта 2023 г.", "..2023-03-01"),
        ("ежеквартально", ".. quarterly"),
        ("до 1 марта", "..2021-03-01"),
    ],
)
def test_years_that_are_written_stay(text: str, expected: str) -> None:
    assert shown(read_deadline(text, FOUR_YEARS)) == expected


@pytest.mark.parametrize(
    "text", ["I квартал 2022, 2023", "I квартал 2022, 2023 гг.", "до 1 марта 2022, 2023, 2024 гг."]
)
@pytest.mark.parametrize("period", [YEAR, FOUR_YEARS], ids=["one", "four"])
def test_one_part_of_several_years_is_doubtful(text: str, period: PlanPeriod) -> None:
    assert shown(read_deadline(text, period)) == NOT_UNDERSTOOD
