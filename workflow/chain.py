"""Маршрут согласования: who sits in which step, after conflicts and substitutions. Pure rules.

Separation of duties: nobody sits in a step of a chain on their own work, nor in two steps of one chain, also
not as a substitute. The last step is filled first, so that who can end the chain is not used up before.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.chain_condition import Fact, parse_condition
from models.states import Verb
from workflow.errors import ConflictOfInterest
from workflow.stored_chains import stand_ins
from workflow.wording.terms import STEP_NAMES

Mode = str | dict[str, int]


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose turn it is by the chain, and who acts: a substitute, or the same person."""

    approver_id: int
    acting_id: int
    substitution_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A resolved step, counted from 1. `term` in working days. Skipped where it has no seats.

    `left_out` says of each approver who has no seat why not.
    """

    number: int
    verb: Verb
    mode: Mode
    term: int
    seats: tuple[Seat, ...]
    skip_reason: str | None = None
    left_out: tuple[str, ...] = ()

    @property
    def is_skipped(self) -> bool:
        """Has nobody a seat in it?"""
        return not self.seats


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of people when a chain is resolved.

    `conflicted` maps a person to the reason in words; `substitutes` an absent person to (substitute, substitution);
    `inactive` are out of use.
    """

    conflicted: Mapping[int, str]
    substitutes: Mapping[int, tuple[int, int]]
    names: Mapping[int, str]
    inactive: Collection[int] = frozenset()

    def name(self, person_id: int) -> str:
        """The person's name."""
        return self.names.get(person_id, f"№ {person_id}")


def resolve(
    chain: Sequence[Mapping[str, Any]], standing: Standing, facts: Mapping[str, Fact | None] | None = None
) -> tuple[Step, ...]:
    """Fill the steps of `chain` (`verb`, `approvers` ids, `mode`, `term`, `alternate`, `reserve`, `when`).

    A step whose condition does not hold by the `facts` is left out; where a fact is not known, the step applies.
    Raises `ConflictOfInterest` when the last step would stay empty, or a quorum could not be reached.
    """
    taken: set[int] = set()
    steps: list[Step] = []
    for number in range(len(chain), 0, -1):
        raw, is_last = chain[number - 1], number == len(chain)
        left_out = None if is_last else _not_needed(number, raw, facts or {})
        step = left_out or _resolve_step(number, raw, standing, taken, is_last=is_last)
        taken.update(seat.acting_id for seat in step.seats)
        taken.update(seat.approver_id for seat in step.seats)
        steps.append(step)
    return tuple(reversed(steps))


def _not_needed(number: int, raw: Mapping[str, Any], facts: Mapping[str, Fact | None]) -> Step | None:
    """The step left out because its condition does not hold; None where it applies."""
    if raw.get("when") is None:
        return None
    condition = parse_condition(raw["when"])
    if condition.holds(facts) is not False:
        return None
    verb = Verb(raw["verb"])
    reason = f"Этап «{STEP_NAMES[verb]}» не требуется: условие «{condition.words()}» не выполнено."
    return Step(number, verb, raw.get("mode", "all"), int(raw.get("term", 2)), (), reason)


def _resolve_step(number: int, raw: Mapping[str, Any], standing: Standing, taken: set[int], *, is_last: bool) -> Step:
    verb, mode, reasons = Verb(raw["verb"]), raw.get("mode", "all"), []
    seats: list[Seat] = []
    wanted = max(len(raw["approvers"]), 1)  # a vacant role leaves its seat to the alternate
    for person in (*raw["approvers"], *stand_ins(raw)):
        if len(seats) == wanted:
            break
        seat, reason = seat_of(person, standing, taken)
        if seat is not None and all(seat.acting_id != other.acting_id for other in seats):
            seats.append(seat)
        elif reason:
            reasons.append(reason)
    if isinstance(mode, dict) and 0 < len(seats) < mode["quorum"]:
        raise ConflictOfInterest(
            f"На этапе {number} нужно решений: {mode['quorum']}, а согласующих без совмещения ролей осталось "
            f"{len(seats)}. Назначьте замещающего в маршруте согласования."
        )
    skip = None
    if not seats:
        gone = [standing.name(person) for person in raw["approvers"] if person in standing.inactive]
        if gone:
            raise ConflictOfInterest(
                f"На этапе {number} решать некому: {', '.join(gone)} больше не работает в системе. "
                "Замените согласующего в маршруте по приказу."
            )
        if is_last:
            raise ConflictOfInterest(
                f"Некому принять последнее решение. {' '.join(reasons) or 'Утверждающий не назначен.'} "
                "Назначьте замещающего, не связанного с пунктом, в маршруте согласования."
            )
        skip = f"Этап «{STEP_NAMES[verb]}» пропущен: {' '.join(reasons) or 'никто не назначен.'}"
    return Step(number, verb, mode, int(raw.get("term", 2)), tuple(seats), skip, tuple(reasons) if seats else ())


def seat_of(approver_id: int, standing: Standing, taken: set[int]) -> tuple[Seat | None, str]:
    """The seat of an approver: their own, their substitute's, or none with the reason in words."""
    if approver_id in standing.conflicted:
        return None, f"{standing.name(approver_id)} — {standing.conflicted[approver_id]}."
    if approver_id in taken:
        return None, f"{standing.name(approver_id)} уже принимает решение на другом этапе."
    substitute = standing.substitutes.get(approver_id)
    if substitute is None:
        return Seat(approver_id, approver_id), ""
    acting_id, substitution_id = substitute
    if acting_id in standing.conflicted:
        return None, f"{standing.name(acting_id)} (и.о.) — {standing.conflicted[acting_id]}."
    if acting_id in taken:
        return None, f"{standing.name(acting_id)} (и.о.) уже принимает решение на другом этапе."
    return Seat(approver_id, acting_id, substitution_id), ""


def needed(mode: Mode, seats: int) -> int:
    """How many decisions end a step of this mode with this many seats."""
    if mode == "any":
        return 1
    if isinstance(mode, dict):
        return int(mode["quorum"])
    return seats
