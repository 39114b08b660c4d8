"""The item that a decision is about, and who hears what the decision did."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from models.states import NoticeKind
from workflow.rows import responsible_rows
from workflow.transaction import Transaction
from workflow.turn import Turn


def item_of(turn: Turn) -> Row[Any]:
    """The item of a report, an extension or a sample."""
    assert turn.item is not None  # noqa: S101 - subjects without an item never come here
    return turn.item


def people_of(tx: Transaction, turn: Turn) -> set[int]:
    """Everyone responsible for the item, and the coordinator."""
    return {row.person_id for row in responsible_rows(tx.conn, item_of(turn).id)} | {turn.plan.coordinator_id}


def tell_of_decision(
    tx: Transaction,
    turn: Turn,
    kind: NoticeKind,
    decision_id: int,
    people: Iterable[int],
    facts: dict[str, Any] | None = None,
) -> None:
    """One notice a person of what a decision did, told once."""
    for person_id in people:
        tx.tell(
            kind,
            f"{kind.value}/d{decision_id}/p{person_id}",
            recipient_id=person_id,
            plan_id=turn.plan.id,
            item_id=turn.submission.item_id,
            submission_id=turn.submission.id,
            decision_id=decision_id,
            facts=facts,
        )
