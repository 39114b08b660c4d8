"""Plans of the corpus as plain text: cells between tabs, as spreadsheets export them, or drawn with lines."""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from tests.corpus.table_text import LINE_BREAK, rows_of

TAB = "\t"
PAGE_BREAK = "\f"


def between_tabs(text: str) -> list[str]:
    """A line for each row, as Word saves a table as text; a row of one cell has no tabs."""
    return [TAB.join(row).replace(LINE_BREAK, " ") for row in rows_of(text)]


def as_exported(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a spreadsheet saves them: all of one width, a cell with quotes, commas or breaks in quotes."""
    width = max(map(len, rows))
    return "".join(TAB.join(_quoted(cell) for cell in [*row, *[""] * (width - len(row))]) + "\r\n" for row in rows)


def _quoted(cell: str) -> str:
    if not set(cell) & {'"', ",", LINE_BREAK}:
        return cell
    doubled = cell.replace('"', '""').replace(LINE_BREAK, "\n")
    return f'"{doubled}"'


def drawn(text: str, widths: Sequence[int]) -> list[str]:
    """A table drawn with lines, its texts wrapped to columns of `widths` characters."""
    lines = [_rule("┌┬┐", widths)]
    for at, row in enumerate(rows_of(text)):
        if at:
            lines.append(_rule("├┼┤", widths))
        if len(row) == 1:
            lines.append(f"│ {row[0]:<{sum(widths) + 3 * (len(widths) - 1)}} │")
            continue
        wrapped = [textwrap.wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines += [_line(parts, widths) for parts in zip_longest(*wrapped, fillvalue="")]
    return [*lines, _rule("└┴┘", widths)]


def _line(parts: Sequence[str], widths: Sequence[int]) -> str:
    return "│ " + " │ ".join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True)) + " │"


def _rule(corners: str, widths: Sequence[int]) -> str:
    return corners[0] + corners[1].join("─" * (width + 2) for width in widths) + corners[2]


def write_encoded(path: Path, text: str, encoding: str) -> None:
    """Write the text; UTF-16 has a byte order mark in either order, as Windows programs write it."""
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    path.write_bytes((mark + text).encode(encoding))
