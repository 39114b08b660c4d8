"""What a plan's ledger tells of the work before a report: co-executors' parts, the register of requests."""

from collections.abc import Mapping
from typing import Any

from workflow.actions import Action
from workflow.ledger_facts import person_of, timed

Columns = dict[str, Any]
NO_PART: Columns = {"is_ready": False, "part_ready_at": None, "part_due_on": None}
NO_ANSWER: Columns = {"answered_on": None, "answer": None, "answer_evidence_id": None, "answered_by_id": None}
UNDONE = (Action.ITEM_RETURNED, Action.ITEM_REOPENED)


def follow_parts(parts: dict[int, Columns], action: str, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """How the parts of an item stand after an entry, by person; a return and a reopening take the marks away."""
    if action == Action.PART_READY:
        _told(parts, data["person"], is_ready=True, **timed(entry, "part_ready_at"))
    elif action == Action.PART_NOT_READY:
        _told(parts, data["person"], is_ready=False, part_ready_at=None)
    elif action == Action.PART_DUE_SET:
        _told(parts, data["person"], part_due_on=data["due_on"])
    elif action in UNDONE:
        for person in parts:
            _told(parts, person, is_ready=False, part_ready_at=None)


def follow_requests(
    requests: dict[tuple[int, int], Columns],
    action: str,
    place: int,
    data: Mapping[str, Any],
    entry: Mapping[str, Any],
) -> None:
    """The register of an item after an entry, by its place and the request's number."""
    if action == Action.REQUEST_REGISTERED:
        told = {key: data[key] for key in ("received_on", "sender", "subject", "doc_number")}
        told |= {"registered_by_id": person_of(entry["actor"])} | NO_ANSWER
        requests[place, data["request"]] = told | timed(entry, "registered_at")
    elif action == Action.REQUEST_ANSWERED:
        told = {"answered_on": data["answered_on"], "answer": data["answer"]}
        told |= {"answer_evidence_id": data["evidence"], "answered_by_id": person_of(entry["actor"])}
        requests[place, data["request"]] |= told


def _told(parts: dict[int, Columns], person: int, **told: Any) -> None:
    part = parts.setdefault(person, dict(NO_PART))
    if "is_ready" in told:
        part.pop("part_ready_at", None)  # an entry whose clock was held does not tell the row's time
    part |= told
