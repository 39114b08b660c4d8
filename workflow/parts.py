"""Co-executors' parts of an item: «моя часть готова», and the internal dates that the lead sets for them.

A mark is a hint to the lead and holds nothing up. A return for rework and a reopening take the marks away.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from models.states import NoticeKind
from workflow.actions import Action
from workflow.commands import MarkPart, SetPartDue
from workflow.conflicts import active_substitutes
from workflow.deadlines import effective_due
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, TransitionNotAllowed
from workflow.item_guards import demand_lead, open_item
from workflow.item_record import recorded
from workflow.part_marks import part_rows, set_part
from workflow.part_reminders import next_look
from workflow.rows import lead_id, set_item
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.buttons import SET_PART_DUE
from workflow.wording.dates import date_text
from workflow.work_rules import mark_refusal, part_due_refusal


def mark_part(tx: Transaction, command: MarkPart) -> Receipt:
    """«Моя часть готова», or not yet after all, by a co-executor or who stands in; the lead hears when all are ready.

    Raises `TransitionNotAllowed`, `NotYourTurn`, `InvalidCommand`, `StaleVersion`.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    if (refusal := mark_refusal(item.state)) is not None:
        raise TransitionNotAllowed(refusal)
    part = _own_part(tx, command, part_rows(tx.conn, item.id), today)
    if (part.part_ready_at is not None) is command.is_ready:
        raise TransitionNotAllowed(
            f"Часть уже отмечена готовой ({part.name})." if command.is_ready else "Часть не отмечена готовой."
        )
    ready_at = tx.now if command.is_ready else None
    rung_on = None if command.is_ready else next_look(item.id, part.person_id, part.part_due_on, today, tx.calendar)
    version = set_item(tx.conn, item, state=item.state)
    set_part(tx.conn, item.id, part.person_id, part_ready_at=ready_at, part_rung_on=rung_on)
    action = Action.PART_READY if command.is_ready else Action.PART_NOT_READY
    text = "Отмечено: часть готова." if command.is_ready else "Отметка о готовности снята."
    told = recorded(tx, plan, item, action, item.state, version, {"person": part.person_id}, text)
    lead = lead_id(responsible)
    all_are_ready = all(row.part_ready_at is not None for row in part_rows(tx.conn, item.id))
    if command.is_ready and lead is not None and all_are_ready:
        tx.tell(
            NoticeKind.PARTS_READY,
            f"parts_ready/i{item.id}-{version}",
            recipient_id=lead,
            plan_id=plan.id,
            item_id=item.id,
        )
    return told


def set_part_due(tx: Transaction, command: SetPartDue) -> Receipt:
    """The lead's internal date for a co-executor's part, not after the deadline in force; None takes it away.

    Raises `TransitionNotAllowed`, `NotYourTurn`, `NotFound`, `InvalidCommand`, `StaleVersion`.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, SET_PART_DUE)
    if (refusal := part_due_refusal(item.state)) is not None:
        raise TransitionNotAllowed(refusal)
    part = next((row for row in part_rows(tx.conn, item.id) if row.person_id == command.person_id), None)
    if part is None:
        raise NotFound("Такого соисполнителя у пункта нет. Обновите страницу и выберите из списка.")
    _demand_date(command.due_on, effective_due(item.due_on, item.extended_due_on), today)
    if command.due_on == part.part_due_on:
        raise TransitionNotAllowed("Срок части уже такой. Менять нечего.")
    rung_on = None
    if part.part_ready_at is None:
        rung_on = next_look(item.id, part.person_id, command.due_on, today, tx.calendar)
    version = set_item(tx.conn, item, state=item.state)
    set_part(tx.conn, item.id, part.person_id, part_due_on=command.due_on, part_rung_on=rung_on)
    data = {
        "person": part.person_id,
        "due_on": None if command.due_on is None else command.due_on.isoformat(),
        "before": None if part.part_due_on is None else part.part_due_on.isoformat(),
    }
    said = "снят" if command.due_on is None else f"установлен: {date_text(command.due_on)}"
    text = f"{part.name}: внутренний срок части {said}."
    return recorded(tx, plan, item, Action.PART_DUE_SET, item.state, version, data, text)


def _own_part(tx: Transaction, command: MarkPart, parts: list[Row[Any]], today: date) -> Row[Any]:
    """The part of the actor, or of the one co-executor for whom they stand in today."""
    actor = tx.actor.person_id
    substitutes = active_substitutes(tx.conn, today)
    stands_in = [row for row in parts if substitutes.get(row.person_id, (None,))[0] == actor]
    mine = [row for row in parts if row.person_id == actor] + stands_in
    if command.person_id is not None:
        mine = [row for row in mine if row.person_id == command.person_id]
    if actor is None or not mine:
        names = ", ".join(row.name for row in parts if not row.is_lead) or "соисполнителей у пункта нет"
        raise NotYourTurn(f"Готовность части отмечает сам соисполнитель пункта или кто его замещает ({names}).")
    if len(mine) > 1 and mine[0].person_id != actor:
        names = ", ".join(row.name for row in mine)
        raise InvalidCommand(f"Вы замещаете нескольких соисполнителей: {names}. Укажите чья часть.", field="person_id")
    return mine[0]


def _demand_date(due_on: date | None, deadline: date | None, today: date) -> None:
    if due_on is None:
        return
    if due_on < today:
        raise InvalidCommand("Внутренний срок уже прошёл: укажите сегодняшний день или позже.", field="due_on")
    if deadline is not None and due_on > deadline:
        raise InvalidCommand(
            f"Внутренний срок не может быть позже срока пункта ({date_text(deadline)}).", field="due_on"
        )
