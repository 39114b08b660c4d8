"""Which rows make one item: a page break cuts a row in two, and a merged cell holds several together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from documents.interpreting.deadline import looks_like_deadline
from documents.interpreting.headings import Role
from documents.interpreting.merged_cells import shared_columns, with_cells_over_break
from documents.interpreting.plain_line import plain_line
from documents.interpreting.plan_tables import PlanPart
from documents.interpreting.row_kinds import DEADLINE_ROLES, PEOPLE_ROLES, Habits, Kind, KindedRow, habits_of, kinds_of
from documents.interpreting.section_rows import is_month, is_section_line
from documents.interpreting.table_columns import Columns, PlanRow, is_blank
from documents.reading.source import Cell, Row


@dataclass(slots=True)
class ItemRows:
    """The rows of one item. `is_joined` tells that they were pieces, and no merged cell held them together.

    `month` is the heading that dates the rows below it; `is_numbered` whether the plan numbers its items here.
    """

    rows: list[PlanRow]
    number: str | None
    month: str | None
    lineage: int
    is_numbered: bool
    is_joined: bool = False

    @property
    def columns(self) -> Columns:
        return self.rows[0].columns

    def cells_of(self, *roles: Role) -> list[Cell]:
        """The item's cells in these columns, each merged cell once."""
        return [
            cell
            for at, row in enumerate(self.rows)
            for cell in row.cells_of(*roles)
            if not is_blank(cell.text) and not (at and cell.continues)
        ]

    def last_text(self, *roles: Role) -> str:
        """What the item's last row says in these columns, or its first where that says nothing."""
        return self.rows[-1].text(*roles) or self.rows[0].text(*roles)

    def text(self, *roles: Role) -> str:
        """What the item says in these columns; pieces of a broken row run on, others stand on lines of their own."""
        text = ""
        for cell in self.cells_of(*roles):
            gap = "\n" if not self.is_joined or text.endswith(("-", "\u00ad")) else " "
            text = f"{text}{gap}{cell.text}" if text else cell.text
        return text


@dataclass(slots=True)
class Gathered:
    """All items of the plan, and the rows below each part's last item, by the part."""

    items: list[ItemRows] = field(default_factory=list)
    tails: dict[int, list[PlanRow]] = field(default_factory=dict)


_UNFINISHED = re.compile(
    r"(?:[,(«–—-]|\b(?:и|или|в|во|на|по|с|со|для|о|об|при|из|к|ко|от|до|за|у|не|а|г|№|как|что|под|над|между|также|их|"
    r"муниципальн\w+|государственн\w+))$",
    re.IGNORECASE,
)
# «на 2021 год», «31 августа 2020 г.» above the first table are the title's end and the paper's date.
_OF_THE_PAPER = re.compile(
    r"на\s.*|[\W\d_]*|.*\t.*|\D{0,4}\d{1,2}\W+[а-яё]+\W+\d{2,4}\W*(?:г\w*\.?)?|\d{4}.{0,6}", re.IGNORECASE | re.DOTALL
)
# Above the first table a date is the one of a signature.
_A_DATE = re.compile(r"\D{0,4}\d{1,2}[./]\d{1,2}[./]\d{2,4}\W*(?:г\w*\.?)?\s*")
_ONLY_A_YEAR = re.compile(r"\W*\d{4}\W*(?:г\w*\.?)?\W*")
_BULLET = re.compile(r"[-–—•*·]\s*\w")


def gather_items(parts: Sequence[PlanPart]) -> Gathered:
    """The items of all parts in reading order."""
    habits = {lineage: habits_of([p for p in parts if p.lineage == lineage]) for lineage in {p.lineage for p in parts}}
    gathering = _Gathering()
    for at, part in enumerate(parts):
        following = parts[at + 1].rows if at + 1 < len(parts) else ()
        gathering.read_part(at, part, habits[part.lineage], following)
    return gathering.found


class _Gathering:
    def __init__(self) -> None:
        self.found = Gathered()
        self._open: ItemRows | None = None
        self._month: str | None = None
        self._has_outer_sections = False
        self._lineage = 0
        self._number: str | None = None
        self._shared: frozenset[int] = frozenset()

    def read_part(self, at: int, part: PlanPart, habits: Habits, below: Sequence[PlanRow]) -> None:
        if part.lineage != self._lineage:
            self._shared = frozenset()
        self._shared |= shared_columns(part.rows)
        self._read_lines(part)
        is_one_row = sum(bool(row.filled) for row in part.rows) == 1
        for kinded in kinds_of(part, habits, self._number, below):
            if kinded.kind is Kind.TAIL:
                self.found.tails.setdefault(at, []).append(kinded.row)
                self._open = None
            elif kinded.kind is Kind.MONTH:
                self._begin_month(kinded.text)
            elif kinded.kind is Kind.SECTION:
                self._begin_section()
            elif kinded.kind in (Kind.ITEM, Kind.LONE):
                self._read_row(kinded, part.lineage, habits, is_one_row=is_one_row)

    def _read_lines(self, part: PlanPart) -> None:
        """Lines between the tables head them as rows over all columns do."""
        is_new = part.lineage != self._lineage
        self._lineage = part.lineage
        headings = [line for line in part.before if _dates_rows(line) or is_section_line(line)]
        if not self.found.items:
            headings = [line for line in headings if not _A_DATE.fullmatch(line)]
        if is_new or headings:
            self._month = None if is_new else self._month
            self._open = None
        for line in headings:
            if _dates_rows(line):
                self._begin_month(line)
            elif self.found.items or not line.isupper():
                # Above the first table what stands in capitals is the plan's title.
                self._begin_section()

    def _begin_month(self, text: str) -> None:
        self._month = text
        self._open = None

    def _begin_section(self) -> None:
        """A section ends its months where sections stand over months; where months stand over sections it does not."""
        self._has_outer_sections = self._has_outer_sections or self._month is None
        if self._has_outer_sections:
            self._month = None
        self._open = None

    def _read_row(self, kinded: KindedRow, lineage: int, habits: Habits, *, is_one_row: bool) -> None:
        row = kinded.row
        is_rest = is_one_row and self._open is not None and _is_left_by_page(kinded, self._open.rows[-1])
        if self._open is not None and (is_rest or goes_on(kinded, self._open, habits)):
            self._open.is_joined = self._open.is_joined or _is_broken_off(self._open.rows[-1], row)
            self._open.rows.append(row)
        elif kinded.kind is Kind.LONE:
            self._begin_section()
        else:
            if self.found.items:
                row = with_cells_over_break(row, self.found.items[-1].rows[-1], self._shared)
            self._open = ItemRows([row], kinded.number, self._month, lineage, habits.is_numbered)
            self._number = kinded.number or self._number
            self.found.items.append(self._open)


