"""PDF plans of the corpus: ruled tables over pages, set by Typst with its own fonts, so that pages break alike."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from tests.corpus.table_text import ABOVE, LEFT, LINE_BREAK, rows_of

TEMPLATE = Path(__file__).with_name("plan_pages.typ")
SET_AT = datetime(2021, 1, 1, tzinfo=UTC)
A4 = (210.0, 297.0)
A4_ACROSS = (297.0, 210.0)


@dataclass(frozen=True)
class Pages:
    """How a plan is set: sizes in millimetres and points, columns as shares of the width.

    Only the rows whose place below the header is in `may_break` are split by the end of a page; None lets every row be.
    A word in ⟦…⟧ may break anywhere without a hyphen, as Word breaks one that is wider than its column.
    """

    columns: Sequence[float]
    table: str
    header_rows: int = 1
    blocks: Sequence[Sequence[str]] = ()
    before: Sequence[str] = ()
    title: Sequence[str] = ()
    after: Sequence[str] = ()
    paper: tuple[float, float] = A4_ACROSS
    size: float = 11
    font: str = "Libertinus Serif"
    hyphenate: bool = False
    repeat_header: bool = True
    page_numbers: bool = False
    stroke: float = 0.5
    gap: float = 6
    may_break: frozenset[int] | None = None


def set_pages(pages: Pages, path: Path) -> None:
    """Write the PDF."""
    rows = rows_of(pages.table)
    data = {
        "width": pages.paper[0],
        "height": pages.paper[1],
        "blocks": pages.blocks,
        "before": pages.before,
        "title": pages.title,
        "after": pages.after,
        "columns": pages.columns,
        "size": pages.size,
        "font": pages.font,
        "hyphenate": pages.hyphenate,
        "repeat_header": pages.repeat_header,
        "page_numbers": pages.page_numbers,
        "stroke": pages.stroke,
        "gap": pages.gap,
        "header": _cells(rows[: pages.header_rows], len(pages.columns), frozenset()),
        "rows": _cells(rows[pages.header_rows :], len(pages.columns), pages.may_break),
    }
    document = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=SET_AT,
    )
    path.write_bytes(document)


def _cells(rows: Sequence[Sequence[str]], width: int, may_break: frozenset[int] | None) -> list[dict[str, Any]]:
    cells = []
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in {ABOVE, LEFT}:
                continue
            colspan = width if len(row) == 1 else 1
            while row[column + colspan : column + colspan + 1] == [LEFT]:
                colspan += 1
            rowspan = 1
            while at + rowspan < len(rows) and rows[at + rowspan][column : column + 1] == [ABOVE]:
                rowspan += 1
            breakable = may_break is None or at in may_break
            lines = text.split(LINE_BREAK)
            cells.append({"lines": lines, "colspan": colspan, "rowspan": rowspan, "breakable": breakable})
    return cells
