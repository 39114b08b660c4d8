"""Who may see to people: operators, and coordinators for the people of their own plans."""

from sqlalchemy import select

from models.states import PersonRole, PlanState
from workflow.errors import NotYourTurn
from workflow.queries.access import plans_of
from workflow.refusing_others import names_text
from workflow.rows import PERSON, PLAN
from workflow.transaction import Transaction


def demand_steward(tx: Transaction, about: int | None = None) -> None:
    """Raise `NotYourTurn` unless the actor is an operator, works at the command line, or coordinates.

    Of operators, inspectors and other plans' coordinators only an operator is steward (`demand_below`). Where the
    command is `about` a person who has a part in plans in force, all of these must be the actor's to coordinate; of
    who has a part in drafts alone, the oldest draft must be. Nobody gets power over another plan's people by naming
    them in a draft of their own.
    """
    if is_operating(tx):
        return
    coordinated = _coordinated(tx)
    if about is not None and coordinated:
        demand_below(tx, about)
    theirs = [] if about is None else plans_of(tx.conn, about, tx.today(tx.policy.timezone))
    states = dict(tx.conn.execute(select(PLAN.c.id, PLAN.c.state).where(PLAN.c.id.in_(theirs))).tuples().all())
    in_force = {plan for plan, state in states.items() if state is not PlanState.DRAFT}
    decisive = in_force or set(sorted(theirs)[:1])
    if not coordinated or (decisive and coordinated.isdisjoint(decisive)):
        keepers = tx.conn.execute(select(PLAN.c.coordinator_id).where(PLAN.c.id.in_(decisive))).scalars().all()
        named = f" ({names_text(tx.conn, keepers)})" if keepers else ""
        raise NotYourTurn(f"Это делает ответственный за контроль исполнения плана{named}. Обратитесь к нему.")
    if not decisive <= coordinated:
        raise NotYourTurn("Это лицо участвует и в плане, который ведёте не вы. Обратитесь к администратору.")


def demand_below(tx: Transaction, person_id: int) -> None:
    """Raise `NotYourTurn` where the person stands above or beside the actor who coordinates.

    That is an operator, an inspector, and whoever keeps plans without a part in a plan in force of the actor's own.
    """
    if is_operating(tx) or person_id == tx.actor.person_id:
        return
    role = tx.conn.execute(select(PERSON.c.role).where(PERSON.c.id == person_id)).scalar()
    if role in (PersonRole.OPERATOR, PersonRole.INSPECTOR):
        raise NotYourTurn("Это лицо — администратор или проверяющий. Обратитесь к администратору.")
    keeps = select(PLAN.c.id).where(PLAN.c.coordinator_id == person_id, PLAN.c.state != PlanState.CLOSED).limit(1)
    if role is not PersonRole.COORDINATOR and tx.conn.execute(keeps).first() is None:
        return
    shared = _coordinated(tx) & set(plans_of(tx.conn, person_id, tx.today(tx.policy.timezone)))
    in_force = select(PLAN.c.id).where(PLAN.c.id.in_(shared), PLAN.c.state != PlanState.DRAFT).limit(1)
    if tx.conn.execute(in_force).first() is None:
        raise NotYourTurn("Это лицо ведёт планы само, а в вашем не участвует. Обратитесь к администратору.")


def _coordinated(tx: Transaction) -> set[int]:
    """The plans that the actor coordinates."""
    return set(tx.conn.execute(select(PLAN.c.id).where(PLAN.c.coordinator_id == tx.actor.person_id)).scalars())


def is_operating(tx: Transaction) -> bool:
    """Whether the actor is an operator or works at the command line."""
    person_id = tx.actor.person_id
    if person_id is None:
        return True
    return tx.conn.execute(select(PERSON.c.role).where(PERSON.c.id == person_id)).scalar() is PersonRole.OPERATOR
