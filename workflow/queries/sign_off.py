"""What an approver is shown before deciding, and what waits for them."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject, SubmissionState, TaskState
from workflow.acting_seat import acting_seat
from workflow.conflicts import earlier_deciders, submission_conflicts
from workflow.errors import NotFound
from workflow.queries.items import item_briefs
from workflow.queries.people import person_view
from workflow.queries.plans import plan_brief
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.queries.tables import FINAL_REVIEW
from workflow.rows import PERSON, SUBMISSION, TASK, plan_row
from workflow.views import SignOffView

_NO_TASK = "Такой задачи согласования нет. Откройте ссылку из последнего письма."


def sign_off_view(conn: Connection, task_id: int, today: date) -> SignOffView:
    """The frozen submission of a task with what else waits for its acting person. Raises `NotFound`."""
    task = _task(conn, task_id)
    row = conn.execute(SUBMISSIONS.where(SUBMISSION.c.id == task.submission_id)).one()
    submission = submission_views(conn, (row,))[0]
    plan = plan_row(conn, row.plan_id)
    item = item_briefs(conn, plan, today, place=row.place)[0] if row.place is not None else None
    return SignOffView(
        task=next(view for view in submission.tasks if view.id == task_id),
        submission=submission,
        plan=plan_brief(plan),
        coordinator=person_view(conn, plan.coordinator_id),
        item=item,
        lead=None if item is None else item.lead,
        report_sha256=_report_sha256(conn, row),
        newer_task_id=_newer_task(conn, row, task),
        next_task_ids=tuple(other for other in waiting_for(conn, task.acting_id) if other != task_id),
    )


def waiting_for(conn: Connection, person_id: int) -> tuple[int, ...]:
    """The open tasks on which this person may decide, by id, oldest first."""
    return tuple(
        conn.execute(
            select(TASK.c.id)
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .where(
                TASK.c.acting_id == person_id,
                TASK.c.state == TaskState.OPEN,
                SUBMISSION.c.state == SubmissionState.OPEN,
            )
            .order_by(TASK.c.opened_at, TASK.c.id)
        ).scalars()
    )


def can_decide(conn: Connection, person_id: int, task_id: int, today: date) -> bool:
    """Whether the engine would take this person's decision on the task today, given their PIN.

    Raises `NotFound`.
    """
    task = _task(conn, task_id)
    if task.state is not TaskState.OPEN:
        return False
    submission = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == task.submission_id)).one()
    is_active = conn.execute(select(PERSON.c.is_active).where(PERSON.c.id == person_id)).scalar()
    if submission.state is not SubmissionState.OPEN or not is_active:
        return False
    seat = acting_seat(conn, task, today).seat
    if person_id != seat.acting_id:
        return False
    conflicted = submission_conflicts(conn, submission, today)
    holders = {seat.approver_id, seat.acting_id}
    return holders.isdisjoint(conflicted) and holders.isdisjoint(earlier_deciders(conn, submission.id, task.step))


def _task(conn: Connection, task_id: int) -> Row[Any]:
    row = conn.execute(select(TASK).where(TASK.c.id == task_id)).one_or_none()
    if row is None:
        raise NotFound(_NO_TASK)
    return row


def _report_sha256(conn: Connection, submission: Row[Any]) -> str | None:
    if submission.subject is not Subject.REPORT:
        return None
    return conn.execute(
        select(FINAL_REVIEW.c.report_sha256).where(FINAL_REVIEW.c.plan_id == submission.plan_id)
    ).scalar()


def _newer_task(conn: Connection, submission: Row[Any], task: Row[Any]) -> int | None:
    """The same approver's open task in a later submission of the same thing; an amendment has no later version."""
    if submission.subject is Subject.AMENDMENT:
        return None
    same_item = (
        SUBMISSION.c.item_id.is_(None) if submission.item_id is None else SUBMISSION.c.item_id == submission.item_id
    )
    return conn.execute(
        select(TASK.c.id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(
            SUBMISSION.c.plan_id == submission.plan_id,
            SUBMISSION.c.subject == submission.subject,
            same_item,
            SUBMISSION.c.number > submission.number,
            TASK.c.approver_id == task.approver_id,
            TASK.c.state == TaskState.OPEN,
        )
        .order_by(TASK.c.id.desc())
        .limit(1)
    ).scalar()
