"""The decisions on paper against what the ledger tells."""

from typing import Any

from sqlalchemy import Connection, select

from workflow.ledger_state import LedgerState, SubmissionKey
from workflow.replay_compare import columns_of, rows_unequal
from workflow.rows import DECISION, ITEM, PAPER, SUBMISSION


def paper_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """Each sheet with its requisites, where it stands, and the decision that it became."""
    return rows_unequal("paper", followed.papers, _papers(conn, plan_id))


def _papers(conn: Connection, plan_id: int) -> dict[int, dict[str, Any]]:
    rows = conn.execute(
        select(
            PAPER,
            SUBMISSION.c.subject,
            SUBMISSION.c.number.label("submission_number"),
            ITEM.c.place,
            DECISION.c.ledger_seq.label("decision_seq"),
        )
        .join(SUBMISSION, SUBMISSION.c.id == PAPER.c.submission_id)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .outerjoin(DECISION, DECISION.c.id == PAPER.c.decision_id)
        .where(SUBMISSION.c.plan_id == plan_id)
        .order_by(PAPER.c.id)
    )
    return {
        row.id: {
            **columns_of(row),
            "submission": str(SubmissionKey(row.subject.value, row.place, row.submission_number)),
        }
        for row in rows
    }
