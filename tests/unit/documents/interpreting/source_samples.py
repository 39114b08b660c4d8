"""Source documents from Python lists, as the readers would give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from documents.reading.source import Block, Cell, DocumentFormat, Paragraph, Place, Row, SourceDocument, Table

HEADINGS = ("№ п/п", "Мероприятие", "Срок исполнения", "Ответственный", "Ожидаемый результат", "Примечание")
TITLE = "План работы на 2021 год"


@dataclass(frozen=True)
class Wide:
    """A cell over several grid columns."""

    text: str
    span: int


@dataclass(frozen=True)
class Stored:
    """A cell of a sheet with the value behind its text."""

    text: str
    value: date | datetime | float
    is_month: bool = False


class _Above:
    """The cell is merged with the one above it."""


ABOVE = _Above()
Content = str | Wide | Stored | _Above | None


def table(
    rows: Sequence[Sequence[Content]], *, at: int = 1, page: int | None = None, sheet: str | None = None
) -> Table:
    """A table of these rows; a missing text is an empty cell."""
    place = Place(page=page, sheet=sheet, table=at)
    made: list[Row] = []
    for number, contents in enumerate(rows, start=1):
        row_place = Place(page=page, sheet=sheet, table=at, row=number)
        cells: list[Cell] = []
        column = 0
        for content in contents:
            cell = _cell(content, column, row_place, made[-1] if made else None)
            cells.append(cell)
            column += cell.span
        made.append(Row(tuple(cells), row_place))
    width = max((cell.column + cell.span for row in made for cell in row.cells), default=0)
    return Table(tuple(made), width, place)


def _cell(content: Content, column: int, place: Place, above: Row | None) -> Cell:
    at = Place(place.page, place.sheet, place.table, place.row, column + 1)
    match content:
        case Wide(text, span):
            return Cell(text, column, at, span=span)
        case Stored(text, value, is_month):
            return Cell(text, column, at, value=value, is_month=is_month)
        case _Above():
            assert above is not None
            merged = next(cell for cell in above.cells if cell.column == column)
            return Cell(merged.text, column, at, span=merged.span, value=merged.value, continues=True)
        case str():
            return Cell(content, column, at)
        case None:
            return Cell("", column, at)


def document(
    *blocks: str | Block, kind: DocumentFormat = DocumentFormat.DOCX, name: str = "plan.docx"
) -> SourceDocument:
    """A document of these paragraphs and tables."""
    made = (
        Paragraph(block, Place(line=at)) if isinstance(block, str) else block
        for at, block in enumerate(blocks, start=1)
    )
    return SourceDocument(kind, name, tuple(made))


def plan(*rows: Sequence[Content], headings: Sequence[Content] = HEADINGS, title: str = TITLE) -> SourceDocument:
    """A document with a title and one table."""
    return document(title, table([headings, *rows]))
