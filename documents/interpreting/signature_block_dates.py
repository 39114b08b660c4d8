"""Dates in signature blocks: complete ones, and the years of lines that are left blank."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]{0,2}"
_YEAR_WORD = r"(?:\s{0,2}(?:года|год|г\.?)(?!\w))?"
_DATE = re.compile(
    r"(?<![\d.])(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|[«\"“„]?[\s_]?(?P<day>\d{{1,2}})[\s_]?[»\"”]?[\s_]{{0,3}}"
    rf"(?:(?P<month>{_MONTH})[\s_]{{0,3}}|[./\s-]\s{{0,2}}(?P<digits>\d{{1,2}})\s{{0,2}}[./\s-]\s{{0,2}})"
    rf"(?P<year>(?:19|20)\d\d|\d\d)(?!\d)){_YEAR_WORD}",
    re.IGNORECASE,
)
# «___» ________ 20__ г. with something of it filled in, or nothing; a year alone needs its word or its line.
_BLANK_DATE = re.compile(
    rf"[«\"“„][\s_]{{0,12}}[»\"”][\s_]*(?:{_MONTH}[\s_]*)?(?:(?P<year>(?:19|20)\d\d)(?!\d)|20[\s_]+(?=г))?{_YEAR_WORD}"
    rf"|[«\"“„]\s?\d{{1,2}}\s?[»\"”][\s_]*(?P<dated>(?:19|20)\d\d)(?!\d){_YEAR_WORD}"
    rf"|(?<!\w){_MONTH}[\s_]*(?P<monthly>(?:19|20)\d\d)(?!\d){_YEAR_WORD}"
    r"|(?<!\d)(?P<alone>(?:19|20)\d\d)\s{0,2}(?:года|год|г\.?)(?!\w)"
    r"|^[\s_]*(?P<line>(?:19|20)\d\d)[\s_]*$"
    rf"|(?<!\d)20_+\s?{_YEAR_WORD}",
    re.IGNORECASE | re.MULTILINE,
)
_CENTURY = 2000
_FULL_YEAR = 1000


@dataclass(frozen=True, slots=True)
class FoundDate:
    """Where a date stands; `day` is None where its line was left blank or names no day of the calendar."""

    start: int
    end: int
    day: date | None
    year: int | None


def find_dates(text: str) -> list[FoundDate]:
    """All dates in the text from left to right."""
    return [_found(match) for match in _DATE.finditer(text)]


def find_blank_dates(text: str) -> Iterator[FoundDate]:
    """Date lines of which the day, the month or all is missing."""
    for match in _BLANK_DATE.finditer(text):
        year = next((year for year in match.groups() if year), None)
        yield FoundDate(match.start(), match.end(), None, int(year) if year else None)


def _found(match: re.Match[str]) -> FoundDate:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        year, day = int(match["year"]), int(match["day"])
        month = _month_number(match["month"]) if match["month"] else int(match["digits"])
        year = year if year >= _FULL_YEAR else year + _CENTURY
    try:
        return FoundDate(match.start(), match.end(), date(year, month, day), year)
    except ValueError:
        return FoundDate(match.start(), match.end(), None, year)


def _month_number(word: str) -> int:
    folded = word.casefold()
    return next(at for at in (3, 6, 7, 1, 2, 4, 8, 9, 10, 11, 12, 5) if folded.startswith(_MONTHS[at - 1]))
