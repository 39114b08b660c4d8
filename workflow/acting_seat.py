"""Who acts on a task today: its approver, or who signs for them, as far as that person may decide on this."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import SubmissionState, TaskState
from workflow.chain import Seat, seat_of
from workflow.conflicts import active_substitutes, earlier_deciders, standing, submission_conflicts
from workflow.rows import ITEM, SUBMISSION, TASK

LIVE = (TaskState.OPEN, TaskState.PENDING)
OPEN_TASKS = (
    select(
        TASK,
        SUBMISSION.c.plan_id,
        SUBMISSION.c.subject,
        SUBMISSION.c.number,
        SUBMISSION.c.item_id,
        ITEM.c.place,
        ITEM.c.number.label("item_number"),
        ITEM.c.title,
    )
    .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
    .where(TASK.c.state == TaskState.OPEN, SUBMISSION.c.state == SubmissionState.OPEN)
    .order_by(TASK.c.id)
)


@dataclass(frozen=True, slots=True)
class ActingSeat:
    """The seat of a task today. `hindrance` says why the substitute may not decide, so that it stays as it was."""

    seat: Seat
    hindrance: str | None = None


def acting_seat(conn: Connection, task: Row[Any], today: date, *, approver_id: int | None = None) -> ActingSeat:
    """Who acts on a task (id, submission_id, approver_id) today, or would if its approver were `approver_id`.

    Where the substitute has a part in the matter, or sits in another seat of the same route, the seat stays with the
    absent person.
    """
    who = task.approver_id if approver_id is None else approver_id
    submission = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == task.submission_id)).one()
    people = standing(conn, submission_conflicts(conn, submission, today), today)
    if who not in people.substitutes:
        return ActingSeat(Seat(who, who))
    seat, reason = seat_of(who, people, others_seated(conn, task))
    return ActingSeat(Seat(who, who), reason) if seat is None else ActingSeat(seat)


def others_seated(conn: Connection, task: Row[Any]) -> set[int]:
    """Who decided already in the task's submission, or has another live task in it."""
    rows = conn.execute(
        select(TASK.c.approver_id, TASK.c.acting_id).where(
            TASK.c.submission_id == task.submission_id, TASK.c.id != task.id, TASK.c.state.in_(LIVE)
        )
    )
    return earlier_deciders(conn, task.submission_id, task.step).union(
        *((row.approver_id, row.acting_id) for row in rows)
    )


def hindered_tasks(conn: Connection, plan_id: int, today: date) -> list[tuple[Row[Any], str]]:
    """The open tasks of a plan whose substitute may not decide on them, with the reason in words."""
    absent = active_substitutes(conn, today)
    if not absent:
        return []
    rows = conn.execute(OPEN_TASKS.where(SUBMISSION.c.plan_id == plan_id, TASK.c.approver_id.in_(absent))).all()
    found = ((row, acting_seat(conn, row, today).hindrance) for row in rows)
    return [(row, hindrance) for row, hindrance in found if hindrance is not None]
