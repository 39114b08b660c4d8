"""The scenario fitted to one plan: names and numbers found in it, and the pace of each person and item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.errors import PlanFileError
from config.scenario import NEVER, Away, Pace, Returned, Scenario
from workflow.rows import ITEM, names_of

Wait = int | str


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away, both days included. `substitute` acts for them by the order; None where nobody does."""

    person: int
    substitute: int | None
    starts_on: date
    ends_on: date
    order: str


@dataclass(frozen=True, slots=True)
class ReturnWanted:
    """A report on the item at `place` is returned `times` times, by this approver or by whoever decides first."""

    place: int
    by: int | None
    times: int
    comment: str


@dataclass(frozen=True, slots=True)
class Course:
    """How the people of a plan work through the year. Items by their place, people by their number."""

    scenario: Scenario
    people: Mapping[int, Pace]
    items: Mapping[int, tuple[int, ...]]
    absences: tuple[Absence, ...]
    returns: tuple[ReturnWanted, ...]

    def pace_of(self, person: int, place: int | None = None) -> Pace:
        """The pace of a person, with what the scenario says of the item."""
        pace = self.people.get(person, self.scenario.everyone)
        for number in self.items.get(place or 0, ()):
            pace = self.scenario.item[number].change(pace)
        return pace

    def is_away(self, person: int, day: date) -> bool:
        """Is the person absent on this day?"""
        return self._absence(person, day) is not None

    def acts_for(self, person: int, day: date) -> int | None:
        """Who acts in a responsible person's place on this day: they themselves, their substitute, or nobody."""
        seen: set[int] = set()
        acting: int | None = person
        while acting is not None and acting not in seen and (absence := self._absence(acting, day)) is not None:
            seen.add(acting)
            acting = absence.substitute
        return None if acting in seen else acting

    def _absence(self, person: int, day: date) -> Absence | None:
        return next(
            (one for one in self.absences if one.person == person and one.starts_on <= day <= one.ends_on), None
        )


def is_never(wait: Wait) -> bool:
    """Does it never happen?"""
    return wait == NEVER


def fitted(conn: Connection, plan_id: int, scenario: Scenario) -> Course:
    """Find the scenario's people and items in the plan. Raises `PlanFileError` that names the key and what it says."""
    known = _Known(conn, plan_id)
    of_items: dict[int, tuple[int, ...]] = {}
    for at, one in enumerate(scenario.item):
        place = known.place(f"item[{at}]", one.number, one.place)
        of_items[place] = (*of_items.get(place, ()), at)
    people = {}
    for at, one_person in enumerate(scenario.person):
        pace = one_person.change(scenario.everyone)
        people[known.person(f"person[{at}].name", one_person.name)] = pace
    return Course(
        scenario=scenario,
        people=people,
        items=of_items,
        absences=tuple(known.absence(at, one) for at, one in enumerate(scenario.away)),
        returns=tuple(known.wanted(at, one) for at, one in enumerate(scenario.returned)),
    )


class _Known:
    """Who and what the plan knows."""

    def __init__(self, conn: Connection, plan_id: int) -> None:
        self._names: dict[str, int] = {name: person for person, name in names_of(conn).items()}
        rows = conn.execute(select(ITEM.c.place, ITEM.c.number).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place))
        self._places: list[tuple[int, str]] = [(row.place, row.number) for row in rows]

    def person(self, key: str, name: str) -> int:
        if name not in self._names:
            raise PlanFileError(f"Сценарий, {key}: «{name}» нет среди людей плана. Пишите имя так, как оно в плане.")
        return self._names[name]

    def place(self, key: str, number: str | None, place: int | None) -> int:
        found = [each for each, printed in self._places if place == each or (number is not None and number == printed)]
        said = f"number: пункта {number}" if place is None else f"place: пункта на месте {place}"
        if not found:
            raise PlanFileError(f"Сценарий, {key}.{said} в плане нет.")
        if len(found) > 1:
            places = ", ".join(str(each) for each in found)
            raise PlanFileError(f"Сценарий, {key}.number: таких пунктов несколько, укажите place ({places}).")
        return found[0]

    def absence(self, at: int, one: Away) -> Absence:
        substitute = None if one.substitute is None else self.person(f"away[{at}].substitute", one.substitute)
        return Absence(self.person(f"away[{at}].name", one.name), substitute, one.starts_on, one.ends_on, one.order)

    def wanted(self, at: int, one: Returned) -> ReturnWanted:
        by = None if one.by is None else self.person(f"returned[{at}].by", one.by)
        return ReturnWanted(self.place(f"returned[{at}]", one.number, one.place), by, one.times, one.comment)
