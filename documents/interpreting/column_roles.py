"""Which column of a plan table is what: by its headings, and where they do not settle it by what stands below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.interpreting.deadline import looks_like_deadline
from documents.interpreting.header_rows import Header, HeadingCell
from documents.interpreting.headings import Heading, Role
from documents.interpreting.numbering import number_of
from documents.interpreting.table_columns import Column, Columns, is_blank
from documents.reading.source import Cell, Row

_ROWS_LOOKED_AT = 200
_MOST = 0.6
_HALF = 0.5
# «Отметка о выполнении», costs: never anything else, whatever stands in them.
_NEVER_READ = 8
_WEAK_EXECUTORS = 3
_WEAK_RESPONSIBLE = 4
_LEAST_TITLE = 12
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?\s*[А-ЯЁ][а-яё]|[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.")
_DEADLINE_ROLES = (Role.DEADLINE, Role.STARTS, Role.ENDS, Role.DEADLINE_AND_RESPONSIBLE)
_ONE_OF_A_KIND = (
    Role.NUMBER,
    Role.TITLE,
    Role.DEADLINE,
    Role.STARTS,
    Role.ENDS,
    Role.MONTH,
    Role.DEADLINE_AND_RESPONSIBLE,
    Role.RESULT,
    Role.NOTE,
    Role.PLACE,
)


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in a column, as shares of its cells that are not empty, and how long their text is."""

    filled: int
    numbers: float
    deadlines: float
    names: float
    length: float


def columns_of(header: Header, body: Sequence[Row], width: int) -> Columns | None:
    """The columns below a header; None where the table has no activities in it, and so is no plan."""
    cells = _whole_width(header.cells, width)
    cells = _numbered_titles(cells, body)
    contents = [_content(cell, body) for cell in cells]
    roles = [cell.heading for cell in cells]
    _settle_by_heading(roles)
    _settle_by_content(roles, contents)
    if not any(heading.role is Role.TITLE for heading in roles):
        return None
    columns = (
        Column(heading.role, cell.text, cell.first, cell.last) for cell, heading in zip(cells, roles, strict=True)
    )
    return Columns(tuple(columns), max(width, cells[-1].last + 1))


def columns_without_header(body: Sequence[Row], width: int) -> Columns | None:
    """The columns of a table that has no headings: a deadline, an activity, and a number or a name beside them."""
    roles = [Heading(Role.UNKNOWN) for _ in range(width)]
    cells = [HeadingCell("", roles[at], at, at) for at in range(width)]
    contents = [_content(cell, body) for cell in cells]
    _settle_by_content(roles, contents)
    found = {heading.role for heading in roles}
    if not found >= {Role.TITLE, Role.DEADLINE} or not found & {Role.NUMBER, Role.RESPONSIBLE}:
        return None
    return Columns(tuple(Column(heading.role, "", at, at) for at, heading in enumerate(roles)), width)


def _whole_width(cells: Sequence[HeadingCell], width: int) -> list[HeadingCell]:
    whole = list(cells)
    end = whole[-1].last + 1 if whole else 0
    return whole + [HeadingCell("", Heading(Role.UNKNOWN), at, at) for at in range(end, width)]


def _numbered_titles(cells: list[HeadingCell], body: Sequence[Row]) -> list[HeadingCell]:
    """Divides a heading that spans a column of numbers and the one of the titles."""
    if any(cell.heading.role is Role.NUMBER and cell.first == cell.last for cell in cells):
        return cells
    divided: list[HeadingCell] = []
    for cell in cells:
        number = replace(cell, heading=Heading(Role.NUMBER, 1), last=cell.first)
        spans_numbers = cell.heading.role in (Role.TITLE, Role.NUMBER) and cell.last > cell.first
        if spans_numbers and _content(number, body).numbers >= _MOST:
            divided += [number, replace(cell, heading=Heading(Role.TITLE, 8), first=cell.first + 1)]
        else:
            divided.append(cell)
    return divided


def _settle_by_heading(roles: list[Heading]) -> None:
    """Leaves each role to one column: who is responsible may stand in several."""
    for role in _ONE_OF_A_KIND:
        _keep_heaviest(roles, role)
    found = {heading.role for heading in roles}
    if Role.STARTS in found and Role.ENDS in found and Role.DEADLINE not in found:
        _drop(roles, Role.MONTH)
    elif Role.DEADLINE in found or Role.DEADLINE_AND_RESPONSIBLE in found:
        _drop(roles, Role.STARTS, Role.ENDS)
    elif found & {Role.STARTS, Role.ENDS}:
        _rename(roles, Role.ENDS if Role.ENDS in found else Role.STARTS, Role.DEADLINE)
    elif Role.MONTH in found:
        _rename(roles, Role.MONTH, Role.DEADLINE)
    elif sum(heading.role is Role.MARK for heading in roles) > 1:
        return _settle_people(roles)
    _drop(roles, Role.MARK)
    return _settle_people(roles)


