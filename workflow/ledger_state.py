"""What follows from a plan's ledger alone: the entries, followed as data, one after the other. Nothing is read else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.states import Subject, SubmissionState
from workflow.actions import Action


@dataclass(slots=True)
class FollowedItem:
    """The columns of an item that its entries carry; a key is there from the first entry that names it."""

    columns: dict[str, Any] = field(default_factory=dict)
    returns: int = 0


@dataclass(frozen=True, slots=True)
class SubmissionKey:
    """Which submission: `place` is None for the plan's own."""

    subject: str
    place: int | None
    number: int

    def __str__(self) -> str:
        return f"submission/{self.subject if self.place is None else f'item/{self.place}'}/{self.number}"


@dataclass(frozen=True, slots=True)
class FollowedDecision:
    """A decision as its entry tells it."""

    kind: str
    person_id: int
    on_behalf_of_id: int | None
    digest: str
    outcome: str | None
    comment: str | None
    assurance: str
    is_disowned: bool = False


@dataclass(slots=True)
class LedgerState:
    """Where the entries leave the plan's items, submissions, decisions, files and explanations.

    Submissions are (state, digest); decisions stand by the seq of their entry; files are (place, SHA-256, units),
    with those that were taken off in `removed`; explanations are (place, kind, text);
    `review` holds the digest of the report's facts from its opening on, None while they are not frozen.
    """

    items: dict[int, FollowedItem] = field(default_factory=dict)
    submissions: dict[SubmissionKey, tuple[str, str]] = field(default_factory=dict)
    decisions: dict[int, FollowedDecision] = field(default_factory=dict)
    disowned: set[int] = field(default_factory=set)
    files: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    explanations: list[tuple[int, str, str]] = field(default_factory=list)
    review: dict[str, str | None] = field(default_factory=dict)

    def follow(self, entry: Mapping[str, Any]) -> None:
        """Take in the next entry."""
        action, data = entry["action"], entry.get("data", {})
        place = _place(entry["object"], data)
        if place is not None:
            self._follow_item(action, place, data, entry)
        if action in (Action.SUBMISSION_OPENED, Action.SUBMISSION_DECIDED):
            self._follow_submission(_key_of(entry["object"]), entry["to"], data["digest"])
        elif action == Action.REVIEW_OPENED:
            self.review = {"facts_sha256": None}
        elif action == Action.REPORT_FROZEN:
            self.review = {"facts_sha256": data["facts_sha256"]}
        elif action == Action.PLAN_REOPENED:
            self.review = {}
            self._void(SubmissionState.OPEN, subject=Subject.REPORT, place=None)
        elif action == Action.DECISION_DISOWNED:
            self.disowned.add(data["decision_seq"])
        if "decision" in data:
            self.decisions[entry["seq"]] = FollowedDecision(
                kind=data["decision"],
                person_id=data["person"],
                on_behalf_of_id=data.get("on_behalf_of"),
                digest=data["digest"],
                outcome=data.get("outcome"),
                comment=data.get("comment"),
                assurance=entry["auth"],
            )

    def _follow_item(self, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        item = self.items.setdefault(place, FollowedItem())
        if action in (Action.WARNING_SETTLED, Action.ORGANISATIONS_ASSIGNED):
            item.columns.update(data.get("after", {}))
        elif action == Action.ITEM_ADOPTED:
            adopted = ("title", "target_count", "target_percent", "starts_on", "due_on", "organisations")
            item.columns.update({key: data[key] for key in adopted if key in data})
            item.columns |= {"outcome": None, "executed_on": None, "extended_due_on": None, "rework_until": None}
        elif action == Action.ITEM_APPROVED:
            item.columns |= {"outcome": data["outcome"], "executed_on": data["executed_on"]}
        elif action == Action.ITEM_RETURNED:
            item.columns["rework_until"] = data["rework_until"]
            item.returns += 1
        elif action == Action.ITEM_REOPENED:
            item.columns |= {
                "outcome": None,
                "executed_on": None,
                "rework_until": None,
                "extended_due_on": data["due_on"],
            }
            self._void(SubmissionState.ACCEPTED, subject=Subject.ITEM, place=place)
        elif action == Action.EVIDENCE_ADDED:
            self.files[data["evidence"]] = (place, entry["evidence_sha256"][0], data["units"])
        elif action == Action.EVIDENCE_REMOVED:
            self.removed.add(data["evidence"])
        elif action == Action.ITEM_EXPLAINED:
            self.explanations.append((place, data["kind"], data["text"]))
        if "submission_state" in data:
            key = SubmissionKey(Subject.ITEM.value, place, data["submission"])
            self._follow_submission(key, data["submission_state"], data.get("digest"))

    def _follow_submission(self, key: SubmissionKey, state: str, digest: str | None) -> None:
        _, known = self.submissions.get(key, ("", ""))
        self.submissions[key] = state, digest or known
        if (key.subject, state) == (Subject.REPORT.value, SubmissionState.RETURNED.value):
            self.review = {"facts_sha256": None}

    def _void(self, state: SubmissionState, *, subject: Subject, place: int | None) -> None:
        """A reopening voids what was accepted of the item, and the report that was on its way."""
        for key, (stands, digest) in self.submissions.items():
            if (key.subject, key.place, stands) == (subject.value, place, state.value):
                self.submissions[key] = SubmissionState.VOIDED.value, digest


def _place(object_: str, data: Mapping[str, Any]) -> int | None:
    """The place of the item that an entry is about: its object, or for a correction of the draft its data."""
    kind, _, number = object_.partition("/")
    if kind == "item":
        return int(number)
    place: int | None = data.get("place") if kind == "plan" else None
    return place


def _key_of(object_: str) -> SubmissionKey:
    """`submission/activation/1` or `submission/item/3/1`."""
    _, subject, *numbers = object_.split("/")
    return SubmissionKey(subject, int(numbers[0]) if len(numbers) > 1 else None, int(numbers[-1]))
