"""The words of a ruled table in its cells, line by line as they are printed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from documents.reading.pdf_grid import Grid, GridCell
from documents.reading.pdf_words import Line, Word, by_turn, gaps, lines_of, text_of, without_marks

_MAX_PADDING: Final = 12.0
# In points: how exactly places are known.
_SLACK: Final = 0.5
# A word that is wider than its cell begins this near the cell's left side, in its size.
_BEGINS_AT_SIDE: Final = 1.2
# The white space between two words, in their size.
_SPACE: Final = 0.25
# In points: a line is centred when the white space on its sides differs by no more.
_CENTRED: Final = 2.0
# What never stands without the word after it: «№ 5».
_GOES_WITH_NEXT: Final = re.compile("[№N]|[А-ЯЁ][.]")


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell as it is printed.

    `is_full` says that the first letter of the next line had no room on it, `is_exact` that it fills its cell exactly,
    `is_wrapped` that the first word of the next line had no room on it, so that nobody need have ended it.
    """

    text: str
    is_full: bool = False
    is_exact: bool = False
    is_wrapped: bool = False


def cell_texts(grid: Grid, words: Iterable[Word]) -> dict[GridCell, list[CellLine]]:
    """The lines of each cell that has any."""
    lines = {cell: list(_lines(its_words)) for cell, its_words in words_by_cell(grid, words).items()}
    paddings = _paddings(grid, lines)
    found: dict[GridCell, list[CellLine]] = {}
    for cell, its_lines in lines.items():
        x0, _, x1, _ = grid.box(cell)
        padding = min(paddings[cell.left], paddings[cell.right])
        found[cell] = list(_as_printed(its_lines, x0 + padding, x1 - padding))
    return found


def words_by_cell(grid: Grid, words: Iterable[Word]) -> dict[GridCell, list[Word]]:
    """The words of each cell that has any, in the order in which they came."""
    found: dict[GridCell, list[Word]] = {}
    for word in words:
        found.setdefault(_cell_of(grid, word), []).append(word)
    return found


def _cell_of(grid: Grid, word: Word) -> GridCell:
    """The cell that a word belongs to, also when it is wider than the cell and sticks out."""
    middle = (word.top + word.bottom) / 2
    first = grid.cell_at(word.x0, middle)
    x0, _, x1, _ = grid.box(first)
    if word.x1 <= x1 or x0 <= word.x0 <= x0 + _BEGINS_AT_SIDE * word.size:
        return first
    return grid.cell_at((word.x0 + word.x1) / 2, middle)


def _lines(words: list[Word]) -> Iterator[Line]:
    for group in by_turn(words):
        for line in lines_of(group):
            if kept := without_marks(line):
                yield kept


def _paddings(grid: Grid, lines: dict[GridCell, list[Line]]) -> list[float]:
    """For each column the white space that its cells keep on each side: the least seen on either."""
    paddings = [_MAX_PADDING] * grid.columns
    for cell, its_lines in lines.items():
        x0, _, x1, _ = grid.box(cell)
        for line in its_lines:
            if not line[0].turn:
                paddings[cell.left] = min(paddings[cell.left], line[0].x0 - x0)
                paddings[cell.right] = min(paddings[cell.right], x1 - line[-1].x1)
    return [max(0.0, padding) for padding in paddings]


def _as_printed(lines: list[Line], left: float, right: float) -> Iterator[CellLine]:
    is_centred = all(abs((line[0].x0 - left) - (right - line[-1].x1)) <= _CENTRED for line in lines)
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        rest = right - left - (line[-1].end - line[0].start)
        is_upright = after is not None and not line[0].turn
        # A line that sticks out of its cell is a word that nobody broke.
        is_full = after is not None and is_upright and -_SLACK <= rest < after[0].first + _SLACK
        room = rest if is_centred else right - line[-1].x1
        is_wrapped = after is not None and is_upright and room < _first_word(after) + _SPACE * line[-1].size + _SLACK
        yield CellLine(text_of(line), is_full, is_full and rest <= _SLACK, is_wrapped)


def _first_word(line: Line) -> float:
    """How wide the first word of a line is, with the one that it never stands without."""
    starts = [index for index, is_apart in enumerate(gaps(line)) if is_apart]
    end = starts[0] if starts else len(line)
    if starts and _GOES_WITH_NEXT.fullmatch(text_of(line[:end])):
        end = starts[1] if len(starts) > 1 else len(line)
    return line[end - 1].end - line[0].start
