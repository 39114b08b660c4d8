"""The rows of a corpus table as text that a person can read and change.

A line at the margin begins a row, an indented line goes on with it; `|` separates cells. The marks in a cell:

    ^    alone: merged with the cell above
    <    alone: merged with the cell to the left
    #    alone: an automatic number
    ⏎    a line break that somebody typed
    ¶    a new paragraph
    {+…+} {-…-}  inserted and deleted with changes tracked

A row of one cell runs over all columns.
"""

import re

ABOVE = "^"
LEFT = "<"
AUTOMATIC_NUMBER = "#"
LINE_BREAK = "⏎"
PARAGRAPH = "¶"
INSERTED_ROW = "{+row+}"
DELETED_ROW = "{-row-}"

_TRACKED = re.compile(r"\{([+-])(.*?)\1\}", re.DOTALL)


def rows_of(text: str) -> list[list[str]]:
    """The cells of each row. Spaces around a cell are no part of it, non-breaking ones are."""
    rows: list[str] = []
    for line in text.split("\n"):
        if line.startswith(" "):
            rows[-1] += " " + line.strip(" ")
        elif line:
            rows.append(line)
    return [[cell.strip(" ") for cell in row.split("|")] for row in rows]


def tracked_runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces with `+` for inserted, `-` for deleted, and nothing for text that stayed."""
    runs: list[tuple[str, str]] = []
    end = 0
    for found in _TRACKED.finditer(text):
        if found.start() > end:
            runs.append(("", text[end : found.start()]))
        runs.append((found[1], found[2]))
        end = found.end()
    if end < len(text):
        runs.append(("", text[end:]))
    return runs
