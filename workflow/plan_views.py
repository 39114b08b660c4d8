"""A plan with all its items, and what waits around it: a sign-off, what needs a person, letters."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.states import PlanState
from workflow.item_views import ItemBrief, WarningView
from workflow.person_views import PersonView
from workflow.submission_views import SubmissionView, TaskView


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
    """One thing that needs a person. `kind`: sign, overdue, due_soon, returned, reassign, explain, settle, mail."""

    kind: str
    text: str
    plan_id: int
    place: int | None
    task_id: int | None
    due_on: date | None
    days_late: int
