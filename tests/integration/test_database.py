"""Transactions: who sees what, who waits for whom, and that only `write` changes anything."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from config.database import Database, disposing
from config.errors import DatabaseUnavailable, SettingsError
from tests.integration.databases import PostgresServer

READ = text("SELECT detail FROM alarm WHERE id = 1")
WRITE = text("UPDATE alarm SET detail = :detail WHERE id = 1")
WRITERS, ROUNDS = 8, 12


def put_counter(connection: Connection) -> None:
    connection.execute(
        text("INSERT INTO alarm (id, code, detail, raised_at, facts) VALUES (1, 'c', '0', '2021-01-21 00:00:00', '{}')")
    )


def count_up(connection: Connection, *, lock: str = "") -> None:
    seen = int(connection.execute(text(READ.text + lock)).scalar_one())
    time.sleep(0.001)
    connection.execute(WRITE, {"detail": str(seen + 1)})


def test_parallel_writers_on_sqlite_never_build_on_a_stale_read(sqlite_database: Database) -> None:
    with sqlite_database.write() as connection:
        put_counter(connection)

    def work(_: int) -> None:
        for _round in range(ROUNDS):
            with sqlite_database.write() as connection:
                count_up(connection)

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(work, range(WRITERS)))
    with sqlite_database.read() as connection:
        assert connection.execute(READ).scalar_one() == str(WRITERS * ROUNDS)


def test_without_begin_immediate_the_same_work_is_refused_as_stale(sqlite_database: Database) -> None:
    """The trap itself: a transaction that begins with a read cannot write once another one has."""
    with sqlite_database.write() as connection:
        put_counter(connection)
    deferred = sqlite3.connect(str(sqlite_database.url.database), isolation_level=None, timeout=0.1)
    deferred.execute("BEGIN")
    deferred.execute(READ.text).fetchone()
    with sqlite_database.write() as connection:
        count_up(connection)
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        deferred.execute("UPDATE alarm SET detail = '1'")
    deferred.close()


def test_parallel_writers_on_postgresql_wait_for_a_locked_row(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        put_counter(connection)

    def work(_: int) -> None:
        for _round in range(ROUNDS):
            with postgresql_database.write() as connection:
                count_up(connection, lock=" FOR UPDATE")

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(work, range(WRITERS)))
    with postgresql_database.read() as connection:
        assert connection.execute(READ).scalar_one() == str(WRITERS * ROUNDS)


def test_an_exception_rolls_back_everything(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            put_counter(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(READ).first() is None


def test_reading_can_change_nothing(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as connection:
        put_counter(connection)
    with database.write() as connection:
        put_counter(connection)


def test_a_reader_sees_one_moment_and_blocks_no_writer(database: Database) -> None:
    with database.write() as connection:
        put_counter(connection)
    with database.read() as reader:
        assert reader.execute(READ).scalar_one() == "0"
        with database.write() as writer:
            count_up(writer)
        assert reader.execute(READ).scalar_one() == "0"
    with database.read() as reader:
        assert reader.execute(READ).scalar_one() == "1"


def test_a_reference_to_nobody_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO browser_grant (person_id, purpose, secret_sha256, created_at, expires_at) "
                "VALUES (9, 'p', :secret, '2021-01-21 00:00:00', '2021-01-21 00:00:00')"
            ),
            {"secret": b"s"},
        )


def test_sqlite_is_durable_and_checks_references(sqlite_database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    with disposing(Database(str(sqlite_database.url))) as database:
        for opened in (database.write(), database.read()):
            with opened as connection:
                found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
            assert found == wanted


def test_postgresql_speaks_utc_and_reads_one_moment(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        assert connection.exec_driver_sql("SHOW timezone").scalar_one() == "UTC"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "read committed"
    with postgresql_database.read() as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on"
    with postgresql_database.write() as connection:
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "off"


def test_a_connection_that_died_while_idle_is_replaced(
    postgresql_database: Database, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql_database.write() as connection:
        old = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    postgres.administer(f"SELECT pg_terminate_backend({old}, 5000)")
    monkeypatch.setattr("config.kept_connections.IDLE_BEFORE_PING_S", 0.0)
    with postgresql_database.write() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != old


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.database.BUSY_TIMEOUT_MS", 50)
    url = sqlite_database.url.render_as_string()
    with (
        disposing(Database(url)) as hurried,
        sqlite_database.write(),
        pytest.raises(DatabaseUnavailable) as refusal,
        hurried.write(),
    ):
        pass
    assert refusal.value.retry_helps
    assert refusal.value.reason == "database is locked"
    assert "повторите через минуту" in refusal.value.message


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    with (
        disposing(Database("postgresql://viza@127.0.0.1:9/viza")) as absent,
        pytest.raises(DatabaseUnavailable) as refusal,
        absent.read(),
    ):
        pass
    assert "127.0.0.1" in refusal.value.reason


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://h/d", "postgresql://host"])
def test_a_wrong_url_names_the_variable_before_anything_is_opened(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^VIZA_DATABASE_URL: "):
        Database(url)


def test_more_readers_than_pooled_connections_are_served(database: Database) -> None:
    barrier = threading.Barrier(12)

    def work(_: int) -> int:
        with database.read() as connection:
            barrier.wait(10)
            return int(connection.exec_driver_sql("SELECT 1").scalar_one())

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(work, range(12))) == 12


def test_a_disposed_database_opens_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
    database.dispose()
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    database.dispose()
