"""What a ledger leaves: a plan, its items, submissions, decisions and all else that its entries tell, as data.

What an entry carries is told under the name of the column that it must equal; a column is there from the first entry
that carries it. A time is not told where the clock was held, for then the row has a time before the entry's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.item_rows import PEOPLE_FIELDS

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
NOT_FROZEN: Columns = {"facts_sha256": None, "report_sha256": None, "frozen_by": None}


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
    that successors took over, `successors` in which step who came in whose place, `due_on` by step until when it is to
    be decided.
    """

    columns: Columns
    route: list[Mapping[str, Any]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    opened_at: str | None = None
    chain: list[Mapping[str, Any]] = field(default_factory=list)
    seats: dict[int, Columns] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)
    successors: list[tuple[int, int, int]] = field(default_factory=list)
    due_on: dict[int, str] = field(default_factory=dict)

    def open_step(self, after: int, data: Mapping[str, Any]) -> None:
        """The next step that is not skipped opened; until when it is to be decided, where the entry tells that."""
        opened = next((step["step"] for step in self.route if step["step"] > after and "skipped" not in step), None)
        if opened is not None and "decide_until" in data:
            self.due_on[opened] = data["decide_until"]

    def move(self, data: Mapping[str, Any]) -> None:
        """A task went to a substitute, or came back."""
        seat = self.seats.setdefault(data["task"], {})
        seat |= {"acting_id": data["to"], "substitution_id": data.get("substitution")}

    def move_term(self, data: Mapping[str, Any]) -> None:
        """Until when a task is to be decided was worked out anew."""
        seat = self.seats.get(data["task"], {})
        if "due_on" in seat:
            seat["due_on"] = data["decide_until"]
        else:
            self.due_on[data["step"]] = data["decide_until"]

    def replace(self, task: Mapping[str, Any], times: Columns) -> None:
        """A new task came in the place of one; `seat` is its place among those of the step, from 0."""
        step = self.route[task["step"] - 1]
        people = [person for place, person in enumerate(step["people"]) if place != task["seat"]]
        self.route[task["step"] - 1] = {**step, "people": [*people, task["acting"]]}
        self.replaced.add(task["task"])
        if task["is_open"]:
            seat = {"acting_id": task["acting"], "substitution_id": task.get("substitution")}
            due = {"due_on": task["decide_until"]} if "decide_until" in task else {}
            self.seats[task["new_task"]] = seat | due | times
        else:
            self.due_on.pop(task["step"], None)

    def succeed(self, person_id: int, successor_id: int, task: Mapping[str, Any], times: Columns) -> None:
        """The new task is a successor's, who has the seat in the route too."""
        self.replace(task, times)
        self.successors.append((task["step"], person_id, successor_id))


@dataclass(slots=True)
class LedgerState:
    """Where the entries leave the plan, its items, submissions, decisions, files, warnings and explanations.

    Decisions stand by the seq of their entry; warnings by code, place and value, with each settling of them;
    explanations, promises and held reports are (place, columns); requests stand by place and number, rungs by clock
    and person; `review` is empty while no review is open.
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
    promises: list[tuple[int, Columns]] = field(default_factory=list)
    holds: list[tuple[int, Columns]] = field(default_factory=list)
    rungs: dict[str, Columns] = field(default_factory=dict)
    requests: dict[tuple[int, int], Columns] = field(default_factory=dict)
    review: Columns = field(default_factory=dict)
    amendments: dict[int, list[Columns]] = field(default_factory=dict)
    extensions: dict[tuple[int, int], Columns] = field(default_factory=dict)
    papers: dict[int, Columns] = field(default_factory=dict)
    imported: Columns = field(default_factory=dict)
    listed: int = 0
    added_organisations: list[list[str]] = field(default_factory=list)
