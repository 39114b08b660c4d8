"""Connections kept open between transactions, beside SQLAlchemy's pool: a tenth of a transition was its check-in.

The pool resets a connection and wraps it anew each time. One whose transaction ended as it should needs neither; any
other goes back to the pool, which finds out whether it is still good.
"""

import time
from collections import deque

from sqlalchemy import Connection, Engine

IDLE_BEFORE_PING_S = 5.0


class KeptConnections:
    """At most `limit` idle connections of an engine. Threads may take and give back at the same time."""

    def __init__(self, engine: Engine, limit: int, *, asks_after_idleness: bool) -> None:
        self._engine = engine
        self._limit = limit
        self._asks_after_idleness = asks_after_idleness
        self._idle: deque[tuple[Connection, float]] = deque()

    def take(self) -> Connection:
        """A connection outside any transaction. Raises `OperationalError`, or `TimeoutError` of the pool."""
        while True:
            try:
                connection, since = self._idle.pop()
            except IndexError:
                return self._engine.connect()
            if not self._asks_after_idleness or time.monotonic() - since < IDLE_BEFORE_PING_S:
                return connection
            if self._answers(connection):
                return connection
            connection.invalidate()
            connection.close()

    def give_back(self, connection: Connection) -> None:
        """Keep a connection whose transaction was committed for the next one."""
        if len(self._idle) < self._limit and not connection.in_transaction():
            self._idle.append((connection, time.monotonic()))
        else:
            connection.close()

    def close(self) -> None:
        """Close all that are idle."""
        while self._idle:
            self._idle.pop()[0].close()

    def _answers(self, connection: Connection) -> bool:
        dialect = self._engine.dialect
        driver = connection.connection.dbapi_connection
        try:
            return driver is not None and dialect.do_ping(driver)
        except dialect.loaded_dbapi.Error:
            return False
