"""Tables that no line draws: columns of text with white space between them, found only where they are beyond doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from documents.reading.pdf_page import UPRIGHT, Edge, Lines
from documents.reading.pdf_words import Line, Word, lines_of, text_of

# In the letters' size: what parts the columns of a line, how wide the white space is that runs down the pages, and how
# far below its line the next line of a cell is.
_APART: Final = 0.9
_RIVER: Final = 0.5
_HANGS: Final = 2.0
_MIN_COLUMNS: Final = 3
_MIN_ROWS: Final = 4
# Of the lines of a table this part must keep within the columns.
_FITTING: Final = 0.75
_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
_MARGIN: Final = 3.0
_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    top: float
    bottom: float
    is_whole: bool


def aligned_rules(pages: Sequence[Sequence[Word]]) -> list[Lines] | None:
    """The lines that a table in the pages would have, page by page; None where there is no such table for sure.

    Rows begin with a number in the first column.
    """
    lines_of_pages = [lines_of([word for word in words if word.turn == UPRIGHT]) for words in pages]
    lines = [line for page in lines_of_pages for line in page]
    many = [line for line in lines if len(_pieces(line)) >= _MIN_COLUMNS]
    if len(many) < _MIN_ROWS:
        return None
    rivers = _rivers(many)
    if len(rivers) < _MIN_COLUMNS - 1:
        return None
    inside_of_pages = [_within(page, {id(line) for line in many}) for page in lines_of_pages]
    inside = [line for page in inside_of_pages for line in page]
    fitting = [line for line in inside if not _crosses(line, rivers)]
    numbers = [line for line in fitting if _starts_row(line, rivers)]
    if len(fitting) < _FITTING * len(inside) or len(numbers) < _MIN_ROWS - 1:
        return None
    # Lines of one column may have narrowed what was white on the lines of many.
    rivers = _rivers(fitting)
    if len(rivers) < _MIN_COLUMNS - 1:
        return None
    sides = [min(line[0].x0 for line in inside) - _MARGIN, *((start + end) / 2 for start, end in rivers)]
    sides.append(max(line[-1].x1 for line in inside) + _MARGIN)
    return [_rules(list(_rows(page, rivers)), sides) for page in inside_of_pages]


def _pieces(line: Line) -> list[_Span]:
    """Where the parts of a line that stand apart begin and end."""
    pieces = [(line[0].x0, line[0].x1)]
    for last, word in pairwise(line):
        if word.x0 - last.x1 > _APART * max(last.size, word.size):
            pieces.append((word.x0, word.x1))
        else:
            pieces[-1] = (pieces[-1][0], word.x1)
    return pieces


def _rivers(lines: Sequence[Line]) -> list[_Span]:
    """The white spaces that run down through all of the lines."""
    spans = sorted(piece for line in lines for piece in _pieces(line))
    width = _RIVER * max(word.size for word in lines[0])
    rivers: list[_Span] = []
    end = spans[0][1]
    for start, stop in spans[1:]:
        if start - end >= width:
            rivers.append((end, start))
        end = max(end, stop)
    return rivers


def _within(page: Sequence[Line], many: set[int]) -> list[Line]:
    """The lines of a page from the first to the last whose identity is in `many`, and what hangs on the last."""
    at = [index for index, line in enumerate(page) if id(line) in many]
    if not at:
        return []
    found = list(page[at[0] : at[-1] + 1])
    for last, line in pairwise(page[at[-1] :]):
        if line[0].foot - last[0].foot > _HANGS * line[0].size:
            break
        found.append(line)
    return found


def _crosses(line: Line, rivers: Sequence[_Span]) -> bool:
    """Whether a part of the line reaches from one column over the white space into the next."""
    return any(
        start <= river_start and river_end <= end for start, end in _pieces(line) for river_start, river_end in rivers
    )


def _starts_row(line: Line, rivers: Sequence[_Span]) -> bool:
    first = [word for word in line if word.x1 <= rivers[0][1]]
    return bool(first) and _NUMBER.fullmatch(text_of(first)) is not None


def _rows(lines: Sequence[Line], rivers: Sequence[_Span]) -> Iterator[_Row]:
    """Rows from number to number; a line across the columns is a row of its own."""
    group: list[Line] = []
    is_whole = False
    for line in lines:
        crosses = _crosses(line, rivers)
        if group and (crosses or is_whole or _starts_row(line, rivers)):
            yield _row(group, is_whole=is_whole)
            group = []
        group.append(line)
        is_whole = crosses
    if group:
        yield _row(group, is_whole=is_whole)


def _row(lines: Sequence[Line], *, is_whole: bool) -> _Row:
    words = [word for line in lines for word in line]
    return _Row(min(word.top for word in words), max(word.bottom for word in words), is_whole)


def _rules(rows: Sequence[_Row], sides: Sequence[float]) -> Lines:
    lines = Lines()
    if not rows:
        return lines
    edges = [rows[0].top - _MARGIN, *((row.bottom + after.top) / 2 for row, after in pairwise(rows))]
    edges.append(rows[-1].bottom + _MARGIN)
    lines.horizontal += [Edge(edge, sides[0], sides[-1]) for edge in edges]
    for row, (top, bottom) in zip(rows, pairwise(edges), strict=True):
        inner = sides if not row.is_whole else (sides[0], sides[-1])
        lines.vertical += [Edge(side, top, bottom) for side in inner]
    return lines
