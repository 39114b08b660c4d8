"""Prepared statements: they say and find what SQLAlchemy's own would, in the same transaction, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from config.database import Database
from config.prepared import Prepared, together
from models.people import Alarm
from workflow.errors import StaleVersion
from workflow.insertion import insert_new, insert_row, insert_rows, set_row

ALARM: Table = Alarm.__table__  # type: ignore[attr-defined]
AT = datetime(2021, 3, 1, 3, tzinfo=UTC)
BY_CODE = Prepared(select(ALARM).where(ALARM.c.code == bindparam("code")).order_by(ALARM.c.id))
LOCK_CODE = Prepared(select(ALARM).where(ALARM.c.code == bindparam("code")), is_locking=True)
MOVE = Prepared(
    update(ALARM).where(ALARM.c.id == bindparam("row_id"), ALARM.c.detail == bindparam("read")), columns=("detail",)
)


def alarm(conn: Connection, code: str, detail: str = "100 % ’") -> int:
    facts = {"plan": [1, 2], "name": "Ёлка"}
    return insert_row(conn, ALARM, code=code, detail=detail, raised_at=AT, facts=facts)


def details(conn: Connection, code: str = "a") -> list[str]:
    return [row.detail for row in BY_CODE.all(conn, code=code)]


def add_and_move(database: Database, row_id: int, *, read: str) -> None:
    with database.write() as conn:
        alarm(conn, "b")
        MOVE.send(conn, stale, row_id=row_id, read=read, detail="second")


def add_twice(database: Database, row: dict[str, Any]) -> None:
    with database.write() as conn:
        alarm(conn, "b")
        insert_rows(conn, ALARM, [row])


def move_and_read(database: Database, row_id: int) -> None:
    with database.write() as conn:
        MOVE.send(conn, stale, row_id=row_id, read="something else", detail="second")
        details(conn)


def stale() -> StaleVersion:
    return StaleVersion("Обновите страницу.")


def test_a_row_comes_back_as_sqlalchemy_reads_it(database: Database) -> None:
    with database.write() as conn:
        alarm(conn, "a")
    with database.read() as conn:
        ours, theirs = BY_CODE.first(conn, code="a"), conn.execute(select(ALARM)).one()
    assert list(ours) == list(theirs)
    assert ours._asdict() == theirs._asdict()
    assert ours.raised_at == AT
    with pytest.raises(AttributeError, match="no column title"):
        _ = ours.title
    with pytest.raises(TypeError, match="not changed in place"):
        ours.facts["plan"].append(3)


def test_statements_of_both_kinds_see_each_other_within_a_transaction(database: Database) -> None:
    with database.write() as conn:
        row_id = alarm(conn, "a", "first")
        assert details(conn) == ["first"]
        set_row(conn, ALARM, row_id, detail="second")
        assert details(conn) == ["second"]
        assert conn.execute(select(ALARM.c.detail)).scalar_one() == "second"
        conn.execute(update(ALARM).values(detail="third"))
        assert details(conn) == ["third"]
        insert_rows(conn, ALARM, [{"code": "a", "detail": "other", "raised_at": AT, "facts": {}}] * 2)
        assert details(conn) == ["third", "other", "other"]
    with database.read() as conn:
        assert details(conn) == ["third", "other", "other"]


def test_a_compare_and_set_that_missed_leaves_no_trace(database: Database) -> None:
    with database.write() as conn:
        row_id = alarm(conn, "a", "first")
    with pytest.raises(StaleVersion):
        add_and_move(database, row_id, read="something else")
    with database.write() as conn:
        assert details(conn) == ["first"]
        assert details(conn, "b") == []
    add_and_move(database, row_id, read="first")
    with database.read() as conn:
        assert (details(conn), details(conn, "b")) == (["second"], ["100 % ’"])


def test_a_connection_remembers_what_it_prepared_in_a_transaction_that_lost_its_race(database: Database) -> None:
    """Behind a compare-and-set that missed the server went on, and has prepared what came after it."""
    with database.write() as conn:
        row_id = alarm(conn, "a", "first")
    with pytest.raises(StaleVersion):
        move_and_read(database, row_id)
    with database.write() as conn:
        assert details(conn) == ["first"]


@pytest.mark.parametrize("is_known", [False, True])
def test_what_the_database_refuses_leaves_no_trace(database: Database, is_known: bool) -> None:
    """Also where the answer of the statement that failed was not waited for; the connection can be used again."""
    with database.write() as conn:
        row_id = alarm(conn, "a", "first")
        if is_known:
            assert details(conn) == ["first"]
    again = {"id": row_id, "code": "a", "detail": "again", "raised_at": AT, "facts": {}}
    for _ in range(2):
        with pytest.raises(IntegrityError):
            add_twice(database, again)
    with database.write() as conn:
        assert insert_new(conn, ALARM, [again, again | {"id": row_id + 1000}], ["id"]) == 1
        assert (details(conn), details(conn, "b")) == (["first", "again"], [])


def test_questions_asked_together_are_answered_alike(database: Database) -> None:
    with database.write() as conn:
        alarm(conn, "a", "first")
        alarm(conn, "b", "second")
    with database.write() as conn:
        together(conn, LOCK_CODE.asked(code="a"), BY_CODE.asked(code="b"))
        assert [row.detail for row in LOCK_CODE.all(conn, code="a")] == ["first"]
        assert details(conn, "b") == ["second"]
    with database.glance() as conn:
        assert details(conn, "b") == ["second"]


def test_a_row_of_two_tables_comes_apart_into_two_and_an_absent_one_is_none(database: Database) -> None:
    with database.write() as conn:
        first, second = alarm(conn, "a", "first"), alarm(conn, "b", "second")
    other = ALARM.alias("other")
    pair = Prepared(
        select(ALARM, other)
        .outerjoin(other, other.c.code == bindparam("code"))
        .where(ALARM.c.id == bindparam("row_id")),
        parts=(ALARM.c, other.c),
    )
    with database.read() as conn:
        left, right = pair.first(conn, row_id=first, code="b")
        assert (left.id, left.detail, left.raised_at) == (first, "first", AT)
        assert (right.id, right.detail, right.raised_at) == (second, "second", AT)
        assert pair.first(conn, row_id=first, code="nobody's")[1] is None


def test_a_connection_is_kept_after_success_and_given_up_after_a_failure(database: Database) -> None:
    with database.write() as conn:
        alarm(conn, "a", "first")
    with database.write() as again:
        assert again is conn
    with pytest.raises(StaleVersion), database.write() as failing:
        raise stale()
    assert failing is conn
    assert failing.closed
    with database.write() as new:
        assert new is not conn
        assert details(new) == ["first"]


def test_after_a_lock_what_others_committed_is_seen(postgresql_database: Database) -> None:
    database = postgresql_database
    with database.write() as conn:
        row_id = alarm(conn, "a", "first")
    with database.write() as conn:
        assert details(conn) == ["first"]
        with database.write() as other:
            set_row(other, ALARM, row_id, detail="second")
        assert details(conn) == ["first"]
        assert LOCK_CODE.first(conn, code="a").detail == "second"
        assert details(conn) == ["second"]


def test_lists_of_values_are_refused(sqlite_database: Database) -> None:
    some: Any = Prepared(select(ALARM.c.id).where(ALARM.c.code.in_(["a", "b"])))
    with sqlite_database.read() as conn, pytest.raises(TypeError, match="no list of values"):
        some.all(conn)
