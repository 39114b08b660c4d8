"""The document's text as one line: white space collapsed, words mended that a narrow column broke."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from documents.interpreting.broken_words import Vocabulary
from documents.interpreting.plain_line import plain_line
from documents.reading.source import Cell, Paragraph, SourceDocument, Table

_CACHED = 20_000


class FlowingText:
    """Gives any text of one document as the draft may hold it: NFC, one line, nothing invisible."""

    def __init__(self, document: SourceDocument) -> None:
        self._vocabulary = Vocabulary(_texts(document))
        self.line = lru_cache(maxsize=_CACHED)(self._line)

    def mended_document(self, document: SourceDocument) -> SourceDocument:
        """The document with the words of its cells mended: a broken «сен-тябрь» is a deadline all the same."""
        blocks = (block if isinstance(block, Paragraph) else self._mended_table(block) for block in document.blocks)
        return replace(document, blocks=tuple(blocks))

    def _mended_table(self, table: Table) -> Table:
        rows = tuple(
            replace(row, cells=tuple(map(self._mended_cell, row.cells)))
            if any("\n" in cell.text for cell in row.cells)
            else row
            for row in table.rows
        )
        return replace(table, rows=rows)

    def _mended_cell(self, cell: Cell) -> Cell:
        return replace(cell, text=self._vocabulary.mend(cell.text)) if "\n" in cell.text else cell

    def mended(self, text: str) -> str:
        """The text with its line breaks, but those inside words."""
        return self._vocabulary.mend(text)

    def _line(self, text: str) -> str:
        return plain_line(self._vocabulary.flow(text))


def _texts(document: SourceDocument) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells if not cell.continues)
