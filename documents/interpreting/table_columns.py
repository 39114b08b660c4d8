"""The columns of a plan table, and its rows laid out in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from documents.interpreting.headings import Role
from documents.interpreting.numbering import number_of
from documents.reading.source import Cell, DocumentFormat, Place, Row


@dataclass(frozen=True, slots=True)
class Column:
    """A column over the grid columns `first` to `last`, with its heading as printed."""

    role: Role
    heading: str
    first: int
    last: int


@dataclass(frozen=True)
class Columns:
    """The columns of a table from left to right."""

    columns: tuple[Column, ...]
    width: int

    @cached_property
    def _of_the_grid(self) -> dict[int, int]:
        return {grid: at for at, column in enumerate(self.columns) for grid in range(column.first, column.last + 1)}

    @cached_property
    def _of_the_roles(self) -> dict[Role, tuple[int, ...]]:
        found: dict[Role, list[int]] = {}
        for at, column in enumerate(self.columns):
            found.setdefault(column.role, []).append(at)
        return {role: tuple(indexes) for role, indexes in found.items()}

    @cached_property
    def _having(self) -> dict[tuple[Role, ...], list[int]]:
        return {}

    def having(self, *roles: Role) -> list[int]:
        """The places of the columns with one of these roles, in the order of the roles."""
        found = self._having.get(roles)
        if found is None:
            found = self._having[roles] = [at for role in roles for at in self._of_the_roles.get(role, ())]
        return found

    @property
    def roles(self) -> tuple[Role, ...]:
        """What the columns are, from left to right."""
        return tuple(column.role for column in self.columns)

    def has(self, *roles: Role) -> bool:
        return bool(self.having(*roles))

    def fitted(self, width: int, document_format: DocumentFormat) -> "Columns | None":
        """The same columns for a table without headings of its own, None where its width does not agree."""
        if width == self.width or (document_format is DocumentFormat.TEXT and 1 < width < self.width):
            return self
        if width == len(self.columns):
            columns = (replace(column, first=at, last=at) for at, column in enumerate(self.columns))
            return Columns(tuple(columns), width)
        return None

    def column_of(self, cell: Cell) -> int | None:
        """Where the cell belongs: the column of which it covers most, the left one of equals."""
        if cell.span == 1:
            return self._of_the_grid.get(cell.column)
        covered: dict[int, int] = {}
        for grid in range(cell.column, min(cell.column + cell.span, self.width)):
            at = self._of_the_grid.get(grid)
            if at is not None:
                covered[at] = covered.get(at, 0) + 1
        return max(covered, key=lambda at: covered[at]) if covered else None

    def covered_by(self, cell: Cell) -> set[int]:
        """All columns that the cell lies over."""
        reach = range(cell.column, min(cell.column + cell.span, self.width))
        return {self._of_the_grid[grid] for grid in reach if grid in self._of_the_grid}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a plan table: its cells by column, and whether a table or a page begins with it."""

    columns: Columns
    cells: tuple[tuple[Cell, ...], ...]
    place: Place
    begins_table: bool = False
    filled: tuple[Cell, ...] = ()
    """The cells with more than dashes in them, from left to right."""

    def cells_of(self, *roles: Role) -> list[Cell]:
        return [cell for at in self.columns.having(*roles) for cell in self.cells[at]]

    def text(self, *roles: Role) -> str:
        """What the columns with these roles say, a line for each cell; nothing where there are only dashes."""
        return "\n".join(cell.text for cell in self.cells_of(*roles) if not is_blank(cell.text))


def lay_out(row: Row, columns: Columns, *, begins_table: bool = False) -> PlanRow:
    """The row's cells in the columns that they belong to; a cell beside all columns is left out."""
    cells: list[list[Cell]] = [[] for _ in columns.columns]
    for cell in row.cells:
        at = columns.column_of(cell)
        if at is not None:
            cells[at].append(cell)
    filled = (cell for column in cells for cell in column if not is_blank(cell.text))
    return PlanRow(columns, tuple(map(tuple, cells)), row.place, begins_table, tuple(filled))


def without_number_cell(row: Row, columns: Columns) -> Row:
    """The row moved one column to the right where it begins with a title and leaves the number's place out.

    So a text file has the rest of a row that a page break cut.
    """
    numbers = columns.columns[0]
    if numbers.role is not Role.NUMBER or numbers.last > 0 or not row.cells or row.cells[0].column > 0:
        return row
    first, others = row.cells[0].text, [cell for cell in row.cells[1:] if not is_blank(cell.text)]
    if is_blank(first) or number_of(first) is not None or not (others or first[:1].islower()):
        return row
    if any(cell.column + cell.span >= columns.width for cell in others):
        return row
    moved = (replace(cell, column=cell.column + 1) for cell in row.cells if cell.column + cell.span < columns.width)
    return Row(tuple(moved), row.place)


_NOTHING = frozenset("-–—―−‐‑_.…=*· \t\n\u00a0")


def is_blank(text: str) -> bool:
    """No text, or dashes and dots alone."""
    return _NOTHING.issuperset(text)


def have_role(rows: Iterable[PlanRow], *roles: Role) -> int:
    """How many of the rows say something in a column of these roles."""
    return sum(bool(row.text(*roles)) for row in rows)
