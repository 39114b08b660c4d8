"""Samples and schedules of an item: what was proposed, what waits, what they are taken from."""

from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.plans import Organisation
from models.states import Subject
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.rows import SUBMISSION
from workflow.submission_rows import has_open
from workflow.views import SubmissionView

ORGANISATION: Table = Organisation.__table__  # type: ignore[attr-defined]


def sample_views(conn: Connection, item_id: int) -> tuple[SubmissionView, ...]:
    """All that was proposed as the sample of an item, with their routes, the newest first."""
    rows = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.item_id == item_id, SUBMISSION.c.subject == Subject.SAMPLE).order_by(
            SUBMISSION.c.number.desc()
        )
    ).all()
    return submission_views(conn, rows) if rows else ()


def is_sample_waiting(conn: Connection, item_id: int) -> bool:
    """Is a sample of the item on its way?"""
    return has_open(conn, item_id, Subject.SAMPLE)


def organisations_to_choose(conn: Connection, item: Row[Any]) -> list[str]:
    """The organisations that a sample of the item is taken from: its own, the plan's where it names none."""
    if item.organisations:
        return list(item.organisations)
    of_plan = select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == item.plan_id).order_by(ORGANISATION.c.place)
    return list(conn.execute(of_plan).scalars())
