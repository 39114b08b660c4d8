"""What the ledger tells of decisions on paper: registered, in effect, disowned, void."""

from collections.abc import Mapping
from typing import Any

from models.states import PaperState
from workflow.actions import Action
from workflow.ledger_facts import person_of, timed

Papers = dict[int, dict[str, Any]]
REQUISITES = ("number", "signed_on", "original_at", "kind", "digest", "effective_on")
ENDS: Mapping[str, PaperState] = {
    Action.PAPER_DISOWNED: PaperState.DISOWNED,
    Action.PAPER_VOIDED: PaperState.VOIDED,
}


def follow_papers(papers: Papers, action: str, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Take in the next entry, if it is about a paper; papers stand by their id."""
    if action == Action.PAPER_REGISTERED:
        papers[data["paper"]] = _registered(data, entry)
    elif action in ENDS:
        papers[data["paper"]] |= {"state": ENDS[action].value, "end_reason": data.get("reason")}
        _ended(papers[data["paper"]], entry)
    elif "decision" in data and "paper" in data:
        told = data["paper"]
        papers[told["paper"]] |= {"state": PaperState.EFFECTIVE.value, "decision_seq": entry["seq"]}
        # The decision names the sheet once more: what it names must be what was registered.
        papers[told["paper"]] |= {"number": told["number"], "signed_on": told["signed_on"]}
        papers[told["paper"]]["sheet_sha256"] = told["sha256"]
        _ended(papers[told["paper"]], entry)


def _registered(data: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    sheet = data["sheet"]
    told = {name: data[name] for name in REQUISITES}
    told |= {"state": PaperState.PENDING.value, "end_reason": None, "decision_seq": None, "ended_at": None}
    told |= {"submission": entry["object"], "task_id": data["task"], "person_id": data["person"]}
    told |= {"outcome": data.get("outcome"), "comment": data.get("comment")}
    told |= {"sheet_sha256": entry["evidence_sha256"][0], "sheet_name": sheet["name"], "sheet_size": sheet["size"]}
    told |= {"sheet_media_type": sheet["media_type"], "registered_by_id": person_of(entry["actor"])}
    return told | timed(entry, "registered_at")


def _ended(paper: dict[str, Any], entry: Mapping[str, Any]) -> None:
    del paper["ended_at"]
    paper |= timed(entry, "ended_at")
