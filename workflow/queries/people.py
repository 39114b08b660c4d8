"""People as others see them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.errors import NotFound
from workflow.queries.names import FORMER_NAME, Former, People
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
_WITH_FORMER = (
    select(
        *_COLUMNS,
        FORMER_NAME.c.until,
        FORMER_NAME.c.name.label("former_name"),
        FORMER_NAME.c.position.label("former_position"),
    )
    .outerjoin(FORMER_NAME, FORMER_NAME.c.person_id == PERSON.c.id)
    .order_by(FORMER_NAME.c.until)
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


def wants_calendar(conn: Connection, person_id: int) -> bool:
    """Whether the person asked for deadlines as calendar files."""
    return person_id in calendar_wanted(conn, (person_id,))


def calendar_wanted(conn: Connection, ids: Iterable[int | None]) -> set[int]:
    """Who of these people asked for deadlines as calendar files; None is passed over."""
    wanted = sorted({person_id for person_id in ids if person_id is not None})
    if not wanted:
        return set()
    chosen = select(PERSON.c.id).where(PERSON.c.id.in_(wanted), PERSON.c.wants_calendar)
    return set(conn.execute(chosen).scalars())


def people_by_id(conn: Connection, ids: Iterable[int | None]) -> People:
    """The people with these ids and what they were called before, in one statement; None is passed over."""
    wanted = {person_id for person_id in ids if person_id is not None}
    found: dict[int, PersonView] = {}
    former: dict[int, list[Former]] = {}
    if not wanted:
        return People(found, former)
    for row in conn.execute(_WITH_FORMER.where(PERSON.c.id.in_(wanted))):
        found[row.id] = _view(row)
        if row.until is not None:
            former.setdefault(row.id, []).append(Former(row.until, row.former_name, row.former_position))
    return People(found, former)


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
