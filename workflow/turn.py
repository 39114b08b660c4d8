"""Whose turn it is: a task, the submission it belongs to, and the guards before a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from models.states import Assurance, Subject, SubmissionState, TaskState
from workflow.acting_seat import acting_seat, others_seated
from workflow.actions import Action
from workflow.commands import Decide
from workflow.conflicts import INACTIVE, OF_ITEM, active_substitutes, earlier_deciders, submission_conflicts
from workflow.errors import (
    AlreadyDecided,
    AuthenticationFailed,
    CommandRefused,
    ConflictOfInterest,
    NotYourTurn,
    StaleSubmission,
)
from workflow.matter import Matter, matter_of
from workflow.people_rows import inactive_people
from workflow.refusing_others import names_text
from workflow.rows import DECISION, PERSON, SUBMISSION, SUBSTITUTION, TASK, demand_running, plan_row
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt
from workflow.wording.dates import date_text
from workflow.wording.terms import order_text

SURE_ENOUGH = {
    "pin": {Assurance.PIN, Assurance.BROWSER},
    "pin_always": {Assurance.PIN},
    "link": {Assurance.PIN, Assurance.BROWSER, Assurance.LINK},
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose turn a task is: the approver, or who signs for them, by which substitution."""

    person_id: int
    on_behalf_of_id: int | None = None
    substitution_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A task whose turn it is, with what it belongs to and who decides. `item` is None for other subjects.

    `tasks` are all of the submission as they were found; `conflicts` is who may not decide on it, and why;
    `deciders` decided in it already.
    """

    plan: Row[Any]
    submission: Row[Any]
    item: Row[Any] | None
    task: Row[Any]
    tasks: Sequence[Row[Any]]
    conflicts: dict[int, str]
    deciders: set[int]
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
    """The turn of the person at the door; a decision that stands is answered again."""
    matter = matter_of(tx, command.task_id)
    holder = _demand_turn_holder(tx, matter)
    if matter.task.state is TaskState.DECIDED:
        return answer_decided(tx, command, matter.task.id)
    return _demand_open(tx, matter, command.digest, holder)


def turn_on_paper(tx: Transaction, matter: Matter, digest: str, signed_on: date) -> Turn:
    """The turn of who signed a sheet: the approver, or who stood in for them on that day. Nobody is at the door.

    A substitution that was recorded after that day made nobody a signer on it. Raises what refuses a decision by link,
    `AlreadyDecided` for a task that is decided whoever decided it.
    """
    task = matter.task
    next_day = datetime.combine(signed_on + timedelta(days=1), time(), ZoneInfo(matter.plan.timezone))
    substitute = active_substitutes(tx.conn, signed_on, recorded_before=next_day).get(task.approver_id)
    holder = Holder(task.approver_id) if substitute is None else Holder(substitute[0], task.approver_id, substitute[1])
    if task.state is TaskState.DECIDED:
        raise _already_decided(tx, _standing_decision(tx, task.id))
    if holder.person_id in inactive_people(tx.conn):
        raise NotYourTurn("Подписавший исключён из числа пользователей: его решение зарегистрировать нельзя.")
    return _demand_open(tx, matter, digest, holder)


def _demand_open(tx: Transaction, matter: Matter, digest: str, holder: Holder) -> Turn:
    """The guards of every decision, whoever brings it: the task waits, for this content, and nobody has two roles."""
    task, submission = matter.task, matter.submission
    if task.state is TaskState.VOIDED or submission.state is not SubmissionState.OPEN:
        raise StaleSubmission(
            "Этот отчёт больше не ждёт решения: его отозвали или заменили. "
            "Если появился новый, ссылка на него придёт отдельным письмом.",
            current_task_id=_newer_task(tx, matter, holder.person_id),
        )
    if task.state is not TaskState.OPEN:
        raise NotYourTurn("До этого этапа очередь ещё не дошла: когда она наступит, вы получите письмо.")
    if digest != submission.digest:
        raise _tampered(tx, matter, digest)
    if submission.subject in (*OF_ITEM, Subject.AMENDMENT):
        demand_running(matter.plan)
    conflicts = submission_conflicts(tx.conn, submission, matter.today)
    # An approver's own seat was looked at when the route was filled; a substitute may have come to it since.
    seated = set() if holder.on_behalf_of_id is None else others_seated(tx.conn, task)
    _demand_no_conflict(tx, conflicts, earlier_deciders(tx.conn, submission.id, task.step), seated, holder)
    return Turn(
        matter.plan,
        submission,
        matter.item,
        task,
        matter.tasks,
        conflicts,
        earlier_deciders(tx.conn, submission.id),
        holder.person_id,
        holder.on_behalf_of_id,
        holder.substitution_id,
        matter.today,
    )


def _demand_no_conflict(
    tx: Transaction, conflicts: dict[int, str], deciders: set[int], seated: set[int], holder: Holder
) -> None:
    """Separation of duties, for the person and for whom they stand in. Raises `ConflictOfInterest`."""
    reason = conflicts.get(holder.person_id)
    if reason is None and holder.on_behalf_of_id is not None:
        reason = conflicts.get(holder.on_behalf_of_id)
    if reason is None and not deciders.isdisjoint({holder.person_id, holder.on_behalf_of_id}):
        reason = "уже принимал решение на другом этапе этого отчёта"
    if reason is None and holder.person_id in seated:
        reason = "принимает решение на другом этапе этого отчёта"
    if reason is not None:
        who = "Вы не можете" if tx.actor.person_id == holder.person_id else "Подписавший не может"
        raise ConflictOfInterest(
            f"{who} принять это решение: {reason}. Ответственный за контроль исполнения назначит замещающего."
        )


def _demand_turn_holder(tx: Transaction, matter: Matter) -> Holder:
    """Who decides: the approver, or who signs for them today, and then the approver does not.

    Where the substitute has a part in the matter the turn stays the approver's. Raises `NotYourTurn`; a stranger's try
    is recorded.
    """
    person_id, task = tx.actor.person_id, matter.task
    demand_sure(tx)
    substitute = active_substitutes(tx.conn, matter.today).get(task.approver_id)
    if person_id is not None and substitute is not None and person_id == substitute[0]:
        _demand_active(tx, person_id)
        return Holder(person_id, task.approver_id, substitute[1])
    if person_id is not None and person_id == task.approver_id:
        _demand_active(tx, person_id)
        if substitute is not None and task.state is TaskState.OPEN:
            _demand_not_replaced(tx, matter)
        return Holder(person_id)
    raise NotYourTurn(
        "Эта ссылка выдана другому лицу: решение принимает тот, кому она направлена "
        f"({names_text(tx.conn, {task.acting_id})}). Откройте ссылку из своего письма."
    ).recorded(
        plan_ledger(matter.plan.id),
        tx.entry(
            Action.STRANGER_REFUSED,
            submission_object(matter.submission, matter.item),
            data={"task": task.id, "approver": task.approver_id},
        ),
    )


def _demand_not_replaced(tx: Transaction, matter: Matter) -> None:
    """Raise `NotYourTurn` where the approver's substitute decides today: who that is, until when, how to end it."""
    seat = acting_seat(tx.conn, matter.task, matter.today).seat
    if seat.substitution_id is None:
        return
    row = tx.conn.execute(select(SUBSTITUTION).where(SUBSTITUTION.c.id == seat.substitution_id)).one()
    who, order = names_text(tx.conn, {seat.acting_id}), order_text(row.order_number, date_text(row.order_date))
    raise NotYourTurn(
        f"По {date_text(row.ends_on)} включительно за вас решает {who}, и.о. ({order}). "
        "Если вы вышли раньше, прекратите замещение на своей странице «Мои замещения»: задача сразу вернётся к вам."
    )


