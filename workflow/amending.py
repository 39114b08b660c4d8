"""Amendments (изменения плана): proposed by the coordinator and sent along the plan's chain."""

from typing import Any

from sqlalchemy import Row, select

from models.plans import FinalReview
from models.states import PlanState, Subject
from workflow.amendment_manifest import amendment_proposal
from workflow.amendment_planning import plan_changes
from workflow.commands import ProposeAmendment
from workflow.conflicts import amendment_conflicts
from workflow.errors import NotYourTurn, PlanNotReady
from workflow.plan_documents import demand_stored
from workflow.proposing import files_of, open_proposal
from workflow.queries.amendments import touched_by_open
from workflow.rows import names_of, plan_row
from workflow.transaction import Transaction
from workflow.views import Receipt

REVIEW = FinalReview.__table__  # type: ignore[attr-defined]
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)


def propose_amendment(tx: Transaction, command: ProposeAmendment) -> Receipt:
    """Freeze what is proposed, item by item, and send it along the plan's chain; nothing changes before its approval.

    Raises `PlanNotReady` where the plan is not running or its report is frozen, `NotYourTurn`, what
    `plan_changes` refuses with, and `ConflictOfInterest` where nobody could end the chain.
    """
    plan = _running_plan(tx, command.plan_id)
    demand_stored(tx, command.source)
    today = tx.today(plan.timezone)
    changes = plan_changes(
        tx.conn, plan, command.changes, today=today, is_draft=False, busy=touched_by_open(tx.conn, plan.id)
    )
    return open_proposal(
        tx,
        plan,
        Subject.AMENDMENT,
        summary=command.reason,
        proposes=amendment_proposal(
            changes,
            names_of(tx.conn),
            None if command.source is None else command.source.model_dump(mode="json"),
        ),
        chain=plan.chain,
        conflicts=amendment_conflicts(tx.conn, plan.id, changes, today, _authors(tx)),
        files=files_of(command.source),
        text="Изменение № {number} направлено на согласование и утверждение.",
    )


def is_report_frozen(tx: Transaction, plan_id: int) -> bool:
    """Does the execution report stand as it is, sent or about to be sent to its approvers?"""
    frozen_at = tx.conn.execute(select(REVIEW.c.frozen_at).where(REVIEW.c.plan_id == plan_id)).scalar()
    return frozen_at is not None


def _running_plan(tx: Transaction, plan_id: int) -> Row[Any]:
    plan = plan_row(tx.conn, plan_id, is_locked=True)
    _demand_coordinator(tx, plan)
    if plan.state is PlanState.DRAFT:
        raise PlanNotReady("План ещё черновик: исправьте черновик, согласовывать изменение не нужно.")
    if plan.state not in RUNNING:
        raise PlanNotReady("План закрыт: изменить его нельзя, утверждающий может возобновить контроль пункта.")
    if is_report_frozen(tx, plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: дождитесь решения по нему.")
    return plan


def _demand_coordinator(tx: Transaction, plan: Row[Any]) -> None:
    if tx.actor.person_id != plan.coordinator_id:
        raise NotYourTurn("Изменения плана предлагает ответственный за контроль исполнения. Обратитесь к нему.")


def _authors(tx: Transaction) -> set[int]:
    return set() if tx.actor.person_id is None else {tx.actor.person_id}
