"""The migrations give exactly the tables and guards that the code expects, on both databases."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, ProgrammingError

from audit.guards import postgresql_guards, sqlite_guards
from config.database import Database, disposing
from config.errors import SettingsError
from migrations.metadata import metadata
from migrations.rights import grant_application
from migrations.runner import current, head, is_current, upgrade
from tests.integration.databases import PostgresServer

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid IS DISTINCT FROM to_regclass('alembic_version')
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
GUARDS = """
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
HEAD = "INSERT INTO ledger_head VALUES ('plan-1', 'o', 0, '', '', '')"
ENTRY = "INSERT INTO ledger_entry VALUES ('plan-1', 0, 'b', 'h')"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        with disposing(Database(f"sqlite:///{tmp_path}/new/viza.db")) as database:
            yield database
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    name = postgres.create(template="template0")
    with disposing(Database(postgres.url_of(name))) as database:
        yield database
    postgres.drop(name)


def rows(connection: Connection, query: str) -> list[str]:
    return sorted(" ".join(str(value) for value in row) for row in connection.exec_driver_sql(query))


def sqlite_schema(connection: Connection, kinds: str) -> set[tuple[str, ...]]:
    """The statements that made the schema, without needless quotes; the order in a table does not matter."""
    query = f"SELECT sql FROM sqlite_master WHERE type IN ({kinds}) AND sql NOT NULL AND tbl_name <> 'alembic_version'"
    return {tuple(sorted(re.split(r",?\s*\n\s*", row.replace('"', "")))) for row in rows(connection, query)}


def test_alembic_finds_no_difference_between_tables_and_models(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_on_sqlite_every_table_constraint_and_index_is_the_models(sqlite_database: Database, tmp_path: Path) -> None:
    with disposing(Database(f"sqlite:///{tmp_path}/models.db")) as models, models.write() as connection:
        metadata.create_all(connection)
        expected = sqlite_schema(connection, "'table', 'index'")
    with sqlite_database.read() as connection:
        assert sqlite_schema(connection, "'table', 'index'") == expected


def test_on_postgresql_every_constraint_and_index_is_the_models(
    postgresql_database: Database, postgres: PostgresServer
) -> None:
    name = postgres.create(template="template0")
    with disposing(Database(postgres.url_of(name))) as models, models.write() as connection:
        metadata.create_all(connection)
        expected = {*rows(connection, CONSTRAINTS), *rows(connection, INDEXES)}
    postgres.drop(name)
    with postgresql_database.read() as connection:
        assert {*rows(connection, CONSTRAINTS), *rows(connection, INDEXES)} == expected


def test_on_sqlite_the_guards_are_those_of_audit(sqlite_database: Database) -> None:
    with sqlite_database.write() as connection:
        migrated = sqlite_schema(connection, "'trigger'")
        for name in rows(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in sqlite_guards():
            connection.exec_driver_sql(statement)
        assert migrated == sqlite_schema(connection, "'trigger'")
        assert len(migrated) == len(sqlite_guards())


def test_on_postgresql_the_guards_are_those_of_audit(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        migrated = rows(connection, GUARDS)
        for statement in postgresql_guards():
            connection.exec_driver_sql(statement)
        assert migrated == rows(connection, GUARDS)
        assert len(migrated) == len(postgresql_guards())


def test_an_upgrade_makes_the_database_current(empty_database: Database) -> None:
    upgrade(empty_database)
    assert current(empty_database) == head()
    assert is_current(empty_database)


def test_a_database_without_tables_is_not_current(postgres: PostgresServer) -> None:
    name = postgres.create(template="template0")
    assert current(postgres.url_of(name)) is None
    assert not is_current(postgres.url_of(name))
    postgres.drop(name)


def test_an_upgrade_step_by_step_ends_where_one_does(empty_database: Database) -> None:
    upgrade(empty_database, "0001")
    assert not is_current(empty_database)
    upgrade(empty_database)
    assert is_current(empty_database)


def test_two_upgrades_at_once_wait_for_each_other(empty_database: Database) -> None:
    url = empty_database.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(upgrade, url)
        upgrade(url)
        first.result()
    assert is_current(empty_database)


def test_a_failed_upgrade_leaves_nothing_behind(empty_database: Database) -> None:
    upgrade(empty_database, "0003")
    with empty_database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE ledger_entry (a INTEGER)")
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(empty_database)
    assert current(empty_database) == "0003"
    with empty_database.write() as connection:
        connection.exec_driver_sql("DROP TABLE ledger_entry")
    upgrade(empty_database)
    assert is_current(empty_database)


def test_a_wrong_url_names_the_variable() -> None:
    with pytest.raises(SettingsError, match=r"^VIZA_DATABASE_URL: "):
        upgrade("mysql://host/viza")


def test_s36_a_ledger_entry_cannot_be_changed_removed_or_out_of_turn(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(HEAD)
        connection.exec_driver_sql(ENTRY)
    for statement in (
        "UPDATE ledger_entry SET body = 'x'",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_entry VALUES ('plan-1', 2, 'b', 'h')",
    ):
        with pytest.raises(DBAPIError), database.write() as connection:
            connection.exec_driver_sql(statement)


def test_s36_the_applications_role_appends_and_cannot_rewrite(postgres: PostgresServer) -> None:
    name = postgres.create()
    postgres.administer("CREATE ROLE viza_app LOGIN")
    with disposing(Database(postgres.url_of(name))) as owner, owner.write() as connection:
        grant_application(connection, "viza_app")
    with disposing(Database(postgres.url_of(name, user="viza_app"))) as application:
        with application.write() as connection:
            connection.exec_driver_sql(HEAD)
            connection.exec_driver_sql("SELECT 1 FROM ledger_head FOR UPDATE")
            connection.exec_driver_sql(ENTRY)
            connection.exec_driver_sql("UPDATE ledger_head SET size = 1")
            connection.exec_driver_sql(
                "INSERT INTO alarm (code, detail, raised_at, facts) VALUES ('c', 'd', now(), '{}')"
            )
        for statement in (
            "UPDATE ledger_entry SET body = 'x'",
            "DELETE FROM ledger_entry",
            "TRUNCATE ledger_entry",
            "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
            "DROP TABLE ledger_entry CASCADE",
            "UPDATE ledger_checkpoint SET note = 'x'",
            "UPDATE alembic_version SET version_num = '0000'",
        ):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), application.write() as it:
                it.exec_driver_sql(statement)
        assert is_current(application)
    postgres.drop(name)
    postgres.administer("DROP ROLE viza_app")


@pytest.mark.parametrize("role", ["viza; DROP TABLE plan", 'viza"', ""])
def test_a_role_that_is_no_plain_name_is_refused(postgresql_database: Database, role: str) -> None:
    with pytest.raises(ValueError, match="not a plain identifier"), postgresql_database.write() as connection:
        grant_application(connection, role)
