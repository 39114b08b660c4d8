"""Which column of a plan table is what: by its headings, and where they do not settle it by what stands below."""

from collections.abc import Sequence
from dataclasses import replace

from documents.interpreting.activity_column import activity_column, longest_column
from documents.interpreting.column_contents import ColumnContent, content_of
from documents.interpreting.header_rows import Header, HeadingCell
from documents.interpreting.headings import Heading, Role
from documents.interpreting.table_columns import Column, Columns
from documents.reading.source import Row

_MOST = 0.6
_HALF = 0.5
_WEAK_EXECUTORS = 3
_WEAK_RESPONSIBLE = 4
_WEAK_RESULT = 4
_LEAST_TITLE = 12
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


def columns_of(header: Header, body: Sequence[Row], width: int) -> Columns | None:
    """The columns below a header; None where the table has no activities in it, and so is no plan."""
    cells = _whole_width(header.cells, width)
    cells = _numbered_titles(cells, body)
    contents = [content_of(cell, body) for cell in cells]
    roles = [cell.heading for cell in cells]
    _settle_by_heading(roles)
    _settle_by_content(roles, contents, has_headings=True)
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
    contents = [content_of(cell, body) for cell in cells]
    _settle_by_content(roles, contents, has_headings=False)
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
        if spans_numbers and content_of(number, body).numbers >= _MOST:
            divided += [number, replace(cell, heading=Heading(Role.TITLE, 8), first=cell.first + 1)]
        else:
            divided.append(cell)
    return divided


def _settle_by_heading(roles: list[Heading]) -> None:
    """Leaves each role to one column: who is responsible may stand in several."""
    _drop_measures_before_activities(roles)
    for role in _ONE_OF_A_KIND:
        _keep_heaviest(roles, role)
    found = {heading.role for heading in roles}
    if Role.STARTS in found and Role.ENDS in found and _is_heaviest(roles, Role.STARTS, Role.DEADLINE):
        _drop(roles, Role.MONTH, Role.DEADLINE)
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


def _drop_measures_before_activities(roles: list[Heading]) -> None:
    """«Показатель» at the left of the activities is what they serve, and not what comes of them."""
    title = max((at for at, heading in enumerate(roles) if heading.role is Role.TITLE), default=0)
    for at, heading in enumerate(roles[:title]):
        if heading.role is Role.RESULT and heading.weight <= _WEAK_RESULT and title - at == 1:
            roles[at] = Heading(Role.DROPPED, 0)


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


def _is_heaviest(roles: Sequence[Heading], role: Role, other: Role) -> bool:
    """Whether the heading of the role is clearer than that of the other, which may be absent."""
    weights = {heading.role: heading.weight for heading in roles}
    return weights.get(role, 0) > weights.get(other, 0)


def _drop(roles: list[Heading], *dropped: Role) -> None:
    roles[:] = [Heading(Role.DROPPED, 0) if heading.role in dropped else heading for heading in roles]


def _rename(roles: list[Heading], old: Role, new: Role) -> None:
    roles[:] = [Heading(new, heading.weight) if heading.role is old else heading for heading in roles]


def _settle_by_content(roles: list[Heading], contents: Sequence[ColumnContent], *, has_headings: bool) -> None:
    """Finds what the headings do not name: numbers at the left, deadlines, the activity, names."""
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
        spare = [at for at in unknown if roles[at].role is Role.UNKNOWN]
        title = activity_column(roles, contents) if has_headings else longest_column(spare, contents, _LEAST_TITLE)
        if title is not None:
            roles[title] = Heading(Role.TITLE, 1)
    if not _has(roles, Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE_AND_RESPONSIBLE):
        named = [at for at in unknown if roles[at].role is Role.UNKNOWN and contents[at].names >= _HALF]
        _give(roles, Role.RESPONSIBLE, named, contents, "names")


def _give(roles: list[Heading], role: Role, among: list[int], contents: Sequence[ColumnContent], most: str) -> None:
    if among:
        roles[max(among, key=lambda at: float(getattr(contents[at], most)))] = Heading(role, 1)


def _has(roles: Sequence[Heading], *wanted: Role) -> bool:
    return any(heading.role in wanted for heading in roles)
