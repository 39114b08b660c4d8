"""What is seen of a sheet: its visible filled rows over its visible used columns, with merged cells as people see them.

A merged range shows its text in what is visible of it, even where its first row or column is hidden.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from config.errors import DocumentUnreadable
from documents.reading.ooxml_package import TOO_BIG
from documents.reading.source import Cell, Place, Row
from documents.reading.xlsx_cell import CellContent
from documents.reading.xlsx_sheet import MergedRange, SheetContent

# Each is a cell that is kept in memory; a plan of 5,000 rows has 50,000.
MAX_GRID = 600_000
_RIGHT_PART = 0.4


@dataclass(frozen=True, slots=True)
class VisibleGrid:
    """Rows over the columns that hold text somewhere; `columns` are their numbers in the sheet.

    From the sheet's column `right_from` on, what begins there stands in the right part of what is seen.
    """

    sheet: str
    content: SheetContent
    row_numbers: tuple[int, ...]
    columns: tuple[int, ...]
    merged: dict[int, list[MergedRange]]
    right_from: int

    @property
    def size(self) -> int:
        """How many cells the grid has."""
        return len(self.row_numbers) * len(self.columns)

    def rows(self) -> Iterator[Row]:
        """The rows from top to bottom, with an empty cell wherever there is no text."""
        return (self._row(number) for number in self.row_numbers)

    def is_right_aligned(self, row: int, column: int) -> bool:
        """Whether a cell's text stands at its right edge."""
        found = self.content.rows.get(row, {}).get(column)
        return found is not None and found.is_right

    def _row(self, number: int) -> Row:
        filled = self.content.rows.get(number, {})
        merged = {column: found for found in self.merged.get(number, ()) for column in self._columns_of(found)}
        cells: list[Cell] = []
        at = 0
        while at < len(self.columns):
            column = self.columns[at]
            over = merged.get(column)
            shown = filled.get(column) if over is None else _text_of(over, self.content)
            span = 1
            while over is not None and at + span < len(self.columns) and merged.get(self.columns[at + span]) is over:
                span += 1
            cells.append(self._cell(number, at, span, shown, over))
            at += span
        return Row(tuple(cells), Place(sheet=self.sheet, row=number))

    def _cell(self, row: int, at: int, span: int, shown: CellContent | None, over: MergedRange | None) -> Cell:
        return Cell(
            text=shown.text if shown is not None else "",
            column=at,
            place=Place(sheet=self.sheet, row=row, column=self.columns[at]),
            span=span,
            value=shown.value if shown is not None else None,
            is_month=shown.is_month if shown is not None else False,
            continues=over is not None and row != self._first_row(over),
        )

    def _first_row(self, merged: MergedRange) -> int:
        return self.row_numbers[bisect_left(self.row_numbers, merged.top)]

    def _columns_of(self, merged: MergedRange) -> tuple[int, ...]:
        return self.columns[bisect_left(self.columns, merged.first) : bisect_right(self.columns, merged.last)]


def visible_grid(sheet: str, content: SheetContent) -> VisibleGrid:
    """What is seen of a sheet. Columns that hold no text in any visible row are left out.

    Raises `DocumentUnreadable` for a sheet with more merged ranges than one can have.
    """
    with_text = [each for each in content.merged if _text_of(each, content) is not None]
    rows = {number for number, cells in content.rows.items() if cells} - content.hidden_rows
    rows |= {row for row in (_first_visible(each.top, each.bottom, content.hidden_rows) for each in with_text) if row}
    row_numbers = tuple(sorted(rows))
    merged: dict[int, list[MergedRange]] = {}
    columns: set[int] = set()
    merged_rows = 0
    for each in content.merged:
        shown_rows = row_numbers[bisect_left(row_numbers, each.top) : bisect_right(row_numbers, each.bottom)]
        first = _first_visible(each.first, each.last, content.hidden_columns)
        if shown_rows and first is not None and _text_of(each, content) is not None:
            columns.add(first)
        # Ranges do not overlap in a sound sheet, so they cannot have more rows than the sheet has cells.
        merged_rows += len(shown_rows)
        if merged_rows > MAX_GRID:
            raise DocumentUnreadable(TOO_BIG)
        for row in shown_rows:
            merged.setdefault(row, []).append(each)
    for row in row_numbers:
        covered = merged.get(row, ())
        for column in content.rows.get(row, {}):
            if not any(each.first <= column <= each.last for each in covered):
                columns.add(column)
    shown = tuple(sorted(columns - content.hidden_columns))
    last = max([*shown, *(each.last for each in with_text)], default=0)
    return VisibleGrid(sheet, content, row_numbers, shown, merged, _right_from(content, min(shown, default=1), last))


def _right_from(content: SheetContent, first: int, last: int) -> int:
    """The first column that begins beyond the left part of the columns from `first` to `last`."""
    widths = [
        0 if column in content.hidden_columns else content.widths.get(column, content.usual_width)
        for column in range(first, last + 1)
    ]
    enough = _RIGHT_PART * sum(widths)
    begins = accumulate(widths, initial=0.0)
    return next((column for column, at in zip(range(first, last + 1), begins, strict=False) if at >= enough), last + 1)


def _text_of(merged: MergedRange, content: SheetContent) -> CellContent | None:
    return content.rows.get(merged.top, {}).get(merged.first)


def _first_visible(first: int, last: int, hidden: set[int]) -> int | None:
    return next((number for number in range(first, last + 1) if number not in hidden), None)
