"""What each row of a plan table is: an item's row, a heading, or nothing of the plan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from documents.interpreting.deadline import looks_like_deadline
from documents.interpreting.headings import Role
from documents.interpreting.numbering import follows, is_below, is_roman, read_number
from documents.interpreting.plain_line import plain_line
from documents.interpreting.plan_tables import PlanPart
from documents.interpreting.section_rows import is_month, is_page_furniture, lone_text, wide_heading
from documents.interpreting.table_columns import PlanRow, have_role


class Kind(StrEnum):
    """`LONE` has one filled cell on the left: a heading, or the rest of a title that a page break cut."""

    ITEM = "item"
    LONE = "lone"
    SECTION = "section"
    MONTH = "month"
    NOTHING = "nothing"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class KindedRow:
    """A row with its kind, its number as read, and its text where it is a heading."""

    row: PlanRow
    kind: Kind
    number: str | None = None
    text: str = ""


DEADLINE_ROLES = (Role.DEADLINE, Role.STARTS, Role.ENDS, Role.MARK, Role.DEADLINE_AND_RESPONSIBLE)
PEOPLE_ROLES = (Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE_AND_RESPONSIBLE)
_BESIDE_THE_TITLE = (*DEADLINE_ROLES, *PEOPLE_ROLES, Role.RESULT, Role.NOTE, Role.PLACE, Role.MONTH)

_TOTAL = re.compile(r"(?:итого|всего)\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\*+|[¹²³⁴]|<\d>|примечани[ея]\s*[:.]|\d\s*[–—]\s|сноска", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:согласовано|утвержда\w+|исполнитель|исп\.|составил\w*|подготовил\w*|ознакомлен\w*|подпись|м\.\s?п\.)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:и\.\s?о\.\s*)?(?:директор|зам\.|заместител|начальник|заведующ|зав\.|руководител|председател|глава|методист|"
    r"секретар|главный|ведущий|ректор|министр)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[А-ЯЁ]\.\s*[А-ЯЁ]\.|_{3,}")
_COLUMN_NUMBER = re.compile(r"\d{1,2}")
_LONGEST_OFFICE = 160
_FEWEST_IN_A_ROW = 2
_ROWS_LOOKED_DOWN = 8


@dataclass(frozen=True, slots=True)
class Habits:
    """What the rows under one header have in common: whether items are numbered, and whether titles stand alone."""

    is_numbered: bool
    has_bare_items: bool


def habits_of(parts: Sequence[PlanPart]) -> Habits:
    """The habits of parts under the same headings."""
    rows = [row for part in parts for row in part.rows if row.filled and wide_heading(row) is None]
    numbered = [row for row in rows if _number(row)]
    is_numbered = len(numbered) * 2 >= len(rows) > 0
    titled = [row for row in (numbered if is_numbered else rows) if row.text(Role.TITLE)]
    titled = [row for row in titled if not is_month(row.text(Role.TITLE))]
    return Habits(is_numbered, have_role(titled, *_BESIDE_THE_TITLE) * 2 < len(titled))


def kinds_of(
    part: PlanPart, habits: Habits, before: str | None = None, below: Sequence[PlanRow] = ()
) -> list[KindedRow]:
    """Every row of the part with its kind; rows after the last item that sign or total the plan are its tail.

    `before` is the number of the last item above, `below` are the rows of the table that follows.
    """
    rows = part.rows
    last_sure = max((at for at, row in enumerate(rows) if _is_sure(row)), default=-1)
    kinded: list[KindedRow] = []
    is_tail = False
    for at, row in enumerate(rows):
        is_tail = is_tail or (at > last_sure and _is_signature(row))
        if is_tail:
            kinded.append(KindedRow(row, Kind.TAIL))
            continue
        found = _kind(row, habits)
        if found.kind is Kind.ITEM and found.number and not habits.has_bare_items and _is_bare(row):
            following = _next_number((*rows[at + 1 : at + 1 + _ROWS_LOOKED_DOWN], *below[:_ROWS_LOOKED_DOWN]))
            if not habits.is_numbered or _heads_a_section(found.number, before, following, row.text(Role.TITLE)):
                found = KindedRow(row, Kind.SECTION, found.number, plain_line(row.text(Role.TITLE)))
        if found.kind is Kind.ITEM and found.number:
            before = found.number
        kinded.append(found)
    return kinded


def _kind(row: PlanRow, habits: Habits) -> KindedRow:
    filled = row.filled
    if not filled or _is_column_numbers(row):
        return KindedRow(row, Kind.NOTHING)
    number = _number(row)
    if not number and _is_beside_the_plan(row):
        return KindedRow(row, Kind.NOTHING)
    if (wide := wide_heading(row)) is not None:
        return KindedRow(row, Kind.MONTH if is_month(wide) else Kind.SECTION, number, wide)
    if _is_bare(row) and is_month(row.text(Role.TITLE)):
        return KindedRow(row, Kind.MONTH, number, plain_line(row.text(Role.TITLE)))
    lone = lone_text(row)
    if lone is None and not number and habits.is_numbered and _is_bare(row):
        # What stands beside it, a sum or a mark, is not read.
        lone = plain_line(row.text(Role.TITLE))
    return KindedRow(row, Kind.ITEM, number) if lone is None else _lone_kind(row, lone, number, habits)


def _lone_kind(row: PlanRow, lone: str, number: str | None, habits: Habits) -> KindedRow:
    if is_month(lone):
        return KindedRow(row, Kind.MONTH, None, lone)
    if number or is_page_furniture(lone):
        return KindedRow(row, Kind.NOTHING)
    is_item = habits.has_bare_items and bool(row.text(Role.TITLE))
    return KindedRow(row, Kind.ITEM if is_item else Kind.LONE, None, lone)


def _is_beside_the_plan(row: PlanRow) -> bool:
    """A footnote, or a total."""
    filled = row.filled
    first = plain_line(filled[0].text)
    if len(filled) == 1 and _FOOTNOTE.match(first):
        return True
    return bool(_TOTAL.match(first)) and not _has_deadline(row)


def _is_sure(row: PlanRow) -> bool:
    """An item's row, whatever stands in it: it has a deadline, or a number and more."""
    return _has_deadline(row) or (len(row.filled) > 1 and _number(row) is not None)


