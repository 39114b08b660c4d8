"""A ledger of 8 entries in a SQLite file, with the guards on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlmodel import SQLModel

from audit.guards import sqlite_guards
from audit.ledger import open_ledger
from config.database import Database, disposing
from models.ledger import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerPersonal
from tests.unit.audit.ledgers import LEDGER_ID, ORIGIN, PROTOCOL, START, grow, seal_now, year

MODELS = (LedgerHead, LedgerEntry, LedgerPersonal, LedgerCheckpoint)
TABLES = [SQLModel.metadata.tables[str(model.__tablename__)] for model in MODELS]


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    """An open, empty ledger."""
    with disposing(Database(f"sqlite:///{tmp_path}/ledger.db")) as database, database.write() as connection:
        for table in TABLES:
            table.create(connection)
        for statement in sqlite_guards():
            connection.exec_driver_sql(statement)
        open_ledger(connection, LEDGER_ID, ORIGIN, START)
        yield connection


@pytest.fixture
def sealed(conn: Connection) -> Connection:
    """The ledger with eight entries, sealed after five and after all."""
    entries = year()
    grow(conn, entries[:5])
    seal_now(conn, reason="activation")
    grow(conn, entries[5:], minutes=5)
    seal_now(conn, minutes=5)
    return conn


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    """The evidence file that entry 5 names."""
    path = tmp_path / "protocol"
    path.write_bytes(PROTOCOL)
    return path
