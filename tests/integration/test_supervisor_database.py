"""The short way past the migrations agrees with the migrations."""

from pathlib import Path

from cli.supervisor_database import bring_up_to_date, newest_revision
from config.settings import load_settings
from migrations.runner import current, head, upgrade
from tests.integration.databases import PostgresServer


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    assert newest_revision() == head()


def test_a_new_database_and_an_older_one_are_upgraded(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    bring_up_to_date(settings)
    assert current(settings.database_url) == head()
    older = load_settings(data_dir=tmp_path / "older")
    upgrade(older.database_url, "0001")
    bring_up_to_date(older)
    assert current(older.database_url) == head()
    bring_up_to_date(older)


def test_an_empty_postgresql_database_is_upgraded(postgres: PostgresServer) -> None:
    postgres.administer("CREATE DATABASE viza_up")
    settings = load_settings(database_url=postgres.url_of("viza_up"))
    bring_up_to_date(settings)
    assert current(settings.database_url) == head()
    postgres.administer("DROP DATABASE viza_up")
