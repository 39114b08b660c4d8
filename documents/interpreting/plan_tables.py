"""Which tables of a document hold the plan, under which headings, and what is left of the document beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from documents.interpreting.column_roles import columns_of, columns_without_header
from documents.interpreting.deadline import looks_like_deadline
from documents.interpreting.header_rows import Header, find_header, header_at, same_headings, squeezed
from documents.interpreting.headings import Role, read_heading
from documents.interpreting.numbering import number_of
from documents.interpreting.outside_blocks import rows_as_lines
from documents.interpreting.section_rows import is_month, is_page_furniture, is_section_line
from documents.interpreting.table_columns import Columns, PlanRow, lay_out, without_number_cell
from documents.reading.source import Block, Cell, DocumentFormat, Paragraph, Row, SourceDocument, Table

_SIGNATURE_TABLE = re.compile(r"^\s*(?:согласовано|утвержда[юе]|утвержд[её]н[оаы]?\b|подпис)", re.IGNORECASE)
_MONTH_NAME = re.compile(r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек", re.IGNORECASE)
_DEADLINES = (Role.DEADLINE, Role.STARTS, Role.ENDS, Role.DEADLINE_AND_RESPONSIBLE)
_ROWS_TRIED = 30
_SIGNED = re.compile(r"^\s*(?:подпись|ознакомлен|ф\.?\s?и\.?\s?о\b)", re.IGNORECASE)
_LONGEST_LISTED = 40
_FEWEST_LISTED = 3


class Clues(Enum):
    """What is taken for a plan table, from the surest to the least sure."""

    HEADINGS = auto()
    HEADINGS_WITHOUT_ACTIVITY = auto()
    CONTENT = auto()


@dataclass(frozen=True, slots=True)
class PlanPart:
    """Rows of one table under one header. Parts with one `lineage` go on from each other under the same headings.

    `before` are the lines between the table before and this one; `at` is where the table stands in the document.
    """

    columns: Columns
    rows: tuple[PlanRow, ...]
    before: tuple[str, ...]
    lineage: int
    at: int


@dataclass
class PlanTables:
    """The plan's rows in reading order, and the document's blocks without them: a plan table is empty there."""

    parts: list[PlanPart] = field(default_factory=list)
    outside: list[Block] = field(default_factory=list)


def find_plan_tables(document: SourceDocument) -> PlanTables:
    """The plan's tables by their headings; where none names its activities, by what stands in the columns."""
    found = PlanTables()
    for clues in Clues:
        found = _Search(document, clues).run()
        if found.parts:
            break
    return found


