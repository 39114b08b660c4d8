"""Reads a plan in PDF: ruled tables, and the lines around them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.limits import MAX_PAGES, TOO_MANY_PAGES
from documents.reading.pdf_broken_words import WordsSeen
from documents.reading.pdf_engine import PdfPages, open_pdf
from documents.reading.pdf_margins import without_margins
from documents.reading.pdf_page_layout import PageLayout, lay_out, with_aligned_tables
from documents.reading.pdf_source_table import source_table
from documents.reading.pdf_two_processes import is_worth_two, read_by_two
from documents.reading.source import Block, DocumentFormat, Paragraph, Place, SourceDocument

SCAN: Final = "Этот PDF — скан без текстового слоя: распознайте его или приложите исходный файл."
NO_TEXT: Final = "В этом PDF нет текста, который можно прочитать: приложите исходный файл."
NO_CHARACTERS: Final = (
    "Шрифты этого PDF не говорят, какие в нём буквы: сохраните его заново со встроенными шрифтами или приложите "
    "исходный файл."
)
_MOSTLY: Final = 0.5


def read_pdf(path: Path, file_name: str, progress: Callable[[int, int], None]) -> SourceDocument:
    """The lines and ruled tables of the PDF at `path`, one table a page.

    `progress` is told after each page how many are done, and of how many. Raises `DocumentUnreadable` for a file that
    needs a password, is damaged, has no text, or is too long.
    """
    pages: list[PageLayout] = []
    with open_pdf(path) as source:
        total = len(source)
        if total > MAX_PAGES:
            raise DocumentUnreadable(TOO_MANY_PAGES)
        laid_out = read_by_two(source, path, lay_out) if is_worth_two(total) else _by_one(source)
        for page in laid_out:
            pages.append(page)
            progress(len(pages), total)
    _check_text(pages)
    return SourceDocument(DocumentFormat.PDF, file_name, tuple(_blocks(with_aligned_tables(pages))))


def _by_one(source: PdfPages) -> Iterator[PageLayout]:
    return (lay_out(source, index) for index in range(len(source)))


def _check_text(pages: list[PageLayout]) -> None:
    letters, unmapped = sum(page.letters for page in pages), sum(page.content.unmapped for page in pages)
    if unmapped > _MOSTLY * (letters + unmapped):
        raise DocumentUnreadable(NO_CHARACTERS)
    has_table = any(page.tables for page in pages)
    if not has_table and sum(page.is_scan for page in pages) > _MOSTLY * len(pages):
        raise DocumentUnreadable(SCAN)
    if not letters:
        raise DocumentUnreadable(SCAN if any(page.content.image_share for page in pages) else NO_TEXT)


def _blocks(pages: list[PageLayout]) -> Iterator[Block]:
    seen = WordsSeen()
    lines_of_pages = without_margins([page.lines for page in pages], [page.content.height for page in pages])
    for page, lines in zip(pages, lines_of_pages, strict=True):
        seen.add_text(line.text for line in lines)
        for table in page.tables:
            for cell_lines in table.lines.values():
                seen.add_cell(cell_lines)
    for page, lines in zip(pages, lines_of_pages, strict=True):
        place = Place(page=page.content.number)
        found: list[tuple[float, Block]] = [(line.top, Paragraph(line.text, place)) for line in lines]
        found += [
            (table.top, source_table(table, seen, Place(page=page.content.number, table=number)))
            for number, table in enumerate(page.tables, start=1)
        ]
        yield from (block for _, block in sorted(found, key=lambda pair: pair[0]))
