"""A long list in pages that keep their rows: a row's page follows from its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from web.places import number_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """The page `number` (from 1) of a list of `total` rows, `size` rows a page."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of this page's first row, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of this page's last row."""
        return min(self.number * self.size, self.total)

    def page_of(self, place: int) -> int:
        """The page on which the row at a place stands."""
        return (place - 1) // self.size + 1

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """This page's rows of the whole list."""
        return rows[self.first - 1 : self.last]


def pages(text: str | None, *, size: int, total: int) -> Pages:
    """The page that a query string names, the first for anything else, the last for what lies behind it."""
    whole = Pages(1, size, total)
    return Pages(min(max(number_of(text) or 1, 1), whole.count), size, total)
