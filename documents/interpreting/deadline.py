"""From the text of a cell to a deadline: start, end and recurrence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from documents.interpreting.deadline_calendar import Days, days_of_months
from documents.interpreting.deadline_ends import End, PlacedSpan
from documents.interpreting.deadline_reading import CellReading, read_cell
from documents.interpreting.deadline_recognition import (
    days_of_heading,
    looks_like_deadline,
    month_of_heading,
    years_named,
)
from documents.interpreting.deadline_spans import Unit
from documents.interpreting.deadline_years import days_of_spans
from documents.interpreting.plan_period import PlanPeriod
from models.states import Recurrence

__all__ = (
    "Deadline",
    "days_of_heading",
    "deadline_of_value",
    "looks_like_deadline",
    "month_of_heading",
    "read_deadline",
    "read_split_deadline",
    "years_named",
)

_EMPTY = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an item is due, as written.

    `is_empty` says that the cell has no letter or digit. `is_understood` says that a date or a recurrence was found
    and that nothing in the text contradicts it; a text for which both are false is an unparsed deadline. A year that
    is not the plan's is taken as it stands and contradicts nothing, also where it makes the deadline run backwards.
    """

    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    is_empty: bool = False
    is_understood: bool = False


def read_deadline(text: str, period: PlanPeriod, *, within: Days | None = None) -> Deadline:
    """Read a cell of the deadline's column.

    `within` gives the first and last day of the month or section that the item stands under: «15», «до 15 числа»
    and «в течение месяца» lie in it, and it is the deadline where the cell is empty (`is_empty` stays true). Where it
    is one day, hours are of that day; where there is none, the days of a month's plan are that month's.
    """
    if _EMPTY.fullmatch(text):
        return _of_the_row(within)
    within = within or period.one_month
    reading = read_cell(text, within)
    return _deadline(reading, _found_days(reading.placing.spans, period, within), period)


def read_split_deadline(start: str, end: str, period: PlanPeriod, *, within: Days | None = None) -> Deadline:
    """Read two columns, «Начало» and «Окончание»; one cell that is filled alone gives its end alone.

    The same text in both (a merged cell), or a range in one of them, is read as one cell.
    """
    texts = [text for text in (start, end) if not _EMPTY.fullmatch(text)]
    if not texts:
        return _of_the_row(within)
    within = within or period.one_month
    readings = [read_cell(text, within) for text in (start, end)]
    if len(set(texts)) == 1 and (start == end or any(_is_whole(reading) for reading in readings)):
        return read_deadline(texts[0], period, within=within)
    opening, closing = (reading.placing.spans for reading in readings)
    days = _found_days((*opening, *_closing(closing)), period, within)
    starts, dues = (days[: len(opening)], days[len(opening) :]) if days else ([], [])
    starts_on = min((first for first, _ in starts), default=None)
    due_on = max((last for _, last in dues), default=None)
    recurrence = next((r.rhythm.recurrence for r in readings if r.rhythm.recurrence), None)
    is_found = days is not None and all(
        reading.placing.spans or reading.rhythm.recurrence or _EMPTY.fullmatch(text)
        for reading, text in zip(readings, (start, end), strict=True)
    )
    is_vague = any(reading.placing.is_vague for reading in readings)
    is_understood = is_found and not is_vague and not _contradicts(starts_on, due_on, period)
    return Deadline(starts_on, due_on, recurrence, is_understood=is_understood)


def deadline_of_value(value: date | datetime, is_month: bool) -> Deadline:
    """The deadline of a spreadsheet's date: that day, or the whole month of one that is shown as a month."""
    if is_month:
        return Deadline(*days_of_months(value.year, value.month, value.month), is_understood=True)
    day = value.date() if isinstance(value, datetime) else value
    return Deadline(day, day, is_understood=True)


def _of_the_row(within: Days | None) -> Deadline:
    if within is None:
        return Deadline(is_empty=True)
    return Deadline(*within, is_empty=True, is_understood=True)


def _found_days(placed: Sequence[PlacedSpan], period: PlanPeriod, within: Days | None) -> list[Days] | None:
    """The days of all spans, None where one of them is impossible."""
    days = days_of_spans(placed, period, within)
    found = [span_days for span_days in days if span_days is not None]
    return found if len(found) == len(days) else None


def _deadline(reading: CellReading, days: list[Days] | None, period: PlanPeriod) -> Deadline:
    placed, recurrence = reading.placing.spans, reading.rhythm.recurrence
    if days is None or reading.placing.is_vague or _comes_back(reading, period):
        return Deadline(recurrence=recurrence)
    kept = _without_framed(list(zip(placed, days, strict=True)))
    starts = [first for span, (first, _) in kept if span.end is not End.DUE]
    dues = [last for span, (_, last) in kept if span.end is not End.START]
    starts_on: date | None
    due_on: date | None
    if starts and dues and _runs_backwards(placed, days):
        starts_on, due_on = starts[0], dues[-1]
    else:
        if any(span.end is End.BOTH for span, _ in kept):
            starts += [last for span, (_, last) in kept if span.end is End.DUE and not span.closes_range]
        starts_on, due_on = min(starts, default=None), max(dues, default=None)
    is_understood = bool(kept or recurrence) and not _contradicts(starts_on, due_on, period)
    return Deadline(starts_on, due_on, recurrence, is_understood=is_understood)


def _comes_back(reading: CellReading, period: PlanPeriod) -> bool:
    """«Ежегодно до 1 марта» has a day in each year of the plan; the text alone cannot say which is meant."""
    parts = [placed.span for placed in reading.placing.spans if placed.span.is_part_of_year]
    has_its_years = all(span.year is not None and (span.last_year is None or span.is_school_year) for span in parts)
    return reading.rhythm.is_yearly and period.is_of_several_years and not has_its_years


def _contradicts(starts_on: date | None, due_on: date | None, period: PlanPeriod) -> bool:
    """The deadline runs backwards, and no year outside the plan's says why."""
    if starts_on is None or due_on is None or starts_on <= due_on:
        return False
    return all(period.year <= day.year <= period.last.year for day in (starts_on, due_on))


def _without_framed(spans: list[tuple[PlacedSpan, Days]]) -> list[tuple[PlacedSpan, Days]]:
    """«в течение года, до 25 декабря»: the whole plan gives only the end that nothing else names."""
    named = {span.end for span, _ in spans if span.span.unit not in (Unit.PLAN, Unit.ROW)}
    framed = []
    for span, days in spans:
        if span.span.unit in (Unit.PLAN, Unit.ROW) and span.end is End.BOTH and named & {End.START, End.DUE}:
            if {End.START, End.DUE} <= named or End.BOTH in named:
                continue
            framed.append((replace(span, end=End.START if End.DUE in named else End.DUE), days))
        else:
            framed.append((span, days))
    return framed


def _runs_backwards(placed: Sequence[PlacedSpan], days: Sequence[Days]) -> bool:
    return any(placed[place].closes_range and days[place][1] < days[place - 1][0] for place in range(1, len(placed)))


def _is_whole(reading: CellReading) -> bool:
    spans = reading.placing.spans
    return len(spans) > 1 or any(span.span.unit is Unit.PLAN for span in spans)


def _closing(placed: Sequence[PlacedSpan]) -> list[PlacedSpan]:
    return [replace(span, closes_range=not place) for place, span in enumerate(placed)]
