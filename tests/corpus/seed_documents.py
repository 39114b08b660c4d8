"""The first plan, which came as text, made into Word, Excel and PDF documents of the same reading."""

import re
from pathlib import Path

from openpyxl import Workbook

from tests.corpus.excel_sheets import put_lines, put_table
from tests.corpus.pdf_pages import Pages, set_pages
from tests.corpus.table_text import rows_of
from tests.corpus.word_tables import CENTRE, add_lines, add_signature_table, add_table, new_document

FIXTURES = Path(__file__).parents[1] / "fixtures"
TEXT = FIXTURES / "omsk-2021.txt"
EXPECTED = FIXTURES / "omsk-2021.expected.json"
# The last row, which the text breaks; a PDF breaks it again, the other formats hold it whole.
SPLIT_ROW = 21


def copy_text(path: Path) -> None:
    """The text as it came."""
    path.write_bytes(TEXT.read_bytes())


def make_word(path: Path) -> None:
    """Word: the signature blocks in a table without rules above the title."""
    document = new_document(landscape=True)
    agreed, approved, title, table = _parts()
    add_signature_table(document, agreed, approved)
    add_lines(document, ["", title], CENTRE)
    add_table(document, rows_of(table), repeat_header=1)
    document.save(str(path))


def make_excel(path: Path) -> None:
    """Excel: each line of a signature block in a cell of its own, the title over all columns."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    agreed, approved, title, table = _parts()
    put_lines(sheet, 1, 1, agreed)
    put_lines(sheet, 5, 1, approved)
    sheet.cell(7, 1, title)
    sheet.merge_cells("A7:F7")
    put_table(sheet, 9, table)
    workbook.save(path)


def make_pdf(path: Path) -> None:
    """PDF: landscape pages with the header on each, and the last row split by the end of a page."""
    agreed, approved, title, table = _parts()
    set_pages(
        Pages(
            columns=(0.8, 5.5, 4, 2.6, 3, 4),
            table=table,
            blocks=(agreed, approved),
            title=(title,),
            size=14,
            gap=7,
            may_break=frozenset({SPLIT_ROW - 1}),
        ),
        path,
    )


def _parts() -> tuple[list[str], list[str], str, str]:
    """The two signature blocks, the title and the table with its broken row put together again."""
    lines = [line for line in TEXT.read_text(encoding="utf-8").split("\n") if line.strip()]
    approved_at = lines.index("УТВЕРЖДАЮ")
    title_at = next(at for at, line in enumerate(lines) if line.startswith("План "))
    *rows, broken, rest, _dashes = [line.split("\t") for line in lines[title_at + 1 :]]
    joined = [f"{first} {second}".strip() for first, second in zip(broken, ["", *rest], strict=True)]
    table = "\n".join(" | ".join(re.sub(" +", " ", cell) for cell in row) for row in [*rows, joined])
    return lines[:approved_at], lines[approved_at:title_at], lines[title_at], table
