"""What follows from a plan's ledger alone: the entries, followed as data, one after the other. Nothing is read else.

What an entry carries is told under the name of the column that it must equal; a column is there from the first entry
that carries it. A time is not told where the clock was held, for then the row has a time before the entry's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.item_rows import PEOPLE_FIELDS
from workflow.ledger_facts import person_of, timed
from workflow.ledger_papers import follow_papers
from workflow.ledger_work import follow_parts, follow_requests
from workflow.successor import with_successor

Columns = dict[str, Any]
UNTOUCHED: Columns = {
    "outcome": None,
    "executed_on": None,
    "extended_due_on": None,
    "reopened_due_on": None,
    "reopened_late_days": None,
    "first_submitted_on": None,
    "rework_until": None,
    "returns": 0,
    "sample": None,
}
TOLD_AT_IMPORT = (
    "last_year", "agreed_by", "approved_by", "timezone", "day_off_rule", "closes_by", "review_opens_on",
)  # fmt: skip
NOT_FROZEN: Columns = {"facts_sha256": None, "report_sha256": None, "frozen_by": None}
ADOPTED = (
    "number",
    "title",
    "expected_result",
    "target_count",
    "target_percent",
    "starts_on",
    "due_on",
    "organisations",
    "role",
    "note",
    "recurrence",
    "chain",
)
SUBMISSION_MOVED = (
    Action.SUBMISSION_OPENED,
    Action.SUBMISSION_DECIDED,
    Action.SUBMISSION_WITHDRAWN,
    Action.SUBMISSION_VOIDED,
)
# What an entry of an amendment says that was done, by the kind that its manifest proposes.
KINDS: Mapping[str, str] = {
    Action.ITEM_AMENDED: "change",
    Action.ITEM_CANCELLED: "cancel",
    Action.ITEM_RESTORED: "restore",
    Action.CHAIN_SET: "chain",
    Action.ORGANISATION_ADDED: "organisation",
}
REQUISITES = ("units", "kind", "organisations", "size", "media_type", "doc_number", "doc_date", "signed_by")


@dataclass(slots=True)
class FollowedItem:
    """An item; `responsible` are the people in the document's order, None while no entry tells them.

    `former` were responsible before an amendment; `files` are the ids of the evidence that it holds, `amended` the
    columns that are not as they were activated, `parts` by person how their part stands.
    """

    columns: Columns = field(default_factory=lambda: dict(UNTOUCHED))
    responsible: list[int] | None = None
    lead: int | None = None
    former: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    amended: set[str] = field(default_factory=set)
    parts: dict[int, Columns] = field(default_factory=dict)

    def take_over(self, after: Mapping[str, Any]) -> None:
        """The new values of an amendment or of a correction of the draft."""
        self.columns |= {name: value for name, value in after.items() if name not in PEOPLE_FIELDS}
        self.responsible = after.get("responsible", self.responsible)
        self.lead = after.get("lead", self.lead)
        if self.responsible is not None:
            self.parts = {person: part for person, part in self.parts.items() if person in self.responsible}


@dataclass(frozen=True, slots=True)
class SubmissionKey:
    """Which submission: `place` is None for the plan's own."""

    subject: str
    place: int | None
    number: int

    def __str__(self) -> str:
        place = "" if self.place is None else f"{self.place}/"
        return f"submission/{self.subject}/{place}{self.number}"


