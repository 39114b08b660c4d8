"""What many tests begin with: done once in a process, then its rows are laid down again in milliseconds."""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Hashable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from config.database import Database
from tests.integration.databases import TABLES

_sqlite: dict[Hashable, Path] = {}
_postgresql: dict[Hashable, "_Rows"] = {}


def done_once(database: Database, key: Hashable, do: Callable[[], object]) -> None:
    """Do it, or lay down what it left in the first database where it was done under this key.

    The key says all that the result depends on: before it, both databases hold the same. On PostgreSQL the user must
    be its superuser.
    """
    if database.dialect == "sqlite":
        if key in _sqlite:
            _copy(_sqlite[key], _file(database))
        else:
            do()
            _sqlite[key] = _taken_from_sqlite(database)
        return
    with _postgresql_connection(database) as connection:
        if key in _postgresql:
            _postgresql[key].lay_down(connection)
            return
    do()
    with _postgresql_connection(database) as connection:
        _postgresql[key] = _taken_from_postgresql(connection)


def _taken_from_sqlite(database: Database) -> Path:
    kept = _folder() / f"{len(_sqlite)}.db"
    _copy(_file(database), kept)
    return kept


def _copy(file: Path, to: Path) -> None:
    """By SQLite itself: the connections that are open to either file see a change like any other."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        target.execute("PRAGMA synchronous = OFF")
        source.backup(target)


def _file(database: Database) -> Path:
    assert database.url.database is not None
    return Path(database.url.database)


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="viza-kept-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@dataclass(frozen=True)
class _Rows:
    """The rows of each table that has any, as COPY writes them, and where its sequences stand."""

    tables: Mapping[str, bytes]
    sequences: Mapping[str, int]

    def lay_down(self, connection: psycopg.Connection) -> None:
        # As a replica the superuser passes foreign keys and the ledger's guards.
        connection.execute("SET session_replication_role = replica")
        connection.execute(SQL("; ").join(SQL("DELETE FROM {}").format(Identifier(table)) for table in TABLES))
        with connection.cursor() as cursor:
            for table, rows in self.tables.items():
                with cursor.copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(table))) as copy:
                    copy.write(rows)
            cursor.executemany("SELECT setval(%s::regclass, %s)", list(self.sequences.items()))


def _taken_from_postgresql(connection: psycopg.Connection) -> _Rows:
    tables = {}
    for table in TABLES:
        if connection.execute(SQL("SELECT FROM {} LIMIT 1").format(Identifier(table))).fetchone() is not None:
            with (
                connection.cursor() as cursor,
                cursor.copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(Identifier(table))) as copy,
            ):
                tables[table] = b"".join(bytes(part) for part in copy)
    sequences = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
    return _Rows(tables, {f'"{name}"': value for name, value in sequences})


def _postgresql_connection(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.url.set(drivername="postgresql").render_as_string(hide_password=False))
