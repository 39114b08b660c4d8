"""Another approver in the place of one, in a stored route. Pure rules; steps keep what they do not know of."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.stored_chains import stand_ins

STAND_INS = ("alternate", "reserve")


def seated_in(step: Mapping[str, Any]) -> set[int]:
    """Whom a step names: its approvers, the alternate, the reserve."""
    return {*step.get("approvers", ()), *stand_ins(step)}


def sits_in(step: Mapping[str, Any], person_id: int) -> bool:
    """Whether a step names this person."""
    return person_id in seated_in(step)


def names(chain: Sequence[Mapping[str, Any]], person_id: int) -> bool:
    """Whether a route names this person."""
    return any(sits_in(step, person_id) for step in chain)


def sits_elsewhere(chain: Sequence[Mapping[str, Any]], person_id: int, successor_id: int) -> bool:
    """Whether the successor has a seat of their own in another step than this person, or beside them as an approver."""
    return any(
        sits_in(step, successor_id) and (not sits_in(step, person_id) or successor_id in step.get("approvers", ()))
        for step in chain
    )


def with_successor(chain: Sequence[Mapping[str, Any]], person_id: int, successor_id: int) -> list[dict[str, Any]]:
    """The route with the successor in each seat of this person.

    Whose alternate or reserve the successor was, has none of them any more: nobody stands in for themselves.
    """
    return [_step(step, person_id, successor_id) if sits_in(step, person_id) else dict(step) for step in chain]


def _step(step: Mapping[str, Any], person_id: int, successor_id: int) -> dict[str, Any]:
    approvers = [successor_id if each == person_id else each for each in step.get("approvers", ())]
    seated = [successor_id if each == person_id else each for each in stand_ins(step)]
    left = [each for each in dict.fromkeys(seated) if each not in approvers]
    named = dict(zip(STAND_INS, [*left, None, None], strict=False))
    return {**step, "approvers": approvers, **{name: who for name, who in named.items() if name in step or who}}
