"""Databases for the integration tests: each test gets one of its own, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.database import Database
from tests.integration.databases import PostgresServer, SqliteTemplate, running_postgres
from tests.integration.office import Office


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def sqlite_database(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Database]:
    with sqlite_template.fresh(tmp_path) as database:
        yield database


@pytest.fixture
def postgresql_database(postgres: PostgresServer) -> Iterator[Database]:
    with postgres.fresh() as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database; the test runs once on each kind."""
    chosen: Database = request.getfixturevalue(f"{request.param}_database")
    return chosen


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office with its plan in force, on SQLite; with `reading.on_both` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return Office(database).ready()
