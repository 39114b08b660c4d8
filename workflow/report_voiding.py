"""An item's report that waits for decisions is void: something that it was signed with has changed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from models.states import ItemState, Subject, SubmissionState, TaskState
from workflow.routing import void_tasks
from workflow.rows import SUBMISSION, TASK
from workflow.transaction import Transaction

WAITING = (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED)


@dataclass(frozen=True, slots=True)
class VoidedReport:
    """Which report is void, and whose decision on it is no longer needed."""

    number: int
    approvers: frozenset[int]

    def told(self) -> dict[str, Any]:
        """What the entry of the item says of it."""
        return {"submission": self.number, "submission_state": SubmissionState.VOIDED.value}


def void_report(tx: Transaction, item: Row[Any]) -> VoidedReport | None:
    """Void the item's open report, with its tasks and links; None where the item's state has none."""
    if item.state not in WAITING:
        return None
    report = tx.conn.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.number).where(
            SUBMISSION.c.item_id == item.id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).one()
    waiting = select(TASK.c.acting_id).where(TASK.c.submission_id == report.id, TASK.c.state == TaskState.OPEN)
    approvers = frozenset(tx.conn.execute(waiting).scalars())
    tx.conn.execute(
        update(SUBMISSION).where(SUBMISSION.c.id == report.id).values(state=SubmissionState.VOIDED, ended_at=tx.now)
    )
    void_tasks(tx, report.id)
    return VoidedReport(report.number, approvers)
