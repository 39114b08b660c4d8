"""Reads an Excel workbook (.xlsx). The old .xls is not read."""

from collections.abc import Callable
from pathlib import Path

from documents.reading.ooxml_package import PartStream, open_package
from documents.reading.source import DocumentFormat, SourceDocument
from documents.reading.xlsx_blocks import workbook_blocks
from documents.reading.xlsx_cell import CellReader
from documents.reading.xlsx_grid import MAX_GRID, VisibleGrid, visible_grid
from documents.reading.xlsx_sheet import read_sheet
from documents.reading.xlsx_workbook import read_workbook


def read_xlsx(path: Path, file_name: str, progress: Callable[[int, int], None]) -> SourceDocument:
    """What the workbook's visible sheets show: formulas by their last results, dates as dates, no hidden row or column.

    `progress(done, total)` counts rows; the total is an estimate until the end. Raises `DocumentUnreadable` for what
    cannot be read.
    """
    grids: list[VisibleGrid] = []
    with open_package(path, "Excel") as package:
        workbook = read_workbook(package)
        cells = CellReader(workbook)
        rows = _RowProgress(sum(package.size_of(sheet.part) for sheet in workbook.sheets), progress)
        cells_kept = 0
        for sheet in workbook.sheets:
            content = read_sheet(package, sheet.part, cells, rows.count)
            rows.finish_sheet(package.size_of(sheet.part))
            grid = visible_grid(sheet.name, content)
            cells_kept += grid.size
            if cells_kept > MAX_GRID:
                raise package.too_big()
            grids.append(grid)
    blocks = tuple(workbook_blocks(grids))
    rows.finish()
    return SourceDocument(DocumentFormat.XLSX, file_name, blocks)


class _RowProgress:
    """Tells how many rows were read, and of how many: what a row took so far, it will take further on."""

    def __init__(self, total_size: int, progress: Callable[[int, int], None]) -> None:
        self._total_size = total_size
        self._progress = progress
        self._earlier_rows = 0
        self._earlier_size = 0
        self._rows = 0

    def count(self, rows: int, stream: PartStream) -> None:
        self._rows = self._earlier_rows + rows
        size = self._earlier_size + stream.size
        total = self._rows * self._total_size // size if size else 0
        self._progress(self._rows, max(self._rows, total))

    def finish_sheet(self, size: int) -> None:
        self._earlier_rows = self._rows
        self._earlier_size += size

    def finish(self) -> None:
        self._progress(self._rows, self._rows)
