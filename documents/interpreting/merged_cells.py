"""Merged cells that a page break cuts: on the next page they are empty, and still belong to the rows below."""

from collections.abc import Iterable
from dataclasses import replace

from documents.interpreting.headings import Role
from documents.interpreting.table_columns import PlanRow

_SHARED = frozenset(
    {
        Role.DEADLINE,
        Role.STARTS,
        Role.ENDS,
        Role.MONTH,
        Role.RESPONSIBLE,
        Role.EXECUTORS,
        Role.DEADLINE_AND_RESPONSIBLE,
    }
)


def shared_columns(rows: Iterable[PlanRow]) -> frozenset[int]:
    """The columns in which deadlines or people are merged over several rows."""
    return frozenset(
        at
        for row in rows
        for at, cells in enumerate(row.cells)
        if row.columns.columns[at].role in _SHARED and any(cell.text and cell.continues for cell in cells)
    )


def with_cells_over_break(row: PlanRow, above: PlanRow, shared: frozenset[int]) -> PlanRow:
    """The row with the cells above it where a merged cell runs on into the next page, which leaves it empty there.

    In the first row of a page that is an empty cell of a column that shares cells; below it, one that goes on.
    """
    begins_page = row.begins_table and row.place.page is not None and row.place.page != above.place.page
    cells = list(row.cells)
    for at in shared:
        if at >= min(len(cells), len(above.cells)) or any(cell.text for cell in cells[at]):
            continue
        if begins_page or any(cell.continues for cell in cells[at]):
            cells[at] = tuple(replace(cell, continues=True) for cell in above.cells[at])
    return replace(row, cells=tuple(cells)) if cells != list(row.cells) else row
