"""The register of requests of an item that is done «По запросу»: what came in, and how it was answered."""

from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from workflow.actions import Action
from workflow.commands import AnswerRequest, RegisterRequest
from workflow.errors import InvalidCommand, NotFound, TransitionNotAllowed
from workflow.item_guards import demand_responsible, open_item
from workflow.item_record import recorded
from workflow.request_rows import REQUEST
from workflow.rows import evidence_rows, set_item
from workflow.scopes import item_scope
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.dates import date_text
from workflow.work_rules import register_refusal


def register_request(tx: Transaction, command: RegisterRequest) -> Receipt:
    """Enter a request, by who is responsible for the item or coordinates the plan.

    Raises `TransitionNotAllowed`, `NotYourTurn`, `InvalidCommand`, `StaleVersion`.
    """
    plan, item, today = _open(tx, command)
    if command.received_on > today:
        raise InvalidCommand("Дата поступления запроса ещё не наступила: проверьте её.", field="received_on")
    last = tx.conn.execute(select(func.max(REQUEST.c.number)).where(REQUEST.c.item_id == item.id)).scalar()
    number = (last or 0) + 1
    version = set_item(tx.conn, item, state=item.state)
    values = command.model_dump(include={"received_on", "sender", "subject", "doc_number"})
    tx.conn.execute(
        insert(REQUEST).values(
            item_id=item.id,
            number=number,
            registered_by_id=tx.actor.person_id,
            registered_at=tx.now,
            **values,
        )
    )
    data = {"request": number, **values, "received_on": command.received_on.isoformat()}
    text = f"Запрос № {number} внесён в реестр."
    return recorded(tx, plan, item, Action.REQUEST_REGISTERED, item.state, version, data, text)


def answer_request(tx: Transaction, command: AnswerRequest) -> Receipt:
    """Say how and when a request was answered; said again, it corrects what was said, and the ledger keeps both.

    Raises `TransitionNotAllowed`, `NotYourTurn`, `NotFound`, `InvalidCommand`, `StaleVersion`.
    """
    plan, item, today = _open(tx, command)
    request = tx.conn.execute(
        select(REQUEST).where(REQUEST.c.item_id == item.id, REQUEST.c.number == command.number)
    ).one_or_none()
    if request is None:
        raise NotFound(f"Запроса № {command.number} в реестре пункта нет. Обновите страницу.")
    if command.answered_on > today:
        raise InvalidCommand("Дата ответа ещё не наступила: проверьте её.", field="answered_on")
    if command.answered_on < request.received_on:
        raise InvalidCommand(
            f"Ответ не может быть раньше запроса, поступившего {date_text(request.received_on)}.", field="answered_on"
        )
    if command.evidence_id is not None and command.evidence_id not in {
        row.id for row in evidence_rows(tx.conn, item.id)
    }:
        raise InvalidCommand("Такого документа у пункта нет: приложите его и выберите.", field="evidence_id")
    version = set_item(tx.conn, item, state=item.state)
    tx.conn.execute(
        update(REQUEST)
        .where(REQUEST.c.id == request.id)
        .values(
            answered_on=command.answered_on,
            answer=command.answer,
            answer_evidence_id=command.evidence_id,
            answered_by_id=tx.actor.person_id,
        )
    )
    data = {
        "request": command.number,
        "answered_on": command.answered_on.isoformat(),
        "answer": command.answer,
        "evidence": command.evidence_id,
    }
    text = f"Ответ на запрос № {command.number} внесён в реестр."
    return recorded(tx, plan, item, Action.REQUEST_ANSWERED, item.state, version, data, text)


def _open(tx: Transaction, command: RegisterRequest | AnswerRequest) -> tuple[Row[Any], Row[Any], date]:
    """The plan and the item whose register may be written in now, and the local date."""
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_responsible(tx, responsible, today, coordinator_id=plan.coordinator_id)
    if (refusal := register_refusal(item_scope(item.note, item.title, item.recurrence), item.state)) is not None:
        raise TransitionNotAllowed(refusal)
    return plan, item, today
