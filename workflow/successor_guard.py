"""Whether somebody may take an approver's place: in use, reachable, and never on both sides of a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from config.chain import ROLES_OF_THE_PLAN
from models.states import ItemState, Subject
from workflow.acting_seat import others_seated
from workflow.commands import ReplaceApprover
from workflow.conflicts import item_conflicts, submission_conflicts
from workflow.errors import ConflictOfInterest, InvalidCommand
from workflow.rows import EVIDENCE, FORMER_RESPONSIBLE, ITEM, RESPONSIBLE, SUBMISSION, SUBSTITUTION
from workflow.substitution_guard import standing_spans
from workflow.substitution_rules import acting_for
from workflow.successor import names, sits_elsewhere
from workflow.transaction import Transaction
from workflow.wording.naming import items_named
from workflow.wording.terms import SUBJECTS

FINAL = (ItemState.APPROVED, ItemState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who comes in whose place, and which items have a route of their own that names them."""

    plan: Row[Any]
    person: Row[Any]
    successor: Row[Any]
    is_in_plan: bool
    own: tuple[Row[Any], ...]


def demand_fit(tx: Transaction, command: ReplaceApprover, plan: Row[Any], successor: Row[Any]) -> None:
    """The successor is another person, in use, with an address, not the one who proposes; the order has its day."""
    if successor.id == command.person_id:
        raise InvalidCommand("Новый согласующий — другое лицо: выберите его.", field="successor_id")
    if successor.id in (tx.actor.person_id, plan.coordinator_id):
        raise ConflictOfInterest(
            f"{successor.name} ведёт этот план и направляет его документы на согласование: согласующим быть не может."
        )
    today = tx.today(plan.timezone)
    stand_ins = acting_for(successor.id, standing_spans(tx.conn, today), today)
    if not stand_ins.isdisjoint({tx.actor.person_id, plan.coordinator_id}):
        raise ConflictOfInterest(
            f"{successor.name} замещает тот, кто ведёт этот план и направляет его документы на согласование: "
            "выберите другое лицо или прекратите замещение."
        )
    if not successor.is_active:
        raise InvalidCommand(
            f"{successor.name} исключён из числа пользователей: выберите другое лицо.", field="successor_id"
        )
    if successor.email is None:
        raise InvalidCommand(
            f"{successor.name}: сначала укажите адрес электронной почты, иначе запрос не дойдёт.", field="successor_id"
        )
    if command.order_date > today:
        raise InvalidCommand("Дата приказа ещё не наступила: проверьте дату.", field="order_date")


def demand_one_side(tx: Transaction, change: Replacement, items: Sequence[Row[Any]], tasks: Sequence[Row[Any]]) -> None:
    """Raise `ConflictOfInterest` where the successor would stand on both sides, with the items."""
    person_id, successor = change.person.id, change.successor
    today = tx.today(change.plan.timezone)
    routes = [change.plan.chain] if change.is_in_plan else []
    if any(sits_elsewhere(chain, person_id, successor.id) for chain in (*routes, *(item.chain for item in change.own))):
        raise ConflictOfInterest(
            f"{successor.name} уже состоит в этом маршруте: два места одно лицо не занимает. Выберите другого."
        )
    concerned = [item for item in items if item.state not in FINAL and _is_concerned(item, change)]
    related = _related(tx.conn, change.plan.id, successor.id)
    numbers = [
        item.number
        for item in concerned
        if (related is None or item.id in related) and successor.id in item_conflicts(tx.conn, item.id, today)
    ]
    if numbers:
        raise ConflictOfInterest(
            f"{successor.name} исполняет {items_named(numbers)} или представляет по ним документы (совмещение ролей "
            "исполнителя и согласующего). Выберите другого."
        )
    clashing = [task for task in tasks if _clashes(tx.conn, task, successor.id, today)]
    if clashing:
        raise ConflictOfInterest(
            f"{successor.name} уже участвует в том, что сейчас на согласовании: "
            f"{', '.join(dict.fromkeys(_what(task) for task in clashing))}. Выберите другого или дождитесь решений."
        )


def _is_concerned(item: Row[Any], change: Replacement) -> bool:
    """Whether the item's reports go to this approver: by its own route, or by the plan's."""
    if not item.chain:
        return change.is_in_plan
    roles = {role for step in item.chain for role in step.get("roles", ())}
    return names(item.chain, change.person.id) or (change.is_in_plan and not roles.isdisjoint(ROLES_OF_THE_PLAN))


def _related(conn: Connection, plan_id: int, person_id: int) -> set[int] | None:
    """The items that a person may have a part in; None where that may be any, for they stood in for somebody."""
    stood_in = select(SUBSTITUTION.c.id).where(SUBSTITUTION.c.substitute_id == person_id).limit(1)
    if conn.execute(stood_in).first() is not None:
        return None
    of_plan = ITEM.c.plan_id == plan_id
    responsible = select(ITEM.c.id).join(RESPONSIBLE, RESPONSIBLE.c.item_id == ITEM.c.id)
    former = select(ITEM.c.id).join(FORMER_RESPONSIBLE, FORMER_RESPONSIBLE.c.item_id == ITEM.c.id)
    uploads = select(ITEM.c.id).join(EVIDENCE, EVIDENCE.c.item_id == ITEM.c.id)
    sent = select(ITEM.c.id).join(SUBMISSION, SUBMISSION.c.item_id == ITEM.c.id)
    found = responsible.where(of_plan, RESPONSIBLE.c.person_id == person_id).union(
        former.where(of_plan, FORMER_RESPONSIBLE.c.person_id == person_id),
        uploads.where(of_plan, or_(EVIDENCE.c.uploaded_by_id == person_id, EVIDENCE.c.uploaded_for_id == person_id)),
        sent.where(of_plan, or_(SUBMISSION.c.submitted_by_id == person_id, SUBMISSION.c.submitted_for_id == person_id)),
    )
    return set(conn.execute(found).scalars())


def _clashes(conn: Connection, task: Row[Any], successor_id: int, today: date) -> bool:
    submission = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == task.submission_id)).one()
    return successor_id in submission_conflicts(conn, submission, today) or successor_id in others_seated(conn, task)


def _what(task: Row[Any]) -> str:
    about = SUBJECTS[Subject(task.subject)]
    return f"{about} № {task.number}" if task.place is None else f"{about} {task.item_number}"
