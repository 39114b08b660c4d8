"""Who may work on an item, and in which state of the item: asked before anything is written."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from config.prepared import Question, together
from models.states import ItemState, Subject, SubmissionState
from workflow.conflicts import active_substitutes
from workflow.errors import NotYourTurn, TransitionNotAllowed
from workflow.people_rows import ask_of_people
from workflow.refusing_others import workers_alone
from workflow.rows import (
    SUBMISSION,
    ask_of_involved,
    demand_running,
    demand_version,
    item_in_plan,
    lead_id,
    responsible_rows,
)
from workflow.transaction import Transaction
from workflow.transitions import COMMAND_NAMES, STATE_NAMES, ItemCommandName


def open_item(
    tx: Transaction, command: Any, ask_also: Callable[[int], list[Question]] = lambda _item: []
) -> tuple[Row[Any], Row[Any], list[Row[Any]]]:
    """The plan, the item in the version that the person saw, and who is responsible. Raises `CommandRefused`.

    What `ask_also` names of the item's id is asked in the same round trip.
    """
    plan, item = item_in_plan(tx.conn, command.plan_id, command.place)
    together(tx.conn, ask_of_involved(item.id), ask_of_people(), *ask_also(item.id))
    demand_running(plan)
    demand_version(item, command.expected_version)
    return plan, item, responsible_rows(tx.conn, item.id)


def open_submission(tx: Transaction, item_id: int) -> Row[Any]:
    """The submission of an item that is open. Raises `TransitionNotAllowed` where none is."""
    row = tx.conn.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.item_id == item_id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).one_or_none()
    if row is None:
        raise TransitionNotAllowed("По пункту нет отчёта на согласовании. Обновите страницу.")
    return row


def demand_lead(tx: Transaction, responsible: list[Row[Any]], today: date, command: ItemCommandName | str) -> None:
    """Raise `NotYourTurn` unless the actor is the lead, or signs for the lead today.

    `command` names what is refused: a row of the table of transitions, or another button's label.
    """
    lead = lead_id(responsible)
    substitute = active_substitutes(tx.conn, today).get(lead) if lead is not None else None
    if tx.actor.person_id in {lead, substitute[0] if substitute else lead}:
        return
    name = next((row.name for row in responsible if row.is_lead), "не назначен")
    label = COMMAND_NAMES[command] if isinstance(command, ItemCommandName) else command
    raise NotYourTurn(f"Действие «{label}» выполняет ответственный исполнитель пункта ({name}). Обратитесь к нему.")


def demand_responsible(
    tx: Transaction, responsible: list[Row[Any]], today: date, coordinator_id: int | None = None
) -> None:
    """Raise `NotYourTurn` unless the actor is responsible for the item, stands in, or coordinates the plan."""
    if tx.actor.person_id not in may_act_for(tx, responsible, today) | {coordinator_id}:
        raise workers_alone(tx.conn, (row.person_id for row in responsible), coordinator_id)


def may_act_for(tx: Transaction, responsible: list[Row[Any]], today: date) -> set[int | None]:
    """Who is responsible for the item, and who stands in for them today."""
    people: set[int | None] = {row.person_id for row in responsible}
    substitutes = active_substitutes(tx.conn, today)
    return people | {substitutes[person][0] for person in list(people) if person in substitutes}


def demand_in_work(item: Row[Any], what: str) -> None:
    """Raise `TransitionNotAllowed` unless the item is in work, with what to do first; `what` names the refused act."""
    if item.state is ItemState.IN_PROGRESS:
        return
    hint = "Сначала примите пункт в работу." if item.state is ItemState.PLANNED else "Для этого отзовите отчёт."
    if item.state in (ItemState.APPROVED, ItemState.CANCELLED, ItemState.AGREED):
        hint = "Пункт можно изменить только после возврата на доработку или возобновления контроля."
    raise TransitionNotAllowed(f"{what} сейчас нельзя: пункт в состоянии «{STATE_NAMES[item.state]}». {hint}")
