"""Checkpoints: signed, stored, and told to the witnesses (хранители контрольных отметок)."""

from sqlalchemy import select

from audit.seal import SealedCheckpoint, seal
from models.ledger import LedgerHead
from models.states import NoticeKind
from workflow.transaction import Transaction

HEAD = LedgerHead.__table__  # type: ignore[attr-defined]


def seal_ledger(tx: Transaction, ledger_id: str, reason: str) -> SealedCheckpoint | None:
    """Seal one ledger if it grew, and tell the witnesses; None where there is nothing new."""
    sealed = seal(tx.conn, ledger_id, tx.signer, reason, tx.now)
    if sealed is None or not sealed.is_new:
        return None
    plan_id = int(ledger_id.removeprefix("plan-")) if ledger_id.startswith("plan-") else None
    for address in tx.policy.witnesses:
        tx.tell(
            NoticeKind.CHECKPOINT,
            f"checkpoint/{ledger_id}/{sealed.size}/{address}",
            address=address,
            plan_id=plan_id,
            facts={"note": sealed.note, "ledger_id": ledger_id, "size": sealed.size, "reason": reason},
        )
    return sealed


def seal_ledgers(tx: Transaction, reason: str) -> list[tuple[str, SealedCheckpoint]]:
    """Seal every ledger that grew since its last checkpoint; gives what was sealed."""
    ledger_ids = list(tx.conn.execute(select(HEAD.c.ledger_id).order_by(HEAD.c.ledger_id)).scalars())
    sealed = [(ledger_id, seal_ledger(tx, ledger_id, reason)) for ledger_id in ledger_ids]
    return [(ledger_id, checkpoint) for ledger_id, checkpoint in sealed if checkpoint is not None]
