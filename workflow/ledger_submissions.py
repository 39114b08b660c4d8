"""What the entries tell of submissions, of the decisions on them, and of who acts on their tasks."""

from collections.abc import Mapping
from typing import Any

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.ledger_facts import person_of, timed
from workflow.ledger_state import NOT_FROZEN, Columns, FollowedSubmission, LedgerState, SubmissionKey
from workflow.successor import with_successor


def follow_submission(
    ledger: LedgerState, key: SubmissionKey, state: str, data: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """How a submission stands after an entry; one that tells a route is sent with it."""
    if "route" in data:
        author = person_of(entry["actor"])
        if key.subject == Subject.REPORT.value:
            author = ledger.plan["coordinator_id"]
            ledger.review["report_sha256"] = entry["evidence_sha256"][0]
        told = {"digest": data["digest"], "submitted_by_id": author, "submitted_for_id": author}
        told |= {"shown_count": data.get("shown"), "shown_percent": data.get("percent"), "ended_at": None}
        told["is_partial"] = data.get("partial", False)
        times = timed(entry, "submitted_at")
        files = sorted(ledger.items[key.place].files) if key.subject == Subject.ITEM and key.place else []
        own = None if key.place is None else ledger.items[key.place].columns.get("chain")
        chain = data.get("chain") or own or ledger.plan.get("chain", [])
        opened_at = times.get("submitted_at")
        ledger.submissions[key] = FollowedSubmission(told | times, list(data["route"]), files, opened_at, chain)
        ledger.submissions[key].open_step(0, data)
    columns = ledger.submissions[key].columns
    columns["state"] = state
    if state != SubmissionState.OPEN.value:
        columns.pop("ended_at", None)
        columns |= timed(entry, "ended_at")
    if (key.subject, state) == (Subject.REPORT.value, SubmissionState.RETURNED.value):
        ledger.review = dict(NOT_FROZEN)


def follow_decision(ledger: LedgerState, key: SubmissionKey, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """A decision, by the seq of its entry."""
    on_behalf_of = data.get("on_behalf_of")
    told = {"decision": "kind", "person": "person_id", "digest": "digest", "step": "step"}
    ledger.decisions[entry["seq"]] = named(data, told) | {
        "on_behalf_of_id": on_behalf_of,
        "substitution_id": data.get("substitution"),
        "approver_id": on_behalf_of or data["person"],
        "outcome": data.get("outcome"),
        "comment": data.get("comment"),
        "assurance": entry["auth"],
        "submission": str(key),
        "task_submission": str(key),
        "is_disowned": False,
        "is_void": False,
        **timed(entry, "decided_at"),
    }
    ledger.submissions[key].open_step(data["step"], data)


def follow_disowning(ledger: LedgerState, place: int | None, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """A decision was not its author's; where it is void its step waits for new tasks."""
    is_void = data.get("is_void", False)
    ledger.decisions[data["decision_seq"]] |= {"is_disowned": True, "is_void": is_void}
    if is_void:
        key = key_of(entry["object"]) if place is None else item_key(place, data)
        submission, times = ledger.submissions[key], timed(entry, "opened_at")
        for task in data["tasks"]:
            if "successor" in task:
                submission.succeed(task["person"], task["successor"], task, times)
            else:
                submission.replace(task, times)


def follow_people(ledger: LedgerState, action: str, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Tasks that went to a substitute or came back, another approver, another coordinator."""
    if action == Action.TASK_MOVED:
        ledger.submissions[key_of(entry["object"])].move(data)
    elif action == Action.TERM_RECOMPUTED:
        ledger.submissions[key_of(entry["object"])].move_term(data)
    elif action == Action.TASK_GIVEN:
        submission = ledger.submissions[key_of(entry["object"])]
        submission.succeed(data["person"], data["successor"], data["given"], timed(entry, "opened_at"))
    elif action == Action.COORDINATOR_REPLACED:
        ledger.plan["coordinator_id"] = data["after"]["person"]
    elif action == Action.APPROVER_REPLACED:
        _follow_successor(ledger, data, entry)


def _follow_successor(ledger: LedgerState, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Another approver in the routes and in what is open."""
    person_id, successor_id = data["before"]["person"], data["after"]["person"]
    if data["in_plan"]:
        ledger.plan["chain"] = with_successor(ledger.plan["chain"], person_id, successor_id)
    for place in data["places"]:
        columns = ledger.items[place].columns
        columns["chain"] = with_successor(columns["chain"], person_id, successor_id)
    for task in data["tasks"]:
        submission = ledger.submissions[key_of(task["object"])]
        submission.succeed(person_id, successor_id, task, timed(entry, "opened_at"))


def void(ledger: LedgerState, state: SubmissionState, *, subject: Subject, place: int | None) -> None:
    """A reopening voids what was accepted of the item, and the report that was on its way."""
    for key, submission in ledger.submissions.items():
        if (key.subject, key.place, submission.columns["state"]) == (subject.value, place, state.value):
            submission.columns["state"] = SubmissionState.VOIDED.value
            if state is SubmissionState.OPEN:
                submission.columns.pop("ended_at", None)


def named(data: Mapping[str, Any], names: Mapping[str, str]) -> Columns:
    """What the entry tells, under the names of columns."""
    return {column: data[key] for key, column in names.items()}


def item_key(place: int, data: Mapping[str, Any]) -> SubmissionKey:
    """The report of the item that an entry is about."""
    return SubmissionKey(Subject.ITEM.value, place, data["submission"])


def key_of(object_: str) -> SubmissionKey:
    """`submission/activation/1`, `submission/item/3/1` or `submission/extension/3/1`."""
    _, subject, *numbers = object_.split("/")
    return SubmissionKey(subject, int(numbers[0]) if len(numbers) > 1 else None, int(numbers[-1]))