@dataclass(slots=True)
class FollowedSubmission:
    """A submission; `files` are the ids of the evidence that it froze, `opened_at` None where the clock was held.

    `chain` is the route that its item, or the plan, had when it was sent: a route that is changed later is not its own.
    `seats` holds by the id of a task who acts on it since it was moved or given to a successor, `replaced` the tasks
    that successors took over, `successors` in which step who came in whose place.
    """

    columns: Columns
    route: list[Mapping[str, Any]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    opened_at: str | None = None
    chain: list[Mapping[str, Any]] = field(default_factory=list)
    seats: dict[int, Columns] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)
    successors: list[tuple[int, int, int]] = field(default_factory=list)

    def move(self, data: Mapping[str, Any]) -> None:
        """A task went to a substitute, or came back."""
        seat = self.seats.setdefault(data["task"], {})
        seat |= {"acting_id": data["to"], "substitution_id": data.get("substitution")}

    def replace(self, task: Mapping[str, Any], times: Columns) -> None:
        """A new task came in the place of one; `seat` is its place among those of the step, from 0."""
        step = self.route[task["step"] - 1]
        people = [person for place, person in enumerate(step["people"]) if place != task["seat"]]
        self.route[task["step"] - 1] = {**step, "people": [*people, task["acting"]]}
        self.replaced.add(task["task"])
        if task["is_open"]:
            seat = {"acting_id": task["acting"], "substitution_id": task.get("substitution")}
            self.seats[task["new_task"]] = seat | times

    def succeed(self, person_id: int, successor_id: int, task: Mapping[str, Any], times: Columns) -> None:
        """The new task is a successor's, who has the seat in the route too."""
        self.replace(task, times)
        self.successors.append((task["step"], person_id, successor_id))


