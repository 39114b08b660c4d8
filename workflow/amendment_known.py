"""What the changes of a plan are checked against: its items, its people, its organisations, what is on its way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.plans import Organisation
from workflow.errors import InvalidCommand
from workflow.rows import ITEM, PERSON, responsible_of_plan

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
# Place of an item → number of the open amendment that touches it; None is the place of the plan's own route.
Touched = Mapping[int | None, int]


@dataclass(slots=True)
class Known:
    """The plan, its items by place, its people, the codes that an item may name (None: any), those listed already."""

    plan: Row[Any]
    today: date
    is_draft: bool
    items: Mapping[int, Row[Any]]
    responsible: Mapping[int, Sequence[Row[Any]]]
    people: Mapping[str, Row[Any]]
    people_by_id: Mapping[int, Row[Any]]
    listed: frozenset[str]
    organisations: frozenset[str] | None
    busy: Touched

    def person(self, where: str, name: str, *, field: str = "responsible") -> int:
        """The id of a person in use. Raises `InvalidCommand`, which `where` begins."""
        person = self.people.get(name)
        if person is None:
            raise InvalidCommand(
                f"{where}: в списке людей нет лица «{name}». Сначала добавьте его, затем повторите.", field=field
            )
        if not person.is_active:
            raise InvalidCommand(f"{where}: {name} исключён из числа пользователей. Назовите другое лицо.", field=field)
        return int(person.id)

    def demand_address(self, where: str, person_id: int, who: str, *, field: str) -> None:
        """Raise `InvalidCommand` for somebody to whom no letter can go; `who` is their part, in the genitive."""
        person = self.people_by_id[person_id]
        if person.email is None:
            raise InvalidCommand(
                f"{where}: у {who} ({person.name}) нет адреса электронной почты. Внесите адрес.", field=field
            )

    def demand_listed(self, where: str, codes: Iterable[str]) -> None:
        """Raise `InvalidCommand` for organisations that are not in the plan's list."""
        unknown = sorted(set(codes) - self.organisations) if self.organisations is not None else []
        if unknown:
            raise InvalidCommand(
                f"{where}: нет в списке организаций плана: {', '.join(unknown)}. Выберите из списка.",
                field="organisations",
            )


def read_known(conn: Connection, plan: Row[Any], today: date, *, is_draft: bool, busy: Touched) -> Known:
    """Read it. An item may name the organisations of the plan's list."""
    items = conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place))
    people = conn.execute(select(PERSON.c.id, PERSON.c.name, PERSON.c.email, PERSON.c.is_active)).all()
    codes = frozenset(conn.execute(select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == plan.id)).scalars())
    return Known(
        plan=plan,
        today=today,
        is_draft=is_draft,
        items={item.place: item for item in items},
        responsible=responsible_of_plan(conn, plan.id),
        people={person.name: person for person in people},
        people_by_id={person.id: person for person in people},
        listed=codes,
        organisations=codes,
        busy=busy,
    )


def place_words(number: str, place: int | None) -> str:
    """«Пункт 3», with the place where the printed number does not say it."""
    printed = number.rstrip(".")
    return f"Пункт {printed}" if place is None or printed == str(place) else f"Пункт {printed} (место {place})"
