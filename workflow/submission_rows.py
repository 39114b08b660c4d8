"""What the engine asks about a submission and changes in it, each statement prepared once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, literal_column, or_, select, update

from config.exchange import Failure
from config.prepared import Prepared, Question, together
from models.states import PaperState, Subject, SubmissionState, TaskState
from workflow.people_rows import ask_of_people
from workflow.rows import DECISION, ITEM, PAPER, PLAN, SUBMISSION, TASK, ask_of_involved

# Literals, as in the partial indexes on them: for a bound value SQLite would plan the statement anew at every call.
_IS_OPEN = SUBMISSION.c.state == literal_column(f"'{SubmissionState.OPEN}'")
_IS_WAITING = PAPER.c.state == literal_column(f"'{PaperState.PENDING}'")
_OF_TASK = select(TASK.c.submission_id).where(TASK.c.id == bindparam("task_id")).scalar_subquery()
_PLACE_OF_TASK = Prepared(
    select(PLAN, ITEM)
    .join(SUBMISSION, SUBMISSION.c.plan_id == PLAN.c.id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
    .where(SUBMISSION.c.id == _OF_TASK),
    parts=(PLAN.c, ITEM.c),
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
_HAS_PAPER = exists().where(PAPER.c.submission_id == bindparam("submission_id"), _IS_WAITING).label("has_paper")
_DECIDED = (DECISION.c.id, DECISION.c.person_id, DECISION.c.on_behalf_of_id, DECISION.c.voided_at)
# Every task of a submission, once for each decision on it that stands or was voided, and whether a registered paper
# waits for its day.
_SEATS = Prepared(
    select(*TASK.c, *_DECIDED, _HAS_PAPER)
    .outerjoin(DECISION, DECISION.c.task_id == TASK.c.id)
    .where(TASK.c.submission_id == bindparam("submission_id"))
    .order_by(TASK.c.step, TASK.c.id),
    parts=(TASK.c, _DECIDED, (_HAS_PAPER,)),
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
_WAITING_PAPERS = Prepared(select(PAPER.c.id).where(PAPER.c.submission_id == bindparam("submission_id"), _IS_WAITING))
# Everything that was ever sent for approval about an item.
_ABOUT_ITEM = Prepared(
    select(
        SUBMISSION.c.subject,
        SUBMISSION.c.number,
        SUBMISSION.c.state,
        SUBMISSION.c.submitted_by_id,
        SUBMISSION.c.submitted_for_id,
    ).where(SUBMISSION.c.item_id == bindparam("item_id"))
)
_LAST_NUMBER_OF_PLAN = Prepared(
    select(func.max(SUBMISSION.c.number).label("number")).where(
        SUBMISSION.c.plan_id == bindparam("plan_id"),
        SUBMISSION.c.subject == bindparam("subject"),
        SUBMISSION.c.item_id.is_(None),
    )
)


def lock_submission_of(conn: Connection, task_id: int) -> Any:
    """The submission that a task belongs to, or None; nobody else decides on it before this transaction ends."""
    return next((row for row in _LOCK_OF_TASK.all(conn, task_id=task_id) if row.is_asked), None)


def place_of_task(conn: Connection, task_id: int) -> tuple[Any, Any] | None:
    """The plan and the item that a task belongs to; the item is None for the plan's own submissions."""
    found: tuple[Any, Any] | None = _PLACE_OF_TASK.first(conn, task_id=task_id)
    return found


def plan_of_task(conn: Connection, task_id: int) -> Any:
    """The plan that a task belongs to, or None."""
    found = place_of_task(conn, task_id)
    return None if found is None else found[0]


def open_of_item(conn: Connection, item_id: int, subject: Subject) -> list[Any]:
    """The submissions of this subject about an item that are on their way: one at most."""
    return _OPEN_OF_ITEM.all(conn, item_id=item_id, subject=subject)


def open_of_plan(conn: Connection, plan_id: int, subject: Subject) -> list[Any]:
    """The submissions of this subject in a plan that are on their way, oldest first."""
    return _OPEN_OF_PLAN.all(conn, plan_id=plan_id, subject=subject)


def ask_of_task(task_id: int) -> list[Question]:
    """What `lock_submission_of` and `place_of_task` will ask."""
    return [each.asked(task_id=task_id) for each in (_LOCK_OF_TASK, _PLACE_OF_TASK)]


def ask_of_submission(conn: Connection, submission: Any, *others: Question) -> None:
    """Ask in one round trip what a decision on a submission needs to know; the functions of each then answer it."""
    of_item = [] if submission.item_id is None else ask_of_conflicts(submission.item_id)
    together(conn, _SEATS.asked(submission_id=submission.id), *of_item, ask_of_people(), *others)


def ask_of_conflicts(item_id: int) -> list[Question]:
    """What `submitters_of`, and whoever asks who is involved in an item, will ask."""
    return [ask_of_involved(item_id), ask_of_reports(item_id)]


def ask_of_reports(item_id: int) -> Question:
    """What `next_number`, `has_open` and `submitters_of` of an item will ask."""
    return _ABOUT_ITEM.asked(item_id=item_id)


def ask_of_open(item_id: int, subject: Subject) -> Question:
    """What `open_of_item` will ask."""
    return _OPEN_OF_ITEM.asked(item_id=item_id, subject=subject)


def has_open(conn: Connection, item_id: int, subject: Subject) -> bool:
    """Whether a submission of this subject about an item is on its way."""
    about = _ABOUT_ITEM.all(conn, item_id=item_id)
    return any(row.subject is subject and row.state is SubmissionState.OPEN for row in about)


def next_number(conn: Connection, plan_id: int, subject: Subject, item_id: int | None) -> int:
    """The number of the next submission of this subject."""
    if item_id is None:
        return (_LAST_NUMBER_OF_PLAN.scalar(conn, plan_id=plan_id, subject=subject) or 0) + 1
    about = _ABOUT_ITEM.all(conn, item_id=item_id)
    return max((int(row.number) for row in about if row.subject is subject), default=0) + 1


def open_manifest(conn: Connection, task_id: int) -> bytes | None:
    """The manifest that an open task is about; None where the task is not open."""
    manifest: bytes | None = _OPEN_MANIFEST.scalar(conn, task_id=task_id)
    return manifest


def tasks_of(conn: Connection, submission_id: int) -> list[Any]:
    """All tasks of a submission, by step."""
    return list({task.id: task for task, _, _ in _SEATS.all(conn, submission_id=submission_id)}.values())


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


def decisions_of(conn: Connection, submission_id: int) -> list[tuple[int, Any]]:
    """All decisions of a submission (person_id, on_behalf_of_id, voided_at), each with its step before it."""
    rows = _SEATS.all(conn, submission_id=submission_id)
    return [(task.step, decision) for task, decision, _ in rows if decision is not None]


def has_waiting_papers(conn: Connection, submission_id: int) -> bool:
    """Whether a registered paper waits for its day; while the submission is locked no other is registered."""
    return bool(_WAITING_PAPERS.all(conn, submission_id=submission_id))


def had_waiting_papers(conn: Connection, submission_id: int) -> bool:
    """The same as it was when the submission's tasks were read."""
    return any(bool(paper.has_paper) for _, _, paper in _SEATS.all(conn, submission_id=submission_id))


def submitters_of(conn: Connection, item_id: int) -> set[int]:
    """Who ever submitted anything of an item, and for whom."""
    rows = _ABOUT_ITEM.all(conn, item_id=item_id)
    return {person for row in rows for person in (row.submitted_by_id, row.submitted_for_id)}
