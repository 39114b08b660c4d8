"""Sending a draft with its corrections to its signers, once nothing is missing."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from models.states import ItemState, Subject
from workflow.amendment_drafts import outside_the_document
from workflow.chain import resolve
from workflow.commands import SubmitActivation
from workflow.conflicts import author_conflicts, item_conflicts, standing
from workflow.document_differences import document_differences
from workflow.drafting import WARNING, draft_of_coordinator, plain_value
from workflow.errors import ConflictOfInterest, PlanNotReady
from workflow.proposing import open_proposal
from workflow.rows import ITEM, PERSON, RESPONSIBLE, names_of
from workflow.transaction import Transaction
from workflow.views import Receipt

ROOM_IN_ENTRY = 50_000


def submit_activation(tx: Transaction, command: SubmitActivation) -> Receipt:
    """Send the draft with its corrections to the signers.

    Raises `PlanNotReady` naming what is missing: an unsettled warning, a deadline, an approver, a lead or signer
    without an address, an unconfirmed year; `ConflictOfInterest` where an item could never be finished.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    today = tx.today(plan.timezone)
    rows = tx.conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place)).all()
    items = [item for item in rows if item.state is not ItemState.CANCELLED]
    warnings = tx.conn.execute(select(WARNING).where(WARNING.c.plan_id == plan.id).order_by(WARNING.c.id)).all()
    _demand_ready(tx, plan, items, warnings, today)
    return open_proposal(
        tx,
        plan,
        Subject.ACTIVATION,
        summary=command.summary,
        proposes=_proposal(tx, plan, items, warnings, {item.id: item.place for item in rows})
        | outside_the_document(rows),
        chain=plan.chain,
        conflicts=author_conflicts(tx.actor.person_id),
        text="План направлен на утверждение.",
    )


def _demand_ready(tx: Transaction, plan: Row[Any], items: Any, warnings: Any, today: date) -> None:
    open_warnings = sum(warning.resolution is None for warning in warnings)
    if open_warnings:
        raise PlanNotReady(f"Не урегулированы замечания к плану: {open_warnings}. Примите или исправьте каждое.")
    tx.calendar.demand_known(plan.year)
    if not plan.chain:
        raise PlanNotReady("Не указано, кто утверждает исполнение: назовите согласующих и утверждающего в маршруте.")
    without_deadline = [item.number for item in items if item.due_on is None]
    if without_deadline:
        raise PlanNotReady(f"Не указан срок: пункты {', '.join(without_deadline)}. Внесите его и повторите.")
    too_long = [item.number for item in items if _size(item) > ROOM_IN_ENTRY]
    if too_long:
        raise PlanNotReady(
            f"Тексты и перечень организаций не помещаются в запись журнала: пункты {', '.join(too_long)}. Сократите их."
        )
    leads = dict(
        tx.conn.execute(
            select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
            .where(ITEM.c.plan_id == plan.id, RESPONSIBLE.c.is_lead)
        )
        .tuples()
        .all()
    )
    without_lead = [item.number for item in items if item.id not in leads]
    if without_lead:
        raise PlanNotReady(f"Не назначен ответственный исполнитель: пункты {', '.join(without_lead)}.")
    chains = [plan.chain, *(item.chain for item in items if item.chain)]
    signers = {person for chain in chains for step in chain for person in step["approvers"]}
    needed = signers | set(leads.values()) | {plan.coordinator_id}
    silent = tx.conn.execute(
        select(PERSON.c.name).where(PERSON.c.id.in_(needed), PERSON.c.email.is_(None)).order_by(PERSON.c.name)
    ).scalars()
    names = ", ".join(silent)
    if names:
        raise PlanNotReady(f"Не указан адрес электронной почты: {names}. Внесите адреса и повторите.")
    for item in items:
        try:
            resolve(item.chain or plan.chain, standing(tx.conn, item_conflicts(tx.conn, item.id, today), today))
        except ConflictOfInterest as conflict:
            raise ConflictOfInterest(f"Пункт {item.number}: {conflict.message}") from conflict


def _size(item: Any) -> int:
    """About how many bytes the item takes in the ledger's entry of its adoption."""
    texts = (item.title, item.expected_result, *item.organisations)
    return sum(len(json.dumps(text, ensure_ascii=False).encode()) + 1 for text in texts if text)


def _document(plan: Row[Any]) -> dict[str, Any] | None:
    """The file that the plan was read from, where it was kept: who signs can open it."""
    if plan.source_name is None:
        return None
    return {
        "name": plan.source_name,
        "size": plan.source_size,
        "sha256": plan.source_sha256,
        "media_type": plan.source_media_type,
    }


def _named(chain: list[dict[str, Any]], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """A route with people by name: who signs reads who will sign from now on."""
    return [
        step
        | {
            "approvers": [names[person] for person in step["approvers"]],
            "alternate": None if step.get("alternate") is None else names[step["alternate"]],
        }
        for step in chain
    ]


def _proposal(tx: Transaction, plan: Row[Any], items: Any, warnings: Any, places: Mapping[int, int]) -> dict[str, Any]:
    """What is signed; `places` are those of all rows by the item's id, also of those taken out of the draft."""
    names: dict[int, list[str]] = {}
    leads: dict[int, str] = {}
    for row in tx.conn.execute(
        select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.is_lead, PERSON.c.name)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        names.setdefault(row.item_id, []).append(row.name)
        if row.is_lead:
            leads[row.item_id] = row.name
    everybody = names_of(tx.conn)
    return {
        "chain": _named(plan.chain, everybody),
        "own_chains": {str(item.place): _named(item.chain, everybody) for item in items if item.chain},
        "leads": {str(item.place): leads[item.id] for item in items if item.id in leads},
        "source_sha256": plan.source_sha256,
        "document": _document(plan),
        "differences": document_differences(items, names),
        "items": [
            {
                "place": item.place,
                "number": item.number,
                "title": item.title,
                "expected_result": item.expected_result,
                "target_count": item.target_count,
                "target_percent": item.target_percent,
                "starts_on": plain_value(item.starts_on),
                "due_on": plain_value(item.due_on),
                "recurrence": item.recurrence.value if item.recurrence else None,
                "role": item.role.value,
                "note": item.note,
                "responsible": names.get(item.id, []),
                "organisations": list(item.organisations),
            }
            for item in items
        ],
        "corrections": [
            {
                "code": warning.code.value,
                "place": places.get(warning.item_id),
                "message": warning.message,
                "resolution": warning.resolution.value,
                "reason": warning.reason,
                "change": warning.change,
            }
            for warning in warnings
        ],
    }
