"""A decision that is void: its step waits again, and what waited behind it waits behind it again.

Every turn that changes is a new task: the links of the old one are worth nothing any more, its clock and the letters
that asked for it stay what they were. Who was replaced by an order since has no turn any more: it is the successor's.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from models.states import TaskState
from workflow.acting_seat import acting_seat, others_seated
from workflow.chain import Seat
from workflow.conflicts import submission_conflicts
from workflow.matter import Matter
from workflow.papers import void_overtaken
from workflow.queries.ledger import replacements_since
from workflow.routing import open_task
from workflow.rows import DECISION, SUBMISSION, TASK
from workflow.successor import seated_in, with_successor
from workflow.transaction import Transaction


def void_decision(tx: Transaction, matter: Matter, decision_id: int) -> list[dict[str, Any]]:
    """The decision on the matter's task counts no more; gives what the ledger says of each task that was replaced.

    Open again are the task itself and those of its step that were not needed once the step was done; an open task of
    a later step waits anew. `seat` is the place of the old task among those of its step, from 0, after the ones told
    before it were replaced.
    """
    submission, number = matter.submission, matter.task.step
    seq = tx.conn.execute(
        update(DECISION).where(DECISION.c.id == decision_id).values(voided_at=tx.now).returning(DECISION.c.ledger_seq)
    ).scalar_one()
    orders = replacements_since(tx.conn, matter.plan.id, seq)
    tasks = tx.conn.execute(
        select(TASK).where(TASK.c.submission_id == submission.id).order_by(TASK.c.step, TASK.c.id)
    ).all()
    in_step = _taking_part([task for task in tasks if task.step == number], submission.chain[number - 1])
    again = [task for task in in_step if task.id == matter.task.id or task.state is TaskState.VOIDED]
    told = [_replace(tx, matter, in_step, task, is_open=True, heir=_heir(tx, matter, task, orders)) for task in again]
    for step in sorted({task.step for task in tasks if task.step > number and task.state is TaskState.OPEN}):
        seated = [task for task in tasks if task.step == step and task.state is not TaskState.VOIDED]
        waiting = [task for task in seated if task.state is TaskState.OPEN]
        told += [_replace(tx, matter, seated, task, is_open=False) for task in waiting]
    void_overtaken(tx, submission.id)
    return told


def _taking_part(tasks: Sequence[Row[Any]], step: dict[str, Any]) -> list[Row[Any]]:
    """The tasks of a step without those that were replaced: by a successor, or by a reopening before."""
    people = seated_in(step)
    newest = {task.approver_id: task.id for task in tasks}
    return [
        task
        for task in tasks
        if task.state is not TaskState.VOIDED or (task.approver_id in people and newest[task.approver_id] == task.id)
    ]


def _replace(
    tx: Transaction, matter: Matter, seated: list[Row[Any]], task: Row[Any], *, is_open: bool, heir: int | None = None
) -> dict[str, Any]:
    """A new task in the place of one, open or waiting; `seated` are the tasks of the step, and become so.

    It is the `heir`'s where there is one, who has the seat in the submission's route too.
    """
    approver_id = task.approver_id if heir is None else heir
    if heir is not None:
        _seat_heir(tx, task, heir)
    tx.conn.execute(update(TASK).where(TASK.c.id == task.id).values(state=TaskState.VOIDED, next_rung_on=None))
    # One that waits is its approver's own: who signs for them is looked up when it opens.
    seat = (
        acting_seat(tx.conn, task, matter.today, approver_id=approver_id).seat
        if is_open
        else Seat(task.approver_id, task.approver_id)
    )
    acting_id, substitution_id = seat.acting_id, seat.substitution_id
    new = tx.conn.execute(
        insert(TASK)
        .values(
            submission_id=task.submission_id,
            step=task.step,
            verb=task.verb,
            approver_id=approver_id,
            acting_id=acting_id,
            substitution_id=substitution_id,
            state=TaskState.PENDING,
        )
        .returning(TASK)
    ).one()
    told: dict[str, Any] = {"task": task.id, "new_task": new.id, "step": task.step, "acting": acting_id}
    if is_open:
        due_on = tx.calendar.shift(matter.today, int(matter.submission.chain[task.step - 1].get("term", 2)))
        open_task(
            tx, matter.plan, new, acting_id, substitution_id, due_on, task.submission_id, matter.submission.item_id
        )
        told["decide_until"] = due_on.isoformat()
    place = next(index for index, each in enumerate(seated) if each.id == task.id)
    seated[place:] = [*seated[place + 1 :], new]
    told["seat"] = place
    if heir is not None:
        told |= {"person": task.approver_id, "successor": heir}
    return told | {"is_open": is_open} | ({} if substitution_id is None else {"substitution": substitution_id})


def _heir(tx: Transaction, matter: Matter, task: Row[Any], orders: Sequence[tuple[int, int]]) -> int | None:
    """Who has the approver's place by orders since, where they may decide on this; None where nobody came."""
    heir: int = task.approver_id
    for person_id, successor_id in orders:
        heir = successor_id if person_id == heir else heir
    if heir == task.approver_id or heir in submission_conflicts(tx.conn, matter.submission, matter.today):
        return None
    return None if heir in others_seated(tx.conn, task) else heir


def _seat_heir(tx: Transaction, task: Row[Any], heir: int) -> None:
    """The step of the submission's route names the successor."""
    of_submission = SUBMISSION.c.id == task.submission_id
    chain = list(tx.conn.execute(select(SUBMISSION.c.chain).where(of_submission)).scalar_one())
    step = task.step - 1
    chain[step : step + 1] = with_successor(chain[step : step + 1], task.approver_id, heir)
    tx.conn.execute(update(SUBMISSION).where(of_submission).values(chain=chain))
