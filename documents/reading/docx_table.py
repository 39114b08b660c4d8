"""A Word table as rows of cells, with automatic numbers, merged cells and nested tables in their text."""

from collections.abc import Callable, Sequence

from lxml.etree import _Element

from config.errors import DocumentUnreadable
from documents.reading.docx_grid import GridCell, GridRow, grid_rows
from documents.reading.docx_numbering import ListNumbers
from documents.reading.docx_pages import PageCounter
from documents.reading.docx_paragraphs import ShownParagraph, ShownTable, shown_blocks
from documents.reading.docx_styles import Styles
from documents.reading.docx_text import PageBreaks, paragraph_text
from documents.reading.docx_xml import CELLS, is_on, parts
from documents.reading.source import Cell, Place, Row, Table

_DEEPEST = 16


class _CellText:
    """The lines of a cell as they are put together."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.breaks = PageBreaks()

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def add(self, lines: str, breaks: PageBreaks) -> None:
        if not any(self.lines):
            self.breaks.rendered_first += breaks.rendered_first
            self.breaks.explicit_first += breaks.explicit_first
        self.breaks.rendered += breaks.rendered
        self.breaks.explicit += breaks.explicit
        self.lines += (line.replace("\t", " ").strip() for line in lines.split("\n"))


class TableReader:
    """Reads tables one after the other. `on_row` is called after each row.

    Tables nested beyond reason raise `DocumentUnreadable`.
    """

    def __init__(self, styles: Styles, numbers: ListNumbers, pages: PageCounter, on_row: Callable[[], None]) -> None:
        self._styles = styles
        self._numbers = numbers
        self._pages = pages
        self._on_row = on_row

    def table(self, element: _Element, rows: Sequence[_Element], number: int) -> Table | None:
        """The table of these rows, None where they have no cells."""
        gridded, width = grid_rows(element, rows)
        merged: dict[int, Cell] = {}
        first_page: int | None = None
        found: list[Row] = []
        for row in gridded:
            if row.cells:
                found.append(self._row(row, number, len(found) + 1, merged))
                first_page = first_page or found[0].place.page
            self._on_row()
        return Table(tuple(found), width, Place(page=first_page, table=number)) if found else None

    def _row(self, row: GridRow, table: int, number: int, merged: dict[int, Cell]) -> Row:
        texts: list[tuple[GridCell, Cell | None, _CellText]] = []
        for cell in row.cells:
            anchor = merged.get(cell.start) if cell.is_merged_down else None
            texts.append((cell, anchor, _CellText() if anchor is not None else self._cell_text(cell.element, 1)))
        breaks = _row_breaks([text.breaks for _, _, text in texts])
        place = Place(page=self._pages.of(breaks), table=table, row=number)
        self._pages.after(breaks)
        cells: list[Cell] = []
        for cell, anchor, text in texts:
            shown = Cell(
                text=text.text if anchor is None else anchor.text,
                column=cell.start,
                place=Place(page=place.page, table=table, row=number, column=cell.start + 1),
                span=cell.end - cell.start,
                continues=anchor is not None,
            )
            for column in range(cell.start, cell.end):
                merged.pop(column, None)
            if cell.starts_merge or cell.is_merged_down:
                merged[cell.start] = shown
            cells.append(shown)
        return Row(tuple(cells), place)

    def _cell_text(self, cell: _Element, depth: int) -> _CellText:
        if depth > _DEEPEST:
            raise DocumentUnreadable("Таблицы документа вложены друг в друга слишком глубоко: оставьте одну таблицу.")
        found = _CellText()
        for block in shown_blocks(cell):
            if isinstance(block, ShownTable):
                self._add_nested(found, block, depth)
            else:
                self._add_paragraph(found, block, depth)
        return found

    def _add_paragraph(self, found: _CellText, paragraph: ShownParagraph, depth: int) -> None:
        formatting = self._styles.paragraph(paragraph.properties)
        content = paragraph_text(paragraph.elements, self._styles, formatting)
        for box in content.boxes:
            inside = self._cell_text(box, depth + 1)
            found.add(inside.text, inside.breaks)
        if is_on(paragraph.properties, "pageBreakBefore"):
            content.breaks.explicit += 1
            content.breaks.explicit_first += 1
        label = self._numbers.next_label(formatting) if content.text.strip() or not formatting.hides_mark else ""
        found.add(f"{label} {content.text}" if label else content.text, content.breaks)

    def _add_nested(self, found: _CellText, table: ShownTable, depth: int) -> None:
        for row in table.rows:
            texts = [self._cell_text(cell, depth + 1) for cell in parts(row, CELLS)]
            line = " ".join(" ".join(text.text.split()) for text in texts if text.text)
            found.add(line, _row_breaks([text.breaks for text in texts]))


def _row_breaks(cells: Sequence[PageBreaks]) -> PageBreaks:
    """A row that runs over a page has the break in each of its cells; it is one break."""
    return PageBreaks(
        rendered=max((each.rendered for each in cells), default=0),
        explicit=max((each.explicit for each in cells), default=0),
        rendered_first=max((each.rendered_first for each in cells), default=0),
        explicit_first=max((each.explicit_first for each in cells), default=0),
    )
