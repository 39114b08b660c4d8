"""An item's deadline: what its own cells say, within the month that stands over it or beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.interpreting.deadline import (
    Deadline,
    deadline_of_value,
    looks_like_deadline,
    read_deadline,
    read_split_deadline,
)
from documents.interpreting.flowing_text import FlowingText
from documents.interpreting.headings import Role
from documents.interpreting.plan_period import PlanPeriod
from documents.interpreting.row_joining import ItemRows
from documents.interpreting.section_rows import is_month, time_range
from documents.interpreting.table_columns import is_blank
from documents.reading.source import Cell

_INITIALS = re.compile(r"[А-ЯЁ]\.\s*[А-ЯЁ]\.")
_MONTH_HEADING = re.compile(r"\bмесяц", re.IGNORECASE)
_PIECES = re.compile(r"\n|;")
_MOSTLY_EMPTY = 0.4
# «4. С 20 августа по 30 сентября»: stages that are their own deadlines have numbers, and no days.
_NUMBER_OF_STAGE = re.compile(r"^\s*\d{1,2}\.\s+(?=(?:С|До|По)\s|[IVX]+\s)")


@dataclass(frozen=True, slots=True)
class ItemDeadline:
    """The deadline as read and the text that it was read from."""

    deadline: Deadline
    text: str


def read_item_deadline(item: ItemRows, period: PlanPeriod, flowing: FlowingText) -> ItemDeadline:
    """The item's deadline; where its own cells are empty, the month above it."""
    month = _month_beside(item) or item.month
    within = time_range(month, period) if month else None
    starts, ends = item.cells_of(Role.STARTS), item.cells_of(Role.ENDS)
    if starts or ends:
        first, last = _dates_as_text(starts), _dates_as_text(ends)
        text = " – ".join(part for part in (first, last) if part)
        return ItemDeadline(read_split_deadline(first, last, period, within=within), text)
    cells = item.cells_of(Role.DEADLINE)
    if len(cells) == 1 and isinstance(cells[0].value, date):
        return ItemDeadline(deadline_of_value(cells[0].value, is_month=cells[0].is_month), cells[0].text)
    text = _NUMBER_OF_STAGE.sub("", item.text(Role.DEADLINE)) or _marked(item) or _of_the_people(item)[0]
    if not text and month and within is None:
        # «Ежемесячно» over several rows is the deadline of each.
        text = month
    return ItemDeadline(read_deadline(flowing.mended(text), period, within=within), text or month or "")


def responsible_text(item: ItemRows, role: Role) -> str:
    """Who stands in the columns with this role; a column that deadlines share is divided line by line."""
    return item.text(role) if role is not Role.DEADLINE_AND_RESPONSIBLE else _of_the_people(item)[1]


def carry_months_down(items: Sequence[ItemRows]) -> None:
    """Gives rows below a month in a column at the left the same month, where the document leaves their cells empty."""
    for lineage in {item.lineage for item in items}:
        group = [item for item in items if item.lineage == lineage]
        if not _has_months_at_the_left(group):
            continue
        month: str | None = None
        for item in group:
            own = item.text(Role.DEADLINE)
            month = own or month
            item.month = None if own else month


def _has_months_at_the_left(items: Sequence[ItemRows]) -> bool:
    columns = items[0].columns
    deadlines, titles = columns.having(Role.DEADLINE), columns.having(Role.TITLE)
    if not deadlines or deadlines[0] > titles[0] or any(item.month for item in items):
        return False
    texts = [item.text(Role.DEADLINE) for item in items]
    empty = sum(not text for text in texts)
    if not empty or not texts[0] or not all(is_month(text) for text in texts if text):
        return False
    return bool(_MONTH_HEADING.search(columns.columns[deadlines[0]].heading)) or empty >= _MOSTLY_EMPTY * len(items)


def _month_beside(item: ItemRows) -> str:
    return next((cell.text for row in item.rows for cell in row.cells_of(Role.MONTH) if not is_blank(cell.text)), "")


def _dates_as_text(cells: Sequence[Cell]) -> str:
    return "\n".join(
        f"{cell.value:%d.%m.%Y}" if isinstance(cell.value, date) and not cell.is_month else cell.text for cell in cells
    )


def _marked(item: ItemRows) -> str:
    """The headings of the months or quarters that have a mark in the item's row."""
    marked = {
        row.columns.columns[at].heading.rpartition(": ")[2]: None
        for row in item.rows
        for at in row.columns.having(Role.MARK)
        if _has_text(row.cells[at])
    }
    return ", ".join(marked)


def _has_text(cells: Sequence[Cell]) -> bool:
    return any(not is_blank(cell.text) or cell.text.strip() == "*" for cell in cells)


def _of_the_people(item: ItemRows) -> tuple[str, str]:
    """A column of deadlines and people, divided: the deadline's lines and the people's."""
    text = item.text(Role.DEADLINE_AND_RESPONSIBLE)
    pieces = [piece.strip() for piece in _PIECES.split(text)]
    if len(pieces) == 1:
        pieces = [piece.strip() for piece in text.split(",")]
    dated = [piece for piece in pieces if looks_like_deadline(piece) and not _INITIALS.search(piece)]
    return ", ".join(dated), "\n".join(piece for piece in pieces if piece and piece not in dated)