def _number(row: PlanRow) -> str | None:
    return next((number for cell in row.cells_of(Role.NUMBER) if (number := read_number(cell)) is not None), None)


def _has_deadline(row: PlanRow) -> bool:
    return looks_like_deadline(row.text(*DEADLINE_ROLES))


def _is_bare(row: PlanRow) -> bool:
    """A title, perhaps numbered, and nothing beside it."""
    return bool(row.text(Role.TITLE)) and not row.text(*_BESIDE_THE_TITLE)


def _is_column_numbers(row: PlanRow) -> bool:
    """«1 2 3 4 5 6» below the headings."""
    texts = [cell.text.strip(" \n.)") for cell in row.filled]
    if len(texts) < min(_FEWEST_IN_A_ROW + 1, len(row.columns.columns)):
        return False
    if not all(map(_COLUMN_NUMBER.fullmatch, texts)):
        return False
    numbers = [int(text) for text in texts]
    return all(right - left == 1 for left, right in pairwise(numbers))


def _is_signature(row: PlanRow) -> bool:
    filled = row.filled
    if not filled:
        return False
    line = plain_line(" ".join(cell.text for cell in filled))
    if _SIGNING.match(line):
        return True
    people = row.cells_of(*PEOPLE_ROLES)
    names_office = any(_OFFICE.match(cell.text) for cell in filled if cell not in people)
    return len(line) <= _LONGEST_OFFICE and names_office and bool(_INITIALS.search(line))


def _next_number(rows: Sequence[PlanRow]) -> tuple[str | None, bool]:
    """The next number below, and whether it stands in the row right below: empty rows do not count, headings do."""
    is_next = True
    for row in rows:
        if number := _number(row):
            return number, is_next
        if row.filled:
            if wide_heading(row) is None and lone_text(row) is None:
                break
            is_next = False
    return None, False


def _heads_a_section(number: str, before: str | None, following: tuple[str | None, bool], title: str) -> bool:
    """Whether a numbered row with nothing beside its title heads the rows below it, and is no item without a deadline.

    It does if they are numbered below it (1.1 under 1) or anew, or if they go on with the numbers above it.
    """
    below, is_next = following
    if below is None:
        return title.isupper()
    if is_below(below, number) or (is_roman(number) and not is_roman(below)) or title.isupper():
        return True
    goes_on = before is not None and follows(number, before)
    if below == "1":
        return is_next or not goes_on
    return before is not None and not goes_on and follows(below, before)
