"""How a change of an item is told: one entry in the plan's ledger, and one receipt."""

from typing import Any

from sqlalchemy import Row

from audit.entry import EntryDraft
from models.states import ItemState
from workflow.actions import Action
from workflow.receipts import receipt
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt


def item_entry(
    tx: Transaction,
    item: Row[Any],
    action: Action,
    state: ItemState,
    version: int,
    data: dict[str, Any],
    *,
    evidence_sha256: tuple[str, ...] = (),
) -> EntryDraft:
    """The entry of an item that goes from the state in its row to `state`, in `version`."""
    return tx.entry(
        action,
        f"item/{item.place}",
        version=version,
        from_state=item.state.value,
        to_state=state.value,
        evidence_sha256=evidence_sha256,
        data=data,
    )


def recorded(  # noqa: PLR0913 - what an entry and a receipt say, in one line at the caller
    tx: Transaction,
    plan: Row[Any],
    item: Row[Any],
    action: Action,
    state: ItemState,
    version: int,
    data: dict[str, Any],
    text: str,
    *,
    evidence_sha256: tuple[str, ...] = (),
    **about: Any,
) -> Receipt:
    """Write the item's entry (`item_entry`) in the plan's ledger; the receipt says `text` and `about`."""
    entry = item_entry(tx, item, action, state, version, data, evidence_sha256=evidence_sha256)
    ledger_id = plan_ledger(plan.id)
    return receipt(tx, ledger_id, tx.record(ledger_id, entry), text, plan_id=plan.id, place=item.place, **about)
