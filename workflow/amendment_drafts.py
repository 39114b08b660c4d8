"""Corrections of a draft: the changes of an amendment, done at once, with its doubts looked at anew.

An item that is taken out stays as a cancelled row («исключён до ввода в действие»), which the activation passes over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, update

from audit.entry import EntryDraft
from config.plan_draft import DraftItem
from models.states import ItemState
from workflow.actions import Action
from workflow.amendment_changes import AddItem, ChangeChain, ItemAmendment
from workflow.amendment_doubts import draft_in_force, review_doubts
from workflow.amendment_items import add_item
from workflow.amendment_manifest import ProposedChange
from workflow.amendment_organisations import list_organisation
from workflow.amendment_planning import plan_changes
from workflow.changing_people import keep_known
from workflow.commands import CorrectDraft
from workflow.drafting import demand_signers, draft_of_coordinator, set_route
from workflow.importing import review_opening, written_row
from workflow.item_rows import change_columns
from workflow.plan_documents import demand_stored, source_columns
from workflow.plan_lint import plan_years
from workflow.receipts import receipt
from workflow.rows import ITEM, item_row, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import CANCELLED_IN_DRAFT
from workflow.views import Receipt


def correct_draft(tx: Transaction, command: CorrectDraft) -> Receipt:
    """Correct a draft, by its coordinator, with a reason; an entry for each item, with before and after.

    Raises what `draft_of_coordinator` and `plan_changes` refuse with, and `InvalidCommand` where no item is left.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    demand_stored(tx, command.source)
    keep_known(tx, command.people)
    for asked in command.changes:
        if isinstance(asked, ChangeChain):
            demand_signers(plan, asked)
    changes = plan_changes(
        tx.conn,
        plan,
        command.changes,
        today=tx.today(plan.timezone),
        is_draft=True,
        is_from_document=command.source is not None,
    )
    done = _Done()
    for change, asked in zip(changes, command.changes, strict=True):
        _carry_out(tx, plan, change, asked, command, done)
    if command.source is not None:
        _write_rows(tx, plan.id, command.rows)
    draft = draft_in_force(tx.conn, plan)
    doubts, added = review_doubts(tx, plan, draft, done.touched, command.reason)
    opens_on = review_opening(tx, draft.plan.items, plan_years(draft.plan)[-1])
    dates = {"review_opens_on": opens_on} if opens_on != plan.review_opens_on else {}
    version = set_plan(tx.conn, plan, **source_columns(command.source), **dates, **done.columns)
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
            "routes": sum(change.kind == "chain" for change in changes),
            "ladders": sum(change.kind == "ladder" for change in changes),
            "organisations": sum(change.kind == "organisation" for change in changes),
            "warnings": added,
            **{name: day.isoformat() for name, day in dates.items()},
        }
        | ({"document": command.source.model_dump(mode="json")} if command.source else {}),
    )
    ledger_id = plan_ledger(plan.id)
    position = tx.record_many(ledger_id, [summary, *done.entries, *doubts])[0]
    place = next(iter(done.touched)) if len(done.touched) == 1 else None
    return receipt(tx, ledger_id, position, "Черновик исправлен.", plan_id=plan.id, place=place)


def outside_the_document(items: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    """Of a draft's rows: which of the document's were taken out, and which were added that it does not have."""
    listed = list(items)
    return {
        "excluded": [_headline(item) for item in listed if item.state is ItemState.CANCELLED],
        "added": [_headline(item) for item in listed if item.state is not ItemState.CANCELLED and not item.as_written],
    }


def _headline(item: Any) -> dict[str, Any]:
    return {"place": item.place, "number": item.number, "title": item.title}


@dataclass(slots=True)
class _Done:
    """What is gathered: the entries, the places that were touched, the plan's own columns."""

    entries: list[EntryDraft] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    columns: dict[str, Any] = field(default_factory=dict)


def _carry_out(
    tx: Transaction,
    plan: Row[Any],
    change: ProposedChange,
    asked: ItemAmendment,
    command: CorrectDraft,
    done: _Done,
) -> None:
    told: dict[str, Any] = {"reason": command.reason, "before": dict(change.before)}
    place = change.place
    if change.kind == "add":
        written = written_row(asked.item) if command.source is not None and isinstance(asked, AddItem) else {}
        place, _ = add_item(tx, plan.id, change.after, version=0, as_written=written)
        entry = tx.entry(Action.ITEM_ADDED, f"item/{place}", data={**change.after, "reason": command.reason})
    elif change.kind == "organisation":
        list_organisation(tx, plan.id, change)
        entry = tx.entry(Action.ORGANISATION_ADDED, "plan", data=told | {"after": dict(change.after)})
    elif change.kind == "chain":
        done.columns |= set_route(tx, plan.id, change)
        where = "plan" if place is None else f"item/{place}"
        entry = tx.entry(Action.CHAIN_SET, where, data=told | {"after": dict(change.after)})
    elif change.kind == "ladder":
        done.columns |= set_route(tx, plan.id, change)
        where = "plan" if place is None else f"item/{place}"
        entry = tx.entry(Action.LADDER_SET, where, data=told | {"after": dict(change.after)})
    elif change.kind == "cancel":
        row = update(ITEM).where(ITEM.c.plan_id == plan.id, ITEM.c.place == place)
        tx.conn.execute(row.values(state=ItemState.CANCELLED, version=CANCELLED_IN_DRAFT))
        state = ItemState.CANCELLED.value
        entry = tx.entry(Action.ITEM_CANCELLED, f"item/{place}", version=CANCELLED_IN_DRAFT, to_state=state, data=told)
    else:
        assert place is not None  # noqa: S101 - the others have an item
        change_columns(tx, item_row(tx.conn, plan.id, place).id, change.after)
        entry = tx.entry(Action.ITEM_CORRECTED, f"item/{place}", data=told | {"after": dict(change.after)})
    done.entries.append(entry)
    done.touched |= set() if place is None else {place}


def _write_rows(tx: Transaction, plan_id: int, rows: Mapping[int, DraftItem]) -> None:
    """From now on the new version of the document is what the draft was read from."""
    for place, row in rows.items():
        tx.conn.execute(
            update(ITEM).where(ITEM.c.plan_id == plan_id, ITEM.c.place == place).values(as_written=written_row(row))
        )
