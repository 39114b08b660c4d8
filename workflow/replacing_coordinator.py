"""Another person keeps a plan from now on: ответственный за контроль исполнения goes, or gives it over, by an order."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from models.states import NoticeKind, PlanState
from workflow.actions import Action
from workflow.commands import ReplaceCoordinator
from workflow.errors import CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.people import lock_people, person_row
from workflow.refusing_others import names_text
from workflow.rows import ITEM, PERSON, RESPONSIBLE, plan_row, set_plan
from workflow.stewardship import is_operating
from workflow.substitution_guard import FINISHED, standing_spans
from workflow.substitution_rules import acting_for
from workflow.successor import seated_in
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt


def replace_coordinator(tx: Transaction, command: ReplaceCoordinator) -> Receipt:
    """Give a plan that is not closed to another coordinator, by the present one or the operator.

    Raises `NotYourTurn`, `CommandRefused` for a closed plan, `InvalidCommand` where the successor cannot be reached,
    `ConflictOfInterest` where they approve in this plan, or stand in for who does, today or later.
    """
    lock_people(tx)
    plan = plan_row(tx.conn, command.plan_id)
    if not is_operating(tx) and tx.actor.person_id != plan.coordinator_id:
        name = names_text(tx.conn, {plan.coordinator_id})
        raise NotYourTurn(f"План передаёт тот, кто его ведёт ({name}), или администратор. Обратитесь к ним.")
    if plan.state is PlanState.CLOSED:
        raise CommandRefused("План закрыт: передавать нечего.")
    former, successor = person_row(tx, plan.coordinator_id), person_row(tx, command.successor_id)
    if successor.id == former.id:
        raise InvalidCommand(f"{successor.name} и так ведёт этот план: выберите другое лицо.", field="successor_id")
    if not successor.is_active:
        raise InvalidCommand(
            f"{successor.name} исключён из числа пользователей: выберите другое лицо.", field="successor"
        )
    if successor.email is None:
        raise InvalidCommand(f"{successor.name}: сначала укажите адрес электронной почты.", field="successor_id")
    if command.order_date > tx.today(plan.timezone):
        raise InvalidCommand("Дата приказа ещё не наступила: проверьте дату.", field="order_date")
    _demand_one_side(tx, plan, successor)
    version = set_plan(tx.conn, plan, coordinator_id=successor.id)
    state = plan.state.value
    order = {"order": command.order_number, "order_date": command.order_date.isoformat(), "reason": command.reason}
    position = tx.record(
        plan_ledger(plan.id),
        tx.entry(
            Action.COORDINATOR_REPLACED,
            "plan",
            version=version,
            from_state=state,
            to_state=state,
            data={"before": {"person": former.id}, "after": {"person": successor.id}, **order},
        ),
    )
    for recipient in sorted(seated_in_plan(tx.conn, plan) | {former.id, successor.id}):
        tx.tell(
            NoticeKind.REASSIGNED,
            f"reassigned/coordinator/{plan.id}-{position.seq}/p{recipient}",
            recipient_id=recipient,
            plan_id=plan.id,
            facts={"what": "coordinator", "person": former.id, "successor": successor.id, **order},
        )
    tx.alarm("coordinator_replaced", f"plan {plan.id}: {former.name} was replaced by {successor.name} as coordinator")
    return Receipt(
        ledger_id=plan_ledger(plan.id),
        seq=position.seq,
        at=tx.now,
        text=f"План передан: {former.name} → {successor.name}.",
        plan_id=plan.id,
        person_id=successor.id,
    )


def _demand_one_side(tx: Transaction, plan: Row[Any], successor: Row[Any]) -> None:
    """Raise `ConflictOfInterest` where the successor decides in this plan, or stands in for who does."""
    seated = seated_in_plan(tx.conn, plan)
    if successor.id in seated:
        raise ConflictOfInterest(
            f"{successor.name} состоит в маршруте согласования этого плана, а ответственный за контроль направляет его "
            "документы на согласование: выберите другое лицо."
        )
    managers = deciding_managers(tx.conn, plan)
    if successor.id in managers:
        raise ConflictOfInterest(
            f"{successor.name} согласует пункты этого плана как руководитель ответственных исполнителей, а "
            "ответственный за контроль направляет документы плана на согласование: выберите другое лицо."
        )
    today = tx.today(plan.timezone)
    standing = standing_spans(tx.conn, today)
    decide = sorted(seated | managers)
    absent = next((each for each in decide if successor.id in acting_for(each, standing, today)), None)
    if absent is not None:
        raise ConflictOfInterest(
            f"{successor.name} замещает согласующего этого плана ({person_row(tx, absent).name}): выберите другое лицо "
            "или прекратите замещение."
        )


def seated_in_plan(conn: Connection, plan: Row[Any]) -> set[int]:
    """Whom the routes of a plan and of its items name."""
    own = conn.execute(select(ITEM.c.chain).where(ITEM.c.plan_id == plan.id, ITEM.c.chain.is_not(None))).scalars()
    return {person for chain in (plan.chain, *own) for step in chain or () for person in seated_in(step)}


def deciding_managers(conn: Connection, plan: Row[Any]) -> set[int]:
    """Who decides on an unfinished item of the plan as its lead's manager: the routes name the role alone."""
    lead = (
        select(ITEM.c.chain, PERSON.c.manager_id)
        .join(RESPONSIBLE, and_(RESPONSIBLE.c.item_id == ITEM.c.id, RESPONSIBLE.c.is_lead))
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .where(ITEM.c.plan_id == plan.id, ITEM.c.state.not_in(FINISHED), PERSON.c.manager_id.is_not(None))
    )
    return {row.manager_id for row in conn.execute(lead) if _asks_managers(row.chain or plan.chain)}


def _asks_managers(chain: Sequence[Mapping[str, Any]]) -> bool:
    return any("lead_manager" in step.get("roles", ()) for step in chain)
