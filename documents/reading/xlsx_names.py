"""SpreadsheetML's elements and cell addresses. Source: ECMA-376 part 1, 18 (SpreadsheetML)."""

import re
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_TRUE = frozenset({"1", "true", "on"})


def s(name: str) -> str:
    """The full name of an element of SpreadsheetML."""
    return _MAIN + name


def is_true(attribute: str | None) -> bool:
    """Whether an attribute that is a switch is on."""
    return attribute is not None and attribute.lower() in _TRUE


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int | None:
    """The number of a column from 1: «A» is 1, «XFD» is 16384; None for what is no column."""
    if _LETTERS.fullmatch(letters) is None:
        return None
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= MAX_COLUMN else None


def range_of(reference: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row, last column of «B2:D5» or «B2»; None for what is no range."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    first, last = column_number(found[1]), column_number(found[3] or found[1])
    top, bottom = int(found[2]), int(found[4] or found[2])
    if first is None or last is None or not (1 <= top <= bottom <= MAX_ROW and first <= last):
        return None
    return top, first, bottom, last
