"""What the entries of an item tell of it, and of its documents and explanations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.item_columns import ITEM_COLUMNS
from workflow.item_rows import PEOPLE_FIELDS
from workflow.ledger_facts import person_of, timed
from workflow.ledger_state import Columns, FollowedItem, LedgerState
from workflow.ledger_submissions import follow_submission, item_key, named, void

REQUISITES = ("units", "kind", "organisations", "size", "media_type", "doc_number", "doc_date", "signed_by")
# What an entry of an amendment says that was done, by the kind that its manifest proposes.
KINDS: Mapping[str, str] = {
    Action.ITEM_AMENDED: "change",
    Action.ITEM_CANCELLED: "cancel",
    Action.ITEM_RESTORED: "restore",
    Action.CHAIN_SET: "chain",
    Action.LADDER_SET: "ladder",
    Action.ORGANISATION_ADDED: "organisation",
}
ADOPTED = (*ITEM_COLUMNS, "role", "chain", "ladder")


CLOCK = {"id": "clock_id", "ends_on": "clock_ends_on", "floor": "clock_floor"}
CLOCK_FIELDS = frozenset({"starts_on", "due_on", "responsible", "lead"})
STARTS_CLOCK = (
    Action.ITEM_ADOPTED,
    Action.ITEM_ADDED,
    Action.ITEM_RESTORED,
    Action.ITEM_EXTENDED,
    Action.ITEM_RETURNED,
    Action.ITEM_REOPENED,
    Action.ITEM_WITHDRAWN,
    Action.ITEM_PART_APPROVED,
)


def follow_item(
    ledger: LedgerState, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """How an item stands after an entry, what documents it holds, what was explained of it."""
    item = ledger.items.setdefault(place, FollowedItem())
    _follow_clock(item, action, data)
    if action in (Action.WARNING_SETTLED, Action.ORGANISATIONS_ASSIGNED, Action.CHAIN_SET, Action.LADDER_SET):
        item.take_over(data.get("after", {}))
    elif action in (Action.ITEM_ADOPTED, Action.ITEM_ADDED):
        item.columns |= {key: data[key] for key in ADOPTED if key in data}
        item.columns |= {key: data[key] for key in ("written_sha256",) if key in data}
        item.responsible, item.lead, item.amended = data["responsible"], data.get("lead"), set()
    elif action == Action.ITEM_APPROVED:
        item.columns |= {"outcome": data["outcome"], "executed_on": data["executed_on"]}
    elif action == Action.ITEM_RETURNED:
        item.columns |= {"rework_until": data["rework_until"], "returns": item.columns["returns"] + 1}
    elif action == Action.EVIDENCE_ADDED:
        told = {key: data[key] for key in REQUISITES if key in data}
        told |= {"place": place, "sha256": entry["evidence_sha256"][0], "file_name": data["name"]}
        told |= {"uploaded_by_id": person_of(entry["actor"]), "uploaded_for_id": data["for"], "is_removed": False}
        ledger.files[data["evidence"]] = told | timed(entry, "uploaded_at")
        item.files.add(data["evidence"])
    elif action == Action.EVIDENCE_REMOVED:
        ledger.files[data["evidence"]] |= {"is_removed": True} | timed(entry, "removed_at")
        item.files.discard(data["evidence"])
    elif action == Action.ITEM_EXPLAINED:
        told = {"kind": data["kind"], "body": data["text"], "person_id": person_of(entry["actor"])}
        ledger.explanations.append((place, told | timed(entry, "given_at")))
    if "submission_state" in data:
        follow_submission(ledger, item_key(place, data), data["submission_state"], data, entry)


def _follow_clock(item: FollowedItem, action: str, data: Mapping[str, Any]) -> None:
    """The days of the lead's clock from the entry that starts it; one that tells none leaves them unknown."""
    if "lead_clock" in data:
        item.columns |= named(data["lead_clock"], CLOCK)
    elif action in STARTS_CLOCK or (action == Action.ITEM_AMENDED and _restarts(data)):
        for column in CLOCK.values():
            item.columns.pop(column, None)


def _restarts(data: Mapping[str, Any]) -> bool:
    return "rework_until" in data or not CLOCK_FIELDS.isdisjoint(data["after"])


def follow_sent_item(
    ledger: LedgerState, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """When its report was sent first, and that it was reopened."""
    item = ledger.items[place]
    if action == Action.ITEM_SUBMITTED and not data.get("partial", False):
        if item.columns.get("first_submitted_on", "") is None:
            item.columns.pop("first_submitted_on")
            item.columns |= _local_day(ledger, entry, "first_submitted_on")
    elif action == Action.ITEM_REOPENED:
        item.columns |= dict.fromkeys(("outcome", "executed_on", "rework_until", "first_submitted_on"))
        item.columns |= {"extended_due_on": data["due_on"], "reopened_due_on": data["due_on"]}
        item.columns |= {"reopened_late_days": data["late_days"]} if "late_days" in data else {}
        void(ledger, SubmissionState.ACCEPTED, subject=Subject.ITEM, place=place)


def follow_changed_item(ledger: LedgerState, action: str, place: int, data: Mapping[str, Any]) -> None:
    """What an amendment, an extension, or a correction of the draft, does to an item."""
    item = ledger.items[place]
    if action == Action.ITEM_ADDED:
        ledger.counts["items"] += 1
    elif action in (Action.ITEM_AMENDED, Action.ITEM_CORRECTED):
        if action == Action.ITEM_AMENDED and "responsible" in data["after"]:
            item.former |= set(data["before"].get("responsible", ())) - set(data["after"]["responsible"])
        item.take_over(data["after"])
        if "due_on" in data["after"]:
            item.columns["reopened_due_on"] = None
        item.amended |= set(data["after"])
    elif action == Action.ITEM_RESTORED:
        item.take_over(data["after"])
        item.columns |= {"rework_until": None, "reopened_due_on": None}
        item.amended |= set(data["after"])
    elif action == Action.SAMPLE_SET:
        item.columns["sample"] = data["after"]["sample"]
    elif action == Action.ITEM_EXTENDED:
        item.columns["extended_due_on"] = data["after"]["due_on"]
        ledger.extensions[place, data["extension"]] = {key: data[key] for key in ("before", "after", "planned_on")}
    if action in (Action.ITEM_AMENDED, Action.ITEM_EXTENDED, Action.CLOCK_RECOMPUTED):
        item.columns |= {key: data[key] for key in ("rework_until",) if key in data}
    if "amendment" in data:
        ledger.amendments.setdefault(data["amendment"], []).append(amended(action, place, data))


def _local_day(ledger: LedgerState, entry: Mapping[str, Any], column: str) -> Columns:
    """The plan's local day of an entry; nothing where the clock was held or no entry tells the plan's zone."""
    if "clock" in entry or "timezone" not in ledger.plan:
        return {}
    at = datetime.fromisoformat(entry["ts"]).astimezone(ZoneInfo(ledger.plan["timezone"]))
    return {column: at.date().isoformat()}


def amended(action: str, place: int | None, data: Mapping[str, Any]) -> Columns:
    """What an entry says that an amendment did, as its manifest proposed it."""
    if action == Action.ITEM_ADDED:
        added = {key: data[key] for key in (*ADOPTED, *PEOPLE_FIELDS) if key in data}
        return {"kind": "add", "place": None, "before": {}, "after": added}
    return {"kind": KINDS[action], "place": place, "before": data["before"], "after": data.get("after", {})}
