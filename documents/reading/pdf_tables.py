"""The ruled tables of a PDF page, told from frames, boxes and drawings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from documents.reading.pdf_cell_text import CellLine, cell_texts
from documents.reading.pdf_grid import Grid, GridCell
from documents.reading.pdf_missing_rules import with_missing_rules
from documents.reading.pdf_page import Lines, PageContent
from documents.reading.pdf_ruling import Net, nets_of
from documents.reading.pdf_words import Word

_MIN_COLUMNS: Final = 2
_MIN_FAINT_COLUMNS: Final = 3
_MAX_FIELDS: Final = 400_000
# A cell with this part of a net's area makes the net a frame around a table of so many columns in it.
_FRAME: Final = 0.6
_MIN_FRAMED_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as it stands on a page, with the lines of each of its cells."""

    grid: Grid
    lines: dict[GridCell, list[CellLine]]

    @property
    def top(self) -> float:
        """Where it begins on the page, in points."""
        return self.grid.net.ys[0]


def tables_of(content: PageContent, words: list[Word]) -> tuple[list[PageTable], list[Word]]:
    """The page's tables from the upper to the lower, and the words outside of them.

    Where no line makes a table, the sides of filled areas may.
    """
    nets = _chosen(nets_of(content.ruled, words)) or _faint(content, words)
    inside: list[list[Word]] = [[] for _ in nets]
    outside: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        home = next((index for index, net in enumerate(nets) if _holds(net, x, y)), None)
        (outside if home is None else inside[home]).append(word)
    return [_table(net, its_words) for net, its_words in zip(nets, inside, strict=True)], outside


def _table(net: Net, words: list[Word]) -> PageTable:
    grid = Grid(with_missing_rules(net, words))
    return PageTable(grid, cell_texts(grid, words))


def _faint(content: PageContent, words: list[Word]) -> list[Net]:
    if not content.faint.vertical:
        return []
    both = Lines(content.ruled.horizontal + content.faint.horizontal, content.ruled.vertical + content.faint.vertical)
    return [
        net for net in _chosen(nets_of(both, words)) if len(net.xs) > _MIN_FAINT_COLUMNS and len(net.ys) > _MIN_COLUMNS
    ]


def _chosen(nets: Iterable[Net]) -> list[Net]:
    """Nets that are tables: no lone boxes, no frames around a table, no tables inside a cell of another."""
    candidates = [
        net for net in nets if len(net.xs) > _MIN_COLUMNS and (len(net.xs) - 1) * (len(net.ys) - 1) <= _MAX_FIELDS
    ]
    refused: set[int] = set()
    for outer_index, outer in enumerate(candidates):
        grid: Grid | None = None
        for index, inner in enumerate(candidates):
            if index == outer_index or not _contains(outer, inner):
                continue
            grid = grid or Grid(outer)
            x0, y0, x1, y1 = grid.box(grid.cell_at((inner.xs[0] + inner.xs[-1]) / 2, (inner.ys[0] + inner.ys[-1]) / 2))
            is_frame = (x1 - x0) * (y1 - y0) >= _FRAME * _area(outer) and len(inner.xs) > _MIN_FRAMED_COLUMNS
            refused.add(outer_index if is_frame else index)
    return [net for index, net in enumerate(candidates) if index not in refused]


def _area(net: Net) -> float:
    x0, y0, x1, y1 = net.box
    return (x1 - x0) * (y1 - y0)


def _holds(net: Net, x: float, y: float) -> bool:
    x0, y0, x1, y1 = net.box
    return x0 <= x <= x1 and y0 <= y <= y1


def _contains(outer: Net, inner: Net) -> bool:
    x0, y0, x1, y1 = inner.box
    return _holds(outer, x0, y0) and _holds(outer, x1, y1)