class _Search:
    def __init__(self, document: SourceDocument, clues: Clues) -> None:
        self._document = document
        self._clues = clues
        self._found = PlanTables()
        self._columns: Columns | None = None
        self._header: Header | None = None
        self._lineage = 0
        self._before: list[str] = []
        self._sheet: str | None = None

    def run(self) -> PlanTables:
        for at, block in enumerate(self._document.blocks):
            if isinstance(block, Paragraph):
                self._read_line(block, at)
            else:
                self._read_table(block, at)
        return self._found

    def _read_line(self, line: Paragraph, at: int) -> None:
        """A line between tables; in a text file it may be all that a page break left of a title."""
        is_rest = line.text[:1].islower() and "\t" not in line.text and self._is_between_tables(at)
        if is_rest and self._columns is not None and self._document.format is DocumentFormat.TEXT:
            column = self._columns.columns[self._columns.having(Role.TITLE)[0]].first
            row = Row((Cell(line.text, column, line.place),), line.place)
            self._found.parts.append(
                PlanPart(
                    self._columns,
                    (lay_out(row, self._columns, begins_table=True),),
                    tuple(self._before),
                    self._lineage,
                    len(self._found.outside),
                )
            )
            self._before = []
        else:
            self._before.append(line.text)
        self._found.outside.append(line)

    def _is_between_tables(self, at: int) -> bool:
        for block in self._document.blocks[at + 1 :]:
            if isinstance(block, Table):
                return True
            if not (is_page_furniture(block.text) or is_section_line(block.text) or is_month(block.text)):
                return False
        return False

    def _read_table(self, table: Table, at: int) -> None:
        rows = table.rows
        if table.place.sheet != self._sheet:
            self._sheet = table.place.sheet
            self._lineage += 1
            self._before += [self._sheet] if self._sheet and _MONTH_NAME.search(self._sheet) else []
        header = find_header(rows, without_activity=self._clues is Clues.HEADINGS_WITHOUT_ACTIVITY)
        start = 0 if header is None else header.first_row
        leading = rows[:start] if header else rows
        if leading and (columns := self._columns_for(leading, table.width)):
            self._add(columns, leading, table)
        elif leading:
            self._leave_outside(leading, table, is_whole=header is None)
        while header is not None:
            after = _next_header(rows, header)
            end = len(rows) if after is None else after.first_row
            self._take_header(header, rows[header.end_row : end] or self._rows_after(at, table.width), table.width)
            if self._columns is not None:
                self._add(self._columns, rows[header.end_row : end], table)
            else:
                self._leave_outside(rows[header.first_row : end], table, is_whole=False)
            header = after

    def _take_header(self, header: Header, body: Sequence[Row], width: int) -> None:
        """The columns under a header; the same header again, as each page repeats it, changes nothing."""
        before = self._columns
        is_repeated = self._header is not None and _shape(self._header) == _shape(header)
        if is_repeated and before is not None and before.width == width:
            return
        self._columns = columns_of(header, body, width)
        self._header = header
        if not is_repeated and (before is None or self._columns is None or before.roles != self._columns.roles):
            self._lineage += 1

    def _rows_after(self, at: int, width: int) -> Sequence[Row]:
        """The rows below a header that is a table of its own."""
        following = (block for block in self._document.blocks[at + 1 :] if isinstance(block, Table))
        table = next(following, None)
        return table.rows if table is not None and table.width == width else ()

    def _columns_for(self, rows: Sequence[Row], width: int) -> Columns | None:
        """The columns for rows without a header of their own: those of the table before, if the rows go on with it."""
        if self._columns is not None:
            columns = self._columns.fitted(width, self._document.format)
            if columns is not None and _goes_on(rows, columns, self._before):
                return columns
        is_signed = any(_SIGNATURE_TABLE.match(cell.text) for row in rows[:3] for cell in row.cells)
        if self._clues is not Clues.CONTENT or is_signed:
            return None
        self._columns = columns_without_header(rows, width)
        self._lineage += 1
        return self._columns

    def _add(self, columns: Columns, rows: Sequence[Row], table: Table) -> None:
        laid_out = tuple(self._lay_out(rows, columns))
        self._found.parts.append(
            PlanPart(columns, laid_out, tuple(self._before), self._lineage, len(self._found.outside))
        )
        self._found.outside.append(Table((), table.width, table.place))
        self._before = []

    def _lay_out(self, rows: Sequence[Row], columns: Columns) -> Iterator[PlanRow]:
        page = rows[0].place.page if rows else None
        begins = True
        for row in rows:
            if self._header is not None and same_headings(self._header, row):
                begins = True
                continue
            whole = without_number_cell(row, columns) if self._document.format is DocumentFormat.TEXT else row
            yield lay_out(whole, columns, begins_table=begins or row.place.page != page)
            begins, page = False, row.place.page

    def _leave_outside(self, rows: Sequence[Row], table: Table, *, is_whole: bool) -> None:
        blocks: list[Block] = [table] if is_whole else list(rows_as_lines(rows, table.width))
        self._found.outside.extend(blocks)
        self._before.extend(cell.text for row in rows for cell in row.cells if cell.text)


def _next_header(rows: Sequence[Row], header: Header) -> Header | None:
    for at in range(header.end_row, len(rows)):
        if found := header_at(rows, at):
            return found
    return None


def _shape(header: Header) -> tuple[str, ...]:
    return tuple(squeezed(cell.text) for cell in header.cells if cell.text)


def _goes_on(rows: Sequence[Row], columns: Columns, before: Sequence[str]) -> bool:
    """Whether a table without a header goes on with the plan above, and is no list or signature table of its own."""
    tried = [lay_out(row, columns) for row in rows[:_ROWS_TRIED]]
    tried = [row for row in tried if row.filled]
    if not tried or any(_SIGNATURE_TABLE.match(cell.text) for row in tried for cell in row.filled[:1]):
        return False
    if _heads_another_table(tried[0]):
        return False
    dated = sum(map(_is_dated, tried))
    if not all(is_page_furniture(line) or is_section_line(line) or is_month(line) for line in before):
        return (dated if columns.has(*_DEADLINES) else sum(map(_is_numbered, tried))) * 2 >= len(tried)
    return True


def _heads_another_table(row: PlanRow) -> bool:
    """Whether the row has the headings of a list: «№», «Ф.И.О.», «Должность», «Подпись»."""
    headings = [read_heading(cell.text, mend=False) for cell in row.filled]
    if any(heading.role is Role.NUMBER for heading in headings) or any(_SIGNED.search(c.text) for c in row.filled):
        return True
    are_headings = all(heading.is_plain for heading in headings) and len({heading.role for heading in headings}) > 1
    is_short = all(len(cell.text) <= _LONGEST_LISTED for cell in row.filled)
    return (
        len(headings) >= _FEWEST_LISTED and are_headings and is_short and not _is_dated(row) and not _is_numbered(row)
    )


def _is_numbered(row: PlanRow) -> bool:
    return any(number_of(cell.text) for cell in row.cells_of(Role.NUMBER))


def _is_dated(row: PlanRow) -> bool:
    return looks_like_deadline(row.text(*_DEADLINES))
