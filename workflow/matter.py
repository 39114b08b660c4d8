"""What a task is about: its submission, its plan, its item, read in the order in which everybody locks them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from config.prepared import together
from workflow.errors import NotFound
from workflow.insertion import ask_of_new_id
from workflow.rows import DECISION
from workflow.submission_rows import ask_of_submission, ask_of_task, lock_submission_of, place_of_task, tasks_of
from workflow.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Matter:
    """A task with what it belongs to; its submission is locked. `item` is None for the plan's own submissions.

    `tasks` are all of the submission as they were found.
    """

    plan: Row[Any]
    submission: Row[Any]
    item: Row[Any] | None
    task: Row[Any]
    tasks: Sequence[Row[Any]]
    today: date


def matter_of(tx: Transaction, task_id: int) -> Matter:
    """The task as it stands once its submission is locked. Raises `NotFound`."""
    together(tx.conn, *ask_of_task(task_id))
    submission = lock_submission_of(tx.conn, task_id)
    if submission is None:
        raise NotFound("Такой задачи согласования нет. Откройте ссылку из последнего письма.")
    found = place_of_task(tx.conn, task_id)
    assert found is not None  # noqa: S101 - what its submission belongs to
    plan, item = found
    today = tx.today(plan.timezone)
    ask_of_submission(tx.conn, submission, ask_of_new_id(DECISION))
    tasks = tasks_of(tx.conn, submission.id)
    task = next(each for each in tasks if each.id == task_id)
    return Matter(plan, submission, item, task, tasks, today)
