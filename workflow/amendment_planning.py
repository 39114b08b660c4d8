"""From what is asked of a plan to what is proposed: before and after, checked, nothing stored.

An amendment of a running plan must leave every item with a deadline, a lead who can be written to and a route that
somebody can finish; a draft may lack the first two until it is activated.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from audit.canonical import canonical_bytes
from config.plan_draft import DraftItem
from models.states import ItemRole, ItemState
from workflow.amendment_changes import (
    AddItem,
    AddOrganisation,
    CancelItem,
    ChangeChain,
    ChangeItem,
    ChangeLadder,
    ItemAmendment,
    RestoreItem,
)
from workflow.amendment_known import Known, Touched, place_words, read_known
from workflow.amendment_ladders import changed_ladder
from workflow.amendment_manifest import ProposedChange
from workflow.amendment_routes import changed_chain, demand_finishable
from workflow.errors import InvalidCommand, NotFound, TransitionNotAllowed
from workflow.item_columns import ITEM_COLUMNS, item_values
from workflow.plain_values import plain
from workflow.rows import lead_id
from workflow.transaction import ROOM_IN_ENTRY

NOT_AMENDED = {
    ItemState.APPROVED: "исполнен и снят с контроля: сначала возобновите контроль, затем меняйте пункт",
    ItemState.CANCELLED: "уже исключён из плана: сначала верните его в план",
}


def plan_changes(
    conn: Connection,
    plan: Row[Any],
    changes: Sequence[ItemAmendment],
    *,
    today: date,
    is_draft: bool,
    is_from_document: bool = False,
    busy: Touched | None = None,
) -> tuple[ProposedChange, ...]:
    """What is proposed, change by change. `busy`: place → number of the open amendment that touches it already.

    A draft takes from a document (`is_from_document`) organisations that its list does not have: they become doubts.
    Raises `NotFound` for an unknown place, `TransitionNotAllowed` for what cannot be changed now, `InvalidCommand`
    for values that do not hold together, `ConflictOfInterest` where nobody could finish an item.
    """
    known = read_known(conn, plan, today, is_draft=is_draft, busy=busy or {})
    if is_draft and is_from_document:
        known.organisations = None
    elif known.organisations is not None:
        known.organisations |= {each.organisation.code for each in changes if isinstance(each, AddOrganisation)}
    seen: set[tuple[str, int | str | None]] = set()
    planned = []
    for change in changes:
        _demand_once(known, change, seen)
        planned.append(_planned(known, change))
    for each in planned:
        if len(canonical_bytes({"before": each.before, "after": each.after})) > ROOM_IN_ENTRY:
            raise InvalidCommand(f"{place_words(each.number, each.place)}: тексты слишком длинные, сократите их.")
    demand_finishable(conn, plan, known.items.values(), known.responsible, planned, today, is_draft=is_draft)
    return tuple(planned)


def item_words(item: Any) -> str:
    """«Пункт 3», with the place where the printed number does not say it."""
    return place_words(item.number, item.place)


def current_values(item: Any, responsible: Sequence[Any]) -> dict[str, Any]:
    """What may change of an item, as the ledger writes it; people by id, `lead` None for nobody."""
    return item_values(item) | {
        "extended_due_on": plain(item.extended_due_on),
        "chain": item.chain,
        "ladder": item.ladder,
        "responsible": [row.person_id for row in responsible],
        "lead": lead_id(responsible),
    }


def demand_amendable(item: Any) -> None:
    """Raise `TransitionNotAllowed` for an item that is executed, or out of the plan."""
    if item.state in NOT_AMENDED:
        raise TransitionNotAllowed(f"{item_words(item)} {NOT_AMENDED[item.state]}.")


def demand_restorable(item: Any, *, is_draft: bool) -> None:
    """Raise `TransitionNotAllowed` unless the item was taken out of a plan in force, or of its draft before."""
    if is_draft:
        raise TransitionNotAllowed(f"{item_words(item)}: в черновике исключённый пункт добавляют заново.")
    if item.state is not ItemState.CANCELLED:
        raise TransitionNotAllowed(f"{item_words(item)} и так в плане: возвращать его не нужно.")


def _planned(known: Known, change: ItemAmendment) -> ProposedChange:
    match change:
        case AddItem():
            return _added(known, change.item)
        case AddOrganisation():
            return _listed(known, change)
        case ChangeChain() | ChangeLadder():
            return _routed(known, change)
        case RestoreItem():
            return _restored(known, _at(known, change.place), change)
        case CancelItem():
            return _cancelled(known, _changeable(known, change))
        case ChangeItem():
            return _changed(known, _changeable(known, change), change)


def _routed(known: Known, change: ChangeChain | ChangeLadder) -> ProposedChange:
    if isinstance(change, ChangeLadder):
        return changed_ladder(known, None if change.place is None else _changeable(known, change), change.ladder)
    if change.place is not None:
        return changed_chain(known, _changeable(known, change), change.chain)
    _demand_free(known, None, "Маршрут согласования плана")
    return changed_chain(known, None, change.chain)


def _demand_once(known: Known, change: ItemAmendment, seen: set[tuple[str, int | str | None]]) -> None:
    """An item's values, its route and its ladder are three things; each is changed once in one amendment."""
    if isinstance(change, AddItem):
        return
    key: tuple[str, int | str | None]
    if isinstance(change, AddOrganisation):
        key, words = ("organisation", change.organisation.code), f"Код «{change.organisation.code}»"
    elif change.place is None:
        key = change.kind, None
        words = "Маршрут согласования плана" if isinstance(change, ChangeChain) else "Ступени информирования плана"
    else:
        item = known.items.get(change.place)
        key = change.kind if isinstance(change, ChangeChain | ChangeLadder) else "item", change.place
        words = f"Пункт на месте {change.place}" if item is None else item_words(item)
    if key in seen:
        raise InvalidCommand(f"{words} назван дважды: соберите его изменения в одном.", field="changes")
    seen.add(key)


