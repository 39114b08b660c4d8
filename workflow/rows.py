"""Reading and compare-and-setting the rows that commands work on."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, select, update

from config.prepared import Prepared, Question
from models.people import Person, Substitution
from models.plans import FormerResponsible, Plan, PlanItem, Responsible
from models.states import PlanState, Subject
from models.submissions import ApprovalTask, Decision, Evidence, PaperDecision, Submission
from workflow.errors import CommandRefused, NotFound, StaleVersion

PLAN: Table = Plan.__table__  # type: ignore[attr-defined]
ITEM: Table = PlanItem.__table__  # type: ignore[attr-defined]
PERSON: Table = Person.__table__  # type: ignore[attr-defined]
RESPONSIBLE: Table = Responsible.__table__  # type: ignore[attr-defined]
FORMER_RESPONSIBLE: Table = FormerResponsible.__table__  # type: ignore[attr-defined]
SUBSTITUTION: Table = Substitution.__table__  # type: ignore[attr-defined]
EVIDENCE: Table = Evidence.__table__  # type: ignore[attr-defined]
SUBMISSION: Table = Submission.__table__  # type: ignore[attr-defined]
TASK: Table = ApprovalTask.__table__  # type: ignore[attr-defined]
DECISION: Table = Decision.__table__  # type: ignore[attr-defined]
PAPER: Table = PaperDecision.__table__  # type: ignore[attr-defined]

_PLAN_BY_ID = select(PLAN).where(PLAN.c.id == bindparam("plan_id"))
_PLAN = Prepared(_PLAN_BY_ID)
_PLAN_LOCKED = Prepared(_PLAN_BY_ID, is_locking=True)
_ITEM_BY_PLACE = Prepared(
    select(ITEM).where(ITEM.c.plan_id == bindparam("plan_id"), ITEM.c.place == bindparam("place"))
)
_ITEM_BY_ID = Prepared(select(ITEM).where(ITEM.c.id == bindparam("item_id")))
_RESPONSIBLE_OF = Prepared(
    select(RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.name, PERSON.c.manager_id)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .where(RESPONSIBLE.c.item_id == bindparam("item_id"))
    .order_by(RESPONSIBLE.c.place)
)
_RESPONSIBLE_IN = Prepared(
    select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.name, PERSON.c.manager_id)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
    .where(ITEM.c.plan_id == bindparam("plan_id"))
    .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
)
_EVIDENCE_OF = Prepared(
    select(EVIDENCE)
    .where(EVIDENCE.c.item_id == bindparam("item_id"), EVIDENCE.c.removed_at.is_(None))
    .order_by(EVIDENCE.c.id)
)
_NAMES = Prepared(select(PERSON.c.id, PERSON.c.name))
_LAST_NUMBER = {
    is_of_item: Prepared(
        select(func.max(SUBMISSION.c.number).label("number")).where(
            SUBMISSION.c.plan_id == bindparam("plan_id"),
            SUBMISSION.c.subject == bindparam("subject"),
            SUBMISSION.c.item_id == bindparam("item_id") if is_of_item else SUBMISSION.c.item_id.is_(None),
        )
    )
    for is_of_item in (True, False)
}


def plan_row(conn: Connection, plan_id: int, *, is_locked: bool = False) -> Row[Any]:
    """The plan; locked, nobody else changes it before this transaction ends. Raises `NotFound`."""
    row: Row[Any] | None = (_PLAN_LOCKED if is_locked else _PLAN).first(conn, plan_id=plan_id)
    if row is None:
        raise NotFound("Такого плана нет. Проверьте адрес страницы или откройте план из списка.")
    return row


def item_row(conn: Connection, plan_id: int, place: int) -> Row[Any]:
    """The item at a place. Raises `NotFound`."""
    row: Row[Any] | None = _ITEM_BY_PLACE.first(conn, plan_id=plan_id, place=place)
    if row is None:
        raise NotFound("Такого пункта в плане нет. Откройте план и выберите пункт из таблицы.")
    return row


def ask_of_place(plan_id: int, place: int) -> list[Question]:
    """What `plan_row` and `item_row` will ask."""
    return [_PLAN.asked(plan_id=plan_id), _ITEM_BY_PLACE.asked(plan_id=plan_id, place=place)]


def ask_of_evidence(plan_id: int, item_id: int) -> list[Question]:
    """What `evidence_rows` and `next_number` of an item's evidence will ask."""
    return [
        _EVIDENCE_OF.asked(item_id=item_id),
        _LAST_NUMBER[True].asked(plan_id=plan_id, subject=Subject.ITEM, item_id=item_id),
    ]


