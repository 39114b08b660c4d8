"""What stands below each heading of a table, in figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.interpreting.deadline import looks_like_deadline
from documents.interpreting.header_rows import HeadingCell
from documents.interpreting.numbering import number_of
from documents.interpreting.table_columns import is_blank
from documents.reading.source import Cell, Row

_ROWS_LOOKED_AT = 200
_NAME = re.compile(
    r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?\s*[А-ЯЁ][а-яё]|[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\."
    r"|[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:ич|вна|ична|кызы|оглы)\b|^[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+$"
)
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """What stands in a column, as shares of its cells that are not empty, and how long their text is."""

    filled: int
    numbers: float
    deadlines: float
    names: float
    words: float
    length: float


def content_of(heading: HeadingCell, body: Sequence[Row]) -> ColumnContent:
    """The content of the column below the heading; a cell that lies over other columns too is not of it."""
    cells = [cell for row in body[:_ROWS_LOOKED_AT] if (cell := _only_in(heading, row))]
    texts = [cell.text for cell in cells]
    filled = len(texts)
    if not filled:
        return ColumnContent(0, 0, 0, 0, 0, 0)
    return ColumnContent(
        filled,
        sum(number_of(text) is not None for text in texts) / filled,
        sum(looks_like_deadline(text) for text in texts) / filled,
        sum(bool(_NAME.search(text)) for text in texts) / filled,
        sum(bool(_WORD.search(text)) for text in texts) / filled,
        sum(map(len, texts)) / filled,
    )


def _only_in(heading: HeadingCell, row: Row) -> Cell | None:
    """The row's cell that stands in the heading's columns alone."""
    return next(
        (
            cell
            for cell in row.cells
            if heading.first <= cell.column and cell.column + cell.span - 1 <= heading.last and not is_blank(cell.text)
        ),
        None,
    )
