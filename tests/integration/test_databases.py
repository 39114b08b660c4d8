"""Test databases are empty and whole, whatever the test before did to its own."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from config.database import Database
from migrations.runner import is_current
from tests.integration.databases import PostgresServer, SqliteTemplate

HEAD = "INSERT INTO ledger_head VALUES ('plan-1', 'o', 0, '', '', '')"
ENTRY = "INSERT INTO ledger_entry VALUES ('plan-1', 0, 'b', 'h')"
ALARM = "INSERT INTO alarm (code, detail, raised_at, facts) VALUES ('c', 'd', '2021-01-21 00:00:00', '{}') RETURNING id"


def use(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(HEAD)
        connection.exec_driver_sql(ENTRY)
        assert connection.exec_driver_sql(ALARM).scalar_one() == 1


def test_each_sqlite_copy_is_empty(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    for _ in range(2):
        with sqlite_template.fresh(tmp_path) as database:
            use(database)
            assert is_current(database)


def test_each_postgresql_database_is_empty_and_counts_from_one(postgres: PostgresServer) -> None:
    for _ in range(3):
        with postgres.fresh() as database:
            use(database)
            assert is_current(database)


@pytest.mark.parametrize(
    "change", ["ALTER TABLE ledger_entry DISABLE TRIGGER ALL", "DROP TRIGGER ledger_entry_update ON ledger_entry"]
)
def test_a_database_whose_guards_a_test_removed_is_not_used_again(postgres: PostgresServer, change: str) -> None:
    with postgres.fresh() as database, database.write() as connection:
        connection.exec_driver_sql(change)
    with postgres.fresh() as database:
        use(database)
        with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
            connection.exec_driver_sql("UPDATE ledger_entry SET body = 'x'")
