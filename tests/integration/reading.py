"""What the tests of the reads share: days, and the reads in short."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event

from tests.integration.office import COORDINATOR, Office
from workflow import commands as c
from workflow import queries
from workflow.views import ItemBrief, ReviewView

NAZEMKINA, ROMANENKO = "Наземкина Е.А.", "Романенко С.А."
TWENTY_FOUR = 24

on_both = pytest.mark.parametrize("office", ["sqlite", "postgresql"], indirect=True)


def at(office: Office, day: str) -> None:
    """Noon in Omsk on that day."""
    office.move_to(datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC))


def today(office: Office) -> date:
    return office.engine.today()


def brief(office: Office, place: int) -> ItemBrief:
    with office.database.read() as conn:
        return queries.item_view(conn, office.plan_id, place, today(office)).brief


def commands(office: Office, place: int, name: str) -> list[str]:
    with office.database.read() as conn:
        allowed = queries.allowed_commands(conn, office.plan_id, place, office.person(name), today(office))
    return [command.name for command in allowed]


def review(office: Office) -> ReviewView:
    with office.database.read() as conn:
        return queries.review_view(conn, office.plan_id, today(office))


def needs(office: Office, name: str, plan_id: int | None = None) -> list[tuple[str, int | None]]:
    with office.database.read() as conn:
        found = queries.attention(conn, office.person(name), today(office), plan_id)
    return [(one.kind, one.place) for one in found]


def substitute(office: Office, absent: str, by: str, starts_on: date, ends_on: date) -> None:
    office.do(
        COORDINATOR,
        c.AddSubstitution(
            absent_id=office.person(absent),
            substitute_id=office.person(by),
            starts_on=starts_on,
            ends_on=ends_on,
            order_number="12",
            order_date=date(2021, 1, 20),
        ),
    )


@contextmanager
def counted(conn: Connection) -> Iterator[list[str]]:
    """The statements that run on a connection inside the block."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(conn, "before_cursor_execute", note)
