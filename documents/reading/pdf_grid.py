"""The cells of a ruled table: which fields of its net no line divides."""

import itertools
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from documents.reading.pdf_page import Edge
from documents.reading.pdf_ruling import Net

_NEAR: Final = 4.0
# A side of a field is drawn when a line covers this part of it.
_COVERED: Final = 0.6


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell over the fields of rows `top_row` to `bottom_row` and columns `left` to `right`, from 0, both included."""

    top_row: int
    bottom_row: int
    left: int
    right: int

    @property
    def span(self) -> int:
        """How many columns it covers."""
        return self.right - self.left + 1


@dataclass(frozen=True)
class Grid:
    """The fields of a net and the cells that they make."""

    net: Net

    @property
    def columns(self) -> int:
        """How many columns the net has."""
        return len(self.net.xs) - 1

    @property
    def rows(self) -> int:
        """How many rows the net has."""
        return len(self.net.ys) - 1

    def box(self, cell: GridCell) -> tuple[float, float, float, float]:
        """Left, upper, right and lower side of a cell."""
        xs, ys = self.net.xs, self.net.ys
        return xs[cell.left], ys[cell.top_row], xs[cell.right + 1], ys[cell.bottom_row + 1]

    def field_at(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the field at a point; beyond the table, of the nearest."""
        row = bisect_right(self.net.ys, y) - 1
        column = bisect_right(self.net.xs, x) - 1
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def cell_at(self, x: float, y: float) -> GridCell:
        """The cell at a point; beyond the table, the nearest."""
        return self._cell_of[self.field_at(x, y)]

    @cached_property
    def cells(self) -> list[GridCell]:
        """Every cell once, by its first row and column."""
        return sorted(set(self._cell_of.values()), key=lambda cell: (cell.top_row, cell.left))

    @cached_property
    def cells_by_row(self) -> list[list[GridCell]]:
        """For each row of the net the cells that cover it, from left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.rows)]
        for cell in sorted(self.cells, key=lambda cell: cell.left):
            for row in range(cell.top_row, cell.bottom_row + 1):
                rows[row].append(cell)
        return rows

    @cached_property
    def _cell_of(self) -> dict[tuple[int, int], GridCell]:
        found: dict[tuple[int, int], GridCell] = {}
        for fields in self._joined_fields():
            rows, columns = [row for row, _ in fields], [column for _, column in fields]
            whole = GridCell(min(rows), max(rows), min(columns), max(columns))
            if len(fields) == (whole.bottom_row - whole.top_row + 1) * whole.span:
                found.update(dict.fromkeys(fields, whole))
            else:
                found.update(_by_rows(fields))
        return found

    def _joined_fields(self) -> list[list[tuple[int, int]]]:
        """Fields that no line divides, joined."""
        across = _coverage(self.net.horizontal, self.net.ys[1:-1], self.net.xs)
        down = _coverage(self.net.vertical, self.net.xs[1:-1], self.net.ys)
        group_of: dict[tuple[int, int], tuple[int, int]] = {
            (row, column): (row, column) for row in range(self.rows) for column in range(self.columns)
        }

        def root(field: tuple[int, int]) -> tuple[int, int]:
            while group_of[field] != field:
                group_of[field] = group_of[group_of[field]]
                field = group_of[field]
            return field

        for row in range(self.rows):
            for column in range(self.columns):
                if column + 1 < self.columns and row not in down[column]:
                    group_of[root((row, column + 1))] = root((row, column))
                if row + 1 < self.rows and column not in across[row]:
                    group_of[root((row + 1, column))] = root((row, column))
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for field in group_of:
            groups.setdefault(root(field), []).append(field)
        return list(groups.values())


def _coverage(edges: tuple[Edge, ...], places: tuple[float, ...], marks: tuple[float, ...]) -> list[set[int]]:
    """For each inner place, between which neighbouring marks a line is drawn there."""
    found: list[set[int]] = []
    for place in places:
        near = [edge for edge in edges if abs(edge.at - place) <= _NEAR]
        found.append(
            {
                index
                for index, (start, end) in enumerate(itertools.pairwise(marks))
                if _covered(near, start, end) >= _COVERED * (end - start)
            }
        )
    return found


def _covered(edges: list[Edge], start: float, end: float) -> float:
    return sum(max(0.0, min(edge.end, end) - max(edge.start, start)) for edge in edges)


def _by_rows(fields: list[tuple[int, int]]) -> dict[tuple[int, int], GridCell]:
    """Where a line is missing and the fields make no rectangle: cells row by row, so that no row is lost."""
    found: dict[tuple[int, int], GridCell] = {}
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(fields):
        by_row.setdefault(row, []).append(column)
    for row, columns in by_row.items():
        start = columns[0]
        for column, after in zip(columns, [*columns[1:], None], strict=True):
            if after != column + 1:
                cell = GridCell(row, row, start, column)
                found.update(dict.fromkeys(((row, inner) for inner in range(start, column + 1)), cell))
                if after is not None:
                    start = after
    return found
