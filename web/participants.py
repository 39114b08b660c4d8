"""Whom the page of a plan's people shows: those with a part in it, and nobody of other plans (rule 19)."""

from sqlalchemy import Connection, select

from workflow.queries import people
from workflow.queries.access import READS_EVERYTHING
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBSTITUTION
from workflow.views import PersonView


def shown_people(conn: Connection, plan_id: int, viewer: PersonView | None) -> tuple[PersonView, ...]:
    """Who has a part in the plan, by name; everybody for who reads everything."""
    everybody = people(conn)
    if viewer is not None and viewer.role in READS_EVERYTHING:
        return everybody
    known = participants(conn, plan_id)
    return tuple(person for person in everybody if person.id in known)


def participants(conn: Connection, plan_id: int) -> frozenset[int]:
    """The coordinator, who sits in a chain, who is responsible, managers of leads, and who signs for any of these."""
    plan = conn.execute(select(PLAN.c.coordinator_id, PLAN.c.chain).where(PLAN.c.id == plan_id)).one()
    found: set[int] = {plan.coordinator_id}
    chains = [plan.chain, *conn.execute(select(ITEM.c.chain).where(ITEM.c.plan_id == plan_id)).scalars()]
    for step in (step for chain in chains for step in chain or ()):
        found |= {*step["approvers"], step.get("alternate")} - {None}
    responsible = (
        select(RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.manager_id)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .where(ITEM.c.plan_id == plan_id)
    )
    for row in conn.execute(responsible):
        found.add(row.person_id)
        if row.is_lead and row.manager_id is not None:
            found.add(row.manager_id)
    signs_for = select(SUBSTITUTION.c.substitute_id).where(
        SUBSTITUTION.c.absent_id.in_(found), SUBSTITUTION.c.revoked_at.is_(None)
    )
    return frozenset(found.union(conn.execute(signs_for).scalars()))
