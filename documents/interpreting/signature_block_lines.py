"""A document's blocks as lines of pieces that stand side by side, for the search for signatures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.line_text import to_line
from documents.interpreting.plan_title_spacing import joined_words
from documents.reading.source import Block, Row, Table

_APART = re.compile(r"\t+|[ \u00a0]{3,}")
_LONGEST_PIECE = 1000
_HEADINGS = (
    re.compile(r"мероприяти|содержание|наименование|тематика|вид[ы]?\s+деятельности|\bдела\b", re.IGNORECASE),
    re.compile(r"срок|дата|период|время|месяц", re.IGNORECASE),
    re.compile(r"ответствен|исполнител", re.IGNORECASE),
    re.compile(r"результат|примечан|отметка|место\s+проведения", re.IGNORECASE),
)
_LONGEST_HEADING = 80
_ROWS_TRIED = 40
_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands by itself on a line; `column` orders it from left to right."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `at` is its number in the block, the row's in a table.

    `is_grid` says that columns are those of a table. `ends_blocks` marks the headings of a plan: no block goes on over
    them; `is_in_a_plan` the rows below, where a mark heads a block only if it stands alone.
    """

    at: int
    pieces: tuple[Piece, ...]
    is_grid: bool = False
    is_in_a_plan: bool = False
    ends_blocks: bool = False


def lines_of_block(block: Block) -> Iterator[Line]:
    """The block's lines from top to bottom, those of cells side by side together."""
    if isinstance(block, Table):
        yield from _lines_of_table(block)
        return
    for at, text in enumerate(block.text.split("\n")):
        yield Line(at, tuple(_pieces(text)))


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """All texts with their line breaks, those of merged cells once."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells if not cell.continues)
        else:
            yield block.text


def _pieces(text: str) -> Iterator[Piece]:
    column = 1 if text.startswith("\t") else 0
    for part in _APART.split(joined_words(text)):
        if line := to_line(part[:_LONGEST_PIECE]):
            yield Piece(column, line)
            column += 1


def _lines_of_table(table: Table) -> Iterator[Line]:
    heading = next((at for at, row in enumerate(table.rows[:_ROWS_TRIED]) if _is_heading(row)), None)
    for at, row in enumerate(table.rows):
        if at == heading:
            yield Line(at, (), ends_blocks=True)
        else:
            is_in_a_plan = heading is not None and at > heading
            yield Line(at, tuple(_cell_pieces(row)), is_grid=True, is_in_a_plan=is_in_a_plan)


def _cell_pieces(row: Row) -> Iterator[Piece]:
    for cell in row.cells:
        if cell.continues:
            continue
        for text in cell.text.split("\n"):
            if line := to_line(joined_words(text[:_LONGEST_PIECE]).replace("\t", " ")):
                yield Piece(cell.column, line)


def _is_heading(row: Row) -> bool:
    texts = [cell.text for cell in row.cells if 0 < len(cell.text) <= _LONGEST_HEADING]
    return sum(any(heading.search(text) for text in texts) for heading in _HEADINGS) >= _FEWEST_HEADINGS
