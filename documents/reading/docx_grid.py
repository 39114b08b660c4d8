"""The columns of a Word table: which grid columns each cell covers, after edges that nearly meet are made one.

A table that was cut and joined has rows whose edges differ by a millimetre; a reader sees one column there.
Source: ECMA-376 part 1, 17.4.17 (w:gridSpan), 17.4.48 (w:tblGrid), 17.4.84 (w:vMerge).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lxml.etree import _Element

from documents.reading.docx_xml import CELLS, attribute, parts, w

_MOST_COLUMNS = 200
# 3 mm; a smaller share of a table whose widths are in no real unit.
_NEAR, _NEAR_SHARE = 170, 50
_PROPERTIES, _DELETED = w("tcPr"), w("cellDel")
_SPAN, _WIDTH, _MERGED_SIDEWAYS, _MERGED_DOWN = w("gridSpan"), w("tcW"), w("hMerge"), w("vMerge")
_VAL, _TYPE = w("val"), w("type")


@dataclass(slots=True)
class GridCell:
    """A cell with the grid columns that it covers, from `start` up to `end`."""

    element: _Element
    start: int
    end: int
    width: int | None
    is_merged_down: bool
    starts_merge: bool


@dataclass(slots=True)
class GridRow:
    """The cells of a row from left to right."""

    element: _Element
    cells: list[GridCell]


def grid_rows(table: _Element, rows: Iterable[_Element]) -> tuple[list[GridRow], int]:
    """The rows with their cells on common columns, and how many columns there are."""
    widths = [attribute(column, "w") or 0 for column in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
    edges = list(accumulate(widths[:_MOST_COLUMNS], initial=0))
    found = [_row(row) for row in rows]
    for row in found:
        _place_by_width(row, edges)
    columns = max((cell.end for row in found for cell in row.cells), default=0)
    step = max(1, edges[-1] // max(1, len(edges) - 1))
    while len(edges) <= columns:
        edges.append(edges[-1] + step)
    return found, _merge_edges(found, edges)


def _row(element: _Element) -> GridRow:
    properties = element.find(w("trPr"))
    before = properties.find(w("gridBefore")) if properties is not None else None
    at = attribute(before, "val", high=_MOST_COLUMNS) or 0
    cells: list[GridCell] = []
    for cell in parts(element, CELLS):
        of_cell = cell.find(_PROPERTIES)
        stated = {child.tag: child for child in of_cell} if of_cell is not None else {}
        if _DELETED in stated:
            continue
        end = min(at + (attribute(stated.get(_SPAN), "val", low=1, high=_MOST_COLUMNS) or 1), _MOST_COLUMNS)
        if end == at:
            break
        sideways, down = stated.get(_MERGED_SIDEWAYS), stated.get(_MERGED_DOWN)
        # The older way to merge sideways: a cell that continues the one before it.
        if cells and sideways is not None and sideways.get(_VAL) != "restart":
            cells[-1].end = end
        else:
            starts = down is not None and down.get(_VAL) == "restart"
            cells.append(GridCell(cell, at, end, _width(stated.get(_WIDTH)), down is not None and not starts, starts))
        at = end
    return GridRow(element, cells)


def _width(width: _Element | None) -> int | None:
    return attribute(width, "w") if width is not None and width.get(_TYPE, "dxa") == "dxa" else None


def _place_by_width(row: GridRow, edges: Sequence[int]) -> None:
    """Where the spans do not fill the grid but the cells' own widths do, the widths tell the columns."""
    last = len(edges) - 1
    if not row.cells or row.cells[-1].end >= last:
        return
    widths = [cell.width for cell in row.cells if cell.width]
    missing = edges[last] - edges[row.cells[-1].end]
    start = row.cells[0].start
    if len(widths) < len(row.cells) or edges[start] + sum(widths) - edges[row.cells[-1].end] < missing / 2:
        return
    at, reached = start, edges[start]
    for left, (cell, width) in enumerate(zip(row.cells, widths, strict=True), 1 - len(row.cells)):
        reached += width
        # Each cell to the right needs a column of its own.
        ends = range(at + 1, last + left + 1)
        end = min(ends, key=lambda edge: abs(edges[edge] - reached), default=at + 1)
        cell.start, cell.end = at, end
        at = end


def _merge_edges(rows: Sequence[GridRow], edges: Sequence[int]) -> int:
    near = min(_NEAR, (edges[-1] - edges[0]) // _NEAR_SHARE)
    cells = [cell for row in rows for cell in row.cells]
    used = sorted({edge for cell in cells for edge in (cell.start, cell.end)})
    # A cell that is as narrow as that keeps its column all the same.
    narrow = {(cell.start, cell.end) for cell in cells if edges[cell.end] - edges[cell.start] < near}
    column_of = dict.fromkeys(used[:1], 0)
    group = used[:1]
    for before, edge in pairwise(used):
        is_apart = edges[edge] - edges[group[0]] >= near or any((other, edge) in narrow for other in group)
        group = [edge] if is_apart else [*group, edge]
        column_of[edge] = column_of[before] + is_apart
    for cell in cells:
        cell.start, cell.end = column_of[cell.start], column_of[cell.end]
    return max(column_of.values(), default=0)
