"""Sheets that decisions were signed on, and the open tasks that one may be registered for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import SubmissionState, TaskState
from workflow.errors import NotFound
from workflow.queries.names import People
from workflow.queries.people import people_by_id
from workflow.rows import ITEM, PAPER, SUBMISSION, TASK
from workflow.views import PaperView

_NO_SHEET = "Такого листа нет. Откройте документ заново и выберите лист на его странице."


def paper_rows(conn: Connection, submission_ids: Sequence[int]) -> list[Row[Any]]:
    """The sheets registered for these submissions, oldest first."""
    if not submission_ids:
        return []
    return list(conn.execute(select(PAPER).where(PAPER.c.submission_id.in_(submission_ids)).order_by(PAPER.c.id)))


def paper_view(conn: Connection, plan_id: int, paper_id: int) -> PaperView:
    """One sheet of a plan. Raises `NotFound`."""
    row = conn.execute(
        select(PAPER)
        .join(SUBMISSION, SUBMISSION.c.id == PAPER.c.submission_id)
        .where(PAPER.c.id == paper_id, SUBMISSION.c.plan_id == plan_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_NO_SHEET)
    return view_of_paper(row, people_by_id(conn, (row.person_id, row.registered_by_id)))


def view_of_paper(row: Row[Any], people: People) -> PaperView:
    """The view of one of `paper_rows`."""
    return PaperView(
        id=row.id,
        task_id=row.task_id,
        state=row.state,
        kind=row.kind,
        person=people.then(row.person_id, row.registered_at),
        outcome=row.outcome,
        comment=row.comment,
        number=row.number,
        signed_on=row.signed_on,
        original_at=row.original_at,
        sha256=row.sheet_sha256,
        file_name=row.sheet_name,
        size=row.sheet_size,
        media_type=row.sheet_media_type,
        registered_by=people.then(row.registered_by_id, row.registered_at),
        registered_at=row.registered_at,
        effective_on=row.effective_on,
        end_reason=row.end_reason,
    )


def open_tasks(conn: Connection, plan_id: int) -> list[Row[Any]]:
    """The open tasks of a plan, oldest first: id, step, verb, due_on, chain, subject, number, place, acting_id."""
    return list(
        conn.execute(
            select(
                TASK.c.id,
                TASK.c.step,
                TASK.c.verb,
                TASK.c.due_on,
                TASK.c.acting_id,
                TASK.c.submission_id,
                SUBMISSION.c.chain,
                SUBMISSION.c.subject,
                SUBMISSION.c.number,
                SUBMISSION.c.digest,
                ITEM.c.place,
                ITEM.c.number.label("item_number"),
            )
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
            .where(
                SUBMISSION.c.plan_id == plan_id,
                SUBMISSION.c.state == SubmissionState.OPEN,
                TASK.c.state == TaskState.OPEN,
            )
            .order_by(TASK.c.id)
        )
    )
