"""What is sent along a route: its files, whose turn it is, who decided, on paper too."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.states import Assurance, DecisionKind, Outcome, PaperState, Subject, SubmissionState, TaskState, Verb
from workflow.person_views import PersonView


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A stored file. `size` in bytes."""

    id: int
    sha256: str
    size: int
    file_name: str
    media_type: str
    kind: str
    doc_number: str | None
    doc_date: date | None
    signed_by: str | None
    units: int
    organisations: tuple[str, ...]
    uploaded_by: PersonView
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class PaperView:
    """A sheet that a decision was signed on, as it was registered. `size` in bytes; `signed_on`, `effective_on` local.

    `end_reason` says in words why it took no effect.
    """

    id: int
    task_id: int
    state: PaperState
    kind: DecisionKind
    person: PersonView
    outcome: Outcome | None
    comment: str | None
    number: str
    signed_on: date
    original_at: str
    sha256: str
    file_name: str
    size: int
    media_type: str
    registered_by: PersonView
    registered_at: datetime
    effective_on: date
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Who decided what, when, how surely. `sheet` names the paper that it was signed on, `order` the substitution's.

    A void one was disowned before anything was built upon it: its step is decided anew.
    """

    id: int
    kind: DecisionKind
    person: PersonView
    on_behalf_of: PersonView | None
    order: str | None
    comment: str | None
    outcome: Outcome | None
    assurance: Assurance
    decided_at: datetime
    ledger_seq: int
    is_disowned: bool
    sheet: str | None = None
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class TaskView:
    """One approver's turn; `papers` are the sheets that were registered for it, oldest first.

    A replaced one came to nothing: another turn of its step took its place.
    """

    id: int
    step: int
    steps: int
    verb: Verb
    approver: PersonView
    acting: PersonView
    state: TaskState
    skip_reason: str | None
    opened_at: datetime | None
    due_on: date | None
    is_last_step: bool
    decision: DecisionView | None
    papers: tuple[PaperView, ...] = ()
    is_replaced: bool = False

    @property
    def pending_paper(self) -> PaperView | None:
        """The sheet whose decision has not taken effect yet."""
        return next((paper for paper in self.papers if paper.state is PaperState.PENDING), None)


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A frozen submission with its route; `state_text` is the state as its subject calls it."""

    id: int
    subject: Subject
    plan_id: int
    place: int | None
    number: int
    state: SubmissionState
    state_text: str
    digest: str
    manifest: dict[str, Any]
    summary: str
    shortfall_reason: str | None
    shown_count: int | None
    shown_percent: int | None
    submitted_by: PersonView
    submitted_at: datetime
    submitted_on: date
    evidence: tuple[EvidenceView, ...]
    tasks: tuple[TaskView, ...]

    @property
    def is_partial(self) -> bool:
        """Is it an interim report?"""
        return bool(self.manifest.get("partial", False))
