"""Appending: places without gaps, times that never run backwards, personal data beside the entry."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import IntegrityError

from audit.canonical import MAX_ENTRY_BYTES, CanonicalError
from audit.entry import EntryDraft, utc_text
from audit.errors import LedgerError, LedgerExists, LedgerInconsistent, LedgerNotFound
from audit.ledger import ENTRY, PERSONAL, append, append_many, head, open_ledger, read_entries
from audit.merkle import leaf_hash, root_of
from audit.personal import commitment, erase_personal
from tests.unit.audit.ledgers import DIGEST, LEDGER_ID, ORIGIN, START, draft, grow, salt, year


def entry(conn: Connection, seq: int) -> dict[str, Any]:
    ((_, body),) = read_entries(conn, LEDGER_ID, seq, seq + 1)
    parsed: dict[str, Any] = json.loads(body)
    return parsed


def test_an_entry_says_what_happened_and_leaves_out_what_did_not(conn: Connection) -> None:
    position = append(conn, LEDGER_ID, draft(3, to="planned"), START)
    assert position.seq == 0
    assert entry(conn, 0) == {
        "v": 1,
        "seq": 0,
        "ledger": ORIGIN,
        "ts": "2021-01-21T04:00:00.000Z",
        "actor": "person/5",
        "auth": "pin",
        "action": "item:state:planned",
        "object": "item/3",
        "version": 1,
        "to": "planned",
    }


def test_evidence_and_data_are_in_the_entry(conn: Connection) -> None:
    grow(conn, year())
    assert entry(conn, 5)["evidence_sha256"] == [DIGEST]
    assert entry(conn, 5)["data"] == {"comment": "Протокол прилагается", "units": 24, "of": []}


def test_places_have_no_gaps_and_the_head_follows(conn: Connection) -> None:
    grow(conn, year()[:3])
    append(conn, LEDGER_ID, draft(9, to="planned"), START)
    grow(conn, year()[3:5])
    stored = list(read_entries(conn, LEDGER_ID))
    assert [seq for seq, _ in stored] == list(range(6))
    now = head(conn, LEDGER_ID)
    assert (now.origin, now.size) == (ORIGIN, 6)
    assert now.root == root_of(leaf_hash(body) for _, body in stored)


def test_one_by_one_and_in_a_batch_give_the_same_bytes(conn: Connection) -> None:
    open_ledger(conn, "plan-2", ORIGIN, START)
    grow(conn, year())
    for each in year():
        append(conn, "plan-2", each, START, random_bytes=salt)
    assert list(read_entries(conn, LEDGER_ID)) == list(read_entries(conn, "plan-2"))


def test_a_part_can_be_read(conn: Connection) -> None:
    grow(conn, year())
    assert [seq for seq, _ in read_entries(conn, LEDGER_ID, 2, 5)] == [2, 3, 4]
    assert list(read_entries(conn, LEDGER_ID, 8)) == []


def test_an_empty_batch_adds_nothing(conn: Connection) -> None:
    assert append_many(conn, LEDGER_ID, [], START) == []
    assert head(conn, LEDGER_ID).size == 0


def test_a_ledger_is_opened_once(conn: Connection) -> None:
    with pytest.raises(LedgerExists):
        open_ledger(conn, LEDGER_ID, ORIGIN, START)


def test_an_unknown_ledger_is_named(conn: Connection) -> None:
    with pytest.raises(LedgerNotFound, match="plan-7"):
        append(conn, "plan-7", draft(), START)


def test_s38_times_never_run_backwards(conn: Connection) -> None:
    grow(conn, year()[:1], minutes=10)
    held = append(conn, LEDGER_ID, draft(2, to="planned"), START)
    assert held.clock_behind == timedelta(minutes=10)
    assert held.is_clock_alarm
    assert entry(conn, 1)["ts"] == entry(conn, 0)["ts"]
    assert entry(conn, 1)["clock"] == "held"
    later = append(conn, LEDGER_ID, draft(3, to="planned"), START + timedelta(minutes=10))
    assert not later.clock_behind
    assert "clock" not in entry(conn, 2)


@pytest.mark.parametrize(("milliseconds", "is_alarm"), [(4999, False), (5000, False), (5001, True)])
def test_s38_a_clock_that_jumps_back_over_5_s_is_an_alarm(conn: Connection, milliseconds: int, is_alarm: bool) -> None:
    grow(conn, year()[:1])
    position = append(conn, LEDGER_ID, draft(2, to="planned"), START - timedelta(milliseconds=milliseconds))
    assert position.is_clock_alarm is is_alarm


def test_s38_the_first_entry_is_not_before_the_opening(conn: Connection) -> None:
    append(conn, LEDGER_ID, draft(), START - timedelta(days=1))
    assert entry(conn, 0)["ts"] == utc_text(START)


def test_times_are_utc_whatever_the_zone() -> None:
    omsk = timezone(timedelta(hours=6))
    assert utc_text(datetime(2021, 1, 21, 10, 0, 0, 999_999, omsk)) == "2021-01-21T04:00:00.999Z"
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2021, 1, 21))  # noqa: DTZ001 - the mistake that is refused


def test_personal_data_is_not_in_the_entry(conn: Connection) -> None:
    grow(conn, year())
    row = conn.execute(select(PERSONAL).where(PERSONAL.c.seq == 6)).one()
    assert b"\xd0" not in next(body for _, body in read_entries(conn, LEDGER_ID, 6))
    assert entry(conn, 6)["pii_commit"] == commitment(row.salt, row.body)
    assert json.loads(row.body)["name"] == "Шестаков В.В."


def test_the_salt_is_32_random_bytes(conn: Connection) -> None:
    for name in ("а", "а"):
        append(conn, LEDGER_ID, EntryDraft("a", "system", "system", "plan", personal={"name": name}), START)
    salts = list(conn.execute(select(PERSONAL.c.salt)).scalars())
    assert len(set(salts)) == 2
    assert {len(each) for each in salts} == {32}


def test_s40_personal_data_is_erased_once_and_for_good(conn: Connection) -> None:
    grow(conn, year())
    assert erase_personal(conn, LEDGER_ID, 6, datetime.now(UTC))
    assert not erase_personal(conn, LEDGER_ID, 6, datetime.now(UTC))
    assert not erase_personal(conn, LEDGER_ID, 1, datetime.now(UTC))
    row = conn.execute(select(PERSONAL)).one()
    assert (row.salt, row.body) == (None, None)
    assert row.erased_at is not None


def test_an_entry_holds_at_most_65535_bytes(conn: Connection) -> None:
    bare = len(json.dumps(entry_of(conn, "a"), separators=(",", ":")))
    fits = MAX_ENTRY_BYTES - bare + 1
    append(conn, LEDGER_ID, EntryDraft("a", "system", "system", "plan", data={"text": "a" * fits}), START)
    with pytest.raises(CanonicalError, match="65535"):
        append(conn, LEDGER_ID, EntryDraft("a", "system", "system", "plan", data={"text": "a" * (fits + 1)}), START)
    assert head(conn, LEDGER_ID).size == 2


def entry_of(conn: Connection, text: str) -> dict[str, Any]:
    append(conn, LEDGER_ID, EntryDraft("a", "system", "system", "plan", data={"text": text}), START)
    return entry(conn, 0)


def test_an_object_that_comes_from_somewhere_goes_somewhere() -> None:
    with pytest.raises(ValueError, match="where it went"):
        EntryDraft("a", "system", "system", "plan", from_state="draft")


@pytest.mark.parametrize("column", ["frontier", "last_ts"])
def test_a_head_changed_from_outside_is_noticed(conn: Connection, column: str) -> None:
    grow(conn, year())
    conn.exec_driver_sql("DROP TRIGGER ledger_head_update")
    conn.exec_driver_sql(f"UPDATE ledger_head SET {column} = 'zz'")
    with pytest.raises(LedgerInconsistent):
        append(conn, LEDGER_ID, draft(), START)


def test_the_ledger_is_written_inside_a_transaction() -> None:
    with create_engine("sqlite://").connect() as connection, pytest.raises(LedgerError, match="transaction"):
        append(connection, LEDGER_ID, draft(), START)


def test_a_driver_error_is_sqlalchemys(conn: Connection) -> None:
    grow(conn, year())
    conn.exec_driver_sql("DROP TRIGGER ledger_head_update")
    conn.exec_driver_sql("UPDATE ledger_head SET size = 3, frontier = zeroblob(64)")
    with pytest.raises(IntegrityError):
        append(conn, LEDGER_ID, draft(), START)
    assert list(conn.execute(select(ENTRY.c.seq)).scalars()) == list(range(8))
