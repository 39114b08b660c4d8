"""All small cases of separation of duties: routes of one to three steps over four people, tried one by one.

The oracle is written from the rules in words, not from the code: nobody sits in a step of their own work, nor in two
steps, for themselves or for another; and a route that is refused has really nobody left.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations, product
from typing import Any

from workflow.chain import Standing, Step, needed, resolve
from workflow.errors import ConflictOfInterest

PEOPLE = (1, 2, 3, 4)
NAMES = {person: f"Лицо {person}" for person in PEOPLE}
MODES: tuple[Any, ...] = ("all", "any", {"quorum": 2})
# Everybody who may have a part in the work: responsible, who uploaded, who submitted, or who stands in for one of them.
WORKERS = [frozenset(people) for size in range(len(PEOPLE) + 1) for people in combinations(PEOPLE, size)]
Substitutes = Mapping[int, tuple[int, int]]
Chain = list[dict[str, Any]]


def followed(pairs: tuple[tuple[int, int], ...]) -> dict[int, tuple[int, int]]:
    """(absent, substitute) pairs as the engine reads them: a substitute's substitute signs for both."""
    direct = dict(pairs)
    return {absent: (direct.get(deputy, deputy), absent) for absent, deputy in pairs}


ONE_SUBSTITUTION = [followed(()), *(followed((pair,)) for pair in permutations(PEOPLE, 2))]
TWO_SUBSTITUTIONS = [
    followed((one, two))
    for one, two in combinations(permutations(PEOPLE, 2), 2)
    if one[0] != two[0] and one != two[::-1]
]