@dataclass(slots=True)
class LedgerState:
    """Where the entries leave the plan, its items, submissions, decisions, files, warnings and explanations.

    Decisions stand by the seq of their entry; warnings by code, place and value, with each settling of them;
    explanations are (place, columns); requests stand by place and number; `review` is empty while no review is open.
    Sheets of paper stand by their id. `amendments` holds by the number of an amendment what the entries of its items
    say was done: (kind, before, after), the place too unless it was added; `extensions` by the item's place and the
    request's number what deadline was replaced by which. `imported` are the digests that the import tells, where it
    tells them, `listed` how many organisations it had; `added_organisations` (code, name) came since.
    """

    plan: Columns = field(default_factory=dict)
    counts: Columns = field(default_factory=dict)
    items: dict[int, FollowedItem] = field(default_factory=dict)
    submissions: dict[SubmissionKey, FollowedSubmission] = field(default_factory=dict)
    decisions: dict[int, Columns] = field(default_factory=dict)
    files: dict[int, Columns] = field(default_factory=dict)
    warnings: dict[tuple[str, int | None, str | None], list[Columns]] = field(default_factory=dict)
    explanations: list[tuple[int, Columns]] = field(default_factory=list)
    requests: dict[tuple[int, int], Columns] = field(default_factory=dict)
    review: Columns = field(default_factory=dict)
    amendments: dict[int, list[Columns]] = field(default_factory=dict)
    extensions: dict[tuple[int, int], Columns] = field(default_factory=dict)
    papers: dict[int, Columns] = field(default_factory=dict)
    imported: Columns = field(default_factory=dict)
    listed: int = 0
    added_organisations: list[list[str]] = field(default_factory=list)

    def follow(self, entry: Mapping[str, Any]) -> None:
        """Take in the next entry."""
        action, data = entry["action"], entry.get("data", {})
        place = _place(entry["object"], data)
        if place is not None:
            self._follow_item(action, place, data, entry)
            self._follow_sent_item(action, place, data, entry)
            follow_parts(self.items[place].parts, action, data, entry)
            follow_requests(self.requests, action, place, data, entry)
            self._follow_changed_item(action, place, data)
        if action in (Action.DRAFT_CORRECTED, Action.PLAN_AMENDED):
            self._follow_changed_plan(data)
        elif place is None and action in (Action.CHAIN_SET, Action.ORGANISATION_ADDED):
            self._follow_amended_plan(action, data)
        if action in SUBMISSION_MOVED:
            self._follow_submission(_key_of(entry["object"]), entry["to"], data, entry)
        self._follow_plan(action, place, data, entry)
        self._follow_people(action, data, entry)
        if "decision" in data:
            key = _key_of(entry["object"]) if place is None else _item_key(place, data)
            self._follow_decision(key, data, entry)

    def _follow_plan(self, action: str, place: int | None, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        if action == Action.PLAN_IMPORTED:
            told = {"title": "title", "year": "year", "source_sha256": "source_sha256", "chain": "chain"}
            self.plan |= {key: data[key] for key in TOLD_AT_IMPORT if key in data}
            self.plan |= _named(data, told | {"coordinator": "coordinator_id"}) | timed(entry, "imported_at")
            self.plan["closed_at"] = None
            self.counts = {key: data[key] for key in ("items", "organisations", "warnings")}
            self.imported = {key: data[key] for key in ("ladder_sha256", "organisations_sha256") if key in data}
            self.listed = data["organisations"]
        elif action == Action.WARNING_SETTLED:
            change = {"before": data["before"], "after": data["after"]} if "after" in data else None
            settled = {"resolution": data["resolution"], "reason": data["reason"], "change": change}
            settled |= {"settled_by_id": person_of(entry["actor"])} | timed(entry, "settled_at")
            self.warnings.setdefault((data["warning"], place, data.get("value")), []).append(settled)
        elif action == Action.CHAIN_SET and place is None:
            self.plan["chain"] = data["after"]["chain"]
        elif action == Action.PLAN_ACTIVATED:
            self.plan |= timed(entry, "activated_at")
        elif action == Action.PLAN_CLOSED:
            self.plan.pop("closed_at", None)
            self.plan |= timed(entry, "closed_at")
        elif action == Action.REVIEW_OPENED:
            self.plan["closes_by"] = data["closes_by"]
            self.review = dict(NOT_FROZEN)
        elif action == Action.REPORT_FROZEN:
            self.review |= {"facts_sha256": data["facts_sha256"], "frozen_by": entry["actor"]}
        elif action == Action.PLAN_REOPENED:
            self.plan |= {key: data[key] for key in ("review_opens_on", "closes_by")} | {"closed_at": None}
            self.review = {}
            self._void(SubmissionState.OPEN, subject=Subject.REPORT, place=None)
        elif action == Action.DECISION_DISOWNED:
            self._follow_disowning(place, data, entry)
        follow_papers(self.papers, action, data, entry)

    def _follow_disowning(self, place: int | None, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        """A decision was not its author's; where it is void its step waits for new tasks."""
        is_void = data.get("is_void", False)
        self.decisions[data["decision_seq"]] |= {"is_disowned": True, "is_void": is_void}
        if is_void:
            key = _key_of(entry["object"]) if place is None else _item_key(place, data)
            submission, times = self.submissions[key], timed(entry, "opened_at")
            for task in data["tasks"]:
                if "successor" in task:
                    submission.succeed(task["person"], task["successor"], task, times)
                else:
                    submission.replace(task, times)

    def _follow_decision(self, key: SubmissionKey, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        on_behalf_of = data.get("on_behalf_of")
        told = {"decision": "kind", "person": "person_id", "digest": "digest", "step": "step"}
        self.decisions[entry["seq"]] = _named(data, told) | {
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

    def _follow_sent_item(self, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        """When its report was sent first, and that it was reopened."""
        item = self.items[place]
        if action == Action.ITEM_SUBMITTED and not data.get("partial", False):
            if item.columns.get("first_submitted_on", "") is None:
                item.columns.pop("first_submitted_on")
                item.columns |= self._local_day(entry, "first_submitted_on")
        elif action == Action.ITEM_REOPENED:
            item.columns |= dict.fromkeys(("outcome", "executed_on", "rework_until", "first_submitted_on"))
            item.columns |= {"extended_due_on": data["due_on"], "reopened_due_on": data["due_on"]}
            item.columns |= {"reopened_late_days": data["late_days"]} if "late_days" in data else {}
            self._void(SubmissionState.ACCEPTED, subject=Subject.ITEM, place=place)

    def _follow_item(self, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        item = self.items.setdefault(place, FollowedItem())
        if action in (Action.WARNING_SETTLED, Action.ORGANISATIONS_ASSIGNED, Action.CHAIN_SET):
            item.take_over(data.get("after", {}))
        elif action in (Action.ITEM_ADOPTED, Action.ITEM_ADDED):
            item.columns |= {key: data[key] for key in ADOPTED if key in data}
            item.responsible, item.lead, item.amended = data["responsible"], data.get("lead"), set()
        elif action == Action.ITEM_APPROVED:
            item.columns |= {"outcome": data["outcome"], "executed_on": data["executed_on"]}
        elif action == Action.ITEM_RETURNED:
            item.columns |= {"rework_until": data["rework_until"], "returns": item.columns["returns"] + 1}
        elif action == Action.EVIDENCE_ADDED:
            told = {key: data[key] for key in REQUISITES if key in data}
            told |= {"place": place, "sha256": entry["evidence_sha256"][0], "file_name": data["name"]}
            told |= {"uploaded_by_id": person_of(entry["actor"]), "uploaded_for_id": data["for"], "is_removed": False}
            self.files[data["evidence"]] = told | timed(entry, "uploaded_at")
            item.files.add(data["evidence"])
        elif action == Action.EVIDENCE_REMOVED:
            self.files[data["evidence"]] |= {"is_removed": True} | timed(entry, "removed_at")
            item.files.discard(data["evidence"])
        elif action == Action.ITEM_EXPLAINED:
            told = {"kind": data["kind"], "body": data["text"], "person_id": person_of(entry["actor"])}
            self.explanations.append((place, told | timed(entry, "given_at")))
        if "submission_state" in data:
            self._follow_submission(_item_key(place, data), data["submission_state"], data, entry)

    def _local_day(self, entry: Mapping[str, Any], column: str) -> Columns:
        """The plan's local day of an entry; nothing where the clock was held or no entry tells the plan's zone."""
        if "clock" in entry or "timezone" not in self.plan:
            return {}
        at = datetime.fromisoformat(entry["ts"]).astimezone(ZoneInfo(self.plan["timezone"]))
        return {column: at.date().isoformat()}

    def _follow_changed_item(self, action: str, place: int, data: Mapping[str, Any]) -> None:
        """What an amendment, an extension, or a correction of the draft, does to an item."""
        item = self.items[place]
        if action == Action.ITEM_ADDED:
            self.counts["items"] += 1
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
            self.extensions[place, data["extension"]] = {key: data[key] for key in ("before", "after", "planned_on")}
        if action in (Action.ITEM_AMENDED, Action.ITEM_EXTENDED):
            item.columns |= {key: data[key] for key in ("rework_until",) if key in data}
        if "amendment" in data:
            self.amendments.setdefault(data["amendment"], []).append(_amended(action, place, data))

    def _follow_changed_plan(self, data: Mapping[str, Any]) -> None:
        """What they do to the plan: its doubts, its document, the days of the final review."""
        self.counts["warnings"] += data.get("warnings", 0)
        if "document" in data:
            self.plan["source_sha256"] = data["document"]["sha256"]
        self.plan |= {key: data[key] for key in ("review_opens_on", "closes_by") if key in data}

    def _follow_amended_plan(self, action: str, data: Mapping[str, Any]) -> None:
        """What an amendment, or a correction of the draft, does to the plan's route and its list of organisations."""
        if action == Action.ORGANISATION_ADDED:
            self.counts["organisations"] += 1
            self.added_organisations.append([data["after"]["code"], data["after"]["name"]])
        if "amendment" in data:
            self.amendments.setdefault(data["amendment"], []).append(_amended(action, None, data))

    def _follow_people(self, action: str, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        """Tasks that went to a substitute or came back, another approver, another coordinator."""
        if action == Action.TASK_MOVED:
            self.submissions[_key_of(entry["object"])].move(data)
        elif action == Action.COORDINATOR_REPLACED:
            self.plan["coordinator_id"] = data["after"]["person"]
        elif action == Action.APPROVER_REPLACED:
            self._follow_successor(data, entry)

    def _follow_successor(self, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        """Another approver in the routes and in what is open."""
        person_id, successor_id = data["before"]["person"], data["after"]["person"]
        if data["in_plan"]:
            self.plan["chain"] = with_successor(self.plan["chain"], person_id, successor_id)
        for place in data["places"]:
            columns = self.items[place].columns
            columns["chain"] = with_successor(columns["chain"], person_id, successor_id)
        for task in data["tasks"]:
            submission = self.submissions[_key_of(task["object"])]
            submission.succeed(person_id, successor_id, task, timed(entry, "opened_at"))

    def _follow_submission(
        self, key: SubmissionKey, state: str, data: Mapping[str, Any], entry: Mapping[str, Any]
    ) -> None:
        if "route" in data:
            author = person_of(entry["actor"])
            if key.subject == Subject.REPORT.value:
                author = self.plan["coordinator_id"]
                self.review["report_sha256"] = entry["evidence_sha256"][0]
            told = {"digest": data["digest"], "submitted_by_id": author, "submitted_for_id": author}
            told |= {"shown_count": data.get("shown"), "shown_percent": data.get("percent"), "ended_at": None}
            told["is_partial"] = data.get("partial", False)
            times = timed(entry, "submitted_at")
            files = sorted(self.items[key.place].files) if key.subject == Subject.ITEM and key.place else []
            own = None if key.place is None else self.items[key.place].columns.get("chain")
            chain = data.get("chain") or own or self.plan.get("chain", [])
            opened_at = times.get("submitted_at")
            self.submissions[key] = FollowedSubmission(told | times, list(data["route"]), files, opened_at, chain)
        columns = self.submissions[key].columns
        columns["state"] = state
        if state != SubmissionState.OPEN.value:
            columns.pop("ended_at", None)
            columns |= timed(entry, "ended_at")
        if (key.subject, state) == (Subject.REPORT.value, SubmissionState.RETURNED.value):
            self.review = dict(NOT_FROZEN)

    def _void(self, state: SubmissionState, *, subject: Subject, place: int | None) -> None:
        """A reopening voids what was accepted of the item, and the report that was on its way."""
        for key, submission in self.submissions.items():
            if (key.subject, key.place, submission.columns["state"]) == (subject.value, place, state.value):
                submission.columns["state"] = SubmissionState.VOIDED.value
                if state is SubmissionState.OPEN:
                    submission.columns.pop("ended_at", None)


def _amended(action: str, place: int | None, data: Mapping[str, Any]) -> Columns:
    """What an entry says that an amendment did, as its manifest proposed it."""
    if action == Action.ITEM_ADDED:
        added = {key: data[key] for key in (*ADOPTED, *PEOPLE_FIELDS) if key in data}
        return {"kind": "add", "place": None, "before": {}, "after": added}
    return {"kind": KINDS[action], "place": place, "before": data["before"], "after": data.get("after", {})}


def _named(data: Mapping[str, Any], names: Mapping[str, str]) -> Columns:
    return {column: data[key] for key, column in names.items()}


def _place(object_: str, data: Mapping[str, Any]) -> int | None:
    """The place of the item that an entry is about: its object, or for a correction of the draft its data."""
    kind, _, number = object_.partition("/")
    if kind == "item":
        return int(number)
    place: int | None = data.get("place") if kind == "plan" else None
    return place


def _item_key(place: int, data: Mapping[str, Any]) -> SubmissionKey:
    return SubmissionKey(Subject.ITEM.value, place, data["submission"])


def _key_of(object_: str) -> SubmissionKey:
    """`submission/activation/1`, `submission/item/3/1` or `submission/extension/3/1`."""
    _, subject, *numbers = object_.split("/")
    return SubmissionKey(subject, int(numbers[0]) if len(numbers) > 1 else None, int(numbers[-1]))
