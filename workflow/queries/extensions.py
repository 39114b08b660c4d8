"""Extensions of an item's deadline: what was asked for, and whether more may be asked for now."""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject, SubmissionState
from workflow.deadlines import effective_due
from workflow.extension_rules import Extendable
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.report_state import is_report_frozen
from workflow.rows import SUBMISSION
from workflow.views import SubmissionView


def extendable(conn: Connection, plan: Row[Any], item: Row[Any]) -> Extendable:
    """What `workflow.extension_rules` asks of an item."""
    return Extendable(
        state=item.state,
        due_on=effective_due(item.due_on, item.extended_due_on),
        closes_by=plan.closes_by,
        has_open_request=_open_id(conn, item.id) is not None,
        is_report_frozen=is_report_frozen(conn, plan.id),
    )


def extension_views(conn: Connection, item_id: int) -> tuple[SubmissionView, ...]:
    """All requests of an item with their routes, the newest first."""
    rows = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.item_id == item_id, SUBMISSION.c.subject == Subject.EXTENSION).order_by(
            SUBMISSION.c.number.desc()
        )
    ).all()
    return submission_views(conn, rows) if rows else ()


def _open_id(conn: Connection, item_id: int) -> int | None:
    return conn.execute(
        select(SUBMISSION.c.id).where(
            SUBMISSION.c.item_id == item_id,
            SUBMISSION.c.subject == Subject.EXTENSION,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).scalar()
