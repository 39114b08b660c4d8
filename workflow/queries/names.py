"""Names as they were: who decided, uploaded or wrote as Петрова stays Петрова there after becoming Иванова."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Table, select

from models.people import FormerName
from workflow.rows import names_of
from workflow.views import PersonView

FORMER_NAME: Table = FormerName.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Former:
    """What a person was called, and what they were, until a moment (aware UTC)."""

    until: datetime
    name: str
    position: str | None


class People(dict[int, PersonView]):
    """People by id as they are; `then` gives one as they were."""

    def __init__(self, people: Mapping[int, PersonView], former: Mapping[int, Sequence[Former]]) -> None:
        """`former` holds what each was called before, oldest first."""
        super().__init__(people)
        self._former = former

    def then(self, person_id: int, at: datetime) -> PersonView:
        """The person with the name and position that they had at a moment."""
        was = _at(self._former.get(person_id, ()), at)
        return self[person_id] if was is None else replace(self[person_id], name=was.name, position=was.position)


class NamesThen:
    """Everybody's name by id, today and at any moment before: two small statements."""

    def __init__(self, conn: Connection) -> None:
        self.now = names_of(conn)
        self._former: dict[int, list[Former]] = {}
        for row in conn.execute(select(FORMER_NAME).order_by(FORMER_NAME.c.until)):
            self._former.setdefault(row.person_id, []).append(Former(row.until, row.name, row.position))

    def at(self, moment: datetime) -> Mapping[int, str]:
        """The names at a moment, by id."""
        if not self._former:
            return self.now
        was = {person_id: _at(former, moment) for person_id, former in self._former.items()}
        return self.now | {person_id: former.name for person_id, former in was.items() if former is not None}


def _at(former: Sequence[Former], moment: datetime) -> Former | None:
    return next((each for each in former if moment < each.until), None)
