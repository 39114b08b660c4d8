"""Whose turn it is: a task, the submission it belongs to, and the guards before a decision."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, select

from models.states import Assurance, Subject, SubmissionState, TaskState
from workflow.actions import Action
from workflow.commands import Decide
from workflow.conflicts import INACTIVE, active_substitutes, earlier_deciders, submission_conflicts
from workflow.errors import (
    AlreadyDecided,
    AuthenticationFailed,
    CommandRefused,
    ConflictOfInterest,
    NotFound,
    NotYourTurn,
    StaleSubmission,
)
from workflow.rows import DECISION, ITEM, PERSON, SUBMISSION, TASK, demand_running, plan_row
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt

SURE_ENOUGH = {
    "pin": {Assurance.PIN, Assurance.BROWSER},
    "pin_always": {Assurance.PIN},
    "link": {Assurance.PIN, Assurance.BROWSER, Assurance.LINK},
}
_TASK_BY_ID = select(TASK).where(TASK.c.id == bindparam("id"))
_ITEM_BY_ID = select(ITEM).where(ITEM.c.id == bindparam("id"))
_LOCKED_SUBMISSION = select(SUBMISSION).where(SUBMISSION.c.id == bindparam("id")).with_for_update()


@dataclass(frozen=True, slots=True)
class Turn:
    """A task whose turn it is, with what it belongs to and who decides. `item` is None for other subjects."""

    plan: Row[Any]
    submission: Row[Any]
    item: Row[Any] | None
    task: Row[Any]
    person_id: int
    on_behalf_of_id: int | None
    substitution_id: int | None
    today: date

    @property
    def is_last_step(self) -> bool:
        """Does this step end the chain? The last step is never skipped."""
        return bool(self.task.step == len(self.submission.chain))


def demand_sure(tx: Transaction) -> None:
    """Raise `AuthenticationFailed` unless the actor is known as surely as a decision asks for."""
    if tx.actor.assurance not in SURE_ENOUGH[tx.policy.assurance]:
        raise AuthenticationFailed("Для решения нужен ПИН-код: введите его и повторите.")


def submission_object(submission: Any, item: Any) -> str:
    """How the ledger names a submission: `submission/activation/1`, or with its item's place `submission/item/3/1`."""
    place = "" if item is None else f"{item.place}/"
    return f"submission/{Subject(submission.subject).value}/{place}{submission.number}"


def take_turn(tx: Transaction, command: Decide) -> Turn | Receipt:
    task = tx.conn.execute(_TASK_BY_ID, {"id": command.task_id}).one_or_none()
    if task is None:
        raise NotFound("Такой задачи согласования нет. Откройте ссылку из последнего письма.")
    submission = tx.conn.execute(_LOCKED_SUBMISSION, {"id": task.submission_id}).one()
    task = tx.conn.execute(_TASK_BY_ID, {"id": command.task_id}).one()
    plan = plan_row(tx.conn, submission.plan_id)
    item = None
    if submission.item_id is not None:
        item = tx.conn.execute(_ITEM_BY_ID, {"id": submission.item_id}).one()
    today = tx.today(plan.timezone)
    person_id, on_behalf_of_id, substitution_id = _demand_turn_holder(tx, plan, submission, item, task, today)
    if task.state is TaskState.DECIDED:
        return answer_decided(tx, command, task.id)
    if task.state is TaskState.VOIDED or submission.state is not SubmissionState.OPEN:
        raise StaleSubmission(
            "Этот отчёт больше не ждёт решения: его отозвали или заменили. "
            "Если появился новый, ссылка на него придёт отдельным письмом.",
            current_task_id=_newer_task(tx, submission, person_id),
        )
    if task.state is not TaskState.OPEN:
        raise NotYourTurn("До этого этапа очередь ещё не дошла: когда она наступит, вы получите письмо.")
    if command.digest != submission.digest:
        raise _tampered(tx, plan, submission, item, task, command)
    if submission.subject in (Subject.ITEM, Subject.AMENDMENT):
        demand_running(plan)
    _demand_no_conflict(tx, submission, today, person_id, on_behalf_of_id)
    return Turn(plan, submission, item, task, person_id, on_behalf_of_id, substitution_id, today)


