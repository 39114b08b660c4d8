"""The years of spans that are written without one: from their neighbours, else from the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from documents.interpreting.deadline_calendar import (
    Days,
    days_in_year,
    days_of,
    first_month,
    is_split_by_school_year,
)
from documents.interpreting.deadline_ends import PlacedSpan
from documents.interpreting.deadline_spans import Span, Unit

if TYPE_CHECKING:
    from documents.interpreting.plan_period import PlanPeriod


def days_of_spans(placed: Sequence[PlacedSpan], period: PlanPeriod, row: Days | None) -> list[Days | None]:
    """First and last day of each span, None for one that is impossible or cannot be decided.

    `row` is the month or section that the item stands under. A year that is written is taken as it is. A range that
    would run backwards goes over the New Year.
    """
    spans = [place.span for place in placed]
    for place in range(len(spans) - 2, -1, -1):
        if _lacks_year(spans[place]):
            spans[place] = _before(spans[place], spans[place + 1], placed[place + 1], period)
    for place in range(1, len(spans)):
        if _lacks_year(spans[place]):
            spans[place] = _after(spans[place], spans[place - 1], placed[place], period)
    _in_two_years(spans, period)
    return _of_the_plan(spans, placed, period, row)


def _days_of_written(span: Span, period: PlanPeriod) -> Days | None:
    """First and last day of a span that has its year; the plan's own years, named again, are the plan."""
    if (
        span.unit is Unit.YEAR
        and period.is_school_year
        and (span.year, span.last_year) == (period.year, period.last.year)
    ):
        return period.first, period.last
    return days_of(span)


def _lacks_year(span: Span) -> bool:
    return span.is_part_of_year and span.year is None


def _before(span: Span, after: Span, link: PlacedSpan, period: PlanPeriod) -> Span:
    """The span in the year of the one after it, or in the year before that one."""
    if after.year is None or not after.is_part_of_year:
        return span
    if after.last_year is not None:
        return replace(span, year=after.year, last_year=after.last_year, is_school_year=after.is_school_year)
    month = first_month(span)
    if month <= first_month(after):
        likely = (after.year,) if link.closes_range else (after.year, after.year + 1)
    else:
        likely = (after.year - 1,) if link.closes_range else (after.year - 1, after.year)
    return replace(
        span, year=_first_covered(likely, month, period, otherwise=likely[0] if link.closes_range else after.year)
    )


def _after(span: Span, before: Span, link: PlacedSpan, period: PlanPeriod) -> Span:
    """The span in the year of the one before it, or in the year after that one."""
    if before.year is None or not before.is_part_of_year:
        return span
    if before.last_year is not None:
        return replace(span, year=before.year, last_year=before.last_year, is_school_year=before.is_school_year)
    month = first_month(span)
    if month >= first_month(before):
        return replace(span, year=before.year)
    if link.closes_range:
        return replace(span, year=before.year + 1)
    return replace(span, year=_first_covered((before.year + 1, before.year), month, period, otherwise=before.year))


def _first_covered(years: Sequence[int], month: int, period: PlanPeriod, *, otherwise: int) -> int:
    return next((year for year in years if period.covers_month(year, month)), otherwise)


def _in_two_years(spans: list[Span], period: PlanPeriod) -> None:
    """«ноябрь - февраль 2021-2022»: the months before the New Year belong to the first year, the rest to the second."""
    start = 0
    while start < len(spans):
        stop = start + 1
        while stop < len(spans) and _years(spans[stop]) == _years(spans[start]):
            stop += 1
        _split_at_new_year(spans, range(start, stop), period)
        start = stop


def _split_at_new_year(spans: list[Span], run: range, period: PlanPeriod) -> None:
    first, last = _years(spans[run[0]])
    if first is None or last != first + 1 or not spans[run[0]].is_part_of_year or spans[run[0]].is_school_year:
        return
    months = [first_month(spans[place]) for place in run]
    fall = next((count for count in range(1, len(months)) if months[count] < months[count - 1]), None)
    for count, place in enumerate(run):
        if fall is not None:
            spans[place] = replace(spans[place], year=first if count < fall else last, last_year=None)
        elif period.is_school_year and period.year == first:
            spans[place] = replace(spans[place], is_school_year=True)


def _years(span: Span) -> tuple[int | None, int | None]:
    return span.year, span.last_year


def _of_the_plan(
    spans: Sequence[Span], placed: Sequence[PlacedSpan], period: PlanPeriod, row: Days | None
) -> list[Days | None]:
    """The days of all spans; what still has no year takes the plan's."""
    years = [_year_of(span, period, row) if _lacks_year(span) else None for span in spans]
    for place in range(1, len(years)):
        start, end = years[place - 1], years[place]
        if start is not None and end is not None:
            months = _first_month_in(spans[place - 1], period), _first_month_in(spans[place], period)
            years[place - 1 : place + 1] = _in_order(start, end, months, closes_range=placed[place].closes_range)
    return [
        _days_in_plan(span, year, period) if year is not None else _whole(span, period, row)
        for span, year in zip(spans, years, strict=True)
    ]


def _in_order(start: int, end: int, months: tuple[int, int], *, closes_range: bool) -> tuple[int, int]:
    """Years in which a range does not run backwards: «ноябрь-январь» in a year, «август-сентябрь» in a school year."""
    first, last = months
    if (start, first) <= (end, last):
        return start, end
    if first <= last and (closes_range or last == first + 1):
        return end, end
    return (start, start + 1) if closes_range and first > last else (start, end)


def _first_month_in(span: Span, period: PlanPeriod) -> int:
    """The month in which a part of a year without a year begins in the plan."""
    return first_month(span, is_school_year=period.is_school_year)


def _year_of(span: Span, period: PlanPeriod, row: Days | None) -> int:
    month = _first_month_in(span, period)
    for year in (row[0].year, row[1].year) if row is not None else ():
        if row is not None and (row[0].year, row[0].month) <= (year, month) <= (row[1].year, row[1].month):
            return year
    return period.year_of(month)


def _days_in_plan(span: Span, year: int, period: PlanPeriod) -> Days | None:
    if period.is_school_year and is_split_by_school_year(span):
        return None
    days = days_in_year(span, year, is_school_year=period.is_school_year)
    if days is not None and span.unit is Unit.HALF_YEAR and days[0] <= period.last < days[1]:
        return days[0], period.last
    return days


def _whole(span: Span, period: PlanPeriod, row: Days | None) -> Days | None:
    match span.unit:
        case Unit.PLAN:
            return period.first, period.last
        case Unit.ROW:
            return row
        case _:
            return _days_of_written(span, period)
