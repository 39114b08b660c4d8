"""The December review, live or frozen."""

from dataclasses import dataclass
from datetime import date, datetime

from models.states import ExplanationKind, ItemState
from workflow.plan_views import PlanBrief
from workflow.submission_views import SubmissionView


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
    is_extended: bool = False
    is_without_requests: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The December review, live or frozen. The discipline coefficient is `in_time` of `due` items.

    `on_time` counts what was executed in full by the planned deadline, `extended` by an extended one; `late` what was
    executed in full, or still is worked on, after its deadline; `partly` what was executed in part; `not_executed`
    what never was: no item is in two of them.
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
    extended: int = 0

    @property
    def in_time(self) -> int:
        """Executed in full by the deadline in force, planned or extended."""
        return self.on_time + self.extended
