"""Item numbers as printed: «1.», «1)», «№ 1», «п. 3», «1.1.», «IV», and what Excel made of them."""

import re
from collections.abc import Sequence
from datetime import date

from documents.interpreting.plain_line import plain_line
from documents.reading.source import Cell

LONGEST_NUMBER = 20

_LEAD = re.compile(r"^(?:№+|n(?=[\s.\d])|пункт|п(?=[.\s]))[\s.]*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\d{1,5}|[IVXLC]{1,7}|[ІVХIXLCПШ]{1,7}|[А-Яа-яA-Za-z])(?:\s*[.\-–/,]\s*\d{1,4}|\s*[.\-–]?\s*[а-яa-z](?![а-яa-z]))*"
)
_IN_TITLE = re.compile(r"^((?:№\s*)?\d{1,3}(?:\.\d{1,3})*)(?:[.)]\s*|\s+)(?=[^\W\d_]|[«\"(])")
_TENTHS = re.compile(r"(\d+)\.(\d+)")
_ROMAN = re.compile(r"[IVXLCІХПШ]+")
_TAIL = ".):;,- –*"


def read_number(cell: Cell) -> str | None:
    """The number in a cell of the number column without its trailing dot or bracket; None where there is none."""
    if isinstance(cell.value, date):
        # Excel takes «1.2» for the first of February.
        return f"{cell.value.day}.{cell.value.month}"
    return number_of(cell.text.replace(",", ".") if isinstance(cell.value, float) else cell.text)


def number_of(text: str) -> str | None:
    """The number that the text is, None where it is more or less than a number."""
    line = _LEAD.sub("", plain_line(text)).strip().rstrip(_TAIL).lstrip("(")
    if not line or len(line) > LONGEST_NUMBER or not _NUMBER.fullmatch(line):
        return None
    return re.sub(r"\s*([.,/–-])\s*", r"\1", line)


def split_number(title: str) -> tuple[str | None, str]:
    """A number printed before the title in its own cell, and the title: «1.2. Проведение совещаний»."""
    found = _IN_TITLE.match(title)
    if found is None:
        return None, title
    return number_of(found[1]), title[found.end() :].strip()


def is_roman(number: str) -> bool:
    """Whether the number is written as sections are."""
    return bool(_ROMAN.fullmatch(number))


def is_below(number: str, upper: str) -> bool:
    """Whether the number is of a part of what has the upper number: 1.2 of 1."""
    return number.startswith(f"{upper}.")


def follows(number: str, before: str) -> bool:
    """Whether the number is the next after the one before: 7 after 6, 1.3 after 1.2."""
    head, _, last = number.rpartition(".")
    head_before, _, last_before = before.rpartition(".")
    return head == head_before and last.isdecimal() and last_before.isdecimal() and int(last) == int(last_before) + 1


def restore_tens(numbers: Sequence[str], stored: Sequence[bool]) -> list[str]:
    """The numbers with the zeros that Excel dropped: 1.10 is stored as 1.1, and comes after 1.9.

    `stored` tells which of them a spreadsheet keeps as a number with decimals; the others are as printed.
    """
    restored = list(numbers)
    for at in range(1, len(restored)):
        before, number = _TENTHS.fullmatch(restored[at - 1]), _TENTHS.fullmatch(restored[at])
        if not stored[at] or not before or not number or before[1] != number[1]:
            continue
        expected = str(int(before[2]) + 1)
        starts_anew = at + 1 < len(restored) and follows(restored[at + 1], restored[at])
        if expected != number[2] and expected.rstrip("0") == number[2] and not starts_anew:
            restored[at] = f"{number[1]}.{expected}"
    return restored
