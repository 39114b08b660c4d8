"""The floor of `transitions`: the same rows with the bare driver. No rules, no chain, no statement builder.

Each transition is one transaction: read the state, change it with a version check, read the ledger's last hash, add
an entry with its hash, move the head, add a notice, commit. With psycopg these are 7 round trips: the entry and the
head travel in one statement, and the driver sends BEGIN by itself.
"""

import json
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

STATES = ("planned", "in_progress", "evidence_submitted", "agreed", "approved")
TIME = "2021-03-01T03:00:00.000Z"
TABLES = (
    "CREATE TABLE item (id integer PRIMARY KEY, plan_id integer NOT NULL, state text NOT NULL, version integer)",
    "CREATE TABLE head (ledger integer PRIMARY KEY, size integer NOT NULL, hash {bytes} NOT NULL)",
    "CREATE TABLE entry (ledger integer, seq integer, body {bytes}, hash {bytes}, PRIMARY KEY (ledger, seq))",
    (
        "CREATE TABLE notice (id {serial} PRIMARY KEY, dedupe_key text UNIQUE, kind text, item_id integer,"
        " recipient_id integer, created_at text)"
    ),
)


def entry_of(item_id: int, seq: int, before: bytes, source: str, target: str) -> tuple[bytes, bytes]:
    """The body of an entry and its hash over the hash before."""
    entry = {
        "v": 1, "seq": seq, "ts": TIME, "actor": "person/1", "auth": "pin", "action": "item:state:moved",
        "object": f"item/{item_id}", "from": source, "to": target,
    }  # fmt: skip
    body = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return body, sha256(before + body).digest()


def on_sqlite(file: Path, synchronous: str, plans: int, items: int) -> float:
    """Transitions a second in a new SQLite file."""
    connection = sqlite3.connect(file, isolation_level=None)
    execute = connection.execute
    execute("PRAGMA journal_mode = WAL")
    execute(f"PRAGMA synchronous = {synchronous}")
    for statement in TABLES:
        execute(statement.format(bytes="blob", serial="integer"))
    execute("BEGIN")
    connection.executemany("INSERT INTO head VALUES (?, 0, x'00')", [(plan,) for plan in range(plans)])
    connection.executemany(
        "INSERT INTO item VALUES (?, ?, 'planned', 1)", [(n, n // items) for n in range(plans * items)]
    )
    execute("COMMIT")
    start = perf_counter()
    for target in STATES[1:]:
        for item_id in range(plans * items):
            execute("BEGIN IMMEDIATE")
            plan, state, version = execute(
                "SELECT plan_id, state, version FROM item WHERE id = ?", (item_id,)
            ).fetchone()
            done = execute(
                "UPDATE item SET state = ?, version = ? WHERE id = ? AND version = ?",
                (target, version + 1, item_id, version),
            )
            seq, before = execute("SELECT size, hash FROM head WHERE ledger = ?", (plan,)).fetchone()
            body, digest = entry_of(item_id, seq, before, state, target)
            execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (plan, seq, body, digest))
            execute("UPDATE head SET size = ?, hash = ? WHERE ledger = ?", (seq + 1, digest, plan))
            execute(
                "INSERT INTO notice (dedupe_key, kind, item_id, recipient_id, created_at) VALUES (?, ?, ?, ?, ?)",
                (f"{target}/{item_id}", target, item_id, 1, TIME),
            )
            execute("COMMIT")
            if done.rowcount != 1:
                raise AssertionError("somebody else moved the item")
    rate = (len(STATES) - 1) * plans * items / (perf_counter() - start)
    connection.close()
    return rate


def on_postgresql(address: str, plans: int, items: int, connections: int = 1) -> float:
    """Transitions a second in an empty PostgreSQL database, the plans dealt to the connections."""
    with psycopg.connect(address) as setting_up:
        for statement in TABLES:
            setting_up.execute(statement.format(bytes="bytea", serial="serial").encode())
        setting_up.execute("INSERT INTO head SELECT n, 0, '\\x00' FROM generate_series(0, %s) n", (plans - 1,))
        setting_up.execute(
            "INSERT INTO item SELECT n, n / %s, 'planned', 1 FROM generate_series(0, %s) n",
            (items, plans * items - 1),
        )
        setting_up.commit()
        setting_up.execute("ANALYZE")
    lanes = [
        [item for plan in range(lane, plans, connections) for item in range(plan * items, (plan + 1) * items)]
        for lane in range(connections)
    ]
    opened = [psycopg.connect(address) for _ in lanes]
    with ThreadPoolExecutor(connections) as threads:
        start = perf_counter()
        list(threads.map(_walk, opened, lanes))
        rate = (len(STATES) - 1) * plans * items / (perf_counter() - start)
    for connection in opened:
        connection.close()
    return rate


def _walk(connection: "psycopg.Connection[tuple[Any, ...]]", item_ids: Sequence[int]) -> None:
    cursor = connection.cursor()
    execute, fetch = cursor.execute, cursor.fetchone
    for target in STATES[1:]:
        for item_id in item_ids:
            execute("SELECT plan_id, state, version FROM item WHERE id = %s", (item_id,))
            plan, state, version = fetch()  # type: ignore[misc]
            execute(
                "UPDATE item SET state = %s, version = %s WHERE id = %s AND version = %s",
                (target, version + 1, item_id, version),
            )
            if cursor.rowcount != 1:
                raise AssertionError("somebody else moved the item")
            execute("SELECT size, hash FROM head WHERE ledger = %s FOR UPDATE", (plan,))
            seq, before = fetch()  # type: ignore[misc]
            body, digest = entry_of(item_id, seq, before, state, target)
            execute(
                "WITH added AS (INSERT INTO entry VALUES (%s, %s, %s, %s))"
                " UPDATE head SET size = %s, hash = %s WHERE ledger = %s",
                (plan, seq, body, digest, seq + 1, digest, plan),
            )
            execute(
                "INSERT INTO notice (dedupe_key, kind, item_id, recipient_id, created_at) VALUES (%s, %s, %s, %s, %s)",
                (f"{target}/{item_id}", target, item_id, 1, TIME),
            )
            connection.commit()
