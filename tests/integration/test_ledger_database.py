"""The ledger on real SQLite and PostgreSQL: guards, parallel writers, and a verdict over all of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from audit.bundle import BundleSource
from audit.canonical import CanonicalError
from audit.database_source import ledger_ids
from audit.entry import EntryDraft
from audit.export import export_bundle
from audit.guards import APPEND_ONLY, CHECKPOINT_ORDER, ENTRY_ORDER, ERASE_ONLY, HEAD_GROWTH
from audit.ledger import append, append_many, head, open_ledger, read_entries
from audit.personal import erase_personal
from audit.seal import CHECKPOINT
from audit.verify import verify
from config.database import Database
from tests.unit.audit.ledgers import (
    DIGEST,
    LEDGER_ID,
    ORIGIN,
    PROTOCOL,
    SIGNER,
    START,
    VKEY,
    database_source,
    draft,
    grow,
    seal_now,
    year,
)


@pytest.fixture
def ledger(database: Database) -> Database:
    """A ledger of eight entries, sealed after five and after all."""
    with database.write() as conn:
        open_ledger(conn, LEDGER_ID, ORIGIN, START)
        grow(conn, year()[:5])
        seal_now(conn)
    with database.write() as conn:
        for minutes, each in enumerate(year()[5:]):
            grow(conn, [each], minutes=minutes)
        seal_now(conn, minutes=9)
    return database


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    path = tmp_path / "protocol"
    path.write_bytes(PROTOCOL)
    return path


def run(database: Database, statement: str) -> None:
    with database.write() as conn:
        conn.exec_driver_sql(statement)


def test_the_whole_ledger_verifies_in_the_database_and_as_a_bundle(
    ledger: Database, protocol: Path, tmp_path: Path
) -> None:
    with ledger.read() as conn:
        stored = verify(database_source(conn, protocol), keys=[VKEY])
        export_bundle(conn, LEDGER_ID, tmp_path / "out", {DIGEST: protocol}, vkeys=[VKEY])
        assert ledger_ids(conn) == [LEDGER_ID]
    bundle = verify(BundleSource(tmp_path / "out"), keys=[VKEY])
    assert stored.ok, stored.findings
    assert bundle.ok, bundle.findings
    assert (stored.root, stored.states, stored.size) == (bundle.root, bundle.states, 8)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE ledger_entry SET body = body", APPEND_ONLY),
        ("UPDATE ledger_entry SET seq = seq + 100", APPEND_ONLY),
        ("DELETE FROM ledger_entry", APPEND_ONLY),
        ("DELETE FROM ledger_entry WHERE seq = 7", APPEND_ONLY),
        ("UPDATE ledger_checkpoint SET note = note", APPEND_ONLY),
        ("DELETE FROM ledger_checkpoint", APPEND_ONLY),
        ("DELETE FROM ledger_head", APPEND_ONLY),
        ("DELETE FROM ledger_personal", APPEND_ONLY),
        ("INSERT INTO ledger_entry VALUES ('plan-1', 9, '', '')", ENTRY_ORDER),
        ("INSERT INTO ledger_entry VALUES ('plan-1', 7, '', '')", ENTRY_ORDER),
        ("INSERT INTO ledger_entry VALUES ('plan-1', 7, '', '') ON CONFLICT DO NOTHING", ENTRY_ORDER),
        ("INSERT INTO ledger_entry VALUES ('plan-2', 1, '', '')", ENTRY_ORDER),
        ("UPDATE ledger_head SET size = 7", HEAD_GROWTH),
        ("UPDATE ledger_head SET size = 9", HEAD_GROWTH),
        ("UPDATE ledger_head SET origin = 'x'", HEAD_GROWTH),
        ("UPDATE ledger_head SET ledger_id = 'x'", HEAD_GROWTH),
        ("UPDATE ledger_head SET last_ts = ''", HEAD_GROWTH),
        ("INSERT INTO ledger_head VALUES ('plan-1', 'o', 0, '', '', '')", HEAD_GROWTH),
        ("INSERT INTO ledger_head VALUES ('plan-2', 'o', 1, '', '', '')", HEAD_GROWTH),
        ("UPDATE ledger_personal SET body = salt", ERASE_ONLY),
        ("UPDATE ledger_personal SET seq = 5, salt = NULL, body = NULL, erased_at = '2021-01-01'", ERASE_ONLY),
        ("INSERT INTO ledger_personal VALUES ('plan-1', 6, '', '', NULL)", ERASE_ONLY),
        (
            "INSERT INTO ledger_checkpoint VALUES ('plan-1', 8, '', '', '', '', '2021-01-01')",
            CHECKPOINT_ORDER,
        ),
        (
            "INSERT INTO ledger_checkpoint VALUES ('plan-1', 6, '', '', '', '', '2021-01-01')",
            CHECKPOINT_ORDER,
        ),
    ],
)
def test_s36_the_tables_are_append_only(ledger: Database, protocol: Path, statement: str, reason: str) -> None:
    with pytest.raises(DBAPIError, match=reason):
        run(ledger, statement)
    with ledger.read() as conn:
        assert verify(database_source(conn, protocol)).ok


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("INSERT OR REPLACE INTO ledger_entry VALUES ('plan-1', 7, 'x', 'y')", ENTRY_ORDER),
        ("REPLACE INTO ledger_entry VALUES ('plan-1', 0, 'x', 'y')", ENTRY_ORDER),
        ("REPLACE INTO ledger_head VALUES ('plan-1', 'o', 0, '', '', '')", HEAD_GROWTH),
        ("REPLACE INTO ledger_personal VALUES ('plan-1', 6, '', '', NULL)", ERASE_ONLY),
        (
            "REPLACE INTO ledger_checkpoint VALUES ('plan-1', 8, '', '', '', '', '2021-01-01')",
            CHECKPOINT_ORDER,
        ),
        ("UPDATE OR REPLACE ledger_entry SET seq = 0 WHERE seq = 1", APPEND_ONLY),
        (
            "INSERT INTO ledger_entry VALUES ('plan-1', 7, 'x', 'y') ON CONFLICT DO UPDATE SET body = 'x'",
            ENTRY_ORDER,
        ),
    ],
)
def test_s36_sqlite_cannot_replace(sqlite_database: Database, statement: str, reason: str) -> None:
    with sqlite_database.write() as conn:
        open_ledger(conn, LEDGER_ID, ORIGIN, START)
        grow(conn, year())
        seal_now(conn)
    with pytest.raises(DBAPIError, match=reason):
        run(sqlite_database, statement)


@pytest.mark.parametrize("table", ["ledger_head", "ledger_entry", "ledger_personal", "ledger_checkpoint"])
def test_s36_postgresql_cannot_truncate(postgresql_database: Database, table: str) -> None:
    with pytest.raises(DBAPIError, match=APPEND_ONLY):
        run(postgresql_database, f"TRUNCATE {table} CASCADE")


def test_s36_a_temporary_table_does_not_mislead_the_guards(postgresql_database: Database) -> None:
    with postgresql_database.write() as conn:
        open_ledger(conn, LEDGER_ID, ORIGIN, START)
        grow(conn, year())
    with postgresql_database.write() as conn:
        conn.exec_driver_sql("CREATE TEMPORARY TABLE ledger_entry (ledger_id text, seq bigint)")
        with pytest.raises(DBAPIError, match=ENTRY_ORDER), conn.begin_nested():
            conn.exec_driver_sql("INSERT INTO public.ledger_entry VALUES ('plan-1', 0, 'x', 'y')")


def test_s40_erasing_leaves_every_proof_valid(ledger: Database, protocol: Path) -> None:
    with ledger.write() as conn:
        assert erase_personal(conn, LEDGER_ID, 6, datetime.now(UTC))
    with ledger.write() as conn:
        assert not erase_personal(conn, LEDGER_ID, 6, datetime.now(UTC))
        verdict = verify(database_source(conn, protocol))
    assert verdict.ok
    assert verdict.personal_erased == 1


def test_checkpoint_times_come_back_aware(ledger: Database) -> None:
    with ledger.read() as conn:
        assert conn.execute(select(CHECKPOINT.c.created_at).order_by(CHECKPOINT.c.size)).scalars().first() == START


def add(database: Database, number: int) -> list[int]:
    """Append alone or in a batch, in a transaction of one's own."""
    with database.write() as conn:
        if number % 3:
            return [append(conn, LEDGER_ID, draft(number, to="planned"), datetime.now(UTC)).seq]
        batch = [draft(1000 * (number + 1) + each, to="planned") for each in range(3)]
        return [position.seq for position in append_many(conn, LEDGER_ID, batch, datetime.now(UTC))]


