"""A task of one approver goes to another: the old one is void, the new one stands in the same step."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from models.states import SubmissionState, TaskState
from workflow.acting_seat import LIVE, acting_seat
from workflow.link_revoking import revoke_links
from workflow.routing import open_task
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.successor import with_successor
from workflow.transaction import Transaction
from workflow.turn import submission_object

LIVE_TASKS = (
    select(
        TASK,
        SUBMISSION.c.plan_id,
        SUBMISSION.c.subject,
        SUBMISSION.c.number,
        SUBMISSION.c.item_id,
        SUBMISSION.c.chain,
        ITEM.c.place,
        ITEM.c.number.label("item_number"),
    )
    .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
    .where(TASK.c.state.in_(LIVE), SUBMISSION.c.state == SubmissionState.OPEN)
    .order_by(TASK.c.id)
)


def hand_over(tx: Transaction, plan: Row[Any], task: Row[Any], person_id: int, successor_id: int) -> dict[str, Any]:
    """Give a task (of `LIVE_TASKS`) and the seat in its submission's route to a successor; gives what the ledger tells.

    The old task is void with its links. Its submission is locked by the caller.
    """
    seated = tx.conn.execute(
        select(TASK.c.id)
        .where(TASK.c.submission_id == task.submission_id, TASK.c.step == task.step)
        .where(TASK.c.state != TaskState.VOIDED)
        .order_by(TASK.c.id)
    ).scalars()
    place = list(seated).index(task.id)
    tx.conn.execute(update(TASK).where(TASK.c.id == task.id).values(state=TaskState.VOIDED, next_rung_on=None))
    revoke_links(tx, [task.id])
    step = task.step - 1
    chain = [*task.chain[:step], *with_successor(task.chain[step : task.step], person_id, successor_id)]
    chain += task.chain[task.step :]
    tx.conn.execute(update(SUBMISSION).where(SUBMISSION.c.id == task.submission_id).values(chain=chain))
    today = tx.today(plan.timezone)
    seat = acting_seat(tx.conn, task, today, approver_id=successor_id).seat
    new = tx.conn.execute(
        insert(TASK)
        .values(
            submission_id=task.submission_id,
            step=task.step,
            verb=task.verb,
            approver_id=successor_id,
            acting_id=successor_id,
            state=TaskState.PENDING,
        )
        .returning(TASK)
    ).one()
    told = {
        "object": submission_object(task, task if task.place is not None else None),
        "step": task.step,
        "seat": place,
        "task": task.id,
        "new_task": new.id,
        "acting": successor_id,
        "is_open": task.state is TaskState.OPEN,
    }
    if task.state is not TaskState.OPEN:
        return told
    due_on = tx.calendar.shift(today, int(task.chain[step].get("term", 2)))
    open_task(tx, plan, new, seat.acting_id, seat.substitution_id, due_on, task.submission_id, task.item_id)
    told |= {"acting": seat.acting_id, "decide_until": due_on.isoformat()}
    return told if seat.substitution_id is None else told | {"substitution": seat.substitution_id}
