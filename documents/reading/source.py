"""What every reader gives: the lines and tables of a document in reading order, each with its place."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DocumentFormat(StrEnum):
    """Which reader read the document."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the document; numbers from 1, None where the format has no such thing."""

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    @property
    def text(self) -> str:
        """In Russian, for people: «страница 2, таблица 1, строка 5»."""
        parts = (
            ("лист «{}»", self.sheet),
            ("страница {}", self.page),
            ("таблица {}", self.table),
            ("строка {}", self.row),
            ("столбец {}", self.column),
            ("строка текста {}", self.line),
        )
        return ", ".join(words.format(value) for words, value in parts if value is not None) or "документ"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is shown.

    `text` has one "\\n" for each line or paragraph break of its author (a line that a PDF wrapped is joined by a space)
    and no white space at its ends; `column` is the first grid
    column that it covers, from 0, and `span` how many. `value` is what a spreadsheet keeps behind the text, and
    `is_month` says that its date is shown as a month without a day. A cell merged downwards stands in each of its
    rows with the same text; `continues` is true in all but the first.
    """

    text: str
    column: int
    place: Place
    span: int = 1
    value: date | datetime | int | float | None = None
    is_month: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row from left to right; a column that a span covers is not repeated."""

    cells: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over a grid of `width` columns. A table that runs over a page break in a PDF is one table a page."""

    rows: tuple[Row, ...]
    width: int
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph outside of tables.

    Pieces that stand apart on one line (two signature blocks side by side) are separated by "\\t"; a line that begins
    in the right half of the page begins with "\\t".
    """

    text: str
    place: Place


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document in reading order, without what its reader must not see: hidden sheets, rows, deleted text."""

    format: DocumentFormat
    file_name: str
    blocks: tuple[Block, ...]
