"""A person goes out of use, or comes back. Their history stays; what they hold must be handed over first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from models.people import ApiToken
from models.states import ItemState, PlanState, SubmissionState
from workflow.acting_seat import LIVE
from workflow.actions import Action
from workflow.commands import DeactivatePerson, ReactivatePerson
from workflow.errors import CommandRefused, NotYourTurn
from workflow.people import end_grants, lock_people, person_row, record_of_person
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK, names_of
from workflow.stewardship import demand_steward
from workflow.successor import names
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.dates import period_text
from workflow.wording.naming import items_named

TOKEN = ApiToken.__table__  # type: ignore[attr-defined]
FINAL = (ItemState.APPROVED, ItemState.CANCELLED)


def deactivate_person(tx: Transaction, command: DeactivatePerson) -> Receipt:
    """Take a person out of use: sessions, trusted browsers, PIN, activation code and tokens end, links are dead.

    Raises `CommandRefused` with what is to be handed over first, `NotYourTurn`, `NotFound`.
    """
    lock_people(tx)
    person = person_row(tx, command.person_id)
    if person.id == tx.actor.person_id:
        raise NotYourTurn("Себя из числа пользователей не исключают: это делает администратор.")
    demand_steward(tx, person.id)
    if not person.is_active:
        raise CommandRefused(f"{person.name} уже исключён из числа пользователей.")
    held = to_hand_over(tx.conn, person.id, tx.today(tx.policy.timezone))
    if held:
        raise CommandRefused(f"{person.name} — сначала передайте: {'; '.join(one.text for one in held)}.")
    tx.conn.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id)
        .values(
            is_active=False,
            pin_hash=None,
            pin_set_at=None,
            activation_code_hash=None,
            activation_code_expires_at=None,
            rules_sha256=None,
            rules_accepted_at=None,
        )
    )
    end_grants(tx, person.id)
    ended = list(
        tx.conn.execute(
            update(TOKEN)
            .where(TOKEN.c.person_id == person.id, TOKEN.c.revoked_at.is_(None))
            .values(revoked_at=tx.now)
            .returning(TOKEN.c.id)
        ).scalars()
    )
    return record_of_person(
        tx,
        Action.PERSON_DEACTIVATED,
        person.id,
        {"reason": command.reason} | ({"tokens": sorted(ended)} if ended else {}),
        f"{person.name}: исключён из числа пользователей, вход и ссылки закрыты.",
    )


def reactivate_person(tx: Transaction, command: ReactivatePerson) -> Receipt:
    """Bring a person back into use; PIN and browsers are to be set anew.

    Raises `CommandRefused` for who is in use, `NotYourTurn`, `NotFound`.
    """
    lock_people(tx)
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if person.is_active:
        raise CommandRefused(f"{person.name} и так в числе пользователей.")
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person.id).values(is_active=True))
    return record_of_person(
        tx,
        Action.PERSON_REACTIVATED,
        person.id,
        {"reason": command.reason},
        f"{person.name}: снова в числе пользователей. Выдайте новый код активации.",
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds, with what to do about it; `items` are place and number where it is items of the plan.

    `plan_id` is None for a substitution, which is of no plan.
    """

    kind: Literal["plan", "route", "items", "substitution"]
    text: str
    plan_id: int | None = None
    items: tuple[tuple[int, str], ...] = ()


def to_hand_over(conn: Connection, person_id: int, today: date) -> list[Held]:
    """What a person holds in plans that are not closed; empty where nothing."""
    plans = conn.execute(select(PLAN).where(PLAN.c.state != PlanState.CLOSED).order_by(PLAN.c.id)).all()
    held = [
        Held("plan", f"ведение плана {plan.year} (передайте план другому)", plan.id)
        for plan in plans
        if plan.coordinator_id == person_id
    ]
    held += [
        Held("route", f"место в маршруте согласования плана {plan.year} (замените согласующего)", plan.id)
        for plan in plans
        if _is_seated(conn, plan, person_id)
    ]
    held += _led(conn, plans, person_id)
    standing = conn.execute(
        select(SUBSTITUTION).where(
            SUBSTITUTION.c.substitute_id == person_id,
            SUBSTITUTION.c.revoked_at.is_(None),
            SUBSTITUTION.c.ends_on >= today,
        )
    ).all()
    everybody = names_of(conn) if standing else {}
    return held + [
        Held(
            "substitution",
            f"замещение: {everybody[row.absent_id]}, {period_text(row.starts_on, row.ends_on)} (прекратите его)",
        )
        for row in standing
    ]


def _is_seated(conn: Connection, plan: Row[Any], person_id: int) -> bool:
    """Whether a route of the plan or of its unfinished items names them, or something open waits for them."""
    if names(plan.chain, person_id):
        return True
    own = select(ITEM.c.chain).where(ITEM.c.plan_id == plan.id, ITEM.c.chain.is_not(None), ITEM.c.state.not_in(FINAL))
    if any(chain and names(chain, person_id) for chain in conn.execute(own).scalars()):
        return True
    waiting = (
        select(TASK.c.id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(
            SUBMISSION.c.plan_id == plan.id,
            SUBMISSION.c.state == SubmissionState.OPEN,
            TASK.c.approver_id == person_id,
            TASK.c.state.in_(LIVE),
        )
        .limit(1)
    )
    return conn.execute(waiting).first() is not None


def _led(conn: Connection, plans: Iterable[Row[Any]], person_id: int) -> list[Held]:
    """The unfinished items that they lead, plan by plan."""
    years = {plan.id: plan.year for plan in plans}
    rows = conn.execute(
        select(ITEM.c.plan_id, ITEM.c.place, ITEM.c.number)
        .join(RESPONSIBLE, RESPONSIBLE.c.item_id == ITEM.c.id)
        .where(RESPONSIBLE.c.person_id == person_id, RESPONSIBLE.c.is_lead)
        .where(ITEM.c.plan_id.in_(years), ITEM.c.state.not_in(FINAL))
        .order_by(ITEM.c.plan_id, ITEM.c.place)
    )
    led: dict[int, list[Row[Any]]] = {}
    for row in rows:
        led.setdefault(row.plan_id, []).append(row)
    return [
        Held(
            "items",
            f"{items_named([item.number for item in items])} плана {years[plan_id]} "
            "(замените ответственного исполнителя изменением плана)",
            plan_id,
            tuple((item.place, item.number) for item in items),
        )
        for plan_id, items in led.items()
    ]
