"""The floor of `sweep-due`: the same rows and hashes with the bare driver, batched. No ladder, calendar or audiences.

In the product's own tables, 500 items a transaction: read what is due, record each rung for both recipients, set the
next date, add an entry with its leaf hash to the tree for each item, move each plan's head, add two notices an item.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from audit.merkle import CompactRange

BATCH = 500
TIME = "2021-03-01T03:00:00.000Z"
MOMENT = "2021-03-01 03:00:00.000000"
DUE = (
    "SELECT i.id, i.plan_id, i.place, i.clock_id, r.person_id, p.coordinator_id FROM plan_item i"
    " JOIN plan p ON p.id = i.plan_id JOIN responsible r ON r.item_id = i.id AND r.is_lead"
    " WHERE i.next_rung_on <= ? ORDER BY i.next_rung_on, i.id LIMIT ?"
)
RECORD = (
    "INSERT INTO rung_record (clock_id, rung, occurrence, recipient_id, item_id, fate, on_date)"
    " VALUES (?, 'overdue', 0, ?, ?, 'fired', ?)"
)
NEXT = "UPDATE plan_item SET next_rung_on = ? WHERE id = ?"
HEAD = "SELECT size, frontier FROM ledger_head WHERE ledger_id = ?"
ENTRY = "INSERT INTO ledger_entry (ledger_id, seq, body, leaf_hash) VALUES (?, ?, ?, ?)"
MOVE = "UPDATE ledger_head SET size = ?, frontier = ?, root = ?, last_ts = ? WHERE ledger_id = ?"
NOTICE = (
    "INSERT INTO notice (dedupe_key, kind, plan_id, item_id, recipient_id, rung, clock_id, facts, group_key,"
    " not_before, created_at, state) VALUES (?, 'reminder', ?, ?, ?, 'overdue', ?, ?, ?, ?, ?, 'waiting')"
)


def on_sqlite(file: Path, synchronous: str, today: str, following: str) -> tuple[int, float]:
    """How many rungs were fired in the product's SQLite file, and how many a second."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in (f"synchronous = {synchronous}", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        return _sweep(connection, connection.cursor(), lambda sql: sql, today, following)
    finally:
        connection.close()


def on_postgresql(address: str, today: str, following: str) -> tuple[int, float]:
    """The same in the product's PostgreSQL database."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        return _sweep(connection, connection.cursor(), lambda sql: sql.replace("?", "%s"), today, following)


def _sweep(
    connection: Any, cursor: Any, dialect: Callable[[str], str], today: str, following: str
) -> tuple[int, float]:
    fired = 0
    start = perf_counter()
    while True:
        connection.execute("BEGIN" if dialect("?") == "%s" else "BEGIN IMMEDIATE")
        due = cursor.execute(dialect(DUE), (today, BATCH)).fetchall()
        if due:
            _fire(cursor, dialect, due, today, following)
        connection.execute("COMMIT")
        if not due:
            return fired, fired / (perf_counter() - start)
        fired += len(due)


def _fire(cursor: Any, dialect: Callable[[str], str], due: list[Any], today: str, following: str) -> None:
    records, notices, nexts = [], [], []
    of_plan = defaultdict(list)
    for item_id, plan_id, place, clock_id, lead, coordinator in due:
        nexts.append((following, item_id))
        of_plan[plan_id].append((place, clock_id, [lead, coordinator]))
        facts = json.dumps({"rung": "overdue", "clock_end": "2021-02-26", "days": 1})
        for person in (lead, coordinator):
            records.append((clock_id, person, item_id, today))
            key, group = f"rung/{clock_id}/overdue/0/p{person}", f"digest/{plan_id}/{person}"
            notices.append((key, plan_id, item_id, person, clock_id, facts, group, MOMENT, MOMENT))
    cursor.executemany(dialect(RECORD), records)
    cursor.executemany(dialect(NEXT), nexts)
    entries, heads = [], []
    for plan_id, items in sorted(of_plan.items()):
        ledger = f"plan-{plan_id}"
        size, frontier = cursor.execute(dialect(HEAD), (ledger,)).fetchone()
        tree = CompactRange.from_bytes(size, frontier)
        for seq, (place, clock_id, told) in enumerate(items, size):
            body = _body(ledger, seq, place, clock_id, told)
            leaf = sha256(b"\x00" + body).digest()
            tree.append(leaf)
            entries.append((ledger, seq, body, leaf))
        heads.append((tree.size, tree.to_bytes(), tree.root(), TIME, ledger))
    cursor.executemany(dialect(ENTRY), entries)
    cursor.executemany(dialect(MOVE), heads)
    cursor.executemany(dialect(NOTICE), notices)


def _body(ledger: str, seq: int, place: int, clock_id: str, told: list[int]) -> bytes:
    entry = {
        "v": 1, "seq": seq, "ledger": f"bench.viza.example/{ledger}", "ts": TIME, "actor": "system", "auth": "system",
        "action": "item:rung:fired", "object": f"item/{place}",
        "data": {
            "rung": "overdue", "occurrence": 0, "clock": clock_id, "clock_end": "2021-02-26", "due": "2021-03-01",
            "to": told,
        },
    }  # fmt: skip
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
