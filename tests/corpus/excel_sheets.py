"""Workbooks of the corpus: cells with real dates and merged ranges, and formulas with the value that Excel kept."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.table_text import ABOVE, LEFT, LINE_BREAK, rows_of

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY = "dd.mm.yyyy"
MOMENT = "dd.mm.yyyy hh:mm"
MONTH = "[$-419]mmmm yyyy"

_THIN = Border(*(Side(style="thin"),) * 4)


@dataclass(frozen=True)
class Formula:
    """A formula with the value that Excel computed and stored beside it."""

    text: str
    cached: float | str


def put_lines(sheet: Worksheet, column: int, first_row: int, lines: Sequence[str]) -> None:
    """Lines one below the other, each in a cell of its own."""
    for row, line in enumerate(lines, start=first_row):
        sheet.cell(row, column, line)


def put_table(sheet: Worksheet, first_row: int, text: str, first_column: int = 1) -> int:
    """A ruled table of the rows, in which `@` begins a real value; returns its last row.

    `@2022-03-15` is a day, `@2022-03-15T14:00` a moment, `@2022-03` a month as Excel shows it, `@1.1` a number.
    """
    rows = rows_of(text)
    width = max(map(len, rows))
    for at, row in enumerate(rows, start=first_row):
        if len(row) == 1:
            sheet.cell(at, first_column, row[0])
            sheet.merge_cells(start_row=at, end_row=at, start_column=first_column, end_column=first_column + width - 1)
            continue
        for column, cell in enumerate(row, start=first_column):
            if cell not in {ABOVE, LEFT}:
                put_value(sheet, at, column, cell)
            sheet.cell(at, column).border = _THIN
            sheet.cell(at, column).alignment = Alignment(wrap_text=True, vertical="top")
    _merge(sheet, first_row, first_column, rows)
    return first_row + len(rows) - 1


def _merge(sheet: Worksheet, first_row: int, first_column: int, rows: Sequence[Sequence[str]]) -> None:
    def cell_at(row: int, column: int) -> str:
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text in {ABOVE, LEFT}:
                continue
            right, down = column, row
            while cell_at(row, right + 1) == LEFT:
                right += 1
            while cell_at(down + 1, column) == ABOVE:
                down += 1
            if (right, down) != (column, row):
                sheet.merge_cells(
                    start_row=first_row + row,
                    end_row=first_row + down,
                    start_column=first_column + column,
                    end_column=first_column + right,
                )


def put_value(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Put a text, or the real value behind a text that begins with `@`, into a cell."""
    cell = sheet.cell(row, column)
    value, number_format = _real_value(text.removeprefix("@")) if text.startswith("@") else (text, "General")
    cell.value = value.replace(LINE_BREAK, "\n") or None if isinstance(value, str) else value
    cell.number_format = number_format


def _real_value(text: str) -> tuple[float | date | datetime, str]:
    if re.fullmatch(r"\d{4}-\d\d", text):
        return date.fromisoformat(f"{text}-01"), MONTH
    if "T" in text:
        return datetime.fromisoformat(text), MOMENT
    if "-" in text:
        return date.fromisoformat(text), DAY
    return float(text) if "." in text else int(text), "General"


def save_with_cached(workbook: Workbook, path: Path, formulas: Sequence[Formula]) -> None:
    """Save a workbook and write the stored value into each of its formulas, which openpyxl leaves out."""
    plain = path.with_suffix(".part")
    workbook.save(plain)
    cached = {formula.text: formula.cached for formula in formulas}
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                content = _with_cached(content, cached)
            target.writestr(name, content)
    plain.unlink()


def _with_cached(content: bytes, cached: dict[str, float | str]) -> bytes:
    root = etree.fromstring(content)
    for cell in root.iter(f"{SHEET}c"):
        formula = cell.find(f"{SHEET}f")
        if formula is None:
            continue
        value = cached[formula.text or ""]
        stored = cell.find(f"{SHEET}v")
        if stored is None:
            stored = etree.SubElement(cell, f"{SHEET}v")
        stored.text = str(value)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "str")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
