"""Совмещение ролей that arises while a task waits: its approver may not decide any more, and somebody must hear of it.

Where the step names an alternate or a reserve without a conflict the task goes to them, as the route would have done;
else it waits, and the coordinator is told why and names somebody. Both in the transaction in which it arises.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from models.states import NoticeKind, Subject, SubmissionState
from workflow.acting_seat import others_seated
from workflow.actions import Action
from workflow.chain import Standing, seat_of
from workflow.conflicts import INACTIVE, standing, submission_conflicts
from workflow.handing_over import LIVE_TASKS, hand_over
from workflow.rows import PLAN, SUBMISSION, TASK, plan_row
from workflow.stored_chains import stand_ins
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object


def lock_waiting(tx: Transaction, item_id: int) -> list[int]:
    """What is on its way about an item, by id, locked as a decision locks it: before the item itself is changed."""
    of_item = (SUBMISSION.c.item_id == item_id, SUBMISSION.c.state == SubmissionState.OPEN)
    return list(
        tx.conn.execute(select(SUBMISSION.c.id).where(*of_item).order_by(SUBMISSION.c.id).with_for_update()).scalars()
    )


def lock_amendments(tx: Transaction, plan_id: int, *, but: int) -> list[int]:
    """The other amendments on their way, by id, but those that somebody decides on at this moment.

    Who decides on one amendment holds it already, so it waits for no other.
    """
    others = (
        SUBMISSION.c.plan_id == plan_id,
        SUBMISSION.c.subject == Subject.AMENDMENT,
        SUBMISSION.c.state == SubmissionState.OPEN,
        SUBMISSION.c.id != but,
    )
    wanted = select(SUBMISSION.c.id).where(*others).order_by(SUBMISSION.c.id).with_for_update(skip_locked=True)
    return list(tx.conn.execute(wanted).scalars())


def settle_conflicts(tx: Transaction, plan: Row[Any], submission_ids: Collection[int]) -> None:
    """Look at the open and waiting tasks of these submissions (locked), and give away those that conflict now."""
    for submission_id in submission_ids:
        _settle(tx, plan, submission_id)


def settle_conflicts_of(tx: Transaction, people: Collection[int]) -> None:
    """The same for all tasks of these people, who stand in for somebody from now on, in every plan that has any."""
    theirs: ColumnElement[bool] = or_(TASK.c.approver_id.in_(people), TASK.c.acting_id.in_(people))
    found = LIVE_TASKS.where(theirs).with_only_columns(SUBMISSION.c.plan_id, SUBMISSION.c.id).order_by(None).distinct()
    by_plan: dict[int, list[int]] = {}
    for row in tx.conn.execute(found):
        by_plan.setdefault(row.plan_id, []).append(row.id)
    for plan_id, ids in sorted(by_plan.items()):
        locked = select(SUBMISSION.c.id).where(SUBMISSION.c.id.in_(ids)).order_by(SUBMISSION.c.id).with_for_update()
        settle_conflicts(tx, plan_row(tx.conn, plan_id), list(tx.conn.execute(locked).scalars()))


def _settle(tx: Transaction, plan: Row[Any], submission_id: int) -> None:
    submission = tx.conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == submission_id)).one()
    today = tx.today(plan.timezone)
    people = standing(tx.conn, submission_conflicts(tx.conn, submission, today), today)
    tasks = tx.conn.execute(LIVE_TASKS.where(TASK.c.submission_id == submission_id)).all()
    for task_id in [task.id for task in tasks if people.conflicted.get(task.approver_id, INACTIVE) != INACTIVE]:
        # Read anew: a task that was given away before it changed the route of the submission.
        task = tx.conn.execute(LIVE_TASKS.where(TASK.c.id == task_id)).one()
        successor_id = _alternate(tx, task, people)
        if successor_id is not None:
            _give(tx, plan, task, successor_id, people.conflicted[task.approver_id])
        _tell(tx, plan, task, successor_id, people.conflicted[task.approver_id])


def _alternate(tx: Transaction, task: Row[Any], people: Standing) -> int | None:
    """Who sits in for an approver of this step: the first who is named for that and has no other seat."""
    taken = others_seated(tx.conn, task)
    for person_id in stand_ins(task.chain[task.step - 1]):
        if seat_of(person_id, people, taken)[0] is not None:
            return person_id
    return None


def _give(tx: Transaction, plan: Row[Any], task: Row[Any], successor_id: int, reason: str) -> None:
    told = hand_over(tx, plan, task, task.approver_id, successor_id)
    object_ = submission_object(task, task if task.place is not None else None)
    data = {"person": task.approver_id, "successor": successor_id, "reason": reason, "given": told}
    tx.record(plan_ledger(plan.id), tx.entry(Action.TASK_GIVEN, object_, data=data))


def _tell(tx: Transaction, plan: Row[Any], task: Row[Any], successor_id: int | None, reason: str) -> None:
    """The coordinator, once for a task; who had it too, where it is another's now."""
    coordinator_id = tx.conn.execute(select(PLAN.c.coordinator_id).where(PLAN.c.id == plan.id)).scalar_one()
    recipients = {coordinator_id} if successor_id is None else {coordinator_id, task.approver_id}
    for person_id in sorted(recipients):
        tx.tell(
            NoticeKind.CONFLICT_AROSE,
            f"conflict_arose/t{task.id}/p{person_id}",
            recipient_id=person_id,
            plan_id=plan.id,
            item_id=task.item_id,
            submission_id=task.submission_id,
            task_id=task.id,
            facts={"person": task.approver_id, "successor": successor_id, "reason": reason},
        )
