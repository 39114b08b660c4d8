"""The words of a ruled table in its cells, line by line as they are printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from documents.reading.pdf_grid import Grid, GridCell
from documents.reading.pdf_words import Line, Word, by_turn, lines_of, text_of, without_marks

_MAX_PADDING: Final = 12.0
# In points: how exactly places are known.
_SLACK: Final = 0.5
# A word that is wider than its cell begins this near the cell's left side, in its size.
_BEGINS_AT_SIDE: Final = 1.2


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell as it is printed.

    `is_full` says that the first letter of the next line had no room on it, `is_exact` that it fills its cell exactly.
    """

    text: str
    is_full: bool = False
    is_exact: bool = False


def cell_texts(grid: Grid, words: Iterable[Word]) -> dict[GridCell, list[CellLine]]:
    """The lines of each cell that has any."""
    lines = {cell: list(_lines(its_words)) for cell, its_words in words_by_cell(grid, words).items()}
    paddings = _paddings(grid, lines)
    found: dict[GridCell, list[CellLine]] = {}
    for cell, its_lines in lines.items():
        x0, _, x1, _ = grid.box(cell)
        padding = min(paddings[cell.left], paddings[cell.right])
        found[cell] = list(_as_printed(its_lines, x1 - x0 - 2 * padding))
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


def _as_printed(lines: list[Line], room: float) -> Iterator[CellLine]:
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        rest = room - (line[-1].end - line[0].start)
        # A line that sticks out of its cell is a word that nobody broke.
        is_full = after is not None and not line[0].turn and -_SLACK <= rest < after[0].first + _SLACK
        yield CellLine(text_of(line), is_full, is_full and rest <= _SLACK)
