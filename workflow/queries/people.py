"""People as others see them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.errors import NotFound
from workflow.rows import PERSON
from workflow.views import PersonView

_COLUMNS = (
    PERSON.c.id,
    PERSON.c.name,
    PERSON.c.given_names,
    PERSON.c.position,
    PERSON.c.email,
    PERSON.c.phone,
    PERSON.c.is_active,
    PERSON.c.pin_hash.is_not(None).label("has_pin"),
    PERSON.c.role,
)
_UNKNOWN = "Такого человека в системе нет. Проверьте имя или добавьте его на странице «Люди»."


def people(conn: Connection) -> tuple[PersonView, ...]:
    """Everybody, by name."""
    return tuple(_view(row) for row in conn.execute(select(*_COLUMNS).order_by(PERSON.c.name)))


def person_view(conn: Connection, person_id: int) -> PersonView:
    """One person. Raises `NotFound`."""
    row = conn.execute(select(*_COLUMNS).where(PERSON.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(_UNKNOWN)
    return _view(row)


def person_by_name(conn: Connection, name: str) -> PersonView:
    """The person with this name («Шестаков В.В.»). Raises `NotFound`."""
    row = conn.execute(select(*_COLUMNS).where(PERSON.c.name == " ".join(name.split()))).one_or_none()
    if row is None:
        raise NotFound(_UNKNOWN)
    return _view(row)


def people_by_id(conn: Connection, ids: Iterable[int | None]) -> dict[int, PersonView]:
    """The people with these ids, in one statement; None among them is passed over."""
    wanted = {person_id for person_id in ids if person_id is not None}
    if not wanted:
        return {}
    return {row.id: _view(row) for row in conn.execute(select(*_COLUMNS).where(PERSON.c.id.in_(wanted)))}


def _view(row: Row[Any]) -> PersonView:
    return PersonView(
        id=row.id,
        name=row.name,
        given_names=row.given_names,
        position=row.position,
        email=row.email,
        phone=row.phone,
        is_active=bool(row.is_active),
        has_pin=bool(row.has_pin),
        role=row.role.value,
    )