def _at(known: Known, place: int) -> Row[Any]:
    item = known.items.get(place)
    if item is None:
        raise NotFound(f"Пункта на месте {place} в плане нет: проверьте номер места по таблице плана.")
    return item


def _demand_free(known: Known, place: int | None, what: str) -> None:
    if place in known.busy:
        raise TransitionNotAllowed(
            f"{what} уже меняет изменение № {known.busy[place]}, оно на согласовании: "
            "дождитесь решения или отзовите его."
        )


def _changeable(known: Known, change: ChangeItem | CancelItem | ChangeChain | ChangeLadder) -> Row[Any]:
    item = _at(known, change.place or 0)
    demand_amendable(item)
    _demand_free(known, item.place, item_words(item))
    return item


def _changed(known: Known, item: Row[Any], change: ChangeItem) -> ProposedChange:
    where = item_words(item)
    responsible = known.responsible.get(item.id, [])
    now = current_values(item, responsible)
    wanted = {name: plain(value) for name, value in change.wanted().items()}
    if "organisations" in wanted:
        wanted["organisations"] = list(dict.fromkeys(wanted["organisations"]))
        known.demand_listed(where, [code for code in wanted["organisations"] if code not in now["organisations"]])
    if "responsible" in wanted:
        wanted["responsible"] = [known.person(where, name) for name in wanted["responsible"]]
        if "lead" not in wanted and now["lead"] not in wanted["responsible"]:
            wanted["lead"] = next(iter(wanted["responsible"]), None)
    if isinstance(wanted.get("lead"), str):
        wanted["lead"] = known.person(where, wanted["lead"])
    if "due_on" in wanted and wanted["due_on"] != now["due_on"] and now["extended_due_on"] is not None:
        wanted["extended_due_on"] = None
    after = {name: value for name, value in wanted.items() if value != now[name]}
    if not after:
        raise InvalidCommand(f"{where}: новые значения не отличаются от прежних. Укажите, что меняется.")
    _demand_sound(known, where, now | after, after)
    before = {name: now[name] for name in after}
    return ProposedChange("change", item.place, item.number, item.title, tuple(now["responsible"]), before, after)


def _cancelled(known: Known, item: Row[Any]) -> ProposedChange:
    now = current_values(item, known.responsible.get(item.id, []))
    given_up = {name: now[name] for name in ("due_on", "responsible")}
    return ProposedChange("cancel", item.place, item.number, item.title, tuple(now["responsible"]), given_up, {})


def _restored(known: Known, item: Row[Any], change: RestoreItem) -> ProposedChange:
    where = item_words(item)
    demand_restorable(item, is_draft=known.is_draft)
    _demand_free(known, item.place, where)
    now = current_values(item, known.responsible.get(item.id, []))
    after = {"due_on": now["due_on"] if change.due_on is None else plain(change.due_on)}
    after |= {} if now["extended_due_on"] is None else {"extended_due_on": None}
    _demand_sound(known, where, now | after, {"lead": now["lead"]})
    before = {name: now[name] for name in after}
    return ProposedChange("restore", item.place, item.number, item.title, tuple(now["responsible"]), before, after)


def _added(known: Known, item: DraftItem) -> ProposedChange:
    if item.chain is not None or item.ladder is not None or item.role is not ItemRole.ORDINARY:
        raise InvalidCommand(
            "Добавленный пункт идёт по маршруту плана и его ступеням: уберите его маршрут, ступени и роль."
        )
    where = place_words(item.number, None)
    known.demand_listed(where, item.organisations)
    told = item.model_dump(mode="json", include={*ITEM_COLUMNS, "role"})
    after = {name: plain(value) for name, value in told.items()}
    after["organisations"] = list(dict.fromkeys(after["organisations"]))
    after["responsible"] = [known.person(where, name) for name in item.responsible]
    after["lead"] = None if item.lead is None else known.person(where, item.lead)
    after["chain"] = None
    _demand_sound(known, where, after, after)
    return ProposedChange("add", None, item.number, item.title, (), {}, after)


def _listed(known: Known, change: AddOrganisation) -> ProposedChange:
    code, name = change.organisation.code, change.organisation.name
    if code in known.listed:
        raise InvalidCommand(f"Организация «{code}» уже есть в списке плана.", field="organisation")
    return ProposedChange("organisation", None, code, name, (), {}, {"code": plain(code), "name": plain(name)})


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
        known.demand_address(where, values["lead"], "ответственного исполнителя", field="lead")
