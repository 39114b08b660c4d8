"""Another person keeps a plan from now on: ответственный за контроль исполнения goes, or gives it over, by an order."""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import NoticeKind, PlanState
from workflow.actions import Action
from workflow.commands import ReplaceCoordinator
from workflow.errors import CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.people import is_operating, lock_people, person_row
from workflow.rows import ITEM, plan_row, set_plan
from workflow.substitution_guard import standing_spans
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
        raise NotYourTurn("План передаёт тот, кто его ведёт, или администратор.")
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
    seated = seated_in_plan(tx.conn, plan)
    if successor.id in seated:
        raise ConflictOfInterest(
            f"{successor.name} состоит в маршруте согласования этого плана, а ответственный за контроль направляет его "
            "документы на согласование: выберите другое лицо."
        )
    today = tx.today(plan.timezone)
    standing = standing_spans(tx.conn, today)
    absent = next((each for each in sorted(seated) if successor.id in acting_for(each, standing, today)), None)
    if absent is not None:
        raise ConflictOfInterest(
            f"{successor.name} замещает согласующего этого плана ({person_row(tx, absent).name}): выберите другое лицо "
            "или прекратите замещение."
        )
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
    for recipient in sorted(seated | {former.id, successor.id}):
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


def seated_in_plan(conn: Connection, plan: Row[Any]) -> set[int]:
    """Whom the routes of a plan and of its items name."""
    own = conn.execute(select(ITEM.c.chain).where(ITEM.c.plan_id == plan.id, ITEM.c.chain.is_not(None))).scalars()
    return {person for chain in (plan.chain, *own) for step in chain or () for person in seated_in(step)}
