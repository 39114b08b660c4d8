"""Approval stamps side by side at the head of a paper, three or more, read one after the other."""

import itertools
import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from documents.reading.pdf_words import Line, letter_width, text_of

_STAMP: Final = re.compile(
    r"рассмотрен|согласован|утвержд|принят|обсужден|одобрен|введен|проверен|рекомендован", re.IGNORECASE
)
_MIN_STAMPS: Final = 3
_LONGEST_HEAD: Final = 60
# In points: how exactly the lines of a stamp begin below each other, or are centred.
_BELOW: Final = 4.0
_CENTRED: Final = 6.0
# Pieces stand apart when the gap is this many letters wide, and at the start of a stamp when it is one.
_APART: Final = 2.5
_APART_AT_START: Final = 0.4
_MOST_LINES: Final = 30
# In the letters' size: so far below the stamps a line alone is none of theirs.
_FAR: Final = 3.5


class Stamps(NamedTuple):
    """Lines `start` to `end` (not included) of a page, and their text stamp by stamp, each from its upper line on."""

    start: int
    end: int
    texts: list[str]


class _Column(NamedTuple):
    start: float
    middle: float


def stamps_of(lines: Sequence[Line]) -> Stamps | None:
    """The first stamps side by side among the upright lines of a page.

    Two side by side are left to stand so, with their lines beside each other: a reader can follow them.
    """
    for at, line in enumerate(lines):
        pieces = _pieces(line, ())
        heads = [text_of(piece) for piece in pieces]
        is_head = all(len(text) <= _LONGEST_HEAD for text in heads)
        if is_head and sum(_STAMP.match(text) is not None for text in heads) >= _MIN_STAMPS:
            columns = [_Column(piece[0].x0, (piece[0].x0 + piece[-1].x1) / 2) for piece in pieces]
            return _below(at, lines, columns)
    return None


def _below(at: int, lines: Sequence[Line], columns: Sequence[_Column]) -> Stamps:
    found: list[list[tuple[int, Line]]] = []
    for number, line in enumerate(lines[at : at + _MOST_LINES], start=at):
        fitted = _fitted(line, columns)
        if not fitted or (found and len(fitted) == 1 and _is_far(lines[number - 1], line)):
            break
        found.append(fitted)
    # A short title below centred stamps may stand under the middle one.
    if not all(_begins_below(piece, columns[number]) for row in found for number, piece in row):
        while len(found) > 1 and len(found[-1]) == 1 and 0 < found[-1][0][0] < len(columns) - 1:
            found.pop()
    texts = [
        text_of(piece) for column in range(len(columns)) for row in found for number, piece in row if number == column
    ]
    return Stamps(at, at + len(found), texts)


def _fitted(line: Line, columns: Sequence[_Column]) -> list[tuple[int, Line]]:
    """The pieces of a line with the stamps that they belong to; none where one of them belongs to no stamp."""
    fitted: list[tuple[int, Line]] = []
    for piece in _pieces(line, columns):
        column = _column_of(piece, columns)
        if column is None and fitted and piece[-1].x1 <= _end_of(fitted[-1][0], columns):
            column = fitted[-1][0]
        if column is None:
            return []
        fitted.append((column, piece))
    return fitted


def _is_far(above: Line, line: Line) -> bool:
    return line[0].foot - above[0].foot > _FAR * line[0].size


def _pieces(line: Line, columns: Sequence[_Column]) -> list[Line]:
    width = letter_width(line)
    pieces = [[line[0]]]
    for last, word in itertools.pairwise(line):
        gap = word.x0 - last.x1
        is_start = any(abs(word.x0 - column.start) <= _BELOW for column in columns)
        if gap > _APART * width or (is_start and gap > _APART_AT_START * width):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _column_of(piece: Line, columns: Sequence[_Column]) -> int | None:
    """The stamp that a piece belongs to: it begins below the stamp's head or stands around its middle."""
    start, end = piece[0].x0, piece[-1].x1
    for number, column in enumerate(columns):
        begins = abs(start - column.start) <= _BELOW and end <= _end_of(number, columns)
        if begins or abs((start + end) / 2 - column.middle) <= _CENTRED:
            return number
    return None


def _end_of(number: int, columns: Sequence[_Column]) -> float:
    return columns[number + 1].start if number + 1 < len(columns) else math.inf


def _begins_below(piece: Line, column: _Column) -> bool:
    """Whether a piece is not just centred under the head of its stamp."""
    middle = (piece[0].x0 + piece[-1].x1) / 2
    return abs(piece[0].x0 - column.start) <= _BELOW or abs(middle - column.middle) > _CENTRED
