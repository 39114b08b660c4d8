"""A page of a PDF laid out: its tables and the lines around them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from documents.reading.pdf_columns import aligned_rules
from documents.reading.pdf_engine import PdfPages
from documents.reading.pdf_misnamed_letters import with_russian_letters
from documents.reading.pdf_page import PageContent
from documents.reading.pdf_paragraphs import PageLine, page_lines
from documents.reading.pdf_tables import PageTable, tables_of
from documents.reading.pdf_words import Word, words_of

# A page is a scan when pictures cover this part of it and it has no more letters than a stamp beside them.
_SCANNED: Final = 0.5
_STAMP: Final = 400


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What a page holds. `letters` and `unmapped` count those with and without a character that the file names.

    `words` are kept only of a page without a table.
    """

    content: PageContent
    tables: list[PageTable]
    lines: list[PageLine]
    words: list[Word]
    letters: int

    @property
    def is_scan(self) -> bool:
        """Whether the page is a picture, perhaps with a stamp of letters on it."""
        return self.content.image_share >= _SCANNED and self.letters <= _STAMP


def lay_out(source: PdfPages, index: int) -> PageLayout:
    """Page `index`, from 0, of an open document."""
    content = source.read(index)
    words = words_of(with_russian_letters(content.glyphs))
    tables, outside = tables_of(content, words)
    lines = page_lines(content, words, outside)
    # Letters and lines are many, and nothing asks for them again.
    small = PageContent(
        content.number, content.width, content.height, image_share=content.image_share, unmapped=content.unmapped
    )
    return PageLayout(small, tables, lines, [] if tables else words, len(content.glyphs))


def with_aligned_tables(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages, where no line draws a table, with the tables that their columns of text make beyond doubt."""
    if any(page.tables for page in pages):
        return list(pages)
    rules = aligned_rules([page.words for page in pages])
    if rules is None:
        return list(pages)
    found = []
    for page, lines in zip(pages, rules, strict=True):
        tables, outside = tables_of(replace(page.content, ruled=lines), page.words)
        found.append(replace(page, tables=tables, lines=page_lines(page.content, page.words, outside)))
    return found
