"""Sealing: a signed checkpoint over everything that a ledger holds so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, insert, select

from audit.checkpoint import Checkpoint, CheckpointError, open_checkpoint
from audit.errors import LedgerInconsistent
from audit.keys import LedgerSigner
from audit.ledger import Head, lock_head, read_entries
from audit.merkle import CompactRange, leaf_hash
from audit.note import NoteError, NoteVerifier
from models.ledger import LedgerCheckpoint

CHECKPOINT: Table = LedgerCheckpoint.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SealedCheckpoint:
    """A stored checkpoint. `note` is what leaves the machine; `is_new` is False for one that was there already."""

    checkpoint: Checkpoint
    note: str
    reason: str
    created_at: datetime
    is_new: bool

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The tree's hash over them."""
        return self.checkpoint.root


def seal(
    conn: Connection,
    ledger_id: str,
    signer: LedgerSigner,
    reason: str,
    now: datetime,
    *,
    earlier_keys: Sequence[NoteVerifier] = (),
) -> SealedCheckpoint | None:
    """Sign and store a checkpoint if the ledger grew since the last one, else return the last; None while it is empty.

    The entries since the last checkpoint are hashed again from their bytes; its cost follows their number. `now` is an
    aware datetime; `earlier_keys` are those that signed before the key was changed. Raises `LedgerNotFound`, and
    `LedgerInconsistent` where the tree does not continue what was signed.
    """
    head = lock_head(conn, ledger_id)
    last = last_checkpoint(conn, ledger_id)
    tree = CompactRange()
    if last is not None:
        tree = _resume(conn, ledger_id, head, last, [signer.verifier(head.origin), *earlier_keys])
    for seq, body in read_entries(conn, ledger_id, tree.size, head.size):
        if seq != tree.size or not isinstance(body, bytes):
            raise LedgerInconsistent(f"{ledger_id} has no entry {tree.size}")
        tree.append(leaf_hash(body))
    if (tree.size, tree.root(), tree.to_bytes()) != (head.size, head.root, head.frontier):
        raise LedgerInconsistent(f"the entries of {ledger_id} do not hash to its head")
    if tree.size == (last.size if last else 0):
        return last
    checkpoint = Checkpoint(head.origin, tree.size, tree.root())
    sealed = SealedCheckpoint(checkpoint, signer.sign(head.origin, checkpoint.text), reason, now, is_new=True)
    conn.execute(
        insert(CHECKPOINT).values(
            ledger_id=ledger_id,
            size=sealed.size,
            root=sealed.root,
            frontier=tree.to_bytes(),
            note=sealed.note,
            reason=reason,
            created_at=now,
        )
    )
    return sealed


def last_checkpoint(conn: Connection, ledger_id: str) -> SealedCheckpoint | None:
    """The newest stored checkpoint as it stands, unchecked; None while there is none."""
    row = conn.execute(
        select(CHECKPOINT).where(CHECKPOINT.c.ledger_id == ledger_id).order_by(CHECKPOINT.c.size.desc()).limit(1)
    ).first()
    if row is None:
        return None
    origin = row.note.partition("\n")[0]
    return SealedCheckpoint(Checkpoint(origin, row.size, row.root), row.note, row.reason, row.created_at, is_new=False)


def _resume(
    conn: Connection, ledger_id: str, head: Head, last: SealedCheckpoint, verifiers: Sequence[NoteVerifier]
) -> CompactRange:
    """The tree at the last checkpoint, which must bear our signature and lie within the ledger."""
    try:
        signed = open_checkpoint(last.note, verifiers)
        frontier = conn.execute(
            select(CHECKPOINT.c.frontier).where(CHECKPOINT.c.ledger_id == ledger_id, CHECKPOINT.c.size == last.size)
        ).scalar_one()
        tree = CompactRange.from_bytes(last.size, frontier)
    except (NoteError, CheckpointError, ValueError) as error:
        raise LedgerInconsistent(f"the last checkpoint of {ledger_id} is not what was signed: {error}") from error
    if signed != Checkpoint(head.origin, last.size, tree.root()) or last.root != signed.root:
        raise LedgerInconsistent(f"the last checkpoint of {ledger_id} is not what was signed")
    if head.size < last.size:
        raise LedgerInconsistent(f"{ledger_id} holds {head.size} entries, {last.size} were signed")
    return tree
