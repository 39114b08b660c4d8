"""Who may see what (rule 19). Reading only: what a person may do is the engine's to say.

Whoever has a part in a plan sees the plan and its items; an inspector and the operator read everything; nobody
reaches another plan.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from models.states import PersonRole
from workflow.errors import NotFound
from workflow.queries.people import people
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK, item_row, plan_row
from workflow.successor import seated_in
from workflow.views import PersonView

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


def participants(conn: Connection, plan_id: int) -> frozenset[int]:
    """Who has a part in a plan, as `plans_of` asks it of one person, deactivated people too. Raises `NotFound`.

    Whoever may see a plan only because they read everything has no part in it.
    """
    plan = plan_row(conn, plan_id)
    found = {plan.coordinator_id} | _sitting(plan.chain)
    for item in _own_chains(conn, plan_id):
        found |= _sitting(item.chain)
    responsible = select(RESPONSIBLE.c.person_id).join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
    of_plan = set(conn.execute(responsible.where(ITEM.c.plan_id == plan_id)).scalars())
    managers = select(PERSON.c.manager_id).where(PERSON.c.id.in_(of_plan), PERSON.c.manager_id.is_not(None))
    signs_for = select(SUBSTITUTION.c.substitute_id).where(
        SUBSTITUTION.c.absent_id.in_(found | of_plan), SUBSTITUTION.c.revoked_at.is_(None)
    )
    tasks = (
        select(TASK.c.acting_id.label("acting_id"), TASK.c.approver_id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(SUBMISSION.c.plan_id == plan_id)
        .distinct()
    )
    asked = {person for row in conn.execute(tasks) for person in (row.acting_id, row.approver_id)}
    more = {*conn.execute(managers).scalars(), *conn.execute(signs_for).scalars()}
    return frozenset(found | of_plan | asked | more)


def shown_people(conn: Connection, plan_id: int, viewer: PersonView | None) -> tuple[PersonView, ...]:
    """Whom the pages of a plan show, by name: who has a part in it; everybody for who reads everything."""
    everybody = people(conn)
    if viewer is not None and viewer.role in READS_EVERYTHING:
        return everybody
    known = participants(conn, plan_id)
    return tuple(person for person in everybody if person.id in known)


def sees_addresses(person_id: int | None, role: str | None, coordinator_id: int) -> bool:
    """Whether this person is shown e-mail addresses of a plan's people and letters: who keeps it or reads everything.

    The one rule for pages and API; colleagues reach each other by telephone.
    """
    return person_id is not None and (person_id == coordinator_id or role in READS_EVERYTHING)


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
    return {person for step in chain for person in seated_in(step)}


def _own_chains(conn: Connection, plan_id: int | None = None) -> list[Row[Any]]:
    """The items, of one plan or of all, that have a chain of their own (an absent one is SQL NULL or JSON null)."""
    wanted = select(ITEM.c.plan_id, ITEM.c.chain).where(ITEM.c.chain.is_not(None))
    if plan_id is not None:
        wanted = wanted.where(ITEM.c.plan_id == plan_id)
    return [row for row in conn.execute(wanted) if row.chain]
