"""What follows from a plan's ledger alone: the entries, followed one after the other. Nothing is read else."""

from collections.abc import Mapping
from typing import Any

from workflow.actions import Action
from workflow.ledger_items import follow_changed_item, follow_item, follow_sent_item
from workflow.ledger_plan import follow_amended_plan, follow_changed_plan, follow_plan
from workflow.ledger_reminders import follow_reminders
from workflow.ledger_rungs import follow_rungs
from workflow.ledger_state import LedgerState
from workflow.ledger_submissions import follow_decision, follow_people, follow_submission, item_key, key_of
from workflow.ledger_work import follow_parts, follow_requests

SUBMISSION_MOVED = (
    Action.SUBMISSION_OPENED,
    Action.SUBMISSION_DECIDED,
    Action.SUBMISSION_WITHDRAWN,
    Action.SUBMISSION_VOIDED,
)


def follow(ledger: LedgerState, entry: Mapping[str, Any]) -> None:
    """Take in the next entry."""
    action, data = entry["action"], entry.get("data", {})
    place = _place(entry["object"], data)
    if place is not None:
        follow_item(ledger, action, place, data, entry)
        follow_sent_item(ledger, action, place, data, entry)
        follow_parts(ledger.items[place].parts, action, data, entry)
        follow_requests(ledger.requests, action, place, data, entry)
        follow_reminders(ledger, action, place, data, entry)
        follow_changed_item(ledger, action, place, data)
    if action in (Action.DRAFT_CORRECTED, Action.PLAN_AMENDED):
        follow_changed_plan(ledger, data)
    elif place is None and action in (Action.CHAIN_SET, Action.LADDER_SET, Action.ORGANISATION_ADDED):
        follow_amended_plan(ledger, action, data)
    if action in SUBMISSION_MOVED:
        follow_submission(ledger, key_of(entry["object"]), entry["to"], data, entry)
    follow_rungs(ledger, action, data)
    follow_plan(ledger, action, place, data, entry)
    follow_people(ledger, action, data, entry)
    if "decision" in data:
        key = key_of(entry["object"]) if place is None else item_key(place, data)
        follow_decision(ledger, key, data, entry)


def _place(object_: str, data: Mapping[str, Any]) -> int | None:
    """The place of the item that an entry is about: its object, or for a correction of the draft its data."""
    kind, _, number = object_.partition("/")
    if kind == "item":
        return int(number)
    place: int | None = data.get("place") if kind == "plan" else None
    return place
