"""Reading and compare-and-setting the rows that commands work on."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    String,
    Table,
    and_,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
    update,
)

from config.prepared import Prepared, Question
from models.people import Person, Substitution
from models.plans import FormerResponsible, Plan, PlanItem, Responsible
from models.states import PlanState
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

NO_PLAN = "Такого плана нет. Проверьте адрес страницы или откройте план из списка."
NO_ITEM = "Такого пункта в плане нет. Откройте план и выберите пункт из таблицы."


class Part(StrEnum):
    """What part somebody has or had in an item."""

    RESPONSIBLE = "responsible"
    FORMER = "former"
    UPLOADER = "uploader"


_PLAN_BY_ID = select(PLAN).where(PLAN.c.id == bindparam("plan_id"))
_PLAN = Prepared(_PLAN_BY_ID)
_PLAN_LOCKED = Prepared(_PLAN_BY_ID, is_locking=True)
_ITEM_BY_PLACE = Prepared(
    select(ITEM).where(ITEM.c.plan_id == bindparam("plan_id"), ITEM.c.place == bindparam("place"))
)
# An item with its plan, or the plan alone where it has no such item.
_AT_PLACE = Prepared(
    select(PLAN, ITEM)
    .outerjoin(ITEM, and_(ITEM.c.plan_id == PLAN.c.id, ITEM.c.place == bindparam("place")))
    .where(PLAN.c.id == bindparam("plan_id")),
    parts=(PLAN.c, ITEM.c),
)
_OF_ITEM: BindParameter[int] = bindparam("item_id")


def _none(like: ColumnElement[Any]) -> ColumnElement[Any]:
    """NULL of a column's type: PostgreSQL takes an untyped one of several SELECTs for a text."""
    return cast(null(), like.type)


def _in_part(part: Part) -> ColumnElement[str]:
    return literal_column(f"'{part}'", String).label("part")


# Everyone who has or had a part in an item: who is responsible, in the document's order; who was until an amendment
# replaced them; who uploaded a file, also one that was taken off since, and for whom.
_INVOLVED = Prepared(
    union_all(
        select(
            _in_part(Part.RESPONSIBLE),
            RESPONSIBLE.c.place,
            RESPONSIBLE.c.person_id,
            _none(EVIDENCE.c.uploaded_for_id).label("for_id"),
            RESPONSIBLE.c.is_lead,
            PERSON.c.name,
            PERSON.c.manager_id,
        )
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .where(RESPONSIBLE.c.item_id == _OF_ITEM),
        select(
            _in_part(Part.FORMER),
            _none(RESPONSIBLE.c.place),
            FORMER_RESPONSIBLE.c.person_id,
            _none(EVIDENCE.c.uploaded_for_id),
            _none(RESPONSIBLE.c.is_lead),
            _none(PERSON.c.name),
            _none(PERSON.c.manager_id),
        ).where(FORMER_RESPONSIBLE.c.item_id == _OF_ITEM),
        select(
            _in_part(Part.UPLOADER),
            _none(RESPONSIBLE.c.place),
            EVIDENCE.c.uploaded_by_id,
            EVIDENCE.c.uploaded_for_id,
            _none(RESPONSIBLE.c.is_lead),
            _none(PERSON.c.name),
            _none(PERSON.c.manager_id),
        )
        .where(EVIDENCE.c.item_id == _OF_ITEM)
        .distinct(),
    )
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


def plan_row(conn: Connection, plan_id: int, *, is_locked: bool = False) -> Row[Any]:
    """The plan; locked, nobody else changes it before this transaction ends. Raises `NotFound`."""
    row: Row[Any] | None = (_PLAN_LOCKED if is_locked else _PLAN).first(conn, plan_id=plan_id)
    if row is None:
        raise NotFound(NO_PLAN)
    return row


def ask_of_plan(plan_id: int) -> Question:
    """What `plan_row` will ask."""
    return _PLAN.asked(plan_id=plan_id)


def item_row(conn: Connection, plan_id: int, place: int) -> Row[Any]:
    """The item at a place. Raises `NotFound`."""
    row: Row[Any] | None = _ITEM_BY_PLACE.first(conn, plan_id=plan_id, place=place)
    if row is None:
        raise NotFound(NO_ITEM)
    return row


def item_in_plan(conn: Connection, plan_id: int, place: int) -> tuple[Row[Any], Row[Any]]:
    """The plan and the item at a place, in one question. Raises `NotFound`."""
    found: tuple[Row[Any], Row[Any] | None] | None = _AT_PLACE.first(conn, plan_id=plan_id, place=place)
    if found is None:
        raise NotFound(NO_PLAN)
    plan, item = found
    if item is None:
        raise NotFound(NO_ITEM)
    return plan, item


def ask_of_place(plan_id: int, place: int) -> Question:
    """What `item_in_plan` will ask."""
    return _AT_PLACE.asked(plan_id=plan_id, place=place)


def ask_of_evidence(item_id: int) -> Question:
    """What `evidence_rows` will ask."""
    return _EVIDENCE_OF.asked(item_id=item_id)


def ask_of_involved(item_id: int) -> Question:
    """What `responsible_rows`, `former_responsible` and `uploaders_of` will ask."""
    return _INVOLVED.asked(item_id=item_id)


def responsible_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """Who is responsible for an item, in the document's order: person_id, is_lead, name, manager_id."""
    rows = [row for row in _INVOLVED.all(conn, item_id=item_id) if row.part == Part.RESPONSIBLE]
    return sorted(rows, key=lambda row: row.place)


def former_responsible(conn: Connection, item_id: int) -> set[int]:
    """Who was responsible for an item until an amendment replaced them."""
    return {row.person_id for row in _INVOLVED.all(conn, item_id=item_id) if row.part == Part.FORMER}


def uploaders_of(conn: Connection, item_id: int) -> set[int]:
    """Who ever uploaded a file for an item, also one that was taken off since, and for whom."""
    rows = (row for row in _INVOLVED.all(conn, item_id=item_id) if row.part == Part.UPLOADER)
    return {person for row in rows for person in (row.person_id, row.for_id)}


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
