"""Amendments (изменения плана): proposed by the coordinator and sent along the plan's chain."""

from typing import Any

from sqlalchemy import Row

from models.states import PlanState, Subject
from workflow.amendment_manifest import amendment_proposal
from workflow.amendment_planning import plan_changes
from workflow.changing_people import keep_known
from workflow.commands import ProposeAmendment
from workflow.conflicts import amendment_conflicts
from workflow.errors import PlanNotReady
from workflow.open_to_changes import demand_open_to_changes
from workflow.plan_documents import demand_stored
from workflow.proposing import files_of, open_proposal
from workflow.queries.amendments import touched_by_open
from workflow.refusing_others import coordinators_alone
from workflow.rows import names_of, plan_row
from workflow.transaction import Transaction
from workflow.views import Receipt


def propose_amendment(tx: Transaction, command: ProposeAmendment) -> Receipt:
    """Freeze what is proposed, item by item, and send it along the plan's chain; nothing changes before its approval.

    Raises `PlanNotReady` where the plan is not running or its report is frozen, `NotYourTurn`, what
    `plan_changes` refuses with, and `ConflictOfInterest` where nobody could end the chain.
    """
    plan = _running_plan(tx, command.plan_id)
    demand_stored(tx, command.source)
    keep_known(tx, command.people)
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


def _running_plan(tx: Transaction, plan_id: int) -> Row[Any]:
    plan = plan_row(tx.conn, plan_id, is_locked=True)
    _demand_coordinator(tx, plan)
    if plan.state is PlanState.DRAFT:
        raise PlanNotReady("План ещё черновик: исправьте черновик, согласовывать изменение не нужно.")
    demand_open_to_changes(tx.conn, plan)
    return plan


def _demand_coordinator(tx: Transaction, plan: Row[Any]) -> None:
    if tx.actor.person_id != plan.coordinator_id:
        raise coordinators_alone(tx.conn, plan, "Изменения плана предлагает")


def _authors(tx: Transaction) -> set[int]:
    return set() if tx.actor.person_id is None else {tx.actor.person_id}
