"""The connection to the database, and the one place that commits."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from config.database_url import parse_database_url
from config.errors import DatabaseUnavailable, SettingsError
from config.exchange import EXCHANGE, Exchange, exchange_of
from config.kept_connections import IDLE_BEFORE_PING_S, KeptConnections
from config.stored_json import load_stored

BUSY_TIMEOUT_MS = 30_000
POOL_SIZE = 8
# How many idle connections stay open for each kind of work, beside the pool.
KEPT = 6
# How much SQLite's journal may gather (16 MB) before its pages are moved to the file: most of them are written again
# and again meanwhile, and are moved once.
WAL_PAGES = 4000

Synchronous = Literal["FULL", "NORMAL", "OFF"]


class Database:
    """One SQLite file or PostgreSQL database, reached through two pools: one that writes, one that reads.

    On SQLite every write begins with BEGIN IMMEDIATE, so what it reads before its first change cannot be
    stale: sqlite3 by itself begins only at that change, and a ledger whose head was read before would fork.
    `synchronous` below FULL may lose the last decisions on a power cut and is for benchmarks; `foreign_keys` are
    off for migrations alone.
    Raises `SettingsError` for a URL that it does not understand, before anything is opened.
    """

    def __init__(self, url: str, *, synchronous: Synchronous = "FULL", foreign_keys: bool = True) -> None:
        try:
            self.url: URL = parse_database_url(url)
        except ValueError as error:
            raise SettingsError(f"VIZA_DATABASE_URL: {error}") from None
        self.dialect: Literal["sqlite", "postgresql"]
        self._writers: KeptConnections
        self._readers: KeptConnections
        self._glancers: KeptConnections
        self._exchange: Callable[[Connection], Exchange]
        self._reading_exchange: Callable[[Connection], Exchange]
        self._glancing_exchange: Callable[[Connection], Exchange]
        if self.url.get_backend_name() == "sqlite":
            self.dialect = "sqlite"
            pragmas = [
                f"synchronous = {synchronous}",
                f"foreign_keys = {foreign_keys:d}",
                f"wal_autocheckpoint = {WAL_PAGES}",
            ]
            self.engine = _sqlite_engine(self.url, "BEGIN IMMEDIATE", pragmas)
            self._reading = _sqlite_engine(self.url, "BEGIN", [*pragmas, "query_only = ON"])
            self._writers = KeptConnections(self.engine, KEPT, asks_after_idleness=False)
            self._readers = self._glancers = KeptConnections(self._reading, KEPT, asks_after_idleness=False)
            self._exchange = self._reading_exchange = self._glancing_exchange = Exchange
        else:
            self.dialect = "postgresql"
            self.engine = _postgresql_engine(self.url)
            self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writers = self._glancers = KeptConnections(self.engine, KEPT, asks_after_idleness=True)
            self._readers = KeptConnections(self._reading, KEPT, asks_after_idleness=True)
            # Importing it loads psycopg, which SQLite does without.
            from config.pipeline import GlancingExchange, PipelinedExchange  # noqa: PLC0415

            self._exchange = partial(PipelinedExchange, begin=b"BEGIN")
            self._glancing_exchange = GlancingExchange
            self._reading_exchange = partial(
                PipelinedExchange, begin=b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            )

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Raises `DatabaseUnavailable` when the database cannot be reached or stays locked for 30 seconds.
        """
        return _transaction(self._writers, self._exchange)

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one moment of the database and can change nothing."""
        return _transaction(self._readers, self._reading_exchange)

    def glance(self) -> AbstractContextManager[Connection]:
        """A connection for one `Prepared` statement that reads: it needs no transaction around it."""
        return _taken(self._glancers, self._glancing_exchange)

    def dispose(self) -> None:
        """Close the idle connections; the object opens new ones when it is used again."""
        self._writers.close()
        self._readers.close()
        self.engine.dispose()
        self._reading.dispose()


@contextmanager
def disposing(database: Database) -> Iterator[Database]:
    """The database for the length of a block, its connections closed after it."""
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _taken(kept: KeptConnections, make_exchange: Callable[[Connection], Exchange]) -> Iterator[Connection]:
    """A connection with its exchange, kept for the next unless something went wrong."""
    try:
        connection = kept.take()
    except (OperationalError, PoolTimeout) as error:
        raise _unavailable(error) from error
    try:
        vars(connection)[EXCHANGE] = make_exchange(connection)
        yield connection
    except BaseException:
        vars(connection).pop(EXCHANGE, None)
        connection.close()
        raise
    del vars(connection)[EXCHANGE]
    kept.give_back(connection)


def _unavailable(error: Exception) -> DatabaseUnavailable:
    lines = str(getattr(error, "orig", error)).splitlines()
    return DatabaseUnavailable(lines[0] if lines else "")


@contextmanager
def _transaction(kept: KeptConnections, make_exchange: Callable[[Connection], Exchange]) -> Iterator[Connection]:
    with _taken(kept, make_exchange) as connection:
        exchange: Exchange = vars(connection)[EXCHANGE]
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise _unavailable(error) from error
        with transaction:
            try:
                yield connection
                exchange.finish()
            except BaseException:
                exchange.abandon()
                raise


def _step_aside(connection: Connection, *_what: object) -> None:
    """A statement that SQLAlchemy executes by itself: what `Prepared` ones remember and send must not mind it."""
    exchange: Exchange | None = vars(connection).get(EXCHANGE)
    if exchange is not None:
        exchange.step_aside()


def _sqlite_engine(url: URL, begin: str, pragmas: list[str]) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 512},
        pool_size=POOL_SIZE,
        max_overflow=7 * POOL_SIZE,
        json_deserializer=load_stored,
    )
    event.listen(engine, "before_cursor_execute", _step_aside)

    @event.listens_for(engine, "connect")
    def set_up(dbapi_connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # Python's own begin is switched off; ours below takes its place, as SQLAlchemy's pysqlite page shows.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _switch_to_wal(cursor)
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        exchange_of(connection).execute(begin)

    return engine


def _switch_to_wal(cursor: DBAPICursor) -> None:
    # The mode stays in the file. SQLite does not wait for a lock here, so two first starts at once must.
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql_engine(url: URL) -> Engine:
    # What the URL's own query says goes first. Nearly everything is read by key, and planned once; a statement that
    # needs its values to be planned well (a partial index) says them literally, as SQLite asks for too.
    options = "-c timezone=UTC -c plan_cache_mode=force_generic_plan"
    defaults = {"connect_timeout": "10", "application_name": "viza", "options": options}
    engine = create_engine(
        url.update_query_dict({name: value for name, value in defaults.items() if name not in url.query}),
        pool_size=POOL_SIZE,
        max_overflow=2 * POOL_SIZE,
        json_deserializer=load_stored,
    )
    event.listen(engine, "before_cursor_execute", _step_aside)

    @event.listens_for(engine, "checkin")
    def remember_time(_dbapi_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping_after_idleness(
        dbapi_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        # pool_pre_ping asks at every checkout, a round trip in each transaction; a connection used a moment
        # ago is not asked again.
        idle_since = record.info.get("idle_since")
        if idle_since is None or time.monotonic() - idle_since < IDLE_BEFORE_PING_S:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise DisconnectionError from error

    return engine
