"""Who a rung is for: roles resolved to people of one item, absent ones to who stands in for them today.

1. Who the clock is about (lead, co-executors, the approver whose turn it is) is told as they are.
2. Who is informed of them (coordinator, first and final approver, the next one) stands on a level, from the coordinator
   up along the route; the lead's manager stands below the first approver, and for them.
3. Nobody is informed of themselves: who is late, or stands in for who is, drops out of a level and gets a letter of
   their own. A level on which nobody is left moves up to the next one; above the highest stands the coordinator, and
   then who is left below.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.ladder import Rung
from models.states import ClockKind

People = tuple[int, ...]
# Levels from below.
COORDINATORS, FIRST = 0, 1


@dataclass(frozen=True, slots=True)
class Cast:
    """The people around one running clock.

    `steps` are the approvers of the chain in order, `substitutes` who stands in for an absent one. On an approver's
    clock `approver` acts now, in step number `step` (from 1), and all responsible are `co_executors`.
    """

    lead: int | None
    co_executors: tuple[int, ...]
    lead_manager: int | None
    coordinator: int
    steps: tuple[tuple[int, ...], ...]
    substitutes: Mapping[int, int] = field(hash=False)
    approver: int | None = None
    step: int = 0

    def present(self, people: Iterable[int | None]) -> People:
        """These people, an absent one as who stands in for them; each once."""
        named = (person for person in people if person is not None)
        return tuple(dict.fromkeys(self.substitutes.get(person, person) for person in named))


def recipients(rung: Rung, cast: Cast) -> list[int]:
    """The people a rung is told to, each once, in the order of its audiences."""
    found: list[int] = []
    for audience in rung.to:
        direct = _direct(audience, cast)
        found += _informed(audience, cast, rung.clock) if direct is None else direct
    return list(dict.fromkeys(found))


def accompanied(rung: Rung, cast: Cast, told: Iterable[int]) -> People:
    """Who gets a letter of their own beside a rung: the lead where it says so, who would have heard of themselves."""
    named = [*cast.present([cast.lead])] if rung.also_lead else []
    late = _late(cast, rung.clock)
    for audience in rung.to:
        if _direct(audience, cast) is None:
            levels, start = _levels(cast), _start(audience, cast)
            named += [person for level in levels[start : start + 1] for person in level if person in late]
    known = set(told)
    return tuple(dict.fromkeys(person for person in named if person not in known))


def _direct(audience: str, cast: Cast) -> People | None:
    """Who the clock is about; None for an audience that is informed of them."""
    if audience == "lead":
        return cast.present([cast.lead])
    if audience == "co_executors":
        return cast.present(cast.co_executors)
    if audience == "approver":
        return () if cast.approver is None else (cast.approver,)
    return None


def _informed(audience: str, cast: Cast, clock: ClockKind) -> People:
    levels, start = _levels(cast), _start(audience, cast)
    late, responsible = _late(cast, clock), _responsible(cast)
    for number in (*range(start, len(levels)), COORDINATORS, *reversed(range(min(start, len(levels))))):
        # Whoever is responsible for the item decides nothing of it, but a coordinator keeps the plan all the same.
        barred = late if number == COORDINATORS else late | responsible
        left = tuple(person for person in levels[number] if person not in barred)
        if left:
            return left
    return ()


def _levels(cast: Cast) -> tuple[People, ...]:
    """Who is informed, from the coordinator up; the first approver's place is taken by the lead's manager."""
    first, *later = [cast.present(step) for step in cast.steps] or [()]
    manager = cast.present([cast.lead_manager])
    return (cast.present([cast.coordinator]), manager or first, *((first,) if manager else ()), *later)


def _start(audience: str, cast: Cast) -> int:
    above_first = len(_levels(cast)) - len(cast.steps)
    if audience == "coordinator":
        return COORDINATORS
    if audience == "first_approver":
        return FIRST
    return above_first + (len(cast.steps) - 1 if audience == "final_approver" else cast.step)


def _late(cast: Cast, clock: ClockKind) -> set[int]:
    """Whose delay it is, and who stands in for them."""
    if clock is ClockKind.LEAD:
        return _responsible(cast)
    return set() if cast.approver is None else {cast.approver, *cast.present([cast.approver])}


def _responsible(cast: Cast) -> set[int]:
    own = {cast.lead, *cast.co_executors} - {None}
    return {person for person in (*own, *cast.present(own)) if person is not None}
