"""Another approver in the place of one, by an order: in the routes of a plan and its items, and in what is open.

The plan goes on without a new activation, so this is told to everybody in the route and to the operator: nobody slips
a signer in unseen.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from models.states import NoticeKind, PlanState, SubmissionState
from workflow.acting_seat import LIVE
from workflow.actions import Action
from workflow.commands import ReplaceApprover
from workflow.errors import CommandRefused, InvalidCommand, PlanNotReady
from workflow.handing_over import LIVE_TASKS, hand_over
from workflow.people import lock_people, person_row
from workflow.refusing_others import coordinators_alone
from workflow.rows import ITEM, SUBMISSION, TASK, plan_row, set_plan
from workflow.stewardship import is_operating
from workflow.successor import names, with_successor
from workflow.successor_guard import Replacement, demand_fit, demand_one_side
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt
from workflow.wording.pins import without_pin

TASKS_AN_ENTRY = 200


def replace_approver(tx: Transaction, command: ReplaceApprover) -> Receipt:
    """Replace an approver in a plan in force, by its coordinator.

    Raises `NotYourTurn`, `PlanNotReady`, `InvalidCommand` where the person is in no route or the successor cannot be
    reached, `ConflictOfInterest` where the successor would stand on both sides.
    """
    lock_people(tx)
    plan = plan_row(tx.conn, command.plan_id)
    if not is_operating(tx) and tx.actor.person_id != plan.coordinator_id:
        raise coordinators_alone(tx.conn, plan, "Согласующего заменяет")
    if plan.state is PlanState.DRAFT:
        raise PlanNotReady("План ещё не введён в действие: измените маршрут черновика или назначьте замещение.")
    if plan.state is PlanState.CLOSED:
        raise CommandRefused("План закрыт: решений по нему больше не принимают.")
    person, successor = person_row(tx, command.person_id), person_row(tx, command.successor_id)
    demand_fit(tx, command, plan, successor)
    tasks = _live_tasks(tx, plan.id, person.id)
    items = tx.conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place)).all()
    own = tuple(item for item in items if item.chain and names(item.chain, person.id))
    change = Replacement(plan, person, successor, names(plan.chain, person.id), own)
    if not (tasks or own or change.is_in_plan):
        raise InvalidCommand(f"{person.name} не входит в маршруты этого плана: заменять нечего.", field="person_id")
    demand_one_side(tx, change, items, tasks)
    seats = [hand_over(tx, plan, task, person.id, successor.id) for task in tasks]
    for item in own:
        chain = with_successor(item.chain, person.id, successor.id)
        tx.conn.execute(update(ITEM).where(ITEM.c.id == item.id).values(chain=chain))
    seq = _recorded(tx, command, change, seats)
    _tell(tx, command, change, seq)
    return Receipt(
        ledger_id=plan_ledger(plan.id),
        seq=seq,
        at=tx.now,
        text=f"Согласующий заменён: {person.name} → {successor.name}, передано задач: {len(seats)}."
        + without_pin(successor),
        plan_id=plan.id,
        person_id=successor.id,
    )


def _live_tasks(tx: Transaction, plan_id: int, person_id: int) -> list[Row[Any]]:
    """The open and pending tasks of an approver. Their submissions are locked as a decision locks them."""
    submissions = (
        select(SUBMISSION.c.id)
        .where(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.state == SubmissionState.OPEN)
        .where(
            SUBMISSION.c.id.in_(
                select(TASK.c.submission_id).where(TASK.c.approver_id == person_id, TASK.c.state.in_(LIVE))
            )
        )
        .order_by(SUBMISSION.c.id)
        .with_for_update()
    )
    ids = list(tx.conn.execute(submissions).scalars())
    wanted = LIVE_TASKS.where(SUBMISSION.c.id.in_(ids), TASK.c.approver_id == person_id)
    return list(tx.conn.execute(wanted))


def _recorded(tx: Transaction, command: ReplaceApprover, change: Replacement, tasks: Sequence[dict[str, Any]]) -> int:
    """The routes change with the plan's version; the entry tells before and after, more entries many tasks."""
    plan, person, successor = change.plan, change.person, change.successor
    chain = with_successor(plan.chain, person.id, successor.id) if change.is_in_plan else plan.chain
    version = set_plan(tx.conn, plan, chain=chain)
    before: dict[str, Any] = {"person": person.id}
    after: dict[str, Any] = {"person": successor.id}
    common = {
        "reason": command.reason,
        "order": command.order_number,
        "order_date": command.order_date.isoformat(),
    }
    routes = ({"chain": plan.chain}, {"chain": chain}) if change.is_in_plan else ({}, {})
    first = tx.entry(
        Action.APPROVER_REPLACED,
        "plan",
        version=version,
        from_state=plan.state.value,
        to_state=plan.state.value,
        data=common
        | {
            "before": before | routes[0],
            "after": after | routes[1],
            "in_plan": change.is_in_plan,
            "places": [item.place for item in change.own],
            "tasks": list(tasks[:TASKS_AN_ENTRY]),
        },
    )
    more = [
        tx.entry(
            Action.APPROVER_REPLACED,
            "plan",
            data=common
            | {
                "before": before,
                "after": after,
                "in_plan": False,
                "places": [],
                "tasks": list(tasks[start : start + TASKS_AN_ENTRY]),
            },
        )
        for start in range(TASKS_AN_ENTRY, len(tasks), TASKS_AN_ENTRY)
    ]
    return tx.record_many(plan_ledger(plan.id), [first, *more])[0].seq


def _tell(tx: Transaction, command: ReplaceApprover, change: Replacement, seq: int) -> None:
    """Both people, all others in the routes, the coordinator; and the operator by an alarm."""
    plan, person, successor = change.plan, change.person, change.successor
    routes = [plan.chain] if change.is_in_plan else []
    routes += [item.chain for item in change.own]
    seated = {each for chain in routes for step in chain for each in step.get("approvers", ())}
    for recipient in sorted(seated | {person.id, successor.id, plan.coordinator_id}):
        tx.tell(
            NoticeKind.REASSIGNED,
            f"reassigned/replaced/{plan.id}-{seq}/p{recipient}",
            recipient_id=recipient,
            plan_id=plan.id,
            facts={
                "what": "replaced",
                "person": person.id,
                "successor": successor.id,
                "order": command.order_number,
                "order_date": command.order_date.isoformat(),
                "reason": command.reason,
                "in_plan": change.is_in_plan,
                "places": [item.place for item in change.own],
            },
        )
    tx.alarm(
        "approver_replaced",
        f"plan {plan.id}: {person.name} was replaced by {successor.name} in the route of approval, "
        f"order {command.order_number} of {command.order_date.isoformat()}",
    )
