"""The days of the final review (итоговое рассмотрение): opened, asked about, frozen, each when its day has come."""

from dataclasses import dataclass
from datetime import date

from config.errors import VizaError
from documents.evidence_store import EvidenceStore
from flows.alarms import raise_alarm
from flows.reporting import freeze_and_submit
from models.states import PlanState, SubmissionState
from workflow.actor import SYSTEM
from workflow.commands import OpenReview, RemindReview
from workflow.engine import Engine
from workflow.queries.review import review_view
from workflow.review import plans_in_work, waits_to_be_sent
from workflow.rows import plan_row


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """What was done for a plan: opened, reminded, frozen, or why it was refused."""

    plan_id: int
    step: str


def review_due_plans(engine: Engine, evidence: EvidenceStore) -> list[ReviewStep]:
    """Take every plan whose day has come one step further; on the same day again it adds nothing.

    A plan that is refused raises an alarm and does not stop the others.
    """
    with engine.database.read() as conn:
        plan_ids = plans_in_work(conn)
    steps = []
    for plan_id in plan_ids:
        try:
            step = _take_further(engine, evidence, plan_id)
        except VizaError as refusal:
            if refusal.retry_helps:
                raise
            step = f"refused: {refusal.message}"
            raise_alarm(engine.database, engine.clock, "review_refused", f"plan {plan_id}: {refusal.message}")
        if step is not None:
            steps.append(ReviewStep(plan_id, step))
    return steps


def _take_further(engine: Engine, evidence: EvidenceStore, plan_id: int) -> str | None:
    with engine.database.read() as conn:
        plan = plan_row(conn, plan_id)
        is_unsent = waits_to_be_sent(conn, plan_id)
    today = engine.today(plan.timezone)
    if plan.state is PlanState.ACTIVE:
        if today < plan.review_opens_on:
            return None
        engine.execute(OpenReview(plan_id=plan_id), SYSTEM)
        return "opened"
    if is_unsent or (today >= plan.closes_by and _is_to_be_frozen(engine, plan_id, today)):
        freeze_and_submit(engine, evidence, plan_id, SYSTEM)
        return "frozen and sent"
    return None if engine.execute(RemindReview(plan_id=plan_id), SYSTEM).is_repeat else "reminded"


def _is_to_be_frozen(engine: Engine, plan_id: int, today: date) -> bool:
    """Not frozen yet. A report that an approver returned is the coordinator's to mend and to freeze again."""
    with engine.database.read() as conn:
        review = review_view(conn, plan_id, today)
    is_returned = review.submission is not None and review.submission.state is SubmissionState.RETURNED
    return review.frozen_at is None and not is_returned
