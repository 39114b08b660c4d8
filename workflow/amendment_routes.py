"""A route of approval that is changed in use, and whether every item that a change touches can still be finished.

New submissions follow the new route; what is on its way keeps the route that it was sent along.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from config.chain import ChainStep
from models.states import ItemState
from workflow.amendment_known import Known, place_words
from workflow.amendment_manifest import ProposedChange
from workflow.errors import ConflictOfInterest, InvalidCommand
from workflow.finishing import finishing
from workflow.rows import lead_id
from workflow.stored_chains import stored_chain

FINAL = (ItemState.APPROVED, ItemState.CANCELLED)
OF_PEOPLE = frozenset({"responsible", "lead"})


def changed_chain(known: Known, item: Row[Any] | None, steps: Sequence[ChainStep]) -> ProposedChange:
    """The route of the item, or of the plan (None), as it becomes; who is responsible for what follows it with it.

    Raises `InvalidCommand` for a route that names somebody unknown or whom no letter reaches, or is no other.
    """
    where = "Маршрут согласования плана" if item is None else place_words(item.number, item.place)
    people = {name: known.person(where, name, field="chain") for step in steps for name in step.people}
    if not known.is_draft:
        for step in steps:
            for name in step.approvers:
                known.demand_address(where, people[name], "согласующего", field="chain")
    after: Any = stored_chain(steps, people) or None
    before = known.plan.chain if item is None else item.chain
    if _bare(after) == _bare(before):
        raise InvalidCommand(f"{where}: новый маршрут не отличается от прежнего. Укажите, что меняется.", field="chain")
    if item is not None:
        responsible = tuple(row.person_id for row in known.responsible.get(item.id, ()))
        return ProposedChange(
            "chain", item.place, item.number, item.title, responsible, {"chain": before}, {"chain": after}
        )
    followers = [each for each in known.items.values() if not each.chain and each.state is not ItemState.CANCELLED]
    responsible = tuple(sorted({row.person_id for each in followers for row in known.responsible.get(each.id, ())}))
    return ProposedChange("chain", None, "", known.plan.title, responsible, {"chain": before}, {"chain": after})


def _bare(chain: Any) -> list[dict[str, Any]]:
    """What the steps of a route say; a key that is empty says as much as one that is not there."""
    return [{key: value for key, value in step.items() if value not in (None, [], False)} for step in chain or ()]


def demand_finishable(
    conn: Connection,
    plan: Row[Any],
    items: Iterable[Row[Any]],
    responsible: Mapping[int, Sequence[Row[Any]]],
    changes: Sequence[ProposedChange],
    today: date,
    *,
    is_draft: bool,
) -> None:
    """Raise `ConflictOfInterest` for an item that nobody could finish when the changes are done.

    Of a draft only changed routes are looked at: the activation looks at everything.
    """
    routes = {change.place: change.after["chain"] for change in changes if change.kind == "chain"}
    people = {change.place: change.after for change in changes if change.kind == "change" and not is_draft}
    restored = {change.place for change in changes if change.kind == "restore"}
    leaving = {change.place for change in changes if change.kind == "cancel"}
    moved = {place for place, after in people.items() if not OF_PEOPLE.isdisjoint(after)} | restored
    added = [change for change in changes if change.kind == "add" and not is_draft]
    if not routes and not moved and not added:
        return
    known = finishing(conn, plan, today, chain=routes.get(None))

    def demand(where: str, chain: Any, persons: Iterable[int], lead: int | None, item_id: int | None) -> None:
        problem = known.problem_of_item(chain, persons, lead, item_id)
        if problem is not None:
            raise ConflictOfInterest(f"{where}. {problem}")

    for item in items:
        if item.place in leaving or (item.state in FINAL and item.place not in restored):
            continue
        chain = routes.get(item.place, item.chain)
        if item.place in moved or item.place in routes or (None in routes and not chain):
            rows, after = responsible.get(item.id, ()), people.get(item.place, {})
            persons = after.get("responsible", [row.person_id for row in rows])
            demand(place_words(item.number, item.place), chain, persons, after.get("lead", lead_id(rows)), item.id)
    for change in added:
        after = change.after
        demand(place_words(change.number, None), None, after["responsible"], after["lead"], None)
    if None in routes and (problem := known.problem_of_plan()) is not None:
        raise ConflictOfInterest(f"Изменения и отчёт плана согласовать не получится. {problem}")