def test_s36_parallel_writers_take_every_place_once(database: Database) -> None:
    with database.write() as conn:
        open_ledger(conn, LEDGER_ID, ORIGIN, START)
    with ThreadPoolExecutor(8) as pool:
        places = [place for taken in pool.map(lambda number: add(database, number), range(60)) for place in taken]
    assert sorted(places) == list(range(100))
    with database.write() as conn:
        assert seal_now(conn).size == 100
        verdict = verify(database_source(conn))
    assert verdict.ok, verdict.findings


def test_s37_a_transaction_that_fails_leaves_no_entry(ledger: Database) -> None:
    def fail(conn: Connection) -> None:
        append(conn, LEDGER_ID, draft(9, to="planned"), START)
        append(conn, LEDGER_ID, EntryDraft("a", "system", "system", "plan", data={"f": 1.5}), START)  # type: ignore[dict-item]

    with ledger.read() as conn:
        before = head(conn, LEDGER_ID)
    with pytest.raises(CanonicalError), ledger.write() as conn:
        fail(conn)
    with ledger.write() as conn:
        assert head(conn, LEDGER_ID) == before
        assert len(list(read_entries(conn, LEDGER_ID))) == 8
        grow(conn, [draft(9, to="planned")])


def test_two_ledgers_do_not_wait_for_each_other(postgresql_database: Database) -> None:
    with postgresql_database.write() as conn:
        for name in ("plan-1", "plan-2"):
            open_ledger(conn, name, SIGNER.origin(name), START)
    with postgresql_database.write() as first, postgresql_database.write() as second:
        second.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        append(first, "plan-1", draft(), START)
        append(second, "plan-2", draft(), START)