def _demand_no_conflict(
    tx: Transaction, submission: Row[Any], today: date, person_id: int, on_behalf_of_id: int | None
) -> None:
    """Separation of duties, for the person and for whom they stand in. Raises `ConflictOfInterest`."""
    conflicts = submission_conflicts(tx.conn, submission, today)
    reason = conflicts.get(person_id)
    if reason is None and on_behalf_of_id is not None:
        reason = conflicts.get(on_behalf_of_id)
    if reason is None and not earlier_deciders(tx.conn, submission.id).isdisjoint({person_id, on_behalf_of_id}):
        reason = "уже принимал решение на другом этапе этого отчёта"
    if reason is not None:
        raise ConflictOfInterest(
            f"Вы не можете принять это решение: {reason}. Ответственный за контроль исполнения назначит замещающего."
        )


def _demand_turn_holder(
    tx: Transaction, plan: Row[Any], submission: Row[Any], item: Row[Any] | None, task: Row[Any], today: date
) -> tuple[int, int | None, int | None]:
    """Who decides: the approver, or their substitute today. Raises `NotYourTurn`, and the try is recorded."""
    person_id = tx.actor.person_id
    demand_sure(tx)
    substitute = active_substitutes(tx.conn, today).get(task.approver_id)
    if person_id is not None and substitute is not None and person_id == substitute[0]:
        _demand_active(tx, person_id)
        return person_id, task.approver_id, substitute[1]
    if person_id is not None and person_id == task.approver_id:
        _demand_active(tx, person_id)
        return person_id, None, None
    raise NotYourTurn(
        "Эта ссылка выдана другому лицу: решение может принять только тот, кому она направлена."
    ).recorded(
        plan_ledger(plan.id),
        tx.entry(
            Action.STRANGER_REFUSED,
            submission_object(submission, item),
            data={"task": task.id, "approver": task.approver_id},
        ),
    )


def _demand_active(tx: Transaction, person_id: int) -> None:
    if not tx.conn.execute(select(PERSON.c.is_active).where(PERSON.c.id == person_id)).scalar():
        raise NotYourTurn(f"Решение принять нельзя: вы {INACTIVE}. Обратитесь к ответственному за контроль исполнения.")


def _tampered(
    tx: Transaction, plan: Row[Any], submission: Row[Any], item: Row[Any] | None, task: Row[Any], command: Decide
) -> CommandRefused:
    """Rule 8: a digest that is not the submission's is refused and recorded."""
    return StaleSubmission(
        "Показанная контрольная сумма не совпадает с отчётом, который ждёт решения. "
        "Откройте отчёт заново по ссылке из письма.",
        current_task_id=task.id,
    ).recorded(
        plan_ledger(plan.id),
        tx.entry(
            Action.DIGEST_REJECTED,
            submission_object(submission, item),
            data={"task": task.id, "given": command.digest},
        ),
    )


def _newer_task(tx: Transaction, submission: Row[Any], person_id: int) -> int | None:
    if submission.subject is Subject.AMENDMENT:
        return None  # each is a proposal of its own: a later one does not take its place
    same = SUBMISSION.c.item_id == submission.item_id if submission.item_id else SUBMISSION.c.item_id.is_(None)
    return tx.conn.execute(
        select(TASK.c.id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(
            SUBMISSION.c.plan_id == submission.plan_id,
            SUBMISSION.c.subject == submission.subject,
            same,
            SUBMISSION.c.number > submission.number,
            TASK.c.acting_id == person_id,
            TASK.c.state == TaskState.OPEN,
        )
        .limit(1)
    ).scalar()


def answer_decided(tx: Transaction, command: Decide, task_id: int) -> Receipt:
    """Rule 4: the same decision again gets the first one's outcome. Raises `AlreadyDecided` for another."""
    row = tx.conn.execute(
        select(DECISION, PERSON.c.name, SUBMISSION.c.plan_id)
        .join(PERSON, PERSON.c.id == DECISION.c.person_id)
        .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
        .where(DECISION.c.task_id == task_id)
    ).one_or_none()
    if row is None:
        raise StaleSubmission("Этот отчёт больше не ждёт решения: его отозвали или заменили. Обновите страницу.")
    same = (row.person_id, row.kind, row.outcome) == (tx.actor.person_id, command.kind, command.outcome)
    if same and row.digest == command.digest:
        return Receipt(
            ledger_id=plan_ledger(row.plan_id),
            seq=row.ledger_seq,
            at=row.decided_at,
            plan_id=row.plan_id,
            submission_id=row.submission_id,
            decision_id=row.id,
            person_id=row.person_id,
            text="Решение уже принято и записано.",
            is_repeat=True,
        )
    zone = ZoneInfo(plan_row(tx.conn, row.plan_id).timezone)
    at = row.decided_at.astimezone(zone)
    raise AlreadyDecided(f"Уже решено: {row.name}, {at:%d.%m.%Y %H:%M}.", by=row.name, at=row.decided_at)
