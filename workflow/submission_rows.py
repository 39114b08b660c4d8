"""What the engine asks about a submission and changes in it, each statement prepared once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, literal_column, or_, select, update

from config.exchange import Failure
from config.prepared import Prepared, Question, together
from models.states import PaperState, Subject, SubmissionState, TaskState
from workflow.people_rows import ask_of_people
from workflow.rows import (
    DECISION,
    EVIDENCE,
    FORMER_RESPONSIBLE,
    PAPER,
    PLAN,
    SUBMISSION,
    TASK,
    ask_of_item,
    ask_of_responsible,
)

# Literals, as in the partial indexes on them: for a bound value SQLite would plan the statement anew at every call.
_IS_OPEN = SUBMISSION.c.state == literal_column(f"'{SubmissionState.OPEN}'")
_IS_WAITING = PAPER.c.state == literal_column(f"'{PaperState.PENDING}'")
_OF_TASK = select(TASK.c.submission_id).where(TASK.c.id == bindparam("task_id")).scalar_subquery()
_PLAN_OF_TASK = Prepared(
    select(PLAN).join(SUBMISSION, SUBMISSION.c.plan_id == PLAN.c.id).where(SUBMISSION.c.id == _OF_TASK)
)
_ASKED = SUBMISSION.alias("asked")
_ITEM_OF_TASK = select(_ASKED.c.item_id).where(_ASKED.c.id == _OF_TASK).scalar_subquery()
# With it whatever else is on its way about the same item, in one order: who decides on its report and who decides on
# an extension of its term each end the other's, and must not wait for one another.
_LOCK_OF_TASK = Prepared(
    select(SUBMISSION, (SUBMISSION.c.id == _OF_TASK).label("is_asked"))
    .where(
        or_(
            SUBMISSION.c.id == _OF_TASK,
            and_(SUBMISSION.c.item_id == _ITEM_OF_TASK, _IS_OPEN),
        )
    )
    .order_by(SUBMISSION.c.id),
    is_locking=True,
)
_OPEN_MANIFEST = Prepared(
    select(SUBMISSION.c.manifest)
    .join(TASK, TASK.c.submission_id == SUBMISSION.c.id)
    .where(TASK.c.id == bindparam("task_id"), TASK.c.state == TaskState.OPEN)
)
_OPEN_OF_ITEM = Prepared(
    select(SUBMISSION).where(
        SUBMISSION.c.item_id == bindparam("item_id"),
        SUBMISSION.c.subject == bindparam("subject"),
        _IS_OPEN,
    )
)
_OPEN_OF_PLAN = Prepared(
    select(SUBMISSION)
    .where(
        SUBMISSION.c.plan_id == bindparam("plan_id"),
        SUBMISSION.c.subject == bindparam("subject"),
        _IS_OPEN,
    )
    .order_by(SUBMISSION.c.id)
)
_TASKS = Prepared(
    select(TASK).where(TASK.c.submission_id == bindparam("submission_id")).order_by(TASK.c.step, TASK.c.id)
)
_DECIDE_TASK = Prepared(
    update(TASK)
    .where(TASK.c.id == bindparam("task_id"), TASK.c.state == TaskState.OPEN)
    .values(state=TaskState.DECIDED, next_rung_on=None)
)
_OF_SUBMISSION = TASK.c.submission_id == bindparam("of_submission")
_VOID_TASKS = Prepared(
    update(TASK)
    .where(_OF_SUBMISSION, or_(TASK.c.state == TaskState.OPEN, TASK.c.state == TaskState.PENDING))
    .values(state=TaskState.VOIDED, next_rung_on=None)
)
_VOID_STEP = Prepared(
    update(TASK)
    .where(_OF_SUBMISSION, TASK.c.step == bindparam("of_step"), TASK.c.state == TaskState.OPEN)
    .values(state=TaskState.VOIDED, next_rung_on=None)
)
_END = Prepared(
    update(SUBMISSION).where(SUBMISSION.c.id == bindparam("submission_id"), _IS_OPEN),
    columns=("state", "ended_at"),
)
_DECISIONS = Prepared(
    select(DECISION.c.person_id, DECISION.c.on_behalf_of_id, DECISION.c.voided_at, TASK.c.step)
    .join(TASK, TASK.c.id == DECISION.c.task_id)
    .where(DECISION.c.submission_id == bindparam("submission_id"))
)
_WAITING_PAPERS = Prepared(select(PAPER.c.id).where(PAPER.c.submission_id == bindparam("submission_id"), _IS_WAITING))
_UPLOADERS = Prepared(
    select(EVIDENCE.c.uploaded_by_id, EVIDENCE.c.uploaded_for_id)
    .where(EVIDENCE.c.item_id == bindparam("item_id"))
    .distinct()
)
_FORMER = Prepared(select(FORMER_RESPONSIBLE.c.person_id).where(FORMER_RESPONSIBLE.c.item_id == bindparam("item_id")))
_SUBMITTERS = Prepared(
    select(SUBMISSION.c.submitted_by_id, SUBMISSION.c.submitted_for_id)
    .where(SUBMISSION.c.item_id == bindparam("item_id"))
    .distinct()
)


def lock_submission_of(conn: Connection, task_id: int) -> Any:
    """The submission that a task belongs to, or None; nobody else decides on it before this transaction ends."""
    return next((row for row in _LOCK_OF_TASK.all(conn, task_id=task_id) if row.is_asked), None)


def plan_of_task(conn: Connection, task_id: int) -> Any:
    """The plan that a task belongs to, or None."""
    return _PLAN_OF_TASK.first(conn, task_id=task_id)


def open_of_item(conn: Connection, item_id: int, subject: Subject) -> list[Any]:
    """The submissions of this subject about an item that are on their way: one at most."""
    return _OPEN_OF_ITEM.all(conn, item_id=item_id, subject=subject)


def open_of_plan(conn: Connection, plan_id: int, subject: Subject) -> list[Any]:
    """The submissions of this subject in a plan that are on their way, oldest first."""
    return _OPEN_OF_PLAN.all(conn, plan_id=plan_id, subject=subject)


def ask_of_task(task_id: int) -> list[Question]:
    """What `lock_submission_of` and `plan_of_task` will ask."""
    return [each.asked(task_id=task_id) for each in (_LOCK_OF_TASK, _PLAN_OF_TASK)]


def ask_of_submission(conn: Connection, submission: Any, today: date, *others: Question) -> None:
    """Ask in one round trip what a decision on a submission needs to know; the functions of each then answer it."""
    item_id = submission.item_id
    of_item = [] if item_id is None else [ask_of_item(item_id), *ask_of_conflicts(item_id)]
    of_submission = [each.asked(submission_id=submission.id) for each in (_TASKS, _DECISIONS, _WAITING_PAPERS)]
    together(conn, *of_submission, *of_item, *ask_of_people(today), *others)


def ask_of_conflicts(item_id: int) -> list[Question]:
    """What `former_responsible`, `uploaders_of`, `submitters_of` and `responsible_rows` will ask."""
    return [ask_of_responsible(item_id), *(each.asked(item_id=item_id) for each in (_FORMER, _UPLOADERS, _SUBMITTERS))]


def ask_of_open(item_id: int, subject: Subject) -> Question:
    """What `open_of_item` will ask."""
    return _OPEN_OF_ITEM.asked(item_id=item_id, subject=subject)


def open_manifest(conn: Connection, task_id: int) -> bytes | None:
    """The manifest that an open task is about; None where the task is not open."""
    manifest: bytes | None = _OPEN_MANIFEST.scalar(conn, task_id=task_id)
    return manifest


def tasks_of(conn: Connection, submission_id: int) -> list[Any]:
    """All tasks of a submission, by step."""
    return _TASKS.all(conn, submission_id=submission_id)


def decide_task(conn: Connection, task_id: int, otherwise: Failure) -> None:
    """Compare-and-set: one of many decides on an open task; whoever is late gets `otherwise`."""
    _DECIDE_TASK.send(conn, otherwise, task_id=task_id)


def void_open_of_step(conn: Connection, submission_id: int, step: int) -> None:
    """Open tasks of a step are void."""
    _VOID_STEP.send(conn, of_submission=submission_id, of_step=step)


def void_live_tasks(conn: Connection, submission_id: int) -> None:
    """Open and pending tasks of a submission are void."""
    _VOID_TASKS.send(conn, of_submission=submission_id)


def end_submission(conn: Connection, submission_id: int, state: SubmissionState, ended_at: datetime) -> None:
    """An open submission ends in `state`."""
    _END.send(conn, submission_id=submission_id, state=state, ended_at=ended_at)


def decisions_of(conn: Connection, submission_id: int) -> list[Any]:
    """All decisions of a submission: person_id, on_behalf_of_id, voided_at, step."""
    return _DECISIONS.all(conn, submission_id=submission_id)


def has_waiting_papers(conn: Connection, submission_id: int) -> bool:
    """Whether a registered paper waits for its day; while the submission is locked no other is registered."""
    return bool(_WAITING_PAPERS.all(conn, submission_id=submission_id))


def former_responsible(conn: Connection, item_id: int) -> set[int]:
    """Who was responsible for an item until an amendment replaced them."""
    return {row.person_id for row in _FORMER.all(conn, item_id=item_id)}


def uploaders_of(conn: Connection, item_id: int) -> set[int]:
    """Who ever uploaded a file for an item, also one that was taken off since, and for whom."""
    rows = _UPLOADERS.all(conn, item_id=item_id)
    return {person for row in rows for person in (row.uploaded_by_id, row.uploaded_for_id)}


def submitters_of(conn: Connection, item_id: int) -> set[int]:
    """Who ever submitted anything of an item, and for whom."""
    rows = _SUBMITTERS.all(conn, item_id=item_id)
    return {person for row in rows for person in (row.submitted_by_id, row.submitted_for_id)}
