"""Sending a draft with its corrections to its signers, once nothing is missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from models.states import ItemState, Subject
from workflow.amendment_drafts import outside_the_document
from workflow.commands import SubmitActivation
from workflow.conflicts import author_conflicts
from workflow.document_differences import document_differences
from workflow.doubt_rows import WARNING
from workflow.drafting import draft_of_coordinator
from workflow.item_columns import item_values
from workflow.plan_documents import document_of
from workflow.proposing import open_proposal
from workflow.readiness import demand_ready, readiness
from workflow.rows import ITEM, names_of, responsible_of_plan
from workflow.stored_chains import named_chain
from workflow.transaction import Transaction
from workflow.views import Receipt


def submit_activation(tx: Transaction, command: SubmitActivation) -> Receipt:
    """Send the draft with its corrections to the signers.

    Raises `PlanNotReady` naming what is missing: an unsettled warning, a deadline, an approver, a lead or signer
    without an address, an unconfirmed year; `ConflictOfInterest` where an item could never be finished.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    demand_ready(readiness(tx.conn, plan, tx.today(plan.timezone), tx.calendar), tx.calendar)
    return open_proposal(
        tx,
        plan,
        Subject.ACTIVATION,
        summary=command.summary,
        proposes=_proposal(tx, plan),
        chain=plan.chain,
        conflicts=author_conflicts(tx.actor.person_id),
        text="План направлен на утверждение.",
    )


def _proposal(tx: Transaction, plan: Row[Any]) -> dict[str, Any]:
    """What is signed: the items as they will be in force, and whatever differs from the document."""
    rows = tx.conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place)).all()
    items = [item for item in rows if item.state is not ItemState.CANCELLED]
    responsible = responsible_of_plan(tx.conn, plan.id)
    names = {item_id: [row.name for row in people] for item_id, people in responsible.items()}
    leads = {item_id: row.name for item_id, people in responsible.items() for row in people if row.is_lead}
    everybody = names_of(tx.conn)
    document = document_of(plan)
    return {
        "chain": named_chain(plan.chain, everybody),
        "own_chains": {str(item.place): named_chain(item.chain, everybody) for item in items if item.chain},
        "ladder": list(plan.ladder),
        "own_ladders": {str(item.place): list(item.ladder) for item in items if item.ladder},
        "leads": {str(item.place): leads[item.id] for item in items if item.id in leads},
        "source_sha256": plan.source_sha256,
        "document": None if document is None else document.model_dump(mode="json"),
        "differences": document_differences(items, names),
        "items": [
            {"place": item.place, "role": item.role.value, "responsible": names.get(item.id, [])} | item_values(item)
            for item in items
        ],
        "corrections": _corrections(tx, plan.id, rows),
    } | outside_the_document(rows)


def _corrections(tx: Transaction, plan_id: int, items: Sequence[Row[Any]]) -> list[Mapping[str, Any]]:
    """How the doubts were settled; those about an item that was taken out of the draft too."""
    places = {item.id: item.place for item in items}
    warnings = tx.conn.execute(select(WARNING).where(WARNING.c.plan_id == plan_id).order_by(WARNING.c.id))
    return [
        {
            "code": warning.code.value,
            "place": places.get(warning.item_id),
            "message": warning.message,
            "resolution": warning.resolution.value,
            "reason": warning.reason,
            "change": warning.change,
        }
        for warning in warnings
    ]
