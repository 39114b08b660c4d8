"""Which column holds the activities where no heading names them."""

from collections.abc import Sequence

from documents.interpreting.column_contents import ColumnContent
from documents.interpreting.headings import NEVER_READ, Heading, Role

_HALF = 0.5
# A column with texts half as long as another's may be what groups it.
_CLEARLY_LONGER = 2
# «Ф.И.О.» alone is the heading of a list of people.
_LISTED = 3
_DATED = (Role.DEADLINE, Role.STARTS, Role.ENDS, Role.DEADLINE_AND_RESPONSIBLE)
_PEOPLE = (Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE_AND_RESPONSIBLE)


def activity_column(roles: Sequence[Heading], contents: Sequence[ColumnContent]) -> int | None:
    """The leftmost column with words in it and no role, or else one that is known and not read; None without any.

    Where people stand first it may be a list of them, and their posts no activities. Where nobody is responsible it may
    be a list of goods, so that the deadlines must be deadlines.
    """
    unknown = _with_words([at for at, heading in enumerate(roles) if heading.role is Role.UNKNOWN], contents)
    people = next((at for at, content in enumerate(contents) if content.names >= _HALF), len(contents))
    if any(heading.role in _PEOPLE and heading.weight > _LISTED for heading in roles):
        dropped = [at for at, one in enumerate(roles[:people]) if one.role is Role.DROPPED and one.weight < NEVER_READ]
        return _leftmost(unknown or _with_words(dropped, contents), contents)
    if not _is_dated(roles, contents):
        return None
    return _leftmost([at for at in unknown if at < people], contents)


def longest_column(among: Sequence[int], contents: Sequence[ColumnContent], least: int) -> int | None:
    """The column with the longest texts, `least` letters at least on average, that holds no names."""
    long = [at for at in among if contents[at].length >= least and contents[at].names < _HALF]
    return max(long, key=lambda at: contents[at].length, default=None)


def _with_words(among: Sequence[int], contents: Sequence[ColumnContent]) -> list[int]:
    return [
        at
        for at in among
        if contents[at].words >= _HALF and contents[at].names < _HALF and contents[at].deadlines < _HALF
    ]


def _leftmost(among: Sequence[int], contents: Sequence[ColumnContent]) -> int | None:
    longest = max((contents[at].length for at in among), default=0.0)
    return next((at for at in among if contents[at].length * _CLEARLY_LONGER >= longest), None)


def _is_dated(roles: Sequence[Heading], contents: Sequence[ColumnContent]) -> bool:
    dated = [contents[at].deadlines for at, heading in enumerate(roles) if heading.role in _DATED]
    is_marked = any(heading.role is Role.MARK for heading in roles)
    return is_marked or max(dated, default=0.0) >= _HALF