def ask_of_item(item_id: int) -> Question:
    """What `item_by_id` will ask."""
    return _ITEM_BY_ID.asked(item_id=item_id)


def ask_of_responsible(item_id: int) -> Question:
    """What `responsible_rows` will ask."""
    return _RESPONSIBLE_OF.asked(item_id=item_id)


def item_by_id(conn: Connection, item_id: int) -> Any:
    """The item with an id that another row names."""
    return _ITEM_BY_ID.first(conn, item_id=item_id)


def responsible_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """Who is responsible for an item, the document's order."""
    return list(_RESPONSIBLE_OF.all(conn, item_id=item_id))


def responsible_of_plan(conn: Connection, plan_id: int) -> dict[int, list[Row[Any]]]:
    """Who is responsible, by the id of the item, in the document's order: person_id, is_lead, name, manager_id."""
    found: dict[int, list[Row[Any]]] = {}
    for row in _RESPONSIBLE_IN.all(conn, plan_id=plan_id):
        found.setdefault(row.item_id, []).append(row)
    return found


def lead_id(responsible: Iterable[Row[Any]]) -> int | None:
    """The lead among the responsible."""
    return next((row.person_id for row in responsible if row.is_lead), None)


def evidence_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """The files that the item holds now."""
    return list(_EVIDENCE_OF.all(conn, item_id=item_id))


def names_of(conn: Connection) -> dict[int, str]:
    """Every person's name by id."""
    return {row.id: row.name for row in _NAMES.all(conn)}


def next_number(conn: Connection, plan_id: int, subject: str, item_id: int | None) -> int:
    """The number of the next submission of this subject."""
    of_item = {} if item_id is None else {"item_id": item_id}
    last = _LAST_NUMBER[item_id is not None].scalar(conn, plan_id=plan_id, subject=subject, **of_item)
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
    _moved(ITEM, tuple(values)).send(
        conn, _item_changed, row_id=item.id, read_version=item.version, version=new_version, **values
    )
    return new_version


def _item_changed() -> StaleVersion:
    return StaleVersion("Пункт только что изменил другой пользователь. Обновите страницу и повторите действие.")


def set_plan(conn: Connection, plan: Row[Any], **values: Any) -> int:
    """Compare-and-set on the plan's version. Raises `StaleVersion`."""
    new_version: int = plan.version + 1
    _moved(PLAN, tuple(values)).send(
        conn, _plan_changed, row_id=plan.id, read_version=plan.version, version=new_version, **values
    )
    return new_version


def _plan_changed() -> StaleVersion:
    return StaleVersion("План только что изменил другой пользователь. Обновите страницу и повторите действие.")


@lru_cache
def _moved(table: Table, columns: tuple[str, ...]) -> Prepared:
    """The compare-and-set of these columns."""
    of_version = table.c.id == bindparam("row_id"), table.c.version == bindparam("read_version")
    return Prepared(update(table).where(*of_version), columns=("version", *columns), is_locking=True)


def demand_version(item: Row[Any], expected: int | None) -> None:
    """Raise `StaleVersion` when the person saw another version than there is now."""
    if expected is not None and expected != item.version:
        raise StaleVersion("Пункт изменился, пока страница была открыта. Посмотрите, что стало, и повторите действие.")
