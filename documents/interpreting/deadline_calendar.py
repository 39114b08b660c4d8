"""The first and last day of a span in its year."""

from calendar import monthrange
from datetime import date, timedelta

from documents.interpreting.deadline_spans import Span, Unit

Days = tuple[date, date]
"""First and last day."""

SCHOOL_YEAR_BEGINS = 9
"""September."""

_MONTHS_A_QUARTER = 3
_MONTHS_A_HALF = 6
_DAYS_A_DECADE = 10
_SUMMER_QUARTER = 3


def first_month(span: Span, *, is_school_year: bool = False) -> int:
    """The month in which a part of a year begins; a school year's half-years begin in September and January."""
    match span.unit:
        case Unit.QUARTER:
            return (span.number - 1) * _MONTHS_A_QUARTER + 1
        case Unit.HALF_YEAR if is_school_year:
            return SCHOOL_YEAR_BEGINS if span.number == 1 else 1
        case Unit.HALF_YEAR:
            return (span.number - 1) * _MONTHS_A_HALF + 1
        case _:
            return span.number


def is_split_by_school_year(span: Span) -> bool:
    """July to September belong to two school years, so nobody can say which."""
    return span.unit is Unit.QUARTER and span.number == _SUMMER_QUARTER


def days_in_year(span: Span, year: int, *, is_school_year: bool = False) -> Days | None:
    """First and last day of a part of a year, None for a day that no calendar has.

    `is_school_year` makes a half-year that of a school year.
    """
    try:
        return _days_in_year(span, year, is_school_year=is_school_year)
    except ValueError:
        return None


def days_of(span: Span) -> Days | None:
    """First and last day of a span that has its year or years; None for an impossible or undecidable one."""
    if span.year is None:
        return None
    last_year = span.last_year or span.year
    if span.unit is Unit.YEAR:
        if span.is_school_year:
            return date(span.year, SCHOOL_YEAR_BEGINS, 1), date(last_year, SCHOOL_YEAR_BEGINS, 1) - timedelta(days=1)
        return date(span.year, 1, 1), date(last_year, 12, 31)
    if span.is_school_year:
        if is_split_by_school_year(span):
            return None
        is_autumn = first_month(span, is_school_year=True) >= SCHOOL_YEAR_BEGINS
        return days_in_year(span, span.year if is_autumn else last_year, is_school_year=True)
    first, last = days_in_year(span, span.year), days_in_year(span, last_year)
    return None if first is None or last is None else (first[0], last[1])


def days_of_months(year: int, first: int, last: int) -> Days:
    """From the first day of one month to the last day of another."""
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _days_in_year(span: Span, year: int, *, is_school_year: bool) -> Days:
    month = first_month(span, is_school_year=is_school_year)
    match span.unit:
        case Unit.DAY:
            day = date(year, month, span.day)
            return day, day
        case Unit.DECADE:
            first, last = days_of_months(year, month, month)
            start = first + timedelta(days=(span.day - 1) * _DAYS_A_DECADE)
            return start, min(
                start + timedelta(days=_DAYS_A_DECADE - 1), last
            ) if start.day <= _DAYS_A_DECADE + 1 else last
        case Unit.QUARTER:
            return days_of_months(year, month, month + _MONTHS_A_QUARTER - 1)
        case Unit.HALF_YEAR if is_school_year:
            return days_of_months(year, month, 12 if span.number == 1 else SCHOOL_YEAR_BEGINS - 1)
        case Unit.HALF_YEAR:
            return days_of_months(year, month, month + _MONTHS_A_HALF - 1)
        case _:
            return days_of_months(year, month, month)
