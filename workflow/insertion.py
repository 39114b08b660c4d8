"""Storing rows with statements prepared for their columns: new ones, ones that may be there, changed ones."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from config.prepared import Prepared, Question, taken


def insert_row(conn: Connection, table: Table, **values: Any) -> int:
    """Insert a row; gives its id. It is not waited for where its id was asked for beforehand, with `ask_of_new_id`."""
    new_id = taken(conn, ask_of_new_id(table))
    if new_id is not None:
        _plain(table, ("id", *values)).send(conn, id=new_id, **values)
        return int(new_id)
    return int(_returning_id(table, tuple(values)).scalar(conn, **values))


def ask_of_new_id(table: Table) -> Question:
    """The id that the next `insert_row` into the table will give its row, asked for together with other questions."""
    return _new_id(table).asked()


def insert_rows(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows with the same columns in one batch; their ids are not waited for."""
    if rows:
        _plain(table, _columns(rows)).send_many(conn, rows)


def insert_new(conn: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> int:
    """Insert the rows whose `key` is not there yet, in one batch; gives how many went in."""
    return _where_new(conn.dialect.name, table, _columns(rows), tuple(key)).count_many(conn, rows) if rows else 0


def send_new(conn: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
    """The same, where nobody asks how many: it is not waited for."""
    if rows:
        _where_new(conn.dialect.name, table, _columns(rows), tuple(key)).send_many(conn, rows)


def set_row(conn: Connection, table: Table, row_id: int, **values: Any) -> None:
    """Change columns of one row; it is not waited for."""
    _of_id(table, tuple(values)).send(conn, row_id=row_id, **values)


def _columns(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError("the rows of one batch differ in their columns")
    return tuple(rows[0])


@lru_cache
def _returning_id(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table).returning(table.c.id), columns=columns)


@lru_cache
def _new_id(table: Table) -> Prepared:
    """PostgreSQL's alone: on SQLite nothing is asked ahead."""
    return Prepared(select(func.nextval(func.pg_get_serial_sequence(table.name, "id")).label("id")))


@lru_cache
def _plain(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), columns=columns)


@lru_cache
def _where_new(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> Prepared:
    """ON CONFLICT DO NOTHING, the same on both databases."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return Prepared(make(table).on_conflict_do_nothing(index_elements=list(key)), columns=columns)


@lru_cache
def _of_id(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(table).where(table.c.id == bindparam("row_id")), columns=columns)
