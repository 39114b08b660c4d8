"""Who may see what (rule 19). Reading only: what a person may do is the engine's to say.

Whoever has a part in a plan sees the plan and its items; an inspector and the operator read everything; nobody
reaches another plan.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from models.states import PersonRole
from workflow.errors import NotFound
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK, item_row

KEEPS_PLANS = (PersonRole.COORDINATOR, PersonRole.OPERATOR)
READS_EVERYTHING = (PersonRole.INSPECTOR, PersonRole.OPERATOR)


def plans_of(conn: Connection, person_id: int, today: date | None = None) -> tuple[int, ...]:
    """The plans that a person may see, by id: those they have a part in, or all for who reads everything.

    A part is: coordinator, approver or alternate of a chain, responsible for an item, the manager of somebody
    responsible, who signs for one of these (`today`, where given, is a day of the substitution or after it), or
    who was ever given a task. Nobody who is deactivated sees anything.
    """
    person = conn.execute(select(PERSON.c.role, PERSON.c.is_active).where(PERSON.c.id == person_id)).one_or_none()
    if person is None or not person.is_active:
        return ()
    if person.role in READS_EVERYTHING:
        return tuple(conn.execute(select(PLAN.c.id).order_by(PLAN.c.id)).scalars())
    stands_for = {person_id} | _absent(conn, person_id, today)
    responsible = (
        select(ITEM.c.plan_id)
        .join(RESPONSIBLE, RESPONSIBLE.c.item_id == ITEM.c.id)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .where(or_(PERSON.c.id.in_(stands_for), PERSON.c.manager_id == person_id))
    )
    asked = (
        select(SUBMISSION.c.plan_id)
        .join(TASK, TASK.c.submission_id == SUBMISSION.c.id)
        .where(or_(TASK.c.acting_id == person_id, TASK.c.approver_id == person_id))
    )
    found = set(conn.execute(responsible.union(asked)).scalars())
    for plan in conn.execute(select(PLAN.c.id, PLAN.c.coordinator_id, PLAN.c.chain)):
        if plan.coordinator_id in stands_for or not stands_for.isdisjoint(_sitting(plan.chain)):
            found.add(plan.id)
    for item in _own_chains(conn):
        if not stands_for.isdisjoint(_sitting(item.chain)):
            found.add(item.plan_id)
    return tuple(sorted(found))


def may_import(conn: Connection, person_id: int) -> bool:
    """Whether the person may turn a document into a plan: by their role, or as the coordinator of some plan."""
    person = conn.execute(select(PERSON.c.role, PERSON.c.is_active).where(PERSON.c.id == person_id)).one_or_none()
    if person is None or not person.is_active:
        return False
    if person.role in KEEPS_PLANS:
        return True
    return conn.execute(select(PLAN.c.id).where(PLAN.c.coordinator_id == person_id).limit(1)).first() is not None


def may_see_plan(conn: Connection, person_id: int, plan_id: int, today: date | None = None) -> bool:
    """Whether the plan is this person's to see; a plan that does not exist is nobody's."""
    return plan_id in plans_of(conn, person_id, today)


def may_see_item(conn: Connection, person_id: int, plan_id: int, place: int, today: date | None = None) -> bool:
    """Whether the item is this person's to see: whoever may see the plan reads all its items."""
    try:
        item_row(conn, plan_id, place)
    except NotFound:
        return False
    return may_see_plan(conn, person_id, plan_id, today)


def _absent(conn: Connection, person_id: int, today: date | None) -> set[int]:
    wanted = select(SUBSTITUTION.c.absent_id).where(
        SUBSTITUTION.c.substitute_id == person_id, SUBSTITUTION.c.revoked_at.is_(None)
    )
    if today is not None:
        wanted = wanted.where(SUBSTITUTION.c.starts_on <= today)
    return set(conn.execute(wanted).scalars())


def _sitting(chain: list[dict[str, Any]]) -> set[int]:
    seats = {approver for step in chain for approver in step["approvers"]}
    return seats | {step["alternate"] for step in chain if step.get("alternate") is not None}


def _own_chains(conn: Connection) -> list[Row[Any]]:
    """The items that have a chain of their own (an absent one is SQL NULL or JSON null)."""
    wanted = select(ITEM.c.plan_id, ITEM.c.chain).where(ITEM.c.chain.is_not(None))
    return [row for row in conn.execute(wanted) if row.chain]