def steps_over(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Every step whose approvers are some of these people, with every alternate, reserve and mode that fit."""
    for size in (1, 2):
        for approvers in combinations(people, size):
            others = [person for person in PEOPLE if person not in approvers]
            pairs = [(None, None), *((one, None) for one in others), *permutations(others, 2)]
            for (alternate, reserve), mode in product(pairs, MODES[: 1 if size == 1 else 3]):
                yield {"approvers": list(approvers), "mode": mode, "alternate": alternate, "reserve": reserve}


def with_verbs(steps: tuple[dict[str, Any], ...]) -> Chain:
    return [step | {"verb": "agree"} for step in steps[:-1]] + [steps[-1] | {"verb": "approve"}]


def told_apart(chain: Chain) -> bool:
    """One of all routes that differ in nothing but who is called what: people come in the order of their numbers."""
    order = [person for step in chain for person in (*step["approvers"], step["alternate"], step["reserve"]) if person]
    return list(dict.fromkeys(order)) == sorted(set(order)) == list(PEOPLE[: len(set(order))])


def routes() -> Iterator[Chain]:
    """Routes as a plan may write them: no approver in two steps, while alternates and reserves stand anywhere."""
    every = list(steps_over(PEOPLE))
    plain = [step for step in every if len(step["approvers"]) == 1 and step["reserve"] is None]
    for steps in (*product(every), *product(every, every), *product(plain, plain, plain)):
        approvers = [person for step in steps for person in step["approvers"]]
        if len(approvers) == len(set(approvers)) and told_apart(list(steps)):
            yield with_verbs(steps)


ROUTES = list(routes())
LONGEST = [chain for chain in ROUTES if len(chain) == 3]


def signs_for(person: int, substitutes: Substitutes) -> int:
    return substitutes.get(person, (person, 0))[0]


def demand_one_side(chain: Chain, workers: frozenset[int], steps: tuple[Step, ...]) -> None:
    """No seat of who has a part in the work, no person in two seats: neither who acts nor for whom."""
    seats = [seat for step in steps for seat in step.seats]
    people = [person for seat in seats for person in {seat.acting_id, seat.approver_id}]
    assert len(people) == len(set(people)), (chain, workers, steps)
    assert workers.isdisjoint(people), (chain, workers, steps)
    for raw, step in zip(chain, steps, strict=True):
        asked = needed(raw["mode"], len(step.seats))
        assert step.is_skipped or 0 < asked <= len(step.seats), (chain, workers, steps)
        assert step.is_skipped == bool(step.skip_reason)
        assert all(seat.approver_id in (*raw["approvers"], raw["alternate"], raw["reserve"]) for seat in step.seats)
    assert not steps[-1].is_skipped


def free(step: dict[str, Any], workers: frozenset[int], substitutes: Substitutes) -> set[int]:
    """Whom a step names that could sit in it if it were the only one: neither they nor who signs for them worked."""
    named = {*step["approvers"], step["alternate"], step["reserve"]} - {None}
    return {person for person in named if workers.isdisjoint({person, signs_for(person, substitutes)})}


def hands(people: Iterable[int], substitutes: Substitutes) -> list[int]:
    """Everyone who takes part where these people sit: they and who signs for them."""
    return [hand for person in people for hand in {person, signs_for(person, substitutes)}]


def in_order(step: dict[str, Any], workers: frozenset[int], substitutes: Substitutes) -> list[int]:
    """Whom a step seats first: its approvers, and who stands in for those among them who may not decide."""
    named = [*step["approvers"], *(one for one in (step["alternate"], step["reserve"]) if one is not None)]
    may_sit = free(step, workers, substitutes)
    seated: list[int] = []
    for person in named:
        clashes = signs_for(person, substitutes) in {signs_for(other, substitutes) for other in seated}
        if person in may_sit and not clashes and len(seated) < len(step["approvers"]):
            seated.append(person)
    return seated


def somebody_is_left(chain: Chain, workers: frozenset[int], substitutes: Substitutes) -> bool:
    """Is there somebody for the last step, which is theirs before any other, and for each quorum whole or nobody?"""
    last = in_order(chain[-1], workers, substitutes)
    if not last:
        return False
    for step in chain:
        if not isinstance(step["mode"], dict):
            continue
        taken = set() if step is chain[-1] else set(hands(last, substitutes))
        seats = most_seats(free(step, workers, substitutes), taken, substitutes)
        if 0 < seats < step["mode"]["quorum"]:
            return False
    return True


def most_seats(people: set[int], taken: set[int], substitutes: Substitutes) -> int:
    """How many of these people can sit at once, nobody in two seats and nobody who is taken."""
    for size in range(len(people), 0, -1):
        for some in combinations(sorted(people), size):
            everyone = hands(some, substitutes)
            if len(everyone) == len(set(everyone)) and taken.isdisjoint(everyone):
                return size
    return 0


def tried(
    chains: list[Chain], substitutions: list[dict[int, tuple[int, int]]], workers_tried: list[frozenset[int]] = WORKERS
) -> tuple[int, int]:
    """Every set of workers with every substitution on every route; gives how many were filled, how many refused."""
    filled = refused = 0
    for chain, workers, substitutes in product(chains, workers_tried, substitutions):
        try:
            steps = resolve(chain, Standing(dict.fromkeys(workers, "исполняет пункт"), substitutes, NAMES))
        except ConflictOfInterest:
            refused += 1
            assert not somebody_is_left(chain, workers, substitutes), (chain, workers, substitutes)
        else:
            filled += 1
            demand_one_side(chain, workers, steps)
    return filled, refused


def test_no_small_route_seats_a_person_on_both_sides_or_twice_and_none_is_refused_that_could_end() -> None:
    filled, refused = tried(ROUTES, ONE_SUBSTITUTION)
    assert filled + refused == len(ROUTES) * len(WORKERS) * len(ONE_SUBSTITUTION)
    assert min(filled, refused) > 10_000


def test_nor_does_one_of_three_steps_with_two_people_away() -> None:
    few = [workers for workers in WORKERS if len(workers) <= 1]
    filled, refused = tried(LONGEST, TWO_SUBSTITUTIONS, few)
    assert filled + refused == len(LONGEST) * len(few) * len(TWO_SUBSTITUTIONS)
    assert filled > refused > 0
