"""What the engine asks about people in every command: who stands in for whom, who left, what they are called."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, null, select, union_all

from config.prepared import Prepared, Question
from workflow.rows import PERSON, SUBSTITUTION, names_of

_ABSENCES = select(*SUBSTITUTION.c)
# Every substitution, and in the same columns who was excluded from the users: that one has an id alone.
_AWAY = Prepared(
    union_all(
        _ABSENCES,
        select(PERSON.c.id, *(null().label(column.name) for column in _ABSENCES.selected_columns[1:])).where(
            PERSON.c.is_active.is_(False)
        ),
    )
)


def ask_of_people() -> Question:
    """What `begun_substitutions` and `inactive_people` will ask."""
    return _AWAY.asked()


def begun_substitutions(conn: Connection, today: date) -> list[Any]:
    """Every substitution that has begun by a day, ended and revoked ones too, oldest first."""
    begun = [row for row in _AWAY.all(conn) if row.absent_id is not None and row.starts_on <= today]
    return sorted(begun, key=lambda row: int(row.id))


def inactive_people(conn: Connection) -> set[int]:
    """Who was excluded from the users."""
    return {row.id for row in _AWAY.all(conn) if row.absent_id is None}


class Names(Mapping[int, str]):
    """Every person's name by id, read when the first is asked for: names are needed only for a refusal's words."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._names: dict[int, str] | None = None

    def _known(self) -> dict[int, str]:
        if self._names is None:
            self._names = names_of(self._conn)
        return self._names

    def __getitem__(self, person_id: int) -> str:
        return self._known()[person_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())
