"""A table as it stands on a page, made into rows of cells with their places."""

from collections.abc import Callable
from dataclasses import replace

from documents.reading.pdf_broken_words import WordsSeen, joined
from documents.reading.pdf_tables import PageTable
from documents.reading.source import Cell, Place, Row, Table


def source_table(table: PageTable, seen: WordsSeen, place: Place, line_of: Callable[[int], int] | None = None) -> Table:
    """The rows of `table`, each cell merged downwards again in every row that it covers.

    `line_of` gives the text line of a row of the grid, from 0, where the document has text lines; its cells keep them.
    """
    texts = {
        cell: joined(table.lines.get(cell, ()), seen, keeps_breaks=line_of is not None) for cell in table.grid.cells
    }
    rows: list[Row] = []
    for index, cells in enumerate(table.grid.cells_by_row):
        if all(cell.top_row < index for cell in cells):
            continue
        row = replace(place, row=len(rows) + 1, line=line_of(index) if line_of else None)
        rows.append(
            Row(
                tuple(
                    Cell(
                        texts[cell],
                        cell.left,
                        replace(row, column=cell.left + 1),
                        cell.span,
                        continues=cell.top_row < index,
                    )
                    for cell in cells
                ),
                row,
            )
        )
    return Table(tuple(rows), table.grid.columns, place)
