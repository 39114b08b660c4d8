"""Core statements compiled once a dialect and run on the driver's cursor: a fifth of the time of `Connection.execute`.

The ledger writes an entry in every transition, so its three statements are the engine's hottest.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

from audit.errors import LedgerError


class Prepared:
    """One statement whose values are all named binds, without column types that need converting."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, conn: Connection, values: Mapping[str, Any]) -> DBAPICursor:
        """Run it once and return the driver's cursor. Raises `DBAPIError` as `Connection.execute` does."""
        sql, order = self._text(conn)
        cursor = _cursor(conn)
        try:
            cursor.execute(sql, values if order is None else [values[name] for name in order])
        except conn.dialect.loaded_dbapi.Error as error:
            raise _wrapped(conn, sql, error) from error
        return cursor

    def run_many(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row in one batch; a row has at least two binds. Raises `DBAPIError`."""
        sql, order = self._text(conn)
        cursor = _cursor(conn)
        try:
            cursor.executemany(sql, rows if order is None else list(map(itemgetter(*order), rows)))
        except conn.dialect.loaded_dbapi.Error as error:
            raise _wrapped(conn, sql, error) from error

    def _text(self, conn: Connection) -> tuple[str, list[str] | None]:
        """The SQL, and the binds' order where the driver takes them by place."""
        known = self._compiled.get(conn.dialect.name)
        if known is None:
            compiled = self._statement.compile(dialect=conn.dialect)
            known = str(compiled), getattr(compiled, "positiontup", None)
            self._compiled[conn.dialect.name] = known
        return known


def _cursor(conn: Connection) -> DBAPICursor:
    if not conn.in_transaction():
        raise LedgerError("the ledger is written in a transaction that its caller began")
    return conn.connection.cursor()


def _wrapped(conn: Connection, sql: str, error: Exception) -> BaseException:
    return DBAPIError.instance(sql, None, error, conn.dialect.loaded_dbapi.Error, dialect=conn.dialect)
