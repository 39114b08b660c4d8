"""Open tasks follow who signs for whom: to a substitute when a substitution begins, back when it ends.

What is looked at are open tasks of people who are absent today, and those that a substitute holds: few, however large
the plans are.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, or_, select, update

from models.states import NoticeKind, SubmissionState, TaskState
from workflow.acting_seat import OPEN_TASKS, ActingSeat, acting_seat
from workflow.actions import Action
from workflow.commands import MoveTasks
from workflow.conflicts import active_substitutes
from workflow.link_revoking import revoke_links
from workflow.people_rows import begun_substitutions
from workflow.receipts import receipt
from workflow.refusing_others import coordinators_alone
from workflow.rows import PLAN, SUBMISSION, TASK, plan_row
from workflow.stewardship import is_operating
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object
from workflow.views import Receipt


def move_tasks(tx: Transaction, command: MoveTasks) -> Receipt:
    """Bring the open tasks of a plan to who acts on them today. Raises `NotYourTurn`, `NotFound`."""
    plan = plan_row(tx.conn, command.plan_id)
    if not is_operating(tx) and tx.actor.person_id != plan.coordinator_id:
        raise coordinators_alone(tx.conn, plan, "Задачи передаёт")
    moved = move_in_plan(tx, plan)
    text = f"Передано задач: {moved}." if moved else "Все задачи уже у тех, кто решает по ним сегодня."
    return receipt(tx, plan_ledger(plan.id), None, text, plan_id=plan.id)


def move_everywhere(tx: Transaction) -> int:
    """The same in every plan that has such tasks, plan by plan; gives how many tasks moved."""
    return sum(move_in_plan(tx, plan_row(tx.conn, plan_id)) for plan_id in plans_concerned(tx))


def plans_concerned(tx: Transaction) -> list[int]:
    """The plans with open tasks of people who are absent today, or that a substitute holds."""
    # Wherever a plan is, its today is at most a day after ours: where nobody ever stood in, no task is looked at.
    if not begun_substitutions(tx.conn, tx.today(tx.policy.timezone) + timedelta(days=1)):
        return []
    zones = set(tx.conn.execute(select(PLAN.c.timezone).distinct()).scalars())
    absent = {who for zone in zones for who in active_substitutes(tx.conn, tx.today(zone))}
    return list(
        tx.conn.execute(
            select(SUBMISSION.c.plan_id)
            .join(TASK, TASK.c.submission_id == SUBMISSION.c.id)
            .where(_may_move(absent), SUBMISSION.c.state == SubmissionState.OPEN)
            .distinct()
            .order_by(SUBMISSION.c.plan_id)
        ).scalars()
    )


def _may_move(absent: Collection[int]) -> Any:
    return (TASK.c.state == TaskState.OPEN) & or_(TASK.c.approver_id.in_(absent), TASK.c.substitution_id.is_not(None))


def move_in_plan(tx: Transaction, plan: Row[Any]) -> int:
    """Bring the open tasks of one plan to who acts on them today; gives how many moved."""
    today = tx.today(plan.timezone)
    absent = active_substitutes(tx.conn, today)
    concerned = select(TASK.c.submission_id).where(_may_move(absent))
    # Locked as a decision locks them, in one order, and only then are the tasks read: who decides first, wins.
    locked = (
        select(SUBMISSION.c.id)
        .where(SUBMISSION.c.plan_id == plan.id, SUBMISSION.c.state == SubmissionState.OPEN)
        .where(SUBMISSION.c.id.in_(concerned))
        .order_by(SUBMISSION.c.id)
        .with_for_update()
    )
    submissions = list(tx.conn.execute(locked).scalars())
    if not submissions:
        return 0
    tasks = tx.conn.execute(OPEN_TASKS.where(TASK.c.submission_id.in_(submissions), _may_move(absent))).all()
    moved = 0
    for task in tasks:
        found = acting_seat(tx.conn, task, today)
        if (found.seat.acting_id, found.seat.substitution_id) != (task.acting_id, task.substitution_id):
            _move(tx, plan, task, found)
            moved += 1
        if found.hindrance is not None:
            _tell_coordinator(tx, plan, task, absent[task.approver_id][1], found.hindrance)
    return moved


def _move(tx: Transaction, plan: Row[Any], task: Row[Any], found: ActingSeat) -> None:
    """The task is another's now: their letter goes out, and the links of who had it are dead."""
    seat = found.seat
    tx.conn.execute(
        update(TASK)
        .where(TASK.c.id == task.id, TASK.c.state == TaskState.OPEN)
        .values(acting_id=seat.acting_id, substitution_id=seat.substitution_id)
    )
    revoke_links(tx, [task.id], of=task.acting_id)
    data = {
        "task": task.id,
        "step": task.step,
        "approver": task.approver_id,
        "from": task.acting_id,
        "to": seat.acting_id,
    }
    if seat.substitution_id is not None:
        data["substitution"] = seat.substitution_id
    item = task if task.place is not None else None
    position = tx.record(plan_ledger(plan.id), tx.entry(Action.TASK_MOVED, submission_object(task, item), data=data))
    tx.tell(
        NoticeKind.SIGN_REQUEST,
        f"sign_request/t{task.id}/p{seat.acting_id}/m{position.seq}",
        recipient_id=seat.acting_id,
        plan_id=plan.id,
        item_id=task.item_id,
        submission_id=task.submission_id,
        task_id=task.id,
    )


def _tell_coordinator(tx: Transaction, plan: Row[Any], task: Row[Any], substitution_id: int, hindrance: str) -> None:
    """Once for a task and a substitution: somebody else must be named, or the decision waits for the absent person."""
    tx.tell(
        NoticeKind.REASSIGNED,
        f"reassigned/hindered/t{task.id}/s{substitution_id}",
        recipient_id=plan.coordinator_id,
        plan_id=plan.id,
        item_id=task.item_id,
        submission_id=task.submission_id,
        task_id=task.id,
        facts={
            "what": "hindered",
            "absent": task.approver_id,
            "hindrance": hindrance,
            "substitution": substitution_id,
        },
    )
