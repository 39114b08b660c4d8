"""The years of the orders that a plan is an annex of or is approved by, where no signature block tells them."""

import re
from collections.abc import Iterator, Sequence

from config.line_text import to_line
from documents.interpreting.plan_title_spacing import joined_letters
from documents.interpreting.plan_title_words import begins_title
from documents.interpreting.signature_block_dates import FoundDate, find_blank_dates, find_dates

_ORDER = r"(?:приказ|постановлени|распоряжени|решени|протокол)"
# A line that heads an annex or an order; «в соответствии с приказом» and a list of laws do not.
_HEAD = re.compile(
    rf"[\W_]*(?:приложение(?=\s*(?:[№N\d(]|к\b|$))|утв\.|утвержд[её]н\w*|к\s+{_ORDER}\w*|{_ORDER}[её]?$)", re.IGNORECASE
)
_NUMBER_AFTER = re.compile(r"[\s,]*(?:№|N\b)", re.IGNORECASE)
_OF = re.compile(r"(?<!\w)от[\s_]*$", re.IGNORECASE)
_MOST_LINES = 8
_LONGEST_LINE = 300


def years_of_orders(texts: Sequence[str]) -> Iterator[int]:
    """The years of the orders' dates from top to bottom: «к постановлению … N 241 от 3 апреля 2018 года»."""
    lines = [joined_letters(to_line(line[:_LONGEST_LINE])) for text in texts for line in text.split("\n")]
    for at, line in enumerate(lines):
        if _HEAD.match(line):
            yield from _first_year("\n".join(_of_the_order(lines[at : at + _MOST_LINES])))


def _of_the_order(lines: Sequence[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at and begins_title(line):
            return
        yield line


def _first_year(text: str) -> Iterator[int]:
    for found in sorted([*find_dates(text), *find_blank_dates(text)], key=lambda one: one.start):
        if found.year is not None and (_OF.search(text[: found.start]) or _begins_its_line(text, found)):
            yield found.year
            return


def _begins_its_line(text: str, found: FoundDate) -> bool:
    """«18 июня 2014 года N 820-р»."""
    is_first = found.start == 0 or "\n" in text[found.start - 1 : found.start + 1]
    return is_first and _NUMBER_AFTER.match(text, found.end) is not None
