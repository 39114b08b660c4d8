"""The time that a plan is for, as its title says it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from documents.interpreting.deadline_ends import End, place_spans
from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_letters import fold
from documents.interpreting.deadline_qualifiers import join_qualifiers
from documents.interpreting.deadline_spans import Node, Span, Unit, read_spans
from documents.interpreting.deadline_tokens import Token, tokenize
from documents.interpreting.deadline_years import days_of_spans

_LONGEST_TITLE = 2000
_LONGEST_PHRASE = 150
_MOST_PHRASES = 40
_LONGEST_YEAR = 366
_YEARS = range(1992, 2101)

_LINKS = frozenset({Kind.AND, Kind.DASH, Kind.FROM, Kind.UNTIL, Kind.BY, Kind.PART})
_REFERENCES = frozenset({Kind.REFERENCE, Kind.BEFORE_EVENT, Kind.VAGUE})
_FOR = re.compile(r"\bна(?= )")
_PLURAL_YEARS = re.compile(r"(?:19|20)[0-9]{2} ?-? ?(?:годы|годов|годах|гг|г\. ?г)")
_SINGULAR_YEAR = re.compile(r"(?:19|20)[0-9]{2} ?год[ау]?\b")
_OF_A_SCHOOL = re.compile(
    r"школ|учебн|педагог|воспит|класс|методич|учител|обучающ|ученич|гимнази|лице[йя]|\bдоу\b|детск|\b[мгк]?б?а?оу\b|сош"
)


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """First and last day of a plan: a year, a school year (September to August), several years, a part of a year."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The first year."""
        return self.first.year

    @property
    def is_school_year(self) -> bool:
        """It begins in one autumn and ends in the next year."""
        return self.last.year == self.year + 1 and self.first.month > self.last.month

    @property
    def is_of_several_years(self) -> bool:
        """Some month comes in it more than once."""
        return (self.last - self.first).days >= _LONGEST_YEAR

    @property
    def one_month(self) -> tuple[date, date] | None:
        """First and last day, where both lie in the same month; None for a longer plan."""
        is_one = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return (self.first, self.last) if is_one else None

    def year_of(self, month: int) -> int:
        """The year of a month that is written without one.

        In a plan that runs over one New Year the months before its first month belong to the second year; in a plan
        of several years every month belongs to the first.
        """
        return self.last.year if not self.is_of_several_years and month < self.first.month else self.year

    def covers_month(self, year: int, month: int) -> bool:
        """Some day of the month lies in the period."""
        return (self.first.year, self.first.month) <= (year, month) <= (self.last.year, self.last.month)


def period_of_year(year: int) -> PlanPeriod:
    """January to December."""
    return PlanPeriod(date(year, 1, 1), date(year, 12, 31))


def read_period(title: str) -> PlanPeriod | None:
    """The period that a title names: «на 2021-2022 учебный год», «на I полугодие 2022 года».

    «по итогам 2020 года», «приказ от 12.01.2020» and «до 2030 года» are none. None where no year is named.
    """
    folded = fold(title[:_LONGEST_TITLE])
    phrases = [folded[match.end() : match.end() + _LONGEST_PHRASE] for match in _FOR.finditer(folded)]
    stretches = chain(
        (stretch for phrase in phrases[:_MOST_PHRASES] for stretch in _stretches(phrase)[:1]),
        (stretch for stretch in _stretches(folded) if stretch),
    )
    return next((period for stretch in stretches if (period := _period(stretch, folded))), None)


def _stretches(folded: str) -> list[list[Node]]:
    """The runs of spans and links between the other words; the first is empty where the text begins with a word."""
    found: list[list[Node]] = [[]]
    for node in join_qualifiers(read_spans(tokenize(folded))):
        if isinstance(node, Token) and node.kind not in _LINKS:
            found.append([node] if node.kind in _REFERENCES else [])
        else:
            found[-1].append(node)
    return found


def _period(stretch: list[Node], folded: str) -> PlanPeriod | None:
    placed = [replace(place, span=_as_school_year(place.span, folded)) for place in place_spans(stretch).spans]
    years = [place.span.year for place in placed if place.span.year in _YEARS]
    is_one_day = len(placed) == 1 and placed[0].span.unit is Unit.DAY
    if not years or years[0] is None or is_one_day:
        return None
    days = days_of_spans(placed, period_of_year(years[0]), None)
    firsts = [day[0] for day, place in zip(days, placed, strict=True) if day and place.end is not End.DUE]
    lasts = [day[1] for day, place in zip(days, placed, strict=True) if day and place.end is not End.START]
    if None in days or not firsts or not lasts or min(firsts) >= max(lasts):
        return None
    return PlanPeriod(min(firsts), max(lasts))


def _as_school_year(span: Span, folded: str) -> Span:
    """«на 2021-2022 год», and two years in the title of a school's plan, are a school year; «годы» never are."""
    if span.unit is not Unit.YEAR or span.last_year is None or span.last_year != (span.year or 0) + 1:
        return span
    if _PLURAL_YEARS.search(folded):
        return span
    is_school_year = bool(_SINGULAR_YEAR.search(folded) or _OF_A_SCHOOL.search(folded))
    return replace(span, is_school_year=span.is_school_year or is_school_year)
