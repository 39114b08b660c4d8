"""From what is asked of each item to what is proposed: before and after, checked, nothing stored.

An amendment of a running plan must leave every item with a deadline, a lead who can be written to and a chain that
somebody can finish; a draft may lack these until it is activated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from audit.canonical import MAX_ENTRY_BYTES, canonical_bytes
from config.plan_draft import DraftItem
from models.plans import Organisation
from models.states import ItemRole, ItemState
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.amendment_manifest import ProposedChange
from workflow.chain import Standing, resolve
from workflow.conflicts import item_conflicts, responsible_conflicts, standing
from workflow.errors import ConflictOfInterest, InvalidCommand, NotFound, TransitionNotAllowed
from workflow.plain_values import plain
from workflow.rows import ITEM, PERSON, RESPONSIBLE
from workflow.stored_chains import stored_chain

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
# What an entry says beside the change itself: names, times, the reason.
ROOM_IN_ENTRY = MAX_ENTRY_BYTES - 25_000
NOT_AMENDED = {
    ItemState.APPROVED: "исполнен и снят с контроля: сначала возобновите контроль, затем меняйте пункт",
    ItemState.CANCELLED: "уже исключён из плана и больше не меняется",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the changes are checked against: the plan, its items by place, its people and organisations (None: any)."""

    conn: Connection
    plan: Row[Any]
    today: date
    is_draft: bool
    items: Mapping[int, Row[Any]]
    responsible: Mapping[int, Sequence[Row[Any]]]
    people: Mapping[str, Row[Any]]
    people_by_id: Mapping[int, Row[Any]]
    organisations: frozenset[str] | None
    busy: Mapping[int, int]
    standing: Standing


def plan_changes(
    conn: Connection,
    plan: Row[Any],
    changes: Sequence[ItemAmendment],
    *,
    today: date,
    is_draft: bool,
    is_from_document: bool = False,
    busy: Mapping[int, int] | None = None,
) -> tuple[ProposedChange, ...]:
    """What is proposed, item by item. `busy`: place → number of the open amendment that touches it already.

    A draft takes from a document (`is_from_document`) organisations that its list does not have: they become doubts.
    Raises `NotFound` for an unknown place, `TransitionNotAllowed` for an item that cannot be changed now,
    `InvalidCommand` for values that do not hold together, `ConflictOfInterest` where nobody could finish an item.
    """
    known = _read(conn, plan, today, is_draft, busy or {})
    if is_draft and is_from_document:
        known = replace(known, organisations=None)
    seen: set[int] = set()
    planned = []
    for change in changes:
        if isinstance(change, AddItem):
            if change.item.chain is not None or change.item.role is not ItemRole.ORDINARY:
                raise InvalidCommand("Добавленный пункт идёт по маршруту плана: уберите его маршрут и роль.")
            planned.append(_added(known, change.item))
            continue
        item = _changeable(known, change)
        if item.place in seen:
            raise InvalidCommand(f"{item_words(item)} назван дважды: соберите его изменения в одном.", field="changes")
        seen.add(item.place)
        planned.append(_cancelled(known, item) if isinstance(change, CancelItem) else _changed(known, item, change))
    for each in planned:
        if len(canonical_bytes({"before": each.before, "after": each.after})) > ROOM_IN_ENTRY:
            raise InvalidCommand(f"{_words(each.number, each.place)}: тексты слишком длинные, сократите их.")
    return tuple(planned)


def item_words(item: Any) -> str:
    """«Пункт 3», with the place where the printed number does not say it."""
    return _words(item.number, item.place)


def _words(number: str, place: int | None) -> str:
    printed = number.rstrip(".")
    return f"Пункт {printed}" if place is None or printed == str(place) else f"Пункт {printed} (место {place})"


def current_values(item: Any, responsible: Sequence[Any]) -> dict[str, Any]:
    """The fields of an item's row that may change, as the ledger writes them; people by id, `lead` None for nobody."""
    names = (
        "number", "title", "expected_result", "target_count", "target_percent", "starts_on", "due_on",
        "extended_due_on", "recurrence", "note", "organisations",
    )  # fmt: skip
    values = {name: plain(getattr(item, name)) for name in names}
    values["responsible"] = [row.person_id for row in responsible]
    values["lead"] = next((row.person_id for row in responsible if row.is_lead), None)
    return values


def responsible_by_item(conn: Connection, plan_id: int) -> dict[int, list[Row[Any]]]:
    """Who is responsible, by the id of the item, in the document's order."""
    found: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(
        select(RESPONSIBLE)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        found.setdefault(row.item_id, []).append(row)
    return found


def _read(conn: Connection, plan: Row[Any], today: date, is_draft: bool, busy: Mapping[int, int]) -> Known:
    items = conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place))
    people = conn.execute(select(PERSON.c.id, PERSON.c.name, PERSON.c.email, PERSON.c.is_active)).all()
    codes = conn.execute(select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == plan.id)).scalars()
    return Known(
        conn=conn,
        plan=plan,
        today=today,
        is_draft=is_draft,
        items={item.place: item for item in items},
        responsible=responsible_by_item(conn, plan.id),
        people={person.name: person for person in people},
        people_by_id={person.id: person for person in people},
        organisations=frozenset(codes),
        busy=busy,
        standing=standing(conn, {}, today),
    )