def _demand_active(tx: Transaction, person_id: int) -> None:
    if person_id in inactive_people(tx.conn):
        raise NotYourTurn(f"Решение принять нельзя: вы {INACTIVE}. Обратитесь к ответственному за контроль исполнения.")


def _tampered(tx: Transaction, matter: Matter, digest: str) -> CommandRefused:
    """Rule 8: a digest that is not the submission's is refused and recorded."""
    return StaleSubmission(
        "Показанная контрольная сумма не совпадает с отчётом, который ждёт решения. "
        "Откройте отчёт заново по ссылке из письма.",
        current_task_id=matter.task.id,
    ).recorded(
        plan_ledger(matter.plan.id),
        tx.entry(
            Action.DIGEST_REJECTED,
            submission_object(matter.submission, matter.item),
            data={"task": matter.task.id, "given": digest},
        ),
    )


def _newer_task(tx: Transaction, matter: Matter, person_id: int) -> int | None:
    """Where this person is asked instead: in this submission, whose step waits again, or in a later one."""
    submission = matter.submission
    if submission.state is SubmissionState.OPEN:
        again = (each.id for each in matter.tasks if each.acting_id == person_id and each.state is TaskState.OPEN)
        return next(again, None)
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


def decided_meanwhile() -> StaleSubmission:
    """The task was open a moment ago and is no more."""
    return StaleSubmission("Этот отчёт больше не ждёт решения: его отозвали или заменили. Обновите страницу.")


def answer_decided(tx: Transaction, command: Decide, task_id: int) -> Receipt:
    """Rule 4: the same decision again gets the first one's outcome. Raises `AlreadyDecided` for another."""
    row = _standing_decision(tx, task_id)
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
    raise _already_decided(tx, row)


def _standing_decision(tx: Transaction, task_id: int) -> Row[Any]:
    """The decision on a task, with its author's name and its plan. Raises `StaleSubmission` where there is none."""
    row = tx.conn.execute(
        select(DECISION, PERSON.c.name, SUBMISSION.c.plan_id)
        .join(PERSON, PERSON.c.id == DECISION.c.person_id)
        .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
        .where(DECISION.c.task_id == task_id)
    ).one_or_none()
    if row is None:
        raise decided_meanwhile()
    return row


def _already_decided(tx: Transaction, row: Row[Any]) -> AlreadyDecided:
    at = row.decided_at.astimezone(ZoneInfo(plan_row(tx.conn, row.plan_id).timezone))
    return AlreadyDecided(f"Уже решено: {row.name}, {at:%d.%m.%Y %H:%M}.", by=row.name, at=row.decided_at)
