"""Who a rung is for: roles resolved to people of one item. Nobody is escalated to themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.ladder import Rung


@dataclass(frozen=True, slots=True)
class Cast:
    """The people around one running clock.

    `steps` are the approvers of the chain in order, `substitutes` who signs for an absent one. On an approver's
    clock `approver` acts now, in step number `step` (from 1).
    """

    lead: int | None
    co_executors: tuple[int, ...]
    lead_manager: int | None
    coordinator: int
    steps: tuple[tuple[int, ...], ...]
    substitutes: Mapping[int, int]
    approver: int | None = None
    step: int = 0


def recipients(rung: Rung, cast: Cast) -> list[int]:
    """The people a rung is told to, each once, in the order of its audiences.

    Who is responsible for the item and also in the audience of a rung that reports upwards gets only the
    lead's letter, and the rung moves up to the next approver.
    """
    own = {cast.lead, *cast.co_executors} - {None}
    found: list[int] = []
    for audience in rung.to:
        for person in _people(audience, cast):
            if audience in ("first_approver", "final_approver") and person in own:
                found += [up for up in _above(cast, person) if up not in own][:1]
            else:
                found.append(person)
    return list(dict.fromkeys(found))


def _people(audience: str, cast: Cast) -> Sequence[int]:  # noqa: PLR0911 - one answer for each audience
    if audience == "lead":
        return _present(cast.lead)
    if audience == "co_executors":
        return cast.co_executors
    if audience == "coordinator":
        return (cast.coordinator,)
    if audience == "first_approver":
        return _step(cast, 0) if cast.lead_manager is None else (cast.lead_manager,)
    if audience == "final_approver":
        return _step(cast, len(cast.steps) - 1)
    if audience == "approver":
        return _present(cast.approver)
    return [person for person in _step(cast, cast.step) if person != cast.approver]  # next_approver


def _present(person: int | None) -> Sequence[int]:
    return () if person is None else (person,)


def _step(cast: Cast, index: int) -> list[int]:
    if not 0 <= index < len(cast.steps):
        return []
    return [cast.substitutes.get(person, person) for person in cast.steps[index]]


def _above(cast: Cast, person: int) -> list[int]:
    """The approvers of the steps above the one in which `person` sits, then the coordinator."""
    index = next((n for n, step in enumerate(cast.steps) if person in step), 0)
    return [other for n in range(index + 1, len(cast.steps)) for other in _step(cast, n)] + [cast.coordinator]
