"""What approvers do on a working day, by the scenario: decide on what they were asked, or return it for rework."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from cli.simulation.office import SimulatedOffice
from models.states import DecisionKind, Outcome, Subject, SubmissionState, TaskState
from workflow.commands import Decide
from workflow.rows import ITEM, SUBMISSION, TASK, plan_row

_LAST_STEP = (
    select(func.max(TASK.c.step)).where(TASK.c.submission_id == SUBMISSION.c.id).correlate(SUBMISSION).scalar_subquery()
)
_OPEN_TASKS = (
    select(
        TASK.c.id,
        TASK.c.verb,
        TASK.c.approver_id,
        TASK.c.acting_id,
        TASK.c.opened_at,
        (TASK.c.step == _LAST_STEP).label("is_last"),
        SUBMISSION.c.digest,
        SUBMISSION.c.subject,
        SUBMISSION.c.is_partial,
        ITEM.c.place,
        ITEM.c.number,
    )
    .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
    .where(TASK.c.state == TaskState.OPEN, SUBMISSION.c.state == SubmissionState.OPEN)
    .order_by(TASK.c.opened_at, TASK.c.id)
)


@dataclass(frozen=True, slots=True)
class SimulatedApprovers:
    """The approvers of a plan. They remember how often they returned what the scenario has them return."""

    office: SimulatedOffice
    _returned: Counter[int] = field(default_factory=Counter)

    def decide(self, day: date, *, only: Subject | None = None) -> bool:
        """Approvers decide what they were asked long enough ago; with `only` at once and all of that subject.

        Gives whether anything was decided: the next step may be open now.
        """
        with self.office.parts.database.read() as conn:
            plan = plan_row(conn, self.office.plan_id)
            tasks = conn.execute(_OPEN_TASKS.where(SUBMISSION.c.plan_id == self.office.plan_id)).all()
        done = False
        for task in tasks:
            if only is not None:
                done |= task.subject is only and self._decide(task)
                continue
            wait = self.office.course.pace_of(task.acting_id).decides
            opened_on = task.opened_at.astimezone(ZoneInfo(plan.timezone)).date()
            if not self.office.course.is_away(task.acting_id, day) and self.office.has_come(opened_on, wait, day):
                done |= self._decide(task)
        return done

    def _decide(self, task: Row[Any]) -> bool:
        wanted = self._return_wanted(task)
        if wanted is not None:
            command = Decide(
                task_id=task.id,
                kind=DecisionKind.RETURN,
                digest=task.digest,
                comment=self.office.course.returns[wanted].comment,
            )
        else:
            gives_outcome = task.subject is Subject.ITEM and task.is_last and not task.is_partial
            outcome = Outcome.EXECUTED if gives_outcome else None
            kind = DecisionKind(task.verb.value)
            command = Decide(task_id=task.id, kind=kind, digest=task.digest, outcome=outcome)
        what = "План" if task.place is None else f"Пункт {task.number}"
        done = self.office.attempt(task.acting_id, command, what)
        if done and wanted is not None:
            self._returned[wanted] += 1
        return done

    def _return_wanted(self, task: Row[Any]) -> int | None:
        if task.subject is not Subject.ITEM:
            return None
        return next(
            (
                at
                for at, one in enumerate(self.office.course.returns)
                if one.place == task.place
                and one.by in (None, task.acting_id, task.approver_id)
                and self._returned[at] < one.times
            ),
            None,
        )
