"""What a substitution (замещение) may not bring about: an approver lost to an item, power gained by who sets it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, or_, select

from models.states import ItemState, PlanState, SubmissionState, TaskState
from workflow.chain_roles import item_chain
from workflow.errors import InvalidCommand, NotYourTurn
from workflow.rows import ITEM, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK, names_of
from workflow.stewardship import is_operating
from workflow.substitution_rules import Span, acting_for, linked
from workflow.successor import seated_in
from workflow.transaction import Transaction
from workflow.wording.naming import items_named

FINISHED = (ItemState.APPROVED, ItemState.CANCELLED)
WAITS = (TaskState.OPEN, TaskState.PENDING)
NAMED = 5


def standing_spans(conn: Connection, today: date) -> list[Span]:
    """The substitutions that run or will run."""
    rows = conn.execute(
        select(SUBSTITUTION)
        .where(SUBSTITUTION.c.ends_on >= today, SUBSTITUTION.c.revoked_at.is_(None))
        .order_by(SUBSTITUTION.c.id)
    )
    return [Span(row.absent_id, row.substitute_id, row.starts_on, row.ends_on) for row in rows]


def demand_nothing_gained(tx: Transaction, new: Span, standing: Collection[Span]) -> None:
    """Raise `NotYourTurn` where a coordinator would act for somebody else, at once or through a chain, on any day."""
    actor = tx.actor.person_id
    if actor is None or actor == new.absent:
        return
    if actor == new.substitute:
        raise NotYourTurn("Назначить замещающим самого себя нельзя: это делает отсутствующий или администратор.")
    if not is_operating(tx) and actor in acting_for(new.substitute, standing, new.starts_on, new.ends_on):
        raise NotYourTurn(
            "Этого замещающего в те же дни замещаете вы, а назначить замещающим самого себя нельзя: это делает "
            "отсутствующий или администратор."
        )


def demand_no_approver_lost(conn: Connection, new: Span) -> None:
    """Raise `InvalidCommand` where an approver of a running item would stand in for who is responsible for it.

    Whoever ever stood in for a responsible person decides on the item no more, also through a chain of substitutes
    and on whatever days: so it would be a way to be rid of an approver.
    """
    rows = conn.execute(select(SUBSTITUTION.c.absent_id, SUBSTITUTION.c.substitute_id)).tuples().all()
    gaining = linked(new.substitute, rows)
    items: dict[int, dict[int, str]] = {}
    for person_id, item_id, number in _approved_by(conn, linked(new.absent, [(b, a) for a, b in rows]), gaining):
        items.setdefault(person_id, {})[item_id] = number
    if items:
        person_id, numbers = next(iter(items.items()))
        raise InvalidCommand(
            f"{names_of(conn)[person_id]} согласует {items_named(list(numbers.values()), NAMED)}: "
            "назначьте другого замещающего.",
            field="substitute_id",
        )


def _approved_by(conn: Connection, responsible: set[int], people: set[int]) -> list[tuple[int, int, str]]:
    """Who of these people approves which running item (id, number) that one of `responsible` is responsible for."""
    running = (
        select(ITEM)
        .join(PLAN, PLAN.c.id == ITEM.c.plan_id)
        .where(PLAN.c.state != PlanState.CLOSED, ITEM.c.state.not_in(FINISHED))
        .where(ITEM.c.id.in_(select(RESPONSIBLE.c.item_id).where(RESPONSIBLE.c.person_id.in_(responsible))))
        .order_by(ITEM.c.plan_id, ITEM.c.place)
    )
    items = {item.id: item for item in conn.execute(running)}
    plan_ids = {item.plan_id for item in items.values()}
    plans = {plan.id: plan for plan in conn.execute(select(PLAN).where(PLAN.c.id.in_(plan_ids)))}
    asked = conn.execute(
        select(SUBMISSION.c.item_id, TASK.c.approver_id, TASK.c.acting_id)
        .join(TASK, TASK.c.submission_id == SUBMISSION.c.id)
        .where(SUBMISSION.c.plan_id.in_(plan_ids), SUBMISSION.c.state == SubmissionState.OPEN, TASK.c.state.in_(WAITS))
        .where(or_(TASK.c.approver_id.in_(people), TASK.c.acting_id.in_(people)))
    ).all()
    found = []
    for item in items.values():
        seated = {person for step in item_chain(conn, plans[item.plan_id], item) for person in seated_in(step)}
        seated |= {who for row in asked if row.item_id == item.id for who in (row.approver_id, row.acting_id)}
        found += [(person, item.id, item.number) for person in sorted(people & seated)]
    return found
