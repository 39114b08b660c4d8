"""Word documents of the corpus: lines, tables with merged cells, typed breaks, automatic numbers, tracked changes."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tests.corpus.table_text import (
    ABOVE,
    AUTOMATIC_NUMBER,
    DELETED_ROW,
    INSERTED_ROW,
    LEFT,
    LINE_BREAK,
    PARAGRAPH,
    tracked_runs,
)

AUTHOR = "Секретарь"
CHANGED_AT = "2021-08-30T09:00:00Z"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT

_change_ids = count(9001)


def new_document(*, landscape: bool = False) -> WordDocument:
    """An empty A4 document as an office sets it up."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    return document


def add_lines(document: WordDocument, lines: Iterable[str], align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    """A paragraph for each line."""
    for line in lines:
        paragraph = document.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        write_text(paragraph, line)


def write_text(paragraph: Paragraph, text: str) -> None:
    """Fill a paragraph, with its typed line breaks and tracked changes."""
    for change, piece in tracked_runs(text):
        run = paragraph.add_run()
        for place, line in enumerate(piece.split(LINE_BREAK)):
            if place:
                run.add_break()
            run.add_text(line)
        if change:
            wrap_in_change(run.element, change)


def wrap_in_change(run: Any, change: str) -> None:
    """Make a run one that was inserted (`+`) or deleted (`-`) with changes tracked."""
    wrapper = change_mark("w:ins" if change == "+" else "w:del")
    run.addprevious(wrapper)
    wrapper.append(run)
    if change == "-":
        for text in run.findall(qn("w:t")):
            text.tag = qn("w:delText")


def change_mark(tag: str) -> Any:
    """An element of a tracked change with its author."""
    mark = OxmlElement(tag)
    mark.set(qn("w:id"), str(next(_change_ids)))
    mark.set(qn("w:author"), AUTHOR)
    mark.set(qn("w:date"), CHANGED_AT)
    return mark


def add_table(document: WordDocument, rows: Sequence[Sequence[str]], *, repeat_header: int = 0) -> Table:
    """A ruled table of the rows; the first `repeat_header` of them are marked as the header of every page."""
    table: Table = document.add_table(len(rows), max(map(len, rows[:2])))
    table.style = "Table Grid"
    for at, row in enumerate(rows):
        properties = _row_properties(table, at)
        if row[0] == INSERTED_ROW:
            _fill_row(table, at, [f"{{+{cell}+}}" for cell in row[1:]])
            properties.append(change_mark("w:ins"))
        elif row[0] == DELETED_ROW:
            _fill_row(table, at, [f"{{-{cell}-}}" for cell in row[1:]])
            properties.append(change_mark("w:del"))
        else:
            _fill_row(table, at, row)
        if at < repeat_header:
            properties.append(OxmlElement("w:tblHeader"))
    return table


def _row_properties(table: Table, at: int) -> Any:
    paragraph = table.cell(at, 0).paragraphs[0].paragraph_format.element
    return next(paragraph.iterancestors(qn("w:tr"))).get_or_add_trPr()


def _fill_row(table: Table, at: int, cells: Sequence[str]) -> None:
    width = len(table.columns)
    if len(cells) == 1 < width:
        fill_cell(table.cell(at, 0).merge(table.cell(at, width - 1)), cells[0])
        return
    for column, text in enumerate(cells):
        cell = table.cell(at, column)
        if text == ABOVE:
            table.cell(at - 1, column).merge(cell)
        elif text == LEFT:
            table.cell(at, column - 1).merge(cell)
        else:
            fill_cell(cell, text)


def fill_cell(cell: _Cell, text: str) -> None:
    """Put a text into an empty cell."""
    if AUTOMATIC_NUMBER in {text, text[2:-2]}:
        cell.paragraphs[0].style = "List Number"
        return
    for place, paragraph in enumerate(text.split(PARAGRAPH)):
        write_text(cell.add_paragraph() if place else cell.paragraphs[0], paragraph)


def add_signature_table(document: WordDocument, *columns: Sequence[str]) -> Table:
    """A table without rules whose cells hold signature blocks, a paragraph for each line."""
    table: Table = document.add_table(1, len(columns))
    for cell, lines in zip(table.rows[0].cells, columns, strict=True):
        fill_cell(cell, PARAGRAPH.join(lines))
    return table
