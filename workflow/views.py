"""What pages, letters and reports are given to show: frozen, complete, no rows and no sessions.

Times are aware UTC; dates are local to the plan. Days late are working days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.states import (
    Assurance,
    DecisionKind,
    ExplanationKind,
    ItemRole,
    ItemState,
    MailState,
    NoticeKind,
    Outcome,
    PlanState,
    Resolution,
    Subject,
    SubmissionState,
    TaskState,
    Verb,
    WarningCode,
)
from workflow.wording.amendments import ChangedField


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as others see them."""

    id: int
    name: str
    given_names: str | None
    position: str | None
    email: str | None
    phone: str | None
    is_active: bool
    has_pin: bool
    role: str


@dataclass(frozen=True, slots=True)
class ResponsibleView:
    """A responsible person of an item."""

    person: PersonView
    is_lead: bool


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
class DecisionView:
    """Who decided what, when, how surely."""

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


@dataclass(frozen=True, slots=True)
class TaskView:
    """One approver's turn."""

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


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A frozen submission with its route."""

    id: int
    subject: Subject
    plan_id: int
    place: int | None
    number: int
    state: SubmissionState
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


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """Сведения of a responsible person."""

    kind: ExplanationKind
    body: str
    person: PersonView
    given_at: datetime


@dataclass(frozen=True, slots=True)
class WarningView:
    """A doubt about the document and how it was settled."""

    id: int
    code: WarningCode
    place: int | None
    number: str | None
    message: str
    value: str | None
    location: str | None
    source: str | None
    proposal: str | None
    resolution: Resolution | None
    reason: str | None
    change: dict[str, Any] | None
    settled_by: PersonView | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One ledger entry in words."""

    seq: int
    at: datetime
    who: str
    text: str
    action: str
    object: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemBrief:
    """An item in a list. `state_text` is what people see («В работе», «На доработке», …).

    `control_date` is the deadline moved to a working day; `days_late` counts working days after it, 0 if
    not late; `days_left` counts working days up to it, None when no lead's clock runs.
    `waits_for` names whose turn it is.
    """

    id: int
    plan_id: int
    place: int
    number: str
    title: str
    expected_result: str | None
    note: str | None
    state: ItemState
    state_text: str
    version: int
    outcome: Outcome | None
    role: ItemRole
    starts_on: date | None
    due_on: date | None
    extended_due_on: date | None
    effective_due_on: date | None
    control_date: date | None
    rework_until: date | None
    executed_on: date | None
    was_on_time: bool | None
    is_overdue: bool
    days_late: int
    days_left: int | None
    target: int
    target_percent: int | None
    shown: int
    shown_percent: int | None
    returns: int
    lead: PersonView | None
    responsible: tuple[ResponsibleView, ...]
    organisations: tuple[str, ...]
    waits_for: tuple[PersonView, ...]


@dataclass(frozen=True, slots=True)
class AllowedCommand:
    """A button: the command's name as in the table of transitions, and its Russian label."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class ItemAmendmentView:
    """What an amendment did to an item. `number` is the amendment's, None for a correction of the draft.

    `seq` is the entry that tells it; an item that was added or taken out has no `fields`.
    """

    number: int | None
    seq: int
    at: datetime
    action: str
    reason: str
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything about one item. `as_written` is the row as the document has it, empty where no document has it."""

    brief: ItemBrief
    as_written: dict[str, Any]
    evidence: tuple[EvidenceView, ...]
    submissions: tuple[SubmissionView, ...]
    explanations: tuple[ExplanationView, ...]
    warnings: tuple[WarningView, ...]
    route: tuple[TaskView, ...]
    route_note: str | None
    amendments: tuple[ItemAmendmentView, ...]
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class PlanBrief:
    """A plan in a list."""

    id: int
    title: str
    year: int
    state: PlanState
    state_text: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with all its items."""

    brief: PlanBrief
    version: int
    timezone: str
    closes_by: date
    review_opens_on: date
    coordinator: PersonView
    agreed_by: dict[str, Any] | None
    approved_by: dict[str, Any] | None
    activated_at: datetime | None
    closed_at: datetime | None
    items: tuple[ItemBrief, ...]
    organisations: tuple[tuple[str, str], ...]
    warnings: tuple[WarningView, ...]
    activation: SubmissionView | None


@dataclass(frozen=True, slots=True)
class SignOffView:
    """What an approver sees before deciding: the frozen submission, never the live item.

    `item` is None for an activation or a report. `newer_task_id` is where a newer submission waits for this
    person, `next_task_ids` what else waits for them.
    """

    task: TaskView
    submission: SubmissionView
    plan: PlanBrief
    coordinator: PersonView
    item: ItemBrief | None
    lead: PersonView | None
    report_sha256: str | None
    newer_task_id: int | None
    next_task_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that needs a person. `kind`: sign, overdue, due_soon, returned, explain, settle, mail."""

    kind: str
    text: str
    plan_id: int
    place: int | None
    task_id: int | None
    due_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter (or a notice that waits to become one) and its fate."""

    letter_id: int | None
    kind: NoticeKind
    recipient: str
    address: str | None
    subject: str
    state: MailState
    created_at: datetime
    ended_at: datetime | None
    tries: int
    last_answer: str | None
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One item in the execution report."""

    place: int
    number: str
    title: str
    state: ItemState
    result_text: str
    planned_on: date | None
    effective_due_on: date | None
    executed_on: date | None
    was_on_time: bool | None
    days_late: int
    shown: int
    target: int
    shown_percent: int | None
    target_percent: int | None
    returns: int
    approvers_days: int
    lead: str
    explanation: str | None
    needs: ExplanationKind | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The December review, live or frozen. The discipline coefficient is `on_time` of `due` items.

    `late` counts what was executed in full, or still is worked on, after its deadline; `partly` what was executed
    in part; `not_executed` what never was: no item is in two of them.
    """

    plan: PlanBrief
    is_open: bool
    opened_at: datetime | None
    frozen_at: datetime | None
    closes_by: date
    opens_on: date
    lines: tuple[ReviewLine, ...]
    on_time: int
    due: int
    late: int
    partly: int
    not_executed: int
    organisations: tuple[tuple[str, int, int], ...]
    may_freeze: bool
    freeze_refusal: str | None
    submission: SubmissionView | None
    report_sha256: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did: its place in the ledger and what to show the person. `secret` is shown once.

    `is_repeat` is True where the same command had been done before and nothing was added.
    """

    ledger_id: str
    seq: int | None
    at: datetime
    plan_id: int | None = None
    place: int | None = None
    submission_id: int | None = None
    decision_id: int | None = None
    person_id: int | None = None
    evidence_id: int | None = None
    text: str = ""
    secret: str | None = None
    is_repeat: bool = False
