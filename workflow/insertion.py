"""INSERT … ON CONFLICT DO NOTHING, the same on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(conn: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> int:
    """Insert the rows whose `key` is not there yet, in one batch; gives how many went in."""
    if not rows:
        return 0
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing(index_elements=list(key)).returning(table.c[key[0]])
    return len(conn.execute(statement, list(rows)).all())
