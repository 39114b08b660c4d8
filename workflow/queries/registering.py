"""For which open tasks a person may register a decision that was signed on paper: the pages show the way to these."""

from datetime import date

from sqlalchemy import Connection, select

from models.states import PersonRole, SubmissionState, TaskState
from workflow.paper_guards import registrar_refusal
from workflow.rows import ITEM, PERSON, SUBMISSION, TASK, plan_row


def registrable_tasks(
    conn: Connection, plan_id: int, person_id: int | None, today: date, *, place: int | None = None
) -> frozenset[int]:
    """The open tasks about one item, or about the plan itself, by the rule of the engine. Raises `NotFound`."""
    role = None if person_id is None else conn.execute(select(PERSON.c.role).where(PERSON.c.id == person_id)).scalar()
    is_operating = role is PersonRole.OPERATOR
    plan = plan_row(conn, plan_id)
    if person_id is None or not (is_operating or person_id == plan.coordinator_id):
        return frozenset()
    item = select(ITEM.c.id).where(ITEM.c.plan_id == plan_id, ITEM.c.place == place).scalar_subquery()
    submissions = conn.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.plan_id == plan_id,
            SUBMISSION.c.state == SubmissionState.OPEN,
            SUBMISSION.c.item_id.is_(None) if place is None else SUBMISSION.c.item_id == item,
        )
    ).all()
    allowed = [
        submission.id
        for submission in submissions
        if registrar_refusal(conn, plan, submission, person_id, today, is_operating=is_operating) is None
    ]
    wanted = select(TASK.c.id).where(TASK.c.submission_id.in_(allowed), TASK.c.state == TaskState.OPEN)
    return frozenset(conn.execute(wanted).scalars())
