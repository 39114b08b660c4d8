"""A small ledger as the engine writes it, in a database and in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from audit.checkpoint import Checkpoint
from audit.database_source import DatabaseSource
from audit.entry import EntryDraft, entry_body, utc_text
from audit.keys import LedgerSigner
from audit.ledger import append_many
from audit.merkle import leaf_hash, root_of
from audit.seal import SealedCheckpoint, seal
from audit.source import PersonalRecord
from audit.tiles import Tile

LEDGER_ID = "plan-1"
SIGNER = LedgerSigner("viza-omsk.example", bytes(range(32)))
ORIGIN = SIGNER.origin(LEDGER_ID)
VKEY = SIGNER.vkey(ORIGIN)
START = datetime(2021, 1, 21, 4, tzinfo=UTC)
PROTOCOL = b"protocol no. 4"
DIGEST = sha256(PROTOCOL).hexdigest()


def salt(size: int) -> bytes:
    return bytes(size)


def draft(item: int = 1, *, to: str = "in_progress", came_from: str | None = None, version: int = 1) -> EntryDraft:
    return EntryDraft(
        action=f"item:state:{to}",
        actor="person/5",
        auth="pin",
        object=f"item/{item}",
        version=version,
        from_state=came_from,
        to_state=to,
    )


def year() -> list[EntryDraft]:
    """Three items on their way; one entry has evidence, one has personal data."""
    steps = [draft(item, to="planned") for item in (1, 2, 3)]
    steps += [draft(item, to="in_progress", came_from="planned", version=2) for item in (1, 2)]
    submitted = draft(1, to="evidence_submitted", came_from="in_progress", version=3)
    steps.append(
        replace(submitted, evidence_sha256=(DIGEST,), data={"comment": "Протокол прилагается", "units": 24, "of": []})
    )
    steps.append(
        EntryDraft(
            action="decision:recorded",
            actor="person/9",
            auth="paper",
            object="submission/item/1/1",
            personal={"name": "Шестаков В.В.", "phone": "+7 3812 00-00-00"},
        )
    )
    steps.append(draft(1, to="agreed", came_from="evidence_submitted", version=4))
    return steps


def grow(conn: Connection, drafts: Sequence[EntryDraft], *, minutes: int = 0) -> None:
    append_many(conn, LEDGER_ID, drafts, START + timedelta(minutes=minutes), random_bytes=salt)


def seal_now(conn: Connection, *, minutes: int = 0, reason: str = "daily") -> SealedCheckpoint:
    sealed = seal(conn, LEDGER_ID, SIGNER, reason, START + timedelta(minutes=minutes))
    assert sealed is not None
    return sealed


def database_source(conn: Connection, evidence: Path | None = None) -> DatabaseSource:
    return DatabaseSource(conn, LEDGER_ID, vkeys=[VKEY], evidence_path=lambda _: evidence)


def bodies_of(drafts: Sequence[EntryDraft], *, origin: str = ORIGIN) -> list[bytes]:
    return [
        entry_body(each, seq=seq, origin=origin, ts=utc_text(START + timedelta(minutes=seq)))
        for seq, each in enumerate(drafts)
    ]


def note_over(bodies: Sequence[bytes], *, signer: LedgerSigner = SIGNER, origin: str = ORIGIN) -> str:
    return signer.sign(origin, Checkpoint(origin, len(bodies), root_of(map(leaf_hash, bodies))).text)


@dataclass
class MemorySource:
    """A `LedgerSource` whose parts a test sets at will."""

    bodies: list[bytes]
    notes: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=lambda: [VKEY])
    files: dict[str, Path] = field(default_factory=dict)
    records: dict[int, PersonalRecord] = field(default_factory=dict)
    stored_tiles: list[tuple[Tile, bytes]] = field(default_factory=list)

    def entries(self) -> Iterator[bytes]:
        return iter(self.bodies)

    def checkpoints(self) -> list[str]:
        return self.notes

    def public_keys(self) -> list[str]:
        return self.keys

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        return iter(self.stored_tiles)

    def evidence(self, sha256: str) -> Path | None:
        return self.files.get(sha256)

    def personal(self, seq: int) -> PersonalRecord | None:
        return self.records.get(seq)