def _changeable(known: Known, change: ChangeItem | CancelItem) -> Row[Any]:
    item = known.items.get(change.place)
    if item is None:
        raise NotFound(f"Пункта на месте {change.place} в плане нет: проверьте номер места по таблице плана.")
    if item.state in NOT_AMENDED:
        raise TransitionNotAllowed(f"{item_words(item)} {NOT_AMENDED[item.state]}.")
    if item.place in known.busy:
        raise TransitionNotAllowed(
            f"{item_words(item)} уже меняет изменение № {known.busy[item.place]}, оно на согласовании: "
            "дождитесь решения или отзовите его."
        )
    return item


def _changed(known: Known, item: Row[Any], change: ChangeItem) -> ProposedChange:
    where = item_words(item)
    responsible = known.responsible.get(item.id, [])
    now = current_values(item, responsible)
    wanted = {name: plain(value) for name, value in change.wanted().items()}
    if "organisations" in wanted:
        wanted["organisations"] = list(dict.fromkeys(wanted["organisations"]))
        _demand_listed(known, where, [code for code in wanted["organisations"] if code not in now["organisations"]])
    if "responsible" in wanted:
        wanted["responsible"] = [_person(known, where, name) for name in wanted["responsible"]]
        if "lead" not in wanted and now["lead"] not in wanted["responsible"]:
            wanted["lead"] = next(iter(wanted["responsible"]), None)
    if isinstance(wanted.get("lead"), str):
        wanted["lead"] = _person(known, where, wanted["lead"])
    if "due_on" in wanted and wanted["due_on"] != now["due_on"] and now["extended_due_on"] is not None:
        wanted["extended_due_on"] = None
    after = {name: value for name, value in wanted.items() if value != now[name]}
    if not after:
        raise InvalidCommand(f"{where}: новые значения не отличаются от прежних. Укажите, что меняется.")
    _demand_sound(known, where, now | after, after)
    if not known.is_draft and not {"responsible", "lead"}.isdisjoint(after):
        conflicts = item_conflicts(known.conn, item.id, known.today, responsible=(now | after)["responsible"])
        _demand_finishable(known, where, item.chain or known.plan.chain, conflicts)
    return ProposedChange(
        "change",
        item.place,
        item.number,
        item.title,
        tuple(now["responsible"]),
        {name: now[name] for name in after},
        after,
    )


def _cancelled(known: Known, item: Row[Any]) -> ProposedChange:
    now = current_values(item, known.responsible.get(item.id, []))
    given_up = {name: now[name] for name in ("due_on", "responsible")}
    return ProposedChange("cancel", item.place, item.number, item.title, tuple(now["responsible"]), given_up, {})


def _added(known: Known, item: DraftItem) -> ProposedChange:
    where = _words(item.number, None)
    _demand_listed(known, where, item.organisations)
    told = item.model_dump(mode="json", exclude={"responsible", "lead", "chain", "printed"})
    after = {name: plain(value) for name, value in told.items()}
    after["organisations"] = list(dict.fromkeys(after["organisations"]))
    after["responsible"] = [_person(known, where, name) for name in item.responsible]
    after["lead"] = None if item.lead is None else _person(known, where, item.lead)
    after["chain"] = None
    if item.chain is not None:
        named = {name for step in item.chain for name in (*step.approvers, step.alternate) if name is not None}
        after["chain"] = stored_chain(item.chain, {name: _person(known, where, name) for name in named})
    _demand_sound(known, where, after, after)
    if not known.is_draft:
        conflicts = responsible_conflicts(known.conn, after["responsible"], known.today)
        _demand_finishable(known, where, after["chain"] or known.plan.chain, conflicts)
    return ProposedChange("add", None, item.number, item.title, (), {}, after)


def _person(known: Known, where: str, name: str) -> int:
    person = known.people.get(name)
    if person is None:
        raise InvalidCommand(
            f"{where}: в списке людей нет лица «{name}». Сначала добавьте его, затем повторите.", field="responsible"
        )
    if not person.is_active:
        raise InvalidCommand(
            f"{where}: {name} исключён из числа пользователей. Назовите другое лицо.", field="responsible"
        )
    return int(person.id)


def _demand_listed(known: Known, where: str, codes: Iterable[str]) -> None:
    unknown = sorted(set(codes) - known.organisations) if known.organisations is not None else []
    if unknown:
        raise InvalidCommand(
            f"{where}: нет в списке организаций плана: {', '.join(unknown)}. Выберите из списка.",
            field="organisations",
        )


def _demand_sound(known: Known, where: str, values: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """`values` is the whole item as it will be, `after` what is new in it."""
    start, end = values["starts_on"], values["due_on"]
    if start is not None and end is not None and start > end:
        raise InvalidCommand(f"{where}: начало не может быть позже срока. Проверьте обе даты.", field="due_on")
    if values["lead"] is not None and values["lead"] not in values["responsible"]:
        raise InvalidCommand(f"{where}: ответственный исполнитель должен быть среди ответственных.", field="lead")
    if known.is_draft:
        return
    if end is None:
        raise InvalidCommand(f"{where}: укажите срок, без него пункт не ставится на контроль.", field="due_on")
    if values["lead"] is None:
        raise InvalidCommand(f"{where}: назовите ответственного исполнителя.", field="responsible")
    if "lead" in after:
        lead = known.people_by_id[values["lead"]]
        if lead.email is None:
            raise InvalidCommand(
                f"{where}: у ответственного исполнителя ({lead.name}) нет адреса электронной почты. Внесите адрес.",
                field="lead",
            )


def _demand_finishable(known: Known, where: str, chain: Any, conflicts: Mapping[int, str]) -> None:
    people = replace(known.standing, conflicted={**conflicts, **known.standing.conflicted})
    try:
        resolve(chain, people)
    except ConflictOfInterest as conflict:
        raise ConflictOfInterest(f"{where}: {conflict.message}") from conflict
