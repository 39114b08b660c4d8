"""What a reader found, in short: texts of rows and lines."""

from pathlib import Path

import typst

from documents.reading.pdf_file import read_pdf
from documents.reading.source import Paragraph, SourceDocument, Table
from documents.reading.text_file import read_text


def no_progress(done: int, total: int) -> None:
    assert 0 <= done <= total


def pdf_source(folder: Path, content: bytes) -> SourceDocument:
    path = folder / "plan.pdf"
    path.write_bytes(content)
    return read_pdf(path, "план.pdf", no_progress)


def typeset(markup: str) -> bytes:
    """A PDF that Typst sets from its markup."""
    pdf: bytes = typst.compile(markup.encode(), ignore_system_fonts=True, format="pdf")
    return pdf


def text_source(folder: Path, content: str | bytes) -> SourceDocument:
    path = folder / "plan.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_text(path, "план.txt", no_progress)


def lines_of(document: SourceDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def tables_of(document: SourceDocument) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def rows_of(document: SourceDocument) -> list[list[str]]:
    """The texts of all rows of all tables."""
    return [[cell.text for cell in row.cells] for table in tables_of(document) for row in table.rows]
