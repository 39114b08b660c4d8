"""Appending to a ledger and reading it, on a connection whose transaction the caller began.

On SQLite begin with BEGIN IMMEDIATE: a head that was read in a deferred transaction can be stale and fork the ledger.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from audit.canonical import canonical_bytes
from audit.entry import EntryDraft, entry_body, utc_text
from audit.errors import LedgerError, LedgerExists, LedgerInconsistent, LedgerNotFound
from audit.merkle import EMPTY_ROOT, CompactRange, leaf_hash
from audit.personal import SALT_SIZE, commitment
from config.prepared import Prepared, Question
from models.ledger import LedgerEntry, LedgerHead, LedgerPersonal

CLOCK_ALARM = timedelta(seconds=5)
READ_CHUNK = 2000

HEAD: Table = LedgerHead.__table__  # type: ignore[attr-defined]
ENTRY: Table = LedgerEntry.__table__  # type: ignore[attr-defined]
PERSONAL: Table = LedgerPersonal.__table__  # type: ignore[attr-defined]

_OF_LEDGER = HEAD.c.ledger_id == bindparam("of")
_SELECT_HEAD = select(HEAD.c.origin, HEAD.c.size, HEAD.c.frontier, HEAD.c.root, HEAD.c.last_ts).where(_OF_LEDGER)

_READ_HEAD = Prepared(_SELECT_HEAD)
_LOCK_HEAD = Prepared(_SELECT_HEAD, is_locking=True)
_ADD_ENTRY = Prepared(insert(ENTRY), columns=[column.name for column in ENTRY.c])
_MOVE_HEAD = Prepared(update(HEAD).where(_OF_LEDGER), columns=("size", "frontier", "root", "last_ts"))
_READ_ENTRIES = (
    select(ENTRY.c.seq, ENTRY.c.body)
    .where(ENTRY.c.ledger_id == bindparam("of"), ENTRY.c.seq >= bindparam("first"), ENTRY.c.seq < bindparam("end"))
    .order_by(ENTRY.c.seq)
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger stands. `last_ts` is the newest entry's time, empty while there is none."""

    origin: str
    size: int
    frontier: bytes
    root: bytes
    last_ts: str


@dataclass(frozen=True, slots=True)
class LedgerPosition:
    """Where an entry stands. `clock_behind` is how far our clock stood before the entry ahead (zero as a rule)."""

    seq: int
    leaf_hash: bytes
    clock_behind: timedelta = timedelta()

    @property
    def is_clock_alarm(self) -> bool:
        """Whether the clock had jumped back by more than 5 seconds."""
        return self.clock_behind > CLOCK_ALARM


def open_ledger(conn: Connection, ledger_id: str, origin: str, now: datetime) -> None:
    """Open an empty ledger. Raises `LedgerExists`. `now` bounds the first entry's time from below."""
    if _READ_HEAD.first(conn, of=ledger_id) is not None:
        raise LedgerExists(f"the ledger {ledger_id} is open already")
    conn.execute(
        insert(HEAD).values(
            ledger_id=ledger_id, origin=origin, size=0, frontier=b"", root=EMPTY_ROOT, last_ts=utc_text(now)
        )
    )


def head(conn: Connection, ledger_id: str) -> Head:
    """Where the ledger stands. Raises `LedgerNotFound`."""
    return _read_head(conn, ledger_id, is_locked=False)


def lock_head(conn: Connection, ledger_id: str) -> Head:
    """The same, and nobody else appends before this transaction ends. Raises `LedgerNotFound`."""
    return _read_head(conn, ledger_id, is_locked=True)


def ask_of_head(ledger_id: str) -> Question:
    """What `append` will ask first: the head, locked from here on."""
    return _LOCK_HEAD.asked(of=ledger_id)


def append(
    conn: Connection,
    ledger_id: str,
    draft: EntryDraft,
    now: datetime,
    *,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> LedgerPosition:
    """Append one entry. `now` is an aware datetime; `random_bytes` gives the salt of personal data.

    Raises `LedgerNotFound`, `LedgerInconsistent`, `CanonicalError`.
    """
    return append_many(conn, ledger_id, (draft,), now, random_bytes=random_bytes)[0]


def append_many(
    conn: Connection,
    ledger_id: str,
    drafts: Sequence[EntryDraft],
    now: datetime,
    *,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> list[LedgerPosition]:
    """Append entries in this order, with one lock of the head, one time and one batch. Raises as `append` does."""
    if not drafts:
        return []
    before = lock_head(conn, ledger_id)
    try:
        ts, behind = _next_time(before.last_ts, now)
        tree = CompactRange.from_bytes(before.size, before.frontier)
    except ValueError as error:
        raise LedgerInconsistent(f"the head of {ledger_id} was changed from outside") from error
    entries: list[dict[str, Any]] = []
    personal: list[dict[str, Any]] = []
    for seq, draft in enumerate(drafts, before.size):
        commit = None
        if draft.personal is not None:
            salt, kept = random_bytes(SALT_SIZE), canonical_bytes(draft.personal)
            commit = commitment(salt, kept)
            personal.append({"ledger_id": ledger_id, "seq": seq, "salt": salt, "body": kept})
        body = entry_body(draft, seq=seq, origin=before.origin, ts=ts, is_held=behind > timedelta(), pii_commit=commit)
        leaf = leaf_hash(body)
        tree.append(leaf)
        entries.append({"ledger_id": ledger_id, "seq": seq, "body": body, "leaf_hash": leaf})
    _store(conn, ledger_id, entries, tree, ts)
    if personal:
        conn.execute(insert(PERSONAL), personal)
    return [LedgerPosition(entry["seq"], entry["leaf_hash"], behind) for entry in entries]


def read_entries(
    conn: Connection, ledger_id: str, start: int = 0, stop: int | None = None
) -> Iterator[tuple[int, bytes]]:
    """The entries from `start` up to but without `stop`, in order, read in chunks. Raises `LedgerNotFound`."""
    end = head(conn, ledger_id).size if stop is None else stop
    for first in range(start, end, READ_CHUNK):
        rows = conn.execute(_READ_ENTRIES, {"of": ledger_id, "first": first, "end": min(first + READ_CHUNK, end)}).all()
        yield from ((seq, body) for seq, body in rows)


def _read_head(conn: Connection, ledger_id: str, *, is_locked: bool) -> Head:
    if not conn.in_transaction():
        raise LedgerError("the ledger is read and written in a transaction that its caller began")
    row = (_LOCK_HEAD if is_locked else _READ_HEAD).first(conn, of=ledger_id)
    if row is None:
        raise LedgerNotFound(f"there is no ledger {ledger_id}")
    return Head(*row)


def _next_time(last_ts: str, now: datetime) -> tuple[str, timedelta]:
    """The time of the next entry, never before the last one, and by how much the clock had to be held."""
    ts = utc_text(now)
    if ts >= last_ts:
        return ts, timedelta()
    return last_ts, datetime.fromisoformat(last_ts) - now.astimezone(UTC)


def _store(conn: Connection, ledger_id: str, entries: list[dict[str, Any]], tree: CompactRange, ts: str) -> None:
    _ADD_ENTRY.send_many(conn, entries)
    # Nobody waits for this answer: the head is locked, so it is there to be moved.
    _MOVE_HEAD.send(
        conn,
        of=ledger_id,
        size=tree.size,
        frontier=tree.to_bytes(),
        root=tree.root(),
        last_ts=ts,
    )
