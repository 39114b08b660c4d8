"""Whether the plan's execution report stands as it is."""

from sqlalchemy import Connection, Table, select

from models.plans import FinalReview

REVIEW: Table = FinalReview.__table__  # type: ignore[attr-defined]


def is_report_frozen(conn: Connection, plan_id: int) -> bool:
    """Is the execution report frozen, sent or about to be sent to its approvers?"""
    frozen_at = conn.execute(select(REVIEW.c.frozen_at).where(REVIEW.c.plan_id == plan_id)).scalar()
    return frozen_at is not None
