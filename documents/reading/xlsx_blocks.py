"""A sheet as paragraphs and a table: lines of one or two filled cells, then everything from the first fuller row on."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from documents.reading.ooxml_lines import set_apart
from documents.reading.source import Block, Cell, Paragraph, Place, Row, Table
from documents.reading.xlsx_grid import VisibleGrid

# A row of a table with fewer filled cells may be a section's; a line of a signature block has no more than two.
_TABLE_ROW = 3
# A table of two columns shows by as many rows in succession.
_NARROW_ROW, _NARROW_ROWS = 2, 3


def workbook_blocks(grids: Sequence[VisibleGrid]) -> Iterator[Block]:
    """The blocks of all sheets in order. Where no sheet has a table of three columns, tables of two are looked for."""
    sheets = [(grid, [row for row in grid.rows() if _is_seen(row)]) for grid in grids]
    starts = [_first_full_row(rows) for _, rows in sheets]
    if all(start is None for start in starts):
        starts = [_longest_narrow_run(rows) for _, rows in sheets]
    for (grid, rows), start in zip(sheets, starts, strict=True):
        yield from _sheet_blocks(grid, rows, len(rows) if start is None else start)


def _sheet_blocks(grid: VisibleGrid, rows: Sequence[Row], start: int) -> Iterator[Block]:
    for row in rows[:start]:
        cells = _filled(row)
        if cells:
            yield Paragraph(_line(grid, cells), cells[0].place)
    if start < len(rows):
        yield Table(tuple(rows[start:]), len(grid.columns), Place(sheet=grid.sheet))


def _is_seen(row: Row) -> bool:
    return any(cell.text for cell in row.cells)


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if cell.text and not cell.continues]


def _first_full_row(rows: Sequence[Row]) -> int | None:
    return next((at for at, row in enumerate(rows) if len(_filled(row)) >= _TABLE_ROW), None)


def _longest_narrow_run(rows: Sequence[Row]) -> int | None:
    """Where the longest succession of rows with two filled cells begins."""
    longest, found, length = _NARROW_ROWS - 1, None, 0
    for at, row in enumerate(rows):
        length = length + 1 if len(_filled(row)) >= _NARROW_ROW else 0
        if length > longest:
            longest, found = length, at - length + 1
    return found


def _line(grid: VisibleGrid, cells: Sequence[Cell]) -> str:
    """Cells side by side, line by line: blocks of several lines stay beside each other."""
    columns = [cell.text.split("\n") for cell in cells]
    is_right = _is_right(grid, cells[0])
    lines = ["\t".join(set_apart(piece) for piece in pieces) for pieces in zip_longest(*columns, fillvalue="")]
    return "\n".join(f"\t{line}" if is_right and line.strip() else line.rstrip() for line in lines)


def _is_right(grid: VisibleGrid, cell: Cell) -> bool:
    row, column = cell.place.row or 0, cell.place.column or 0
    return column >= grid.right_from or (
        cell.column + cell.span == len(grid.columns) and grid.is_right_aligned(row, column)
    )
