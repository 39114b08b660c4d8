"""What one transaction exchanges with the driver for its `Prepared` statements."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# Kept on the `Connection` itself: its `info` takes longer to find than many a statement, and outlives the transaction.
EXCHANGE = "viza_exchange"
Failure = Callable[[], Exception]
Values = Sequence[Any]


class Compiled(Protocol):
    """A statement in the connection's dialect: with the driver's placeholders, and with PostgreSQL's own."""

    sql: str
    numbered: bytes


class Exchange:
    """A transaction whose answers come at once, on the driver's own cursor.

    `remembered` holds what was read, by statement and values, until a statement of this transaction changes one of
    the tables it was read from. Methods raise `DBAPIError`, as `Connection.execute` does.
    """

    is_pipelined = False

    def __init__(self, conn: Connection) -> None:
        self.remembered: dict[tuple[Any, ...], list[Any]] = {}
        self._dialect = conn.dialect
        raw: Any = conn.connection.dbapi_connection
        self._raw = raw
        self._cursor = raw.cursor()

    def ask(self, statement: Compiled, values: Values) -> list[Any]:
        """The driver's rows."""
        return self._executed(statement.sql, values).fetchall()  # type: ignore[no-any-return]

    def ask_all(self, questions: Sequence[tuple[Compiled, Values]]) -> list[list[Any]]:
        """The rows of several statements, in one round trip where it is pipelined."""
        return [self.ask(statement, values) for statement, values in questions]

    def count(self, statement: Compiled, values: Values) -> int:
        """How many rows the statement touched."""
        return int(self._executed(statement.sql, values).rowcount)

    def count_many(self, statement: Compiled, rows: Sequence[Values]) -> int:
        """How many rows the statement touched, run for every row of values."""
        try:
            self._cursor.executemany(statement.sql, rows)
        except self._dialect.loaded_dbapi.Error as error:
            raise self.wrapped(error, statement.sql) from error
        return int(self._cursor.rowcount)

    def send(self, statement: Compiled, values: Values, otherwise: Failure | None) -> None:
        """Change rows. `otherwise` is raised, before the commit at the latest, unless exactly one was touched."""
        if self.count(statement, values) != 1 and otherwise is not None:
            raise otherwise()

    def send_many(self, statement: Compiled, rows: Sequence[Values]) -> None:
        """The same statement for every row of values; nobody asks how many it touched."""
        self.count_many(statement, rows)

    def execute(self, sql: str) -> None:
        """A statement without values and without an answer."""
        self._executed(sql, ())

    def forget(self, tables: frozenset[str]) -> None:
        """These tables changed."""
        stale = [key for key in self.remembered if not tables.isdisjoint(key[0].tables)]
        for key in stale:
            del self.remembered[key]

    def waited(self) -> None:
        """A lock may have been waited for. Nobody else changed anything meanwhile where one writes at a time."""

    def step_aside(self) -> None:
        """SQLAlchemy is about to execute a statement of its own: nothing may wait, nothing is known any more."""
        self.remembered.clear()

    def finish(self) -> None:
        """The transaction is about to be committed: everything that was sent did what it should."""

    def abandon(self) -> None:
        """The transaction is about to be rolled back."""

    def wrapped(self, error: Exception, sql: str | None) -> BaseException:
        """The driver's error as SQLAlchemy's."""
        dialect = self._dialect
        return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)

    def _executed(self, sql: str, values: Values) -> Any:
        try:
            self._cursor.execute(sql, values)
        except self._dialect.loaded_dbapi.Error as error:
            raise self.wrapped(error, sql) from error
        return self._cursor


def exchange_of(conn: Connection) -> Exchange:
    """The exchange of the transaction that `Database` began; outside of one, it remembers nothing for the next."""
    found: Exchange | None = vars(conn).get(EXCHANGE)
    return Exchange(conn) if found is None else found
