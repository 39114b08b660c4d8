"""Whether a plan may be changed now, at once or by an amendment."""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import PlanState, Subject, SubmissionState
from workflow.errors import PlanNotReady
from workflow.report_state import is_report_frozen
from workflow.rows import SUBMISSION

RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)


def demand_open_to_changes(conn: Connection, plan: Row[Any]) -> None:
    """Raise `PlanNotReady` for a draft that waits for its signers, a closed plan, and while the report is frozen."""
    if plan.state is PlanState.DRAFT:
        demand_not_being_signed(conn, plan.id)
        return
    if plan.state not in RUNNING:
        raise PlanNotReady("План закрыт: изменить его нельзя, утверждающий может возобновить контроль пункта.")
    if is_report_frozen(conn, plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: дождитесь решения по нему.")


def is_open_to_changes(conn: Connection, plan: Row[Any]) -> bool:
    """May its coordinator change the plan, or propose to, now?"""
    try:
        demand_open_to_changes(conn, plan)
    except PlanNotReady:
        return False
    return True


def demand_not_being_signed(conn: Connection, plan_id: int) -> None:
    """Raise `PlanNotReady` while a draft waits for its signers."""
    waiting = select(SUBMISSION.c.id).where(
        SUBMISSION.c.plan_id == plan_id,
        SUBMISSION.c.subject == Subject.ACTIVATION,
        SUBMISSION.c.state == SubmissionState.OPEN,
    )
    if conn.execute(waiting).first() is not None:
        raise PlanNotReady("План уже направлен на утверждение: дождитесь решения, до него черновик не меняется.")
