"""What stands above and below the plan in its own table, as a sheet has it, as lines of their own."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from documents.interpreting.table_columns import is_blank
from documents.reading.source import Paragraph, Row


def rows_as_lines(rows: Sequence[Row], width: int) -> Iterator[Paragraph]:
    """A paragraph a row: cells side by side stand apart, and one in the right half is set off, as readers do it."""
    for row in rows:
        cells = [cell for cell in row.cells if not is_blank(cell.text) and not cell.continues]
        if not cells:
            continue
        lines = zip_longest(*(cell.text.split("\n") for cell in cells), fillvalue="")
        margin = "\t" if cells[0].column * 2 >= width else ""
        yield Paragraph("\n".join((margin + "\t".join(pieces)).rstrip() for pieces in lines), row.place)
