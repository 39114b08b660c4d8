"""An item of a plan: in a list, and everything about one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.states import ExplanationKind, ItemRole, ItemState, Outcome, Resolution, WarningCode
from workflow.deadlines import is_extended
from workflow.person_views import PersonView, ResponsibleView
from workflow.progress import NOTHING_SHOWN, Progress
from workflow.scopes import ItemScope
from workflow.submission_views import EvidenceView, SubmissionView, TaskView
from workflow.wording.amendments import ChangedField
from workflow.wording.promises import promise_text


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """Сведения of a responsible person."""

    kind: ExplanationKind
    body: str
    person: PersonView
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseView:
    """«Вижу, сделаю до …» of who is responsible, about the term that runs. `is_over`: that day has passed."""

    person: PersonView
    promised_on: date
    note: str | None
    made_at: datetime
    is_after_deadline: bool
    is_over: bool

    @property
    def text(self) -> str:
        """«обещано до 12.03.2021 — позже срока»."""
        return promise_text(self.promised_on, is_after_deadline=self.is_after_deadline, is_over=self.is_over)


@dataclass(frozen=True, slots=True)
class HoldView:
    """A report to a superior that the coordinator held until the end of a day; it goes on `report_on`."""

    rung: str
    until: date
    report_on: date
    reason: str
    held_by: PersonView
    held_at: datetime


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
    `waits_for` names whose turn it is. `reopened_due_on` is the deadline that a reopening set; `asked_until` the
    date that a request for an extension asks for which waits for its decision. `target` and `shown` are those of
    `progress`; `sample` holds the organisations of an approved sample, `scope` is how the note or title limits it.
    `promises` are what people said of the term that runs now, the lead first.
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
    reopened_due_on: date | None = None
    asked_until: date | None = None

    @property
    def is_extended(self) -> bool:
        """Was the deadline extended? A new one that a reopening set is none."""
        return is_extended(self.extended_due_on, self.reopened_due_on)

    progress: Progress = NOTHING_SHOWN
    scope: ItemScope | None = None
    sample: tuple[str, ...] | None = None
    promises: tuple[PromiseView, ...] = ()


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
class ReopeningView:
    """Контроль возобновлён: why, until when; `superseded` are the ids of the reports whose approvals it took away.

    `seq` is the entry that tells it.
    """

    seq: int
    at: datetime
    reason: str
    due_on: date
    superseded: frozenset[int]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A line of the register of requests («По запросу»); dates are local. `answer_file` is the file that answers."""

    number: int
    received_on: date
    sender: str
    subject: str
    doc_number: str | None
    registered_by: PersonView
    answered_on: date | None
    answer: str | None
    answered_by: PersonView | None
    answer_file: EvidenceView | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything about one item. `as_written` is the row as the document has it, empty where no document has it.

    `submissions` are its reports, oldest first; `extensions` the requests for a longer term and `samples` what was
    proposed as its sample or schedule, newest first; `requests` its register of requests by number; `hold` is the
    report of the running term that was held.
    """

    brief: ItemBrief
    as_written: dict[str, Any]
    evidence: tuple[EvidenceView, ...]
    submissions: tuple[SubmissionView, ...]
    explanations: tuple[ExplanationView, ...]
    warnings: tuple[WarningView, ...]
    route: tuple[TaskView, ...]
    route_note: str | None
    accepts_interim: bool
    planned_route: tuple[str, ...]
    amendments: tuple[ItemAmendmentView, ...]
    history: tuple[HistoryLine, ...]
    extensions: tuple[SubmissionView, ...] = ()
    reopenings: tuple[ReopeningView, ...] = ()
    requests: tuple[RequestView, ...] = ()
    samples: tuple[SubmissionView, ...] = ()
    hold: HoldView | None = None
