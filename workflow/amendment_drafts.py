"""Corrections of a draft: the changes of an amendment, done at once, with its doubts looked at anew.

An item that is taken out stays as a cancelled row («исключён до ввода в действие»), which the activation passes over.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select, update

from audit.entry import EntryDraft
from config.plan_draft import DraftItem
from models.states import ItemState
from workflow.actions import Action
from workflow.amendment_changes import AddItem, ItemAmendment
from workflow.amendment_doubts import draft_in_force, review_doubts
from workflow.amendment_items import add_item, columns_of_values, set_responsible
from workflow.amendment_manifest import PEOPLE_FIELDS, ProposedChange
from workflow.amendment_planning import plan_changes
from workflow.commands import CorrectDraft, StoredDocument
from workflow.drafting import draft_of_coordinator
from workflow.importing import review_opening, written_row
from workflow.plan_documents import demand_stored
from workflow.plan_lint import plan_years
from workflow.receipts import receipt
from workflow.rows import ITEM, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import CANCELLED_IN_DRAFT
from workflow.views import Receipt


def correct_draft(tx: Transaction, command: CorrectDraft) -> Receipt:
    """Correct a draft, by its coordinator, with a reason; an entry for each item, with before and after.

    Raises what `draft_of_coordinator` and `plan_changes` refuse with, and `InvalidCommand` where no item is left.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    demand_stored(tx, command.source)
    changes = plan_changes(
        tx.conn,
        plan,
        command.changes,
        today=tx.today(plan.timezone),
        is_draft=True,
        is_from_document=command.source is not None,
    )
    entries: list[EntryDraft] = []
    touched: set[int] = set()
    for change, asked in zip(changes, command.changes, strict=True):
        place, entry = _carry_out(tx, plan, change, asked, command)
        touched.add(place)
        entries.append(entry)
    if command.source is not None:
        _write_rows(tx, plan.id, command.rows)
    draft = draft_in_force(tx.conn, plan)
    doubts, added = review_doubts(tx, plan, draft, touched, command.reason)
    opens_on = review_opening(tx, draft.plan.items, plan_years(draft.plan)[-1])
    dates = {"review_opens_on": opens_on} if opens_on != plan.review_opens_on else {}
    version = set_plan(tx.conn, plan, **_source_columns(command.source), **dates)
    summary = tx.entry(
        Action.DRAFT_CORRECTED,
        "plan",
        version=version,
        from_state=plan.state.value,
        to_state=plan.state.value,
        evidence_sha256=() if command.source is None else (command.source.sha256,),
        data={
            "reason": command.reason,
            "changed": sum(change.kind == "change" for change in changes),
            "cancelled": sum(change.kind == "cancel" for change in changes),
            "added": sum(change.kind == "add" for change in changes),
            "warnings": added,
            **{name: day.isoformat() for name, day in dates.items()},
        }
        | ({"document": command.source.model_dump(mode="json")} if command.source else {}),
    )
    ledger_id = plan_ledger(plan.id)
    position = tx.record_many(ledger_id, [summary, *entries, *doubts])[0]
    return receipt(tx, ledger_id, position, "Черновик исправлен.", plan_id=plan.id)


def outside_the_document(items: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    """Of a draft's rows: which of the document's were taken out, and which were added that it does not have."""
    listed = list(items)
    return {
        "excluded": [_headline(item) for item in listed if item.state is ItemState.CANCELLED],
        "added": [_headline(item) for item in listed if item.state is not ItemState.CANCELLED and not item.as_written],
    }


def _headline(item: Any) -> dict[str, Any]:
    return {"place": item.place, "number": item.number, "title": item.title}


def _carry_out(
    tx: Transaction, plan: Row[Any], change: ProposedChange, asked: ItemAmendment, command: CorrectDraft
) -> tuple[int, EntryDraft]:
    """Do it; gives the item's place and its entry."""
    told: dict[str, Any] = {"reason": command.reason, "before": dict(change.before)}
    if change.place is None:
        written = written_row(asked.item) if command.source is not None and isinstance(asked, AddItem) else {}
        place, _ = add_item(tx, plan.id, change.after, version=0, as_written=written)
        return place, tx.entry(Action.ITEM_ADDED, f"item/{place}", data={**change.after, "reason": command.reason})
    item = update(ITEM).where(ITEM.c.plan_id == plan.id, ITEM.c.place == change.place)
    name = f"item/{change.place}"
    if change.kind == "cancel":
        tx.conn.execute(item.values(state=ItemState.CANCELLED, version=CANCELLED_IN_DRAFT))
        return change.place, tx.entry(
            Action.ITEM_CANCELLED,
            name,
            version=CANCELLED_IN_DRAFT,
            to_state=ItemState.CANCELLED.value,
            data=told,
        )
    columns = columns_of_values(change.after)
    if columns:
        tx.conn.execute(item.values(**columns))
    if not set(PEOPLE_FIELDS).isdisjoint(change.after):
        row = select(ITEM.c.id).where(ITEM.c.plan_id == plan.id, ITEM.c.place == change.place)
        set_responsible(tx, tx.conn.execute(row).scalar_one(), change.after)
    return change.place, tx.entry(Action.ITEM_CORRECTED, name, data=told | {"after": dict(change.after)})


def _write_rows(tx: Transaction, plan_id: int, rows: Mapping[int, DraftItem]) -> None:
    """From now on the new version of the document is what the draft was read from."""
    for place, row in rows.items():
        tx.conn.execute(
            update(ITEM).where(ITEM.c.plan_id == plan_id, ITEM.c.place == place).values(as_written=written_row(row))
        )


def _source_columns(source: StoredDocument | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {
        "source_sha256": source.sha256,
        "source_name": source.name,
        "source_size": source.size,
        "source_media_type": source.media_type,
    }
