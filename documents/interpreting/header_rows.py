"""The rows of a table that hold its headings: one, or up to three below each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from documents.interpreting.heading_words import are_heading_words, heading_words
from documents.interpreting.headings import LONGEST_HEADING, Heading, Role, read_lower_heading
from documents.interpreting.plain_line import plain_line
from documents.reading.source import Cell, Row


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """A heading over the grid columns `first` to `last`, as printed and as read."""

    text: str
    heading: Heading
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table and the rows that they stand in, from `first_row` up to `end_row`, which is not of it."""

    first_row: int
    end_row: int
    cells: tuple[HeadingCell, ...]


_MOST_ROWS = 3
_FEWEST = 2
_LONGEST_REST = 40
_ROWS_READ_CAREFULLY = 60
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
_BEGINS_AS_HEADING = re.compile(
    r"\s*(?:№|n\b|п/п|срок|дата|период|время|когда|месяц|ответств|исполнит|кто\b|мероприят|содержан|наименован|ожидаем"
    r"|результат|примечан|вид\b|тем[аы]\b|работы|место|что\b|направлен|назван|класс|колич"
    r"|дел[оа]\b|событи|участник|задач|вопрос|показател|форма|итог|документ)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"подпис|ознаком", re.IGNORECASE)
_DEADLINES = frozenset({Role.DEADLINE, Role.STARTS, Role.ENDS, Role.MONTH, Role.DEADLINE_AND_RESPONSIBLE})
_PEOPLE = frozenset({Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE_AND_RESPONSIBLE})
_SURE = 4


def find_header(rows: Sequence[Row], *, without_activity: bool = False) -> Header | None:
    """The first header; `without_activity` takes one that names deadlines and numbers or results alone."""
    for at in range(len(rows)):
        is_mended = at < _ROWS_READ_CAREFULLY
        if header := header_at(rows, at, mend=is_mended, without_activity=without_activity):
            return header
    return None


def header_at(rows: Sequence[Row], at: int, *, mend: bool = False, without_activity: bool = False) -> Header | None:
    """The header that begins in this row. Without `mend` only headings without slips are known, which is quick."""
    texts = [cell.text for cell in rows[at].cells if cell.text]
    if len(texts) < _FEWEST or any(len(text) > LONGEST_HEADING * 2 for text in texts):
        return None
    if any(_NUMBERED.fullmatch(text) for text in texts):
        return None
    if not mend and sum(bool(_BEGINS_AS_HEADING.match(text)) for text in texts) < _FEWEST:
        return None
    end = at + 1
    while end < len(rows) and end - at < _MOST_ROWS and _goes_on_below(rows[end - 1], rows[end]):
        end += 1
    best: Header | None = None
    for height in range(1, end - at + 1):
        header = Header(at, at + height, _headings(rows[at : at + height], mend))
        is_fuller = best is None or _known(header) >= _known(best)
        if is_fuller and _is_of_a_plan(header, without_activity=without_activity):
            best = header
    return best


def _known(header: Header) -> int:
    return len({cell.heading.role for cell in header.cells} - {Role.UNKNOWN, Role.DROPPED})


def cell_over(row: Row, column: int) -> Cell | None:
    """The cell of the row that covers this grid column."""
    return next((cell for cell in row.cells if cell.column <= column < cell.column + cell.span), None)


def _goes_on_below(upper: Row, lower: Row) -> bool:
    """Whether the lower row belongs to the headings too: its cells divide wider ones, or end what those begin."""
    own = [cell for cell in lower.cells if cell.text and not cell.continues]
    if not own:
        return any(cell.continues for cell in lower.cells)
    rests = 0
    for cell in own:
        above = cell_over(upper, cell.column)
        if above is None or not above.text:
            if not _reads_as_heading(cell.text):
                return False
        elif above.span <= cell.span:
            if not _ends_heading(cell.text):
                return False
            rests += 1
    # One cell in lower case may be the rest of a title that a page break cut.
    return rests < len(own) or rests > 1


def _ends_heading(text: str) -> bool:
    """The rest of a heading, as «исполнения» of «Срок», and not of a title."""
    is_short = text[:1].islower() and len(text) <= _LONGEST_REST
    return is_short and all(are_heading_words([word]) for word in heading_words(text, mend=False))


def _reads_as_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and are_heading_words(heading_words(text))


def _headings(rows: Sequence[Row], mend: bool) -> tuple[HeadingCell, ...]:
    width = max((cell.column + cell.span for row in rows for cell in row.cells), default=0)
    found: list[HeadingCell] = []
    before: tuple[int, ...] | None = None
    for column in range(width):
        stack = [cell_over(row, column) for row in rows]
        starts = tuple(cell.column if cell is not None and cell.text else -1 for cell in stack)
        if before == starts and set(starts) != {-1}:
            last = found[-1]
            found[-1] = HeadingCell(last.text, last.heading, last.first, column)
        else:
            found.append(_heading_of([cell for cell in stack if cell is not None], column, mend))
        before = starts
    return tuple(found)


def _heading_of(stack: list[Cell], column: int, mend: bool) -> HeadingCell:
    cells: list[Cell] = []
    for cell in stack:
        if cell.text and not (cells and (cell.continues or cell.text == cells[-1].text)):
            cells.append(cell)
    upper = lower = ""
    for cell, below in zip_longest(cells, cells[1:]):
        if below is not None and below.span < cell.span and not lower:
            upper = f"{upper} {plain_line(cell.text)}".strip()
        else:
            lower = f"{lower}\n{cell.text}".strip()
    text = f"{upper}: {plain_line(lower)}" if upper and lower else upper or plain_line(lower)
    return HeadingCell(text, read_lower_heading(upper, lower, mend=mend), column, column)


def _is_of_a_plan(header: Header, *, without_activity: bool) -> bool:
    filled = [cell for cell in header.cells if cell.text]
    known = [cell for cell in filled if cell.heading.is_plain and cell.heading.role is not Role.UNKNOWN]
    marks = sum(cell.heading.role is Role.MARK for cell in filled)
    weights: dict[Role, int] = {}
    for cell in known:
        weights[cell.heading.role] = max(weights.get(cell.heading.role, 0), cell.heading.weight)
    is_month_named = marks == 1
    if is_month_named or len(known) + marks < _FEWEST:
        return False
    if (len(known) + marks) * 2 < len(filled) and len(known) <= _FEWEST:
        return False
    is_signed = any(_SIGNED.search(cell.text) for cell in filled)
    has_deadline = bool(_DEADLINES & weights.keys()) or marks > 1
    people = max((weights[role] for role in _PEOPLE & weights.keys()), default=0)
    if Role.TITLE not in weights:
        dated = max((weights[role] for role in _DEADLINES & weights.keys()), default=0)
        is_listed = bool({Role.NUMBER, Role.RESULT} & weights.keys()) and (dated > _SURE or marks > 1)
        is_planned = people >= _SURE or (without_activity and is_listed)
        return has_deadline and is_planned and not is_signed and len(filled) > _FEWEST
    if is_signed and weights[Role.TITLE] < _SURE:
        return False
    return has_deadline or people > 0 or {Role.RESULT, Role.NUMBER} <= weights.keys()


def same_headings(header: Header, row: Row) -> bool:
    """Whether the row repeats the headings: most of its cells stand so in the header."""
    own = [said for cell in row.cells if (said := squeezed(cell.text))]
    printed = {squeezed(cell.text) for cell in header.cells} | {
        squeezed(part) for cell in header.cells for part in cell.text.split(": ")
    }
    alike = sum(text in printed for text in own)
    return alike > 1 and alike * 3 >= len(own) * 2


def squeezed(text: str) -> str:
    """The letters alone, since a narrow column breaks a heading's words otherwise on each page."""
    return re.sub(r"[\W\d_]+", "", text.casefold())
