"""Opens a PDF and reads its pages with PDFium, the engine of Chromium. No page is rendered, no script runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]  # noqa: F401  (its import starts the engine)
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from config.errors import DocumentUnreadable
from documents.reading.pdf_drawings import DrawingReader
from documents.reading.pdf_letters import LetterReader
from documents.reading.pdf_page import Frame, PageContent

LOCKED: Final = "Файл PDF защищён паролем: снимите защиту или приложите исходный файл."
DAMAGED: Final = "Файл PDF повреждён или обрезан: сохраните его заново или приложите исходный файл."
DAMAGED_PAGE: Final = "Страница {} файла PDF повреждена: сохраните файл заново или приложите исходный файл."
NO_PAGES: Final = "В файле PDF нет ни одной страницы: сохраните его заново или приложите исходный файл."
# ISO 32000-1, 7.5.5. Some programs add a few bytes of their own behind the end.
_END_MARKS: Final = (b"%%EOF", b"startxref")
_END_WITHIN: Final = 4096
_LOCKED: Final = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
_A4: Final = (595.0, 842.0)


class PdfPages:
    """The pages of an open document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._letters = LetterReader()

    def __len__(self) -> int:
        return int(pdfium.FPDF_GetPageCount(self._document))

    def read(self, index: int) -> PageContent:
        """What is on page `index`, from 0. Raises `DocumentUnreadable`."""
        page = pdfium.FPDF_LoadPage(self._document, index)
        text = pdfium.FPDFText_LoadPage(page) if page else None
        try:
            if not text:
                raise DocumentUnreadable(DAMAGED_PAGE.format(index + 1))
            return self._content(page, text, index + 1)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            if page:
                pdfium.FPDF_ClosePage(page)

    def _content(self, page: Any, text: Any, number: int) -> PageContent:
        frame = _frame(page)
        frame = frame.turned(self._letters.reading_turn(text, frame.turns))
        glyphs = list(self._letters.glyphs(text, frame))
        content = PageContent(number, frame.width, frame.height, glyphs, unmapped=self._letters.unmapped)
        DrawingReader(content, frame).read(page)
        return content


@contextmanager
def open_pdf(path: Path) -> Iterator[PdfPages]:
    """The pages of the file at `path`. Raises `DocumentUnreadable` where a password is needed or nothing can be read.

    A document that is encrypted with an empty password opens like any other.
    """
    if not _has_end(path):
        raise DocumentUnreadable(DAMAGED)
    document = pdfium.FPDF_LoadDocument(os.fsencode(path), None)
    if not document:
        reason = pdfium.FPDF_GetLastError()
        raise DocumentUnreadable(LOCKED if reason in _LOCKED else DAMAGED)
    try:
        pages = PdfPages(document)
        if not len(pages):
            raise DocumentUnreadable(NO_PAGES)
        yield pages
    finally:
        pdfium.FPDF_CloseDocument(document)


def _has_end(path: Path) -> bool:
    """Whether the file ends as a PDF does. PDFium would read a part of one that was cut off and say nothing."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - _END_WITHIN))
        tail = file.read()
    return any(mark in tail for mark in _END_MARKS)


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    is_known = pdfium.FPDF_GetPageBoundingBox(page, box)
    sides = (box.left, box.bottom, box.right, box.top)
    turns = max(0, int(pdfium.FPDFPage_GetRotation(page))) % 4
    if not is_known or box.right <= box.left or box.top <= box.bottom:
        return Frame(0.0, 0.0, *_A4, turns)
    return Frame(*sides, turns)
