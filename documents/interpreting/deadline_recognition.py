"""What a text that may be a deadline says: a month as a heading, the years named, which column is the deadline's."""

import re
from collections.abc import Sequence

from documents.interpreting.deadline_calendar import Days
from documents.interpreting.deadline_ends import End
from documents.interpreting.deadline_letters import fold
from documents.interpreting.deadline_reading import CellReading, read_cell
from documents.interpreting.deadline_spans import Unit
from documents.interpreting.deadline_years import days_of_spans
from documents.interpreting.plan_period import PlanPeriod

_LONGEST_HEADING = 100
_LONGEST_DEADLINE = 200
_MOST_OTHER_WORDS = 3

_NUMBERING = re.compile(r"\s*(?:[0-9]{1,2}|[IVXLivxl]{1,5})[.)]\s*(?=[^\W\d])")
_SPACED_LETTERS = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_BARE_NUMBERING = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}\.?")
_SCHEDULE = re.compile(
    r"(?:по|согласно|в соответствии с)(?: \w+){0,2} (?:график|план|приказ|расписани|циклограмм)\w*"
    r"|(?:[ivx1-4]|перв\w+|втор\w+|трет\w+)(?:-?[яй])? (?:учебн\w+ )?четверть|(?:осенн|зимн|весенн|летн)\w+ каникул\w*"
)
_ROW_UNITS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.HALF_YEAR, Unit.YEAR, Unit.PLAN})


def month_of_heading(text: str, period: PlanPeriod) -> Days | None:
    """First and last day of a section row that names a time alone: «Сентябрь», «I квартал», «В течение года».

    None for anything with other words or with days. A year is such a heading in a plan of several years only.
    """
    if len(text) > _LONGEST_HEADING:
        return None
    heading = _SPACED_LETTERS.sub(lambda match: match.group().replace(" ", ""), fold(text)).strip(" .:")
    unnumbered = _NUMBERING.sub("", heading, count=1)
    return next((days for words in (heading, unnumbered) if (days := _heading_days(words, period))), None)


def days_of_heading(text: str, period: PlanPeriod) -> Days | None:
    """First and last day of a row that names days alone: «23.10 Понедельник», «1 сентября (пятница)»."""
    reading = read_cell(text) if len(text) <= _LONGEST_HEADING else None
    if reading is None or reading.rhythm.has_words or reading.other_words or reading.placing.is_vague:
        return None
    spans = reading.placing.spans
    starts_and_ends = {placed.end for placed in spans}
    if any(placed.span.unit is not Unit.DAY for placed in spans) or starts_and_ends in ({End.START}, {End.DUE}):
        return None
    return _first_to_last(days_of_spans(spans, period, None))


def years_named(text: str) -> list[int]:
    """The years of the dates in a text, in full and in order, each as often as it is named."""
    spans = [placed.span for placed in read_cell(text).placing.spans]
    return [year for span in spans for year in (span.year, span.last_year) if year is not None]


def looks_like_deadline(text: str) -> bool:
    """A date, a span or a recurrence with few other words: «Сентябрь», «до 15.03», «по графику», «ежемесячно»."""
    folded = fold(text[: _LONGEST_DEADLINE + 1]).strip(" .")
    if len(text) > _LONGEST_DEADLINE or _BARE_NUMBERING.fullmatch(folded):
        return False
    if _SCHEDULE.fullmatch(folded):
        return True
    reading = read_cell(text)
    spans = reading.placing.spans
    if not spans and not reading.rhythm.has_words:
        return False
    names_years_alone = bool(spans) and all(placed.span.unit is Unit.YEAR for placed in spans)
    return reading.other_words <= (1 if names_years_alone else _MOST_OTHER_WORDS)


def _heading_days(heading: str, period: PlanPeriod) -> Days | None:
    reading = read_cell(heading)
    if not _names_time_alone(reading, period):
        return None
    return _first_to_last(days_of_spans(reading.placing.spans, period, None))


def _first_to_last(days: Sequence[Days | None]) -> Days | None:
    found = [span_days for span_days in days if span_days is not None]
    return (min(found)[0], max(last for _, last in found)) if found and len(found) == len(days) else None


def _names_time_alone(reading: CellReading, period: PlanPeriod) -> bool:
    spans = reading.placing.spans
    has_year = any(placed.span.unit is Unit.YEAR for placed in spans)
    is_of_years = period.last.year > period.year + 1 or (period.last.year > period.year and not period.is_school_year)
    return (
        bool(spans)
        and not reading.rhythm.has_words
        and not reading.other_words
        and (is_of_years or not has_year)
        and all(placed.span.unit in _ROW_UNITS and placed.end is End.BOTH for placed in spans)
    )
