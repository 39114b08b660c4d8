"""A sheet's filled cells, merged ranges and hidden rows and columns, read as a stream.

Most of what a sheet's declared size covers may be empty cells that only have a format, down to row 1,048,576; after a
long run of them nothing more is expected.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from documents.reading.ooxml_package import OoxmlPackage, PartStream
from documents.reading.xlsx_cell import CellContent, CellReader
from documents.reading.xlsx_names import MAX_COLUMN, MAX_ROW, column_number, is_true, range_of, s

_ROW, _COLUMN, _MERGED, _USUAL = s("row"), s("col"), s("mergeCell"), s("sheetFormatPr")
# Read past, and emptied at once: they can be longer than the cells.
_REST = tuple(s(name) for name in ("conditionalFormatting", "dataValidations", "hyperlinks", "ext"))
_MOST_EMPTY_ROWS = 2_000
_MOST_EMPTY_CELLS = 200_000
_MOST_CELLS = 500_000
_MOST_MERGED = 100_000
_EVERY_ROWS = 100
_USUAL_WIDTH = 8.43
_MERGED_REFERENCE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")
_LONGEST_TAG = 256


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range by its rows and columns, all from 1 and inclusive."""

    top: int
    first: int
    bottom: int
    last: int


@dataclass(slots=True)
class SheetContent:
    """The filled cells by row and column, from 1. Widths are in characters, `usual_width` where none is given."""

    rows: dict[int, dict[int, CellContent]] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    usual_width: float = _USUAL_WIDTH


def read_sheet(
    package: OoxmlPackage, part: str, cells: CellReader, on_rows: Callable[[int, PartStream], None]
) -> SheetContent:
    """Read one sheet. `on_rows` is called now and then with how many rows were read.

    Raises `DocumentUnreadable` for a broken sheet or one with more cells than a plan has.
    """
    stream = package.stream(part)
    reader = _SheetReader(package, cells)
    for element in package.elements(stream, (_ROW, _COLUMN, _MERGED, _USUAL, *_REST)):
        reader.read(element)
        if element.tag == _ROW and reader.rows % _EVERY_ROWS == 0:
            on_rows(reader.rows, stream)
        if reader.is_past_the_end:
            # Merged ranges stand after the cells.
            for reference in _merged_references(stream):
                reader.add_merged(reference)
            break
    on_rows(reader.rows, stream)
    return reader.content


class _SheetReader:
    def __init__(self, package: OoxmlPackage, cells: CellReader) -> None:
        self._package = package
        self._cells = cells
        self.content = SheetContent()
        self.rows = 0
        self._row = 0
        self._filled = 0
        self._empty_rows = 0
        self._empty_cells = 0

    @property
    def is_past_the_end(self) -> bool:
        return self._empty_rows > _MOST_EMPTY_ROWS or self._empty_cells > _MOST_EMPTY_CELLS

    def read(self, element: _Element) -> None:
        if element.tag == _ROW:
            self._read_row(element)
        elif element.tag == _COLUMN:
            self._read_columns(element)
        elif element.tag == _MERGED:
            self.add_merged(element.get("ref", ""))
        elif element.tag == _USUAL:
            self.content.usual_width = _number(element.get("defaultColWidth")) or _USUAL_WIDTH

    def add_merged(self, reference: str) -> None:
        found = range_of(reference)
        if found is not None:
            self.content.merged.append(MergedRange(*found))
        if len(self.content.merged) > _MOST_MERGED:
            raise self._package.too_big()

    def _read_row(self, element: _Element) -> None:
        self.rows += 1
        stated = element.get("r", "")
        self._row = int(stated) if stated.isdecimal() and len(stated) <= len(str(MAX_ROW)) else self._row + 1
        if is_true(element.get("hidden")):
            self.content.hidden_rows.add(self._row)
        filled = self._filled_cells(element)
        if filled:
            self.content.rows.setdefault(self._row, {}).update(filled)
            self._filled += len(filled)
            self._empty_rows = self._empty_cells = 0
        else:
            self._empty_rows += 1
            self._empty_cells += len(element)
        if self._filled > _MOST_CELLS:
            raise self._package.too_big()

    def _filled_cells(self, row: _Element) -> dict[int, CellContent]:
        found: dict[int, CellContent] = {}
        column = 0
        for cell in row:
            column = column_number(cell.get("r", "").rstrip("0123456789")) or column + 1
            content = self._cells.content(cell) if len(cell) else None
            if content is not None and column <= MAX_COLUMN:
                found[column] = content
        return found

    def _read_columns(self, element: _Element) -> None:
        first, last = (int(_number(element.get(name)) or 0) for name in ("min", "max"))
        width = _number(element.get("width"))
        columns = range(max(first, 1), min(last, MAX_COLUMN) + 1)
        if is_true(element.get("hidden")) or width == 0:
            self.content.hidden_columns.update(columns)
        elif width is not None:
            self.content.widths.update(dict.fromkeys(columns, width))


def _number(text: str | None) -> float | None:
    """A number of reasonable size, None for anything else."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number <= MAX_ROW else None


def _merged_references(stream: PartStream) -> Iterator[str]:
    """The ranges in what is left of a sheet. Text is searched here: building elements would take minutes."""
    seen: set[str] = set()
    rest = stream.last
    while rest:
        if b"mergeCell" in rest:
            for found in _MERGED_REFERENCE.finditer(rest):
                reference = found[1].decode("ascii")
                if reference not in seen:
                    seen.add(reference)
                    yield reference
        chunk = stream.read()
        rest = rest[-_LONGEST_TAG:] + chunk if chunk else b""
