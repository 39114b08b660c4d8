"""Reading and compare-and-setting the rows that commands work on."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, func, select, update

from models.people import Person, Substitution
from models.plans import Plan, PlanItem, Responsible
from models.states import PlanState
from models.submissions import ApprovalTask, Decision, Evidence, Submission
from workflow.errors import CommandRefused, NotFound, StaleVersion

PLAN: Table = Plan.__table__  # type: ignore[attr-defined]
ITEM: Table = PlanItem.__table__  # type: ignore[attr-defined]
PERSON: Table = Person.__table__  # type: ignore[attr-defined]
RESPONSIBLE: Table = Responsible.__table__  # type: ignore[attr-defined]
SUBSTITUTION: Table = Substitution.__table__  # type: ignore[attr-defined]
EVIDENCE: Table = Evidence.__table__  # type: ignore[attr-defined]
SUBMISSION: Table = Submission.__table__  # type: ignore[attr-defined]
TASK: Table = ApprovalTask.__table__  # type: ignore[attr-defined]
DECISION: Table = Decision.__table__  # type: ignore[attr-defined]

_PLAN_BY_ID = select(PLAN).where(PLAN.c.id == bindparam("id"))
_PLAN_LOCKED = _PLAN_BY_ID.with_for_update()
_ITEM_BY_PLACE = select(ITEM).where(ITEM.c.plan_id == bindparam("plan_id"), ITEM.c.place == bindparam("place"))
_RESPONSIBLE_OF = (
    select(RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.name, PERSON.c.manager_id)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .where(RESPONSIBLE.c.item_id == bindparam("item_id"))
    .order_by(RESPONSIBLE.c.place)
)
_RESPONSIBLE_IN = (
    select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.name, PERSON.c.manager_id)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
    .where(ITEM.c.plan_id == bindparam("plan_id"))
    .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
)
_EVIDENCE_OF = (
    select(EVIDENCE)
    .where(EVIDENCE.c.item_id == bindparam("item_id"), EVIDENCE.c.removed_at.is_(None))
    .order_by(EVIDENCE.c.id)
)


def plan_row(conn: Connection, plan_id: int, *, is_locked: bool = False) -> Row[Any]:
    """The plan; locked, nobody else changes it before this transaction ends. Raises `NotFound`."""
    row = conn.execute(_PLAN_LOCKED if is_locked else _PLAN_BY_ID, {"id": plan_id}).one_or_none()
    if row is None:
        raise NotFound("Такого плана нет. Проверьте адрес страницы или откройте план из списка.")
    return row


def item_row(conn: Connection, plan_id: int, place: int) -> Row[Any]:
    """The item at a place. Raises `NotFound`."""
    row = conn.execute(_ITEM_BY_PLACE, {"plan_id": plan_id, "place": place}).one_or_none()
    if row is None:
        raise NotFound("Такого пункта в плане нет. Откройте план и выберите пункт из таблицы.")
    return row


def responsible_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """Who is responsible for an item, the document's order."""
    return list(conn.execute(_RESPONSIBLE_OF, {"item_id": item_id}))


def responsible_of_plan(conn: Connection, plan_id: int) -> dict[int, list[Row[Any]]]:
    """Who is responsible, by the id of the item, in the document's order: person_id, is_lead, name, manager_id."""
    found: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(_RESPONSIBLE_IN, {"plan_id": plan_id}):
        found.setdefault(row.item_id, []).append(row)
    return found


def lead_id(responsible: Iterable[Row[Any]]) -> int | None:
    """The lead among the responsible."""
    return next((row.person_id for row in responsible if row.is_lead), None)


def evidence_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """The files that the item holds now."""
    return list(conn.execute(_EVIDENCE_OF, {"item_id": item_id}))


def names_of(conn: Connection) -> dict[int, str]:
    """Every person's name by id."""
    return {row.id: row.name for row in conn.execute(select(PERSON.c.id, PERSON.c.name))}


def next_number(conn: Connection, plan_id: int, subject: str, item_id: int | None) -> int:
    """The number of the next submission of this subject."""
    same_item = SUBMISSION.c.item_id.is_(None) if item_id is None else SUBMISSION.c.item_id == item_id
    last = conn.execute(
        select(func.max(SUBMISSION.c.number)).where(
            and_(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == subject, same_item)
        )
    ).scalar()
    return (last or 0) + 1


def demand_running(plan: Row[Any]) -> None:
    """Raise `CommandRefused` unless items of the plan may move."""
    if plan.state in (PlanState.ACTIVE, PlanState.IN_REVIEW):
        return
    if plan.state is PlanState.DRAFT:
        raise CommandRefused("План ещё не введён в действие: дождитесь утверждения плана обоими согласующими.")
    raise CommandRefused("План закрыт: изменить пункт может только утверждающий, возобновив контроль.")


def set_item(conn: Connection, item: Row[Any], **values: Any) -> int:
    """Compare-and-set: change the item only in the version that was read. Gives the new version.

    Raises `StaleVersion` when somebody else was faster.
    """
    new_version: int = item.version + 1
    done = conn.execute(
        update(ITEM).where(ITEM.c.id == item.id, ITEM.c.version == item.version).values(version=new_version, **values)
    )
    if done.rowcount != 1:
        raise StaleVersion("Пункт только что изменил другой пользователь. Обновите страницу и повторите действие.")
    return new_version


def set_plan(conn: Connection, plan: Row[Any], **values: Any) -> int:
    """Compare-and-set on the plan's version. Raises `StaleVersion`."""
    new_version: int = plan.version + 1
    done = conn.execute(
        update(PLAN).where(PLAN.c.id == plan.id, PLAN.c.version == plan.version).values(version=new_version, **values)
    )
    if done.rowcount != 1:
        raise StaleVersion("План только что изменил другой пользователь. Обновите страницу и повторите действие.")
    return new_version


def demand_version(item: Row[Any], expected: int | None) -> None:
    """Raise `StaleVersion` when the person saw another version than there is now."""
    if expected is not None and expected != item.version:
        raise StaleVersion("Пункт изменился, пока страница была открыта. Посмотрите, что стало, и повторите действие.")
