"""From an item's rows to its fields in the draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from config.plan_draft import DraftItem, PrintedCell, PrintedRow
from documents.interpreting.draft_limits import check_length, check_printed, check_responsible, cut
from documents.interpreting.flowing_text import FlowingText
from documents.interpreting.headings import Role
from documents.interpreting.item_deadline import ItemDeadline, read_item_deadline, responsible_text
from documents.interpreting.numbering import restore_tens, split_number
from documents.interpreting.organisation_list import read_organisations
from documents.interpreting.plain_line import plain_line
from documents.interpreting.plan_period import PlanPeriod
from documents.interpreting.responsible import Responsible, read_responsible
from documents.interpreting.row_joining import ItemRows
from documents.interpreting.table_columns import Column, is_blank
from documents.interpreting.target import read_target

_LONGEST_CODE = 60
_MOST_CELLS = 100
_CACHED = 1024
_MOSTLY = 0.8
_FEWEST_AT_A_PLACE = 2
_PEOPLE = (Role.RESPONSIBLE, Role.DEADLINE_AND_RESPONSIBLE, Role.EXECUTORS)
_NOT_A_TITLE = (Role.NUMBER, Role.DEADLINE, Role.STARTS, Role.ENDS, Role.MONTH, Role.MARK, *_PEOPLE)


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A draft item with the rows that it was read from, and what the draft itself does not hold."""

    item: DraftItem
    rows: ItemRows
    deadline: ItemDeadline
    responsible: tuple[Responsible, ...]


def read_items(items: Sequence[ItemRows], period: PlanPeriod, flowing: FlowingText) -> list[ReadItem]:
    """All items of the plan; rows that name no activity are left out.

    Raises `DocumentUnreadable` for a cell that is over the draft's limits.
    """
    titles = [_title(item, flowing) for item in items]
    numbers, titles = _numbers(items, titles)
    return [
        _read(item, number, title, period, flowing)
        for item, number, title in zip(items, numbers, titles, strict=True)
        if title
    ]


def _title(item: ItemRows, flowing: FlowingText) -> str:
    title = flowing.line(item.text(Role.TITLE))
    if title:
        return title
    others = [flowing.line(text) for column, text in _by_column(item) if column.role not in _NOT_A_TITLE]
    return max(others, key=len, default="")


def _numbers(items: Sequence[ItemRows], titles: list[str]) -> tuple[list[str], list[str]]:
    """Each item's number as printed, its place in the plan where none is, and the titles without numbers in them."""
    printed = restore_tens([item.number or "" for item in items], [_is_stored(item) for item in items])
    for lineage in {item.lineage for item in items}:
        group = [at for at, item in enumerate(items) if item.lineage == lineage]
        divided = {at: split_number(titles[at]) for at in group if not items[at].number}
        with_number = [at for at, (number, title) in divided.items() if number and title]
        if len(divided) == len(group) and len(with_number) >= _MOSTLY * len(group):
            for at in with_number:
                printed[at], titles[at] = divided[at][0] or "", divided[at][1]
    return [number or str(place) for place, number in enumerate(printed, start=1)], titles


def _is_stored(item: ItemRows) -> bool:
    return any(isinstance(cell.value, float) for cell in item.rows[0].cells_of(Role.NUMBER))


def _read(item: ItemRows, number: str, title: str, period: PlanPeriod, flowing: FlowingText) -> ReadItem:
    place = item.rows[0].place
    check_length(title, "Название мероприятия", place)
    result = check_length(flowing.line(item.text(Role.RESULT)), "Ожидаемый результат", place) or None
    note = check_length(flowing.line(item.text(Role.NOTE, Role.PLACE)), "Примечание", place) or None
    deadline = read_item_deadline(item, period, flowing)
    target = read_target(result or "")
    responsible = _responsible(item, flowing)
    names = check_responsible([one.name for one in responsible], number, place)
    is_a_place = not item.text(Role.NOTE)
    codes = dict.fromkeys(flowing.line(code) for code in _organisations(note or "", title, is_a_place=is_a_place))
    return ReadItem(
        DraftItem(
            number=number,
            title=title,
            expected_result=result,
            target_count=target.count,
            target_percent=target.percent,
            starts_on=deadline.deadline.starts_on,
            due_on=deadline.deadline.due_on,
            recurrence=deadline.deadline.recurrence,
            responsible=names,
            note=note,
            organisations=[code for code in codes if 0 < len(code) <= _LONGEST_CODE],
            printed=_printed(item, deadline.text, flowing),
        ),
        item,
        deadline,
        responsible,
    )


def _organisations(note: str, title: str, *, is_a_place: bool) -> list[str]:
    """The organisations that the item lists; one school alone in a column of places is only where it happens."""
    found = read_organisations(note, title)
    is_alone = is_a_place and len(found) < _FEWEST_AT_A_PLACE and note
    return read_organisations(None, title) if is_alone else found


def _responsible(item: ItemRows, flowing: FlowingText) -> tuple[Responsible, ...]:
    """Everyone in the columns of the responsible, then in those of the executors, each once."""
    found: dict[str, Responsible] = {}
    for role in _PEOPLE:
        for text in _texts_of_people(item, role):
            for one in _read_people(flowing.mended(text)):
                if name := plain_line(one.name):
                    found.setdefault(name, replace(one, name=name))
    return tuple(found.values())


def _texts_of_people(item: ItemRows, role: Role) -> list[str]:
    """What each column with the role says: nobody is named half in one column and half in the next."""
    columns = item.columns.having(role)
    if len(columns) <= 1 or role is Role.DEADLINE_AND_RESPONSIBLE:
        return [responsible_text(item, role)]
    texts: dict[int, list[str]] = {}
    for cell in item.cells_of(role):
        texts.setdefault(cell.column, []).append(cell.text)
    return ["\n".join(said) for said in texts.values()]


@lru_cache(maxsize=_CACHED)
def _read_people(text: str) -> list[Responsible]:
    """The same few people stand in most rows of a plan."""
    return read_responsible(text)


def _by_column(item: ItemRows) -> list[tuple[Column, str]]:
    """The item's text in each column that says something; its rows may stand in tables of different widths."""
    columns = item.columns.columns
    places = {(column.role, column.heading): at for at, column in enumerate(columns)}
    said: list[list[str]] = [[] for _ in columns]
    for nth, row in enumerate(item.rows):
        for at, (column, cells) in enumerate(zip(row.columns.columns, row.cells, strict=True)):
            is_same = at < len(columns) and columns[at].role is column.role
            place = at if is_same else places.get((column.role, column.heading))
            if place is not None:
                said[place] += [cell.text for cell in cells if not is_blank(cell.text) and not (nth and cell.continues)]
    return [(column, "\n".join(texts)) for column, texts in zip(columns, said, strict=True) if texts]


def _printed(item: ItemRows, deadline: str, flowing: FlowingText) -> PrintedRow:
    place = item.rows[0].place
    cells = []
    for column, text in _by_column(item)[:_MOST_CELLS]:
        heading = flowing.line(column.heading) or f"столбец {column.first + 1}"
        if line := flowing.line(text):
            cells.append(PrintedCell(heading=cut(heading), text=cut(line)))
    return PrintedRow(
        location=cut(flowing.line(place.text)),
        cells=check_printed(cells, place),
        deadline=cut(flowing.line(deadline)) or None,
    )
