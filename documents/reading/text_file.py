"""Reads a plan in plain text: rows between tabs, semicolons or drawn lines, and the lines around them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.encodings import decode_text
from documents.reading.limits import CELL_TOO_LONG, MAX_CELL_CHARACTERS, MAX_ROWS, TOO_MANY_ROWS, Tally
from documents.reading.pdf_broken_words import WordsSeen
from documents.reading.pdf_source_table import source_table
from documents.reading.pdf_tables import PageTable
from documents.reading.source import Block, Cell, DocumentFormat, Paragraph, Place, Row, SourceDocument, Table
from documents.reading.text_boxes import aligned_tables, barred_rows, drawn_tables, is_drawn, line_at, rows_under
from documents.reading.text_rows import TextLine, TextRow, rows_of, with_whole_fields

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_MAX_LINES: Final = 10 * MAX_ROWS
_MAX_LINE: Final = 10 * MAX_CELL_CHARACTERS
_PAGE_ENDS: Final = "\f\x1a"
# A table has rows with so many filled fields; signatures side by side have fewer.
_MIN_FIELDS: Final = 3
_MIN_ROWS_OF_TWO: Final = 8
_MIN_SEMICOLONS: Final = 2
_MIN_SEMICOLON_ROWS: Final = 3
_MOSTLY: Final = 0.5
# What begins behind so many spaces or tabs begins in the right half of the page, unless it is centred.
_RIGHT_SPACES: Final = 30
_RIGHT_TABS: Final = 4
_PAGE_WIDTH: Final = range(60, 110)
_CENTRED: Final = 3
_APART: Final = re.compile(r" {3,}")

_TABBED, _DRAWN, _PLAIN = "tabbed", "drawn", "plain"


def read_text(path: Path, file_name: str, progress: Callable[[int, int], None]) -> SourceDocument:
    """The lines and tables of the text file at `path`, of whatever encoding.

    `progress` is told how many lines are done, and of how many. Raises `DocumentUnreadable` for what is no text.
    """
    text = decode_text(path.read_bytes())
    if text.count("\n") + text.count("\r") > _MAX_LINES:
        raise DocumentUnreadable(TOO_MANY_ROWS)
    if max(map(len, _LINE_END.split(text))) > _MAX_LINE:
        raise DocumentUnreadable(CELL_TOO_LONG)
    lines = [
        TextLine(number, line.strip(_PAGE_ENDS).replace("\v", "\n").rstrip(" \u00a0"))
        for number, line in enumerate(_LINE_END.split(text), start=1)
    ]
    blocks = _read_lines(lines, progress, by_spaces=False)
    if not any(isinstance(block, Table) for block in blocks):
        blocks = _read_lines(lines, progress, by_spaces=True)
    return SourceDocument(DocumentFormat.TEXT, file_name, tuple(blocks))


def _read_lines(lines: Sequence[TextLine], progress: Callable[[int, int], None], *, by_spaces: bool) -> list[Block]:
    blocks: list[Block] = []
    for block in _Reader(lines, by_spaces=by_spaces).blocks():
        blocks.append(block)
        progress(min(block.place.line or 0, len(lines)), len(lines))
    progress(len(lines), len(lines))
    return blocks


class _Reader:
    """`by_spaces` lets columns that only spaces part be a table."""

    def __init__(self, lines: Sequence[TextLine], *, by_spaces: bool) -> None:
        self._by_spaces = by_spaces
        self._separator = ";" if _has_semicolons(lines) else "\t"
        self._lines = with_whole_fields(lines, self._separator)
        longest = max((len(line.text) for line in lines if self._kind(line) == _PLAIN), default=0)
        self._middle = min(max(longest, _PAGE_WIDTH.start), _PAGE_WIDTH.stop) / 2
        self._tables = 0
        self._tally = Tally()

    def blocks(self) -> Iterator[Block]:
        """Lines and tables in their order. An empty line, such as at a page's end, does not end a table."""
        filled = [line for line in self._lines if line.text.strip()]
        for kind, group in groupby(filled, key=self._kind):
            if kind == _TABBED:
                yield from self._tabbed(list(group))
            elif kind == _DRAWN:
                yield from self._drawn(list(group))
            else:
                yield from self._plain(list(group))

    def _plain(self, lines: Sequence[TextLine]) -> Iterator[Block]:
        drawing: list[TextLine] = []
        tables: list[PageTable] = []
        if self._by_spaces:
            drawing = [line for line in self._lines if lines[0].number <= line.number <= lines[-1].number]
            tables = aligned_tables(drawing)
        found: list[Block] = [self._drawn_table(table, drawing) for table in tables]
        inside = {drawing[row].number for table in tables for row in rows_under(table)}
        for line in lines:
            if line.number not in inside:
                found += self._paragraphs(line.number, self._with_tabs(line.text))
        yield from sorted(found, key=lambda block: block.place.line or 0)

    def _kind(self, line: TextLine) -> str:
        if self._separator in line.text:
            return _TABBED
        return _DRAWN if is_drawn(line.text) else _PLAIN

    def _tabbed(self, lines: Sequence[TextLine]) -> Iterator[Block]:
        rows = rows_of(lines, self._separator)
        start = next((index for index, row in enumerate(rows) if row.filled >= _MIN_FIELDS), None)
        if start is None and len(rows) >= _MIN_ROWS_OF_TWO and all(len(row.fields) == 2 for row in rows):  # noqa: PLR2004
            start = 0
        for row in rows[:start]:
            yield from self._row_as_paragraph(row)
        if start is not None:
            yield self._table(rows[start:])

    def _drawn(self, lines: Sequence[TextLine]) -> Iterator[Block]:
        barred: list[TextLine] = []
        for drawing in _drawings(lines):
            tables = drawn_tables(drawing)
            if tables:
                yield from self._barred(barred)
                barred = []
                yield from (self._drawn_table(table, drawing) for table in tables)
            else:
                barred += drawing
        yield from self._barred(barred)

    def _barred(self, lines: Sequence[TextLine]) -> Iterator[Block]:
        rows = barred_rows(lines)
        if max((len(row.fields) for row in rows), default=0) >= _MIN_FIELDS:
            yield self._table(rows)
        else:
            for row in rows:
                yield from self._row_as_paragraph(row)

    def _drawn_table(self, table: PageTable, lines: Sequence[TextLine]) -> Table:
        self._tables += 1
        seen = WordsSeen()
        for cell_lines in table.lines.values():
            seen.add_cell(cell_lines)

        def line_of(row: int) -> int:
            return lines[min(line_at(table, row), len(lines) - 1)].number

        place = Place(table=self._tables, line=line_of(0))
        made = source_table(table, seen, place, line_of)
        for row in made.rows:
            self._tally.add_row(row)
        return made

    def _table(self, rows: Sequence[TextRow]) -> Table:
        self._tables += 1
        made: list[Row] = []
        for number, row in enumerate(rows, start=1):
            place = Place(table=self._tables, row=number, line=row.number)
            cells = tuple(
                Cell(text, column, Place(table=self._tables, row=number, column=column + 1, line=row.number))
                for column, text in enumerate(row.fields)
            )
            made.append(Row(cells, place))
            self._tally.add_row(made[-1])
        width = max(len(row.fields) for row in rows)
        return Table(tuple(made), width, Place(table=self._tables, line=rows[0].number))

    def _row_as_paragraph(self, row: TextRow) -> Iterator[Paragraph]:
        first = next((index for index, text in enumerate(row.fields) if text), 0)
        is_right = first >= (len(row.fields) / 2 if self._separator == ";" else _RIGHT_TABS)
        text = "\t".join(" ".join(field.split()) for field in row.fields if field)
        yield from self._paragraphs(row.number, ("\t" if is_right else "") + text)

    def _paragraphs(self, number: int, text: str) -> Iterator[Paragraph]:
        if text.strip():
            self._tally.add_text(text)
            yield Paragraph(text, Place(line=number))

    def _with_tabs(self, text: str) -> str:
        """The line with "\\t" where its pieces stand apart and where it begins in the right half."""
        inner = text.strip()
        indent = len(text) - len(text.lstrip())
        is_centred = abs(indent + len(inner) / 2 - self._middle) <= _CENTRED
        is_right = indent >= _RIGHT_SPACES and not is_centred
        return ("\t" if is_right else "") + _APART.sub("\t", inner)


def _drawings(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """The lines of each drawing: an empty line between them ends one."""
    drawing: list[TextLine] = []
    for line in lines:
        if drawing and line.number != drawing[-1].number + 1:
            yield drawing
            drawing = []
        drawing.append(line)
    if drawing:
        yield drawing


def _has_semicolons(lines: Sequence[TextLine]) -> bool:
    """Whether semicolons part the fields: most lines have the same number of them, and none has a tab."""
    filled = [line.text for line in lines if line.text.strip()]
    if any("\t" in text for text in filled):
        return False
    counts = Counter(text.count(";") for text in filled)
    number, times = max(counts.items(), key=lambda pair: (pair[0] >= _MIN_SEMICOLONS, pair[1]), default=(0, 0))
    return number >= _MIN_SEMICOLONS and times >= max(_MIN_SEMICOLON_ROWS, _MOSTLY * len(filled))
