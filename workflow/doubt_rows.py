"""The doubts about a plan document as their table keeps them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, insert

from config.plan_draft import DraftWarning
from models.plans import PlanWarning
from workflow.transaction import Transaction

WARNING: Table = PlanWarning.__table__  # type: ignore[attr-defined]


def store_doubts(tx: Transaction, plan_id: int, doubts: Iterable[tuple[DraftWarning, int | None]]) -> None:
    """Add the doubts, each with the id of the item that it is about, None for the whole document."""
    rows: list[Mapping[str, Any]] = [
        {
            "plan_id": plan_id,
            "item_id": item_id,
            "code": doubt.code,
            "message": doubt.message,
            "value": doubt.value,
            "location": doubt.location,
            "source": doubt.source,
            "proposal": doubt.proposal,
        }
        for doubt, item_id in doubts
    ]
    if rows:
        tx.conn.execute(insert(WARNING), rows)
