"""A ledger in the database, as the verifier reads it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from audit.errors import LedgerNotFound
from audit.ledger import ENTRY, HEAD, PERSONAL, head, read_entries
from audit.seal import CHECKPOINT
from audit.source import PersonalRecord, SourceDamaged
from audit.tiles import TILE_WIDTH, Tile

_WINDOW = 4096


def ledger_ids(conn: Connection) -> list[str]:
    """Every ledger of the database, in order of its name."""
    return list(conn.execute(select(HEAD.c.ledger_id).order_by(HEAD.c.ledger_id)).scalars())


class DatabaseSource:
    """One ledger of the database as a `LedgerSource`, on a connection whose transaction the caller began."""

    def __init__(
        self,
        conn: Connection,
        ledger_id: str,
        *,
        vkeys: Sequence[str],
        evidence_path: Callable[[str], Path | None],
    ) -> None:
        """`vkeys` are the keys of this ledger; `evidence_path` finds the stored file of a SHA-256 in hex."""
        self._conn = conn
        self._ledger_id = ledger_id
        self._vkeys = tuple(vkeys)
        self._evidence_path = evidence_path
        self._window: dict[int, PersonalRecord] = {}
        self._window_start = -1

    def entries(self) -> Iterator[bytes]:
        """The entries up to the head. Raises `SourceDamaged` for a row that is missing or beyond the head."""
        try:
            stop = head(self._conn, self._ledger_id).size
        except LedgerNotFound as error:
            raise SourceDamaged(str(error)) from error
        expected = 0
        for seq, body in read_entries(self._conn, self._ledger_id, 0, stop):
            if seq != expected:
                raise SourceDamaged(f"entry {expected} is missing", expected)
            yield _bytes(body, seq)
            expected += 1
        if expected != stop:
            raise SourceDamaged(f"entry {expected} is missing", expected)
        beyond = self._conn.execute(
            select(ENTRY.c.seq).where(ENTRY.c.ledger_id == self._ledger_id, ENTRY.c.seq >= stop).limit(1)
        ).scalar()
        if beyond is not None:
            raise SourceDamaged(f"entry {beyond} lies beyond the head", beyond)

    def checkpoints(self) -> Sequence[str]:
        """The stored notes, oldest first."""
        rows = self._conn.execute(
            select(CHECKPOINT.c.note).where(CHECKPOINT.c.ledger_id == self._ledger_id).order_by(CHECKPOINT.c.size)
        )
        return list(rows.scalars())

    def public_keys(self) -> Sequence[str]:
        """The keys that were passed in."""
        return self._vkeys

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """The leaf hashes that are stored beside the entries, as tiles of level 0."""
        index = 0
        while hashes := self._leaf_hashes(index * TILE_WIDTH):
            yield Tile(0, index, len(hashes)), b"".join(_bytes(each, index * TILE_WIDTH) for each in hashes)
            index += 1

    def evidence(self, sha256: str) -> Path | None:
        """The stored file of this hash."""
        return self._evidence_path(sha256)

    def personal(self, seq: int) -> PersonalRecord | None:
        """The personal data of an entry; rows are fetched a window at a time."""
        start = seq - seq % _WINDOW
        if start != self._window_start:
            self._window = dict(read_personal(self._conn, self._ledger_id, start, start + _WINDOW))
            self._window_start = start
        return self._window.get(seq)

    def _leaf_hashes(self, start: int) -> list[bytes]:
        rows = self._conn.execute(
            select(ENTRY.c.leaf_hash)
            .where(ENTRY.c.ledger_id == self._ledger_id, ENTRY.c.seq >= start, ENTRY.c.seq < start + TILE_WIDTH)
            .order_by(ENTRY.c.seq)
        )
        return list(rows.scalars())


def read_personal(conn: Connection, ledger_id: str, start: int, stop: int) -> Iterator[tuple[int, PersonalRecord]]:
    """The personal data that is not erased, of the entries from `start` up to but without `stop`, in order."""
    rows = conn.execute(
        select(PERSONAL.c.seq, PERSONAL.c.salt, PERSONAL.c.body)
        .where(
            PERSONAL.c.ledger_id == ledger_id,
            PERSONAL.c.seq >= start,
            PERSONAL.c.seq < stop,
            PERSONAL.c.salt.is_not(None),
            PERSONAL.c.body.is_not(None),
        )
        .order_by(PERSONAL.c.seq)
    )
    for seq, salt, body in rows:
        yield seq, PersonalRecord(_bytes(salt, seq), _bytes(body, seq))


def _bytes(value: object, seq: int) -> bytes:
    """The value as read; SQLite lets anyone who writes past the program put text where bytes belong."""
    if not isinstance(value, bytes):
        raise SourceDamaged(f"beside entry {seq} there is something other than bytes", seq)
    return value
