"""What a command gives back."""

from typing import Any

from audit.ledger import LedgerPosition
from workflow.transaction import Transaction
from workflow.views import Receipt


def receipt(tx: Transaction, ledger_id: str, position: LedgerPosition | None, text: str, **about: Any) -> Receipt:
    """A receipt at this transaction's time. `about`: plan_id, place, submission_id, secret …"""
    return Receipt(ledger_id=ledger_id, seq=None if position is None else position.seq, at=tx.now, text=text, **about)