def _dates_rows(line: str) -> bool:
    """Whether a line over a table dates its rows; the date of the paper and the plan's own year do not."""
    return is_month(line) and not _OF_THE_PAPER.fullmatch(line.strip())


def goes_on(kinded: KindedRow, above: ItemRows, habits: Habits) -> bool:
    """Whether the row is the rest of the item above it, and neither an item nor a heading of its own."""
    row = kinded.row
    title = plain_line(row.text(Role.TITLE))
    is_titled = bool(title) and not _title_is_merged(row)
    if kinded.number:
        is_within = not is_titled or (_begins_inside(title) and not _is_dated_itself(row, above))
        return _number_is_merged(row) and is_within
    if not is_titled:
        return kinded.kind is not Kind.LONE
    return (row.begins_table or not _is_dated_itself(row, above)) and _title_goes_on(kinded, title, above, habits)


def _title_goes_on(kinded: KindedRow, title: str, above: ItemRows, habits: Habits) -> bool:
    """Whether a row without a number has the rest of the title above, and of its deadline and people."""
    row = kinded.row
    deadline, people = row.text(*DEADLINE_ROLES), row.text(*PEOPLE_ROLES)
    if _begins_inside(title) or _is_unfinished(above.last_text(Role.TITLE)):
        return habits.is_numbered or row.begins_table or not (deadline and people)
    if kinded.kind is Kind.LONE:
        return False
    if row.begins_table and _completes(deadline, above.last_text(*DEADLINE_ROLES)):
        return habits.is_numbered or _is_rest_of_people(people, above.last_text(*PEOPLE_ROLES))
    return habits.is_numbered and not deadline


def _completes(deadline: str, above: str) -> bool:
    """Whether a deadline cell is empty or only the end of the one above it, as «декабрь 2021» of «Февраль-»."""
    return is_blank(deadline) or not looks_like_deadline(deadline) or _is_unfinished(above)


def _is_dated_itself(row: PlanRow, above: ItemRows) -> bool:
    """Whether the row has a deadline of its own, and not the end of the one above it."""
    own = [cell.text for cell in row.cells_of(*DEADLINE_ROLES) if not cell.continues and not is_blank(cell.text)]
    is_whole = any(looks_like_deadline(text) and not _ONLY_A_YEAR.fullmatch(text) for text in own)
    return is_whole and not _is_unfinished(above.last_text(*DEADLINE_ROLES))


def _is_rest_of_people(people: str, above: str) -> bool:
    return bool(people) and (bool(re.match(r"[А-ЯЁ]\.", people)) or _is_unfinished(above))


def _begins_inside(title: str) -> bool:
    """A title that begins in lower case or with a mark of enumeration goes on from the row above."""
    return title[:1].islower() or title[:1] in ",;)»" or bool(_BULLET.match(title))


def _is_unfinished(text: str) -> bool:
    line = plain_line(text)
    return bool(_UNFINISHED.search(line)) or line.count("(") > line.count(")")


def _is_left_by_page(kinded: KindedRow, above: PlanRow) -> bool:
    """Whether a page's only row is the rest of a title from the page before: with no rows below it, it heads none."""
    row = kinded.row
    is_next_page = row.place.page is not None and above.place.page is not None and row.place.page > above.place.page
    return kinded.kind is Kind.LONE and is_next_page and bool(row.text(Role.TITLE))


def _is_broken_off(above: PlanRow, row: PlanRow) -> bool:
    """Whether a page break may part the two rows: no merged cell holds them together, nor do they share a page."""
    shares_page = above.place.page is not None and above.place.page == row.place.page and not row.begins_table
    return not shares_page and not any(cell.continues for cell in row.filled)


def _number_is_merged(row: PlanRow) -> bool:
    return any(cell.continues for cell in row.cells_of(Role.NUMBER) if cell.text)


def _title_is_merged(row: PlanRow) -> bool:
    return any(cell.continues for cell in row.cells_of(Role.TITLE) if cell.text)


def rows_as_printed(rows: Iterable[PlanRow]) -> list[Row]:
    """The rows again as their table has them."""
    return [Row(tuple(cell for cells in row.cells for cell in cells), row.place) for row in rows]
