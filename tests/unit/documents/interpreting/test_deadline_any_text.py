"""No text raises or takes long, and every spelling of a date is read back."""

import time
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.interpreting.deadline import (
    looks_like_deadline,
    month_of_heading,
    read_deadline,
    read_split_deadline,
    years_named,
)
from documents.interpreting.plan_period import PlanPeriod, period_of_year, read_period
from documents.interpreting.recurrence import read_recurrence
from tests.unit.documents.interpreting.deadline_samples import FOUR_YEARS, SCHOOL_YEAR, YEAR, shown

NOMINATIVE = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
SEPTEMBER = (date(2021, 9, 1), date(2021, 9, 30))

WORDS = """
января март мая с до по к от за и - – — , ; . / ( ) 1 2 15 31 32 2021 2022 2021-2022 15.03 15.03.2021 31.02.2021 % №
I II III IV квартал кв. полугодие декада неделя половина месяца года г. гг. учебный уч. год числа течение в на дней
конец начало середина последняя первая ежемесячно постоянно раз квартала каждого не позднее ранее 10:00 10-00 после
каникулы четверть весь период итогам
"""
PHRASES = st.lists(st.sampled_from(WORDS.split()) | st.text(max_size=3), max_size=14).map(" ".join)
PERIODS = st.sampled_from([YEAR, SCHOOL_YEAR, FOUR_YEARS, PlanPeriod(date(1992, 1, 1), date(2100, 12, 31))])
DAYS = st.dates(date(2000, 1, 1), date(2069, 12, 31))


@given(PHRASES | st.text(max_size=100), PHRASES, PERIODS, st.sampled_from([None, SEPTEMBER]))
def test_no_text_raises(text: str, other: str, period: PlanPeriod, within: tuple[date, date] | None) -> None:
    deadline = read_deadline(text, period, within=within)
    assert not deadline.is_understood or deadline.starts_on or deadline.due_on or deadline.recurrence
    read_split_deadline(text, other, period, within=within)
    month_of_heading(text, period)
    looks_like_deadline(text)
    years_named(text)
    read_recurrence(text)
    found = read_period(text)
    assert found is None or found.first < found.last


def day_spellings(value: date) -> list[str]:
    day, month, year = value.day, value.month, value.year
    return [
        f"{day:02}.{month:02}.{year}",
        f"{day}.{month}.{year} г.",
        f"{day:02}.{month:02}.{year % 100:02}",
        f"{day:02}/{month:02}/{year}",
        f"{year}-{month:02}-{day:02}",
        f"{day} {GENITIVE[month - 1]} {year} г.",
        f"«{day:02}» {GENITIVE[month - 1].upper()} {year} года",
        f"{day}-го {GENITIVE[month - 1]} {year}",
        f"{day} {GENITIVE[month - 1]}\n{year}г.",
    ]


@given(DAYS, st.data())
def test_any_spelling_of_a_day_is_read_back(value: date, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(day_spellings(value)))
    assert shown(read_deadline(text, YEAR)) == f"{value}..{value}"
    assert shown(read_deadline(f"до {text}", YEAR)) == f"..{value}"
    assert shown(read_deadline(f"с {text}", YEAR)) == f"{value}.."
    assert shown(read_deadline(f"{text}, 10:00", YEAR)) == f"{value}..{value}"
    assert set(years_named(text)) == {value.year}


@given(
    DAYS, st.integers(1, 700), st.sampled_from(["{} - {}", "{}–{}", "с {} по {}", "с {} до {}", "{}; {}"]), st.data()
)
def test_any_spelling_of_a_range_of_days_is_read_back(first: date, length: int, text: str, data: st.DataObject) -> None:
    last = first + timedelta(days=length)
    start, end = (data.draw(st.sampled_from(day_spellings(value))) for value in (first, last))
    assert shown(read_deadline(text.format(start, end), YEAR)) == f"{first}..{last}"
    assert shown(read_split_deadline(start, end, YEAR)) == f"{first}..{last}"


@given(DAYS, st.integers(1, 11), st.sampled_from([YEAR, SCHOOL_YEAR, FOUR_YEARS]))
def test_a_range_of_months_with_the_last_year_alone_is_read_back(first: date, months: int, period: PlanPeriod) -> None:
    count = first.month - 1 + months
    year, month = first.year + count // 12, count % 12 + 1
    expected = f"{first.replace(day=1)}..{date(year, month, monthrange(year, month)[1])}"
    for dash in ("-", " – ", "—"):
        text = f"{NOMINATIVE[first.month - 1]}{dash}{NOMINATIVE[month - 1]} {year}"
        assert shown(read_deadline(text, period)) == expected


@given(st.integers(2000, 2069), st.integers(1, 12), st.integers(1, 12))
def test_a_range_of_months_without_a_year_lies_in_the_plan(year: int, first: int, last: int) -> None:
    start, end = sorted((first, last))
    expected = f"{date(year, start, 1)}..{date(year, end, monthrange(year, end)[1])}"
    text = f"{NOMINATIVE[start - 1]} - {NOMINATIVE[end - 1]}"
    assert shown(read_deadline(text, period_of_year(year))) == expected


PIECES = (
    "1-", " ", "1 ", "а", "а ", "1.", "(", "в течение ", "до конца ", "с ", "15 марта ", "I ", "1 раз в ", "по мере ",
    "-", "\n", "а-\n", "всего ", "1 кв ", "п", "ш ", "2021-", "2021 ", "#1.", "10:00 ", "1, ", "до ", "кажд",
    "учебн. ", "1-я ", "весь ", "за 1 ", "0", "1/", "п.1.", "май,", "январь - ", "2021,,", "декада ", "(1)", "март (1",
    "конец ", "1 ш ",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_huge_text_is_read_in_less_than_a_second(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    read_deadline(text, YEAR)
    read_deadline(f"1 марта {text} 2021", YEAR, within=SEPTEMBER)
    read_period(text)
    looks_like_deadline(text)
    month_of_heading(text, YEAR)
    assert time.process_time() - started < 1
