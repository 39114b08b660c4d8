"""A story of a Word document (its body, a header) as paragraphs and tables in reading order."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from config.errors import DocumentUnreadable
from documents.reading.docx_layout import PageLayout
from documents.reading.docx_numbering import ListNumbers
from documents.reading.docx_pages import PageCounter
from documents.reading.docx_paragraphs import ShownParagraph, ShownTable, shown_blocks
from documents.reading.docx_styles import Styles
from documents.reading.docx_table import TableReader
from documents.reading.docx_text import paragraph_text
from documents.reading.docx_xml import CELLS, parts
from documents.reading.source import Block, Paragraph, Place

_DEEPEST = 16
# From this many rows on, a table in a frame is a table of its own and no detail of a cell.
_WHOLE_TABLE = 3


class StoryReader:
    """Reads stories one after the other; numbers of lists, tables and paragraphs go on from one to the next.

    `on_row` is called after each row of a table. Frames or text boxes nested beyond reason raise
    `DocumentUnreadable`.
    """

    def __init__(
        self,
        styles: Styles,
        numbers: ListNumbers,
        pages: PageCounter,
        layout: PageLayout,
        on_row: Callable[[], None],
    ) -> None:
        self._styles = styles
        self._numbers = numbers
        self._pages = pages
        self._layout = layout
        self._table_reader = TableReader(styles, numbers, pages, on_row)
        self._tables = 0
        self._lines = 0

    def blocks(self, story: _Element, *, depth: int = 1, in_right_box: bool = False) -> Iterator[Block]:
        """The blocks of a body, a header, a text box or a cell that only frames them."""
        if depth > _DEEPEST:
            raise DocumentUnreadable("Таблицы документа вложены друг в друга слишком глубоко: оставьте одну таблицу.")
        for block in shown_blocks(story):
            if isinstance(block, ShownTable):
                yield from self._table(block, depth)
            else:
                yield from self._paragraph(block, depth, in_right_box=in_right_box)

    def _paragraph(self, paragraph: ShownParagraph, depth: int, *, in_right_box: bool) -> Iterator[Block]:
        self._pages.before(paragraph.properties)
        formatting = self._styles.paragraph(paragraph.properties)
        content = paragraph_text(paragraph.elements, self._styles, formatting)
        for box in content.boxes:
            yield from self.blocks(box, depth=depth + 1, in_right_box=self._layout.is_right_box(box))
        has_words = bool(content.text.strip())
        label = self._numbers.next_label(formatting) if has_words or not formatting.hides_mark else ""
        if has_words:
            self._lines += 1
            text = f"{label} {content.text.lstrip()}" if label else content.text
            yield Paragraph(
                self._layout.lines(text, formatting, in_right_box=in_right_box),
                Place(page=self._pages.of(content.breaks), line=self._lines),
            )
        self._pages.after(content.breaks)
        self._layout.end_paragraph(paragraph.properties)

    def _table(self, table: ShownTable, depth: int) -> Iterator[Block]:
        """The table, without the rows that only frame whole tables; what stands in these comes in its place."""
        plain: list[_Element] = []
        for row in table.rows:
            cells = list(parts(row, CELLS))
            is_frame = len(cells) == 1 or len(table.rows) == 1
            if is_frame and any(_holds_whole_table(cell) for cell in cells):
                yield from self._plain_table(table.element, plain)
                plain = []
                for cell in cells:
                    yield from self.blocks(cell, depth=depth + 1)
            else:
                plain.append(row)
        yield from self._plain_table(table.element, plain)

    def _plain_table(self, element: _Element, rows: list[_Element]) -> Iterator[Block]:
        found = self._table_reader.table(element, rows, self._tables + 1) if rows else None
        if found is not None:
            self._tables += 1
            yield found


def _holds_whole_table(cell: _Element) -> bool:
    return any(isinstance(block, ShownTable) and len(block.rows) >= _WHOLE_TABLE for block in shown_blocks(cell))
