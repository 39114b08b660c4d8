"""What a draft still lacks before it can be sent to its signers: for the activation, and for the page that tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from audit.canonical import canonical_bytes
from models.states import ItemState
from workflow.calendar import WorkingCalendar
from workflow.doubt_rows import WARNING
from workflow.errors import ConflictOfInterest, PlanNotReady
from workflow.finishing import finishing
from workflow.item_columns import item_values
from workflow.rows import ITEM, PERSON, lead_id, responsible_of_plan
from workflow.stored_chains import people_in
from workflow.transaction import ROOM_IN_ENTRY


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is there and what is lacking. `stuck` are items that nobody could finish, each with the reason.

    `unknown_years` are the plan's years whose working calendar is not confirmed, `too_long` items whose texts no entry
    of the ledger holds, `silent` the names of those to whom letters must go and who have no address.
    """

    doubts: int
    settled: int
    unknown_years: tuple[int, ...]
    has_route: bool
    without_deadline: tuple[Row[Any], ...]
    too_long: tuple[Row[Any], ...]
    without_lead: tuple[Row[Any], ...]
    silent: tuple[str, ...]
    stuck: tuple[tuple[Row[Any], str], ...]


def readiness(conn: Connection, plan: Row[Any], today: date, calendar: WorkingCalendar) -> Readiness:
    """Look at the draft as it stands; what was taken out of it is passed over."""
    items = live_items(conn, plan.id)
    responsible = responsible_of_plan(conn, plan.id)
    leads = {item.id: lead_id(responsible.get(item.id, ())) for item in items}
    known = finishing(conn, plan, today)
    problems = (
        (
            item,
            known.problem_of_item(
                item.chain, (row.person_id for row in responsible.get(item.id, ())), leads[item.id], item.id
            ),
        )
        for item in items
    )
    count = select(func.count(), func.count(WARNING.c.resolution)).where(WARNING.c.plan_id == plan.id)
    doubts, settled = conn.execute(count).one()
    needed = people_in([plan.chain, *(item.chain for item in items if item.chain)]) | {plan.coordinator_id}
    needed |= {person for person in leads.values() if person is not None}
    silent = select(PERSON.c.name).where(PERSON.c.id.in_(needed), PERSON.c.email.is_(None)).order_by(PERSON.c.name)
    return Readiness(
        doubts=doubts,
        settled=settled,
        unknown_years=calendar.unknown_years(plan.year, plan.last_year),
        has_route=bool(plan.chain),
        without_deadline=tuple(item for item in items if item.due_on is None),
        too_long=tuple(item for item in items if len(canonical_bytes(item_values(item))) > ROOM_IN_ENTRY),
        without_lead=tuple(item for item in items if leads[item.id] is None),
        silent=tuple(conn.execute(silent).scalars()),
        stuck=tuple((item, reason) for item, reason in problems if reason is not None),
    )


def live_items(conn: Connection, plan_id: int) -> Sequence[Row[Any]]:
    """The items of a draft by place, without those that were taken out."""
    wanted = select(ITEM).where(ITEM.c.plan_id == plan_id, ITEM.c.state != ItemState.CANCELLED)
    return conn.execute(wanted.order_by(ITEM.c.place)).all()


def demand_ready(found: Readiness, calendar: WorkingCalendar) -> None:
    """Raise `PlanNotReady` naming the first thing that is lacking, `ConflictOfInterest` for an item that is stuck."""
    if found.settled < found.doubts:
        raise PlanNotReady(
            f"Не урегулированы замечания к плану: {found.doubts - found.settled}. Примите или исправьте каждое."
        )
    for year in found.unknown_years:
        calendar.demand_known(year)
    if not found.has_route:
        raise PlanNotReady("Не указано, кто утверждает исполнение: назовите согласующих и утверждающего в маршруте.")
    if found.without_deadline:
        raise PlanNotReady(f"Не указан срок: пункты {_numbers(found.without_deadline)}. Внесите его и повторите.")
    if found.too_long:
        raise PlanNotReady(
            "Тексты и перечень организаций не помещаются в запись журнала: "
            f"пункты {_numbers(found.too_long)}. Сократите их."
        )
    if found.without_lead:
        raise PlanNotReady(f"Не назначен ответственный исполнитель: пункты {_numbers(found.without_lead)}.")
    if found.silent:
        raise PlanNotReady(f"Не указан адрес электронной почты: {', '.join(found.silent)}. Внесите адреса и повторите.")
    if found.stuck:
        (item, reason), *_ = found.stuck
        raise ConflictOfInterest(f"Пункт {item.number}. {reason}")


def _numbers(items: Sequence[Row[Any]]) -> str:
    return ", ".join(item.number for item in items)