def _settle_people(roles: list[Heading]) -> None:
    responsible = max((h.weight for h in roles if h.role is Role.RESPONSIBLE), default=0)
    executors = max((h.weight for h in roles if h.role is Role.EXECUTORS), default=0)
    for at, heading in enumerate(roles):
        is_weak_responsible = heading.role is Role.RESPONSIBLE and (
            heading.weight < responsible or (heading.weight <= _WEAK_RESPONSIBLE and executors > _WEAK_EXECUTORS)
        )
        is_weak_executor = heading.role is Role.EXECUTORS and (
            heading.weight <= _WEAK_EXECUTORS and (responsible > 0 or executors > heading.weight)
        )
        if is_weak_responsible or is_weak_executor:
            roles[at] = Heading(Role.DROPPED, heading.weight)
    if any(heading.role is Role.NOTE for heading in roles):
        _drop(roles, Role.PLACE)


def _keep_heaviest(roles: list[Heading], role: Role) -> None:
    heaviest = max((heading.weight for heading in roles if heading.role is role), default=0)
    kept = False
    for at, heading in enumerate(roles):
        if heading.role is role:
            if kept or heading.weight < heaviest:
                roles[at] = Heading(Role.DROPPED, 0)
            else:
                kept = True


def _drop(roles: list[Heading], *dropped: Role) -> None:
    roles[:] = [Heading(Role.DROPPED, 0) if heading.role in dropped else heading for heading in roles]


def _rename(roles: list[Heading], old: Role, new: Role) -> None:
    roles[:] = [Heading(new, heading.weight) if heading.role is old else heading for heading in roles]


def _settle_by_content(roles: list[Heading], contents: Sequence[_Content]) -> None:
    """Finds what the headings do not name: numbers at the left, deadlines, the activity as the longest text, names."""
    for at, content in enumerate(contents):
        if roles[at].role is Role.NUMBER and not content.numbers:
            roles[at] = Heading(Role.DROPPED, 0)
    unknown = [at for at, heading in enumerate(roles) if heading.role is Role.UNKNOWN and contents[at].filled]
    if not _has(roles, Role.NUMBER) and unknown[:1] == [0] and contents[0].numbers >= _MOST:
        roles[0] = Heading(Role.NUMBER, 1)
        unknown = unknown[1:]
    if not _has(roles, *_DEADLINE_ROLES, Role.MARK):
        _give(roles, Role.DEADLINE, [at for at in unknown if contents[at].deadlines >= _HALF], contents, "deadlines")
    if not _has(roles, Role.TITLE):
        spare = [at for at in unknown if roles[at].role is Role.UNKNOWN and contents[at].names < _HALF]
        spare = spare if any(contents[at].length >= _LEAST_TITLE for at in spare) else _spare_columns(roles, contents)
        _give(roles, Role.TITLE, [at for at in spare if contents[at].length >= _LEAST_TITLE], contents, "length")
    if not _has(roles, Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE_AND_RESPONSIBLE):
        named = [at for at in unknown if roles[at].role is Role.UNKNOWN and contents[at].names >= _HALF]
        _give(roles, Role.RESPONSIBLE, named, contents, "names")


def _spare_columns(roles: Sequence[Heading], contents: Sequence[_Content]) -> list[int]:
    """Columns that are not read for what they are, and may hold the activity where no other does."""
    dropped = (at for at, heading in enumerate(roles) if heading.role is Role.DROPPED and heading.weight < _NEVER_READ)
    return [at for at in dropped if contents[at].filled and contents[at].names < _HALF and not contents[at].numbers]


def _give(roles: list[Heading], role: Role, among: list[int], contents: Sequence[_Content], most: str) -> None:
    if among:
        roles[max(among, key=lambda at: float(getattr(contents[at], most)))] = Heading(role, 1)


def _has(roles: Sequence[Heading], *wanted: Role) -> bool:
    return any(heading.role in wanted for heading in roles)


def _content(heading: HeadingCell, body: Sequence[Row]) -> _Content:
    cells = [cell for row in body[:_ROWS_LOOKED_AT] if (cell := _only_in(heading, row))]
    texts = [cell.text for cell in cells]
    filled = len(texts)
    if not filled:
        return _Content(0, 0, 0, 0, 0)
    return _Content(
        filled,
        sum(number_of(text) is not None for text in texts) / filled,
        sum(looks_like_deadline(text) for text in texts) / filled,
        sum(bool(_INITIALS.search(text)) for text in texts) / filled,
        sum(map(len, texts)) / filled,
    )


def _only_in(heading: HeadingCell, row: Row) -> Cell | None:
    """The row's cell that stands in the heading's columns alone."""
    return next(
        (
            cell
            for cell in row.cells
            if heading.first <= cell.column and cell.column + cell.span - 1 <= heading.last and not is_blank(cell.text)
        ),
        None,
    )
