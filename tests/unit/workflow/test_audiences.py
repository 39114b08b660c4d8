"""Who a rung is told to, over every small cast: nobody hears of themselves, somebody always hears."""

from collections.abc import Iterator
from itertools import product

import pytest

from config.ladder import Rung, load_ladder
from models.states import ClockKind
from workflow.audiences import Cast, accompanied, recipients

LEAD, MATE, MANAGER, COORDINATOR, FIRST, HEAD, STAND_IN = range(1, 8)
EVERYBODY = (LEAD, MATE, MANAGER, COORDINATOR, FIRST, HEAD, STAND_IN)
RUNGS = {rung.name: rung for rung in load_ladder()}
UPWARDS = {"coordinator", "first_approver", "final_approver", "next_approver"}


def rung(*to: str, clock: ClockKind = ClockKind.LEAD, also_lead: bool = False) -> Rung:
    facts = {"name": "r", "label": "l", "clock": clock, "when": {"days": 1}, "to": to, "severity": 1}
    return Rung.model_validate(facts | {"also_lead": also_lead})


def cast(**changes: object) -> Cast:
    known: dict[str, object] = {
        "lead": LEAD,
        "co_executors": (MATE,),
        "lead_manager": None,
        "coordinator": COORDINATOR,
        "steps": ((FIRST,), (HEAD,)),
        "substitutes": {},
    }
    return Cast(**(known | changes))  # type: ignore[arg-type]


def leads_casts() -> Iterator[Cast]:
    """Every way in which four seats are filled by five people, with every single substitution among them."""
    people = (LEAD, MATE, COORDINATOR, FIRST, HEAD)
    pairs = [{}, *({absent: other} for absent, other in product(people, (*people, STAND_IN)) if absent != other)]
    for lead, coordinator, first, head in product(people, repeat=4):
        for manager, substitutes in product((None, MANAGER, lead), pairs):
            yield Cast(lead, (MATE,), manager, coordinator, ((first,), (head,)), substitutes)


def approvers_casts() -> Iterator[Cast]:
    """The same for the two seats of a route and the coordinator, on either step."""
    people = (COORDINATOR, FIRST, HEAD, MATE)
    pairs = [{}, *({absent: other} for absent, other in product(people, (*people, STAND_IN)) if absent != other)]
    for coordinator, first, head, step in product(people, people, people, (1, 2)):
        for substitutes in pairs:
            seated = (first, head)[step - 1]
            acting = substitutes.get(seated, seated)
            yield Cast(None, (MATE,), None, coordinator, ((first,), (head,)), substitutes, acting, step)


def own_of(one: Cast) -> set[int]:
    own = {one.lead, *one.co_executors} if one.approver is None else {one.approver}
    return {person for each in own if each is not None for person in (each, one.substitutes.get(each, each))}


@pytest.mark.parametrize("audience", ["coordinator", "first_approver", "final_approver"])
def test_nobody_is_informed_of_their_own_delay_as_lead_or_co_executor(audience: str) -> None:
    tried = 0
    for one in leads_casts():
        told = recipients(rung(audience), one)
        tried += 1
        assert own_of(one).isdisjoint(told), one
        people = {one.coordinator, *(person for step in one.steps for person in step), one.lead_manager} - {None}
        could = {one.substitutes.get(person, person) for person in people if person is not None} - own_of(one)
        assert bool(told) is bool(could), one
        assert set(told) <= could, one
    assert tried > 10_000


@pytest.mark.parametrize("audience", ["coordinator", "next_approver", "final_approver"])
def test_nobody_is_informed_of_their_own_delay_as_approver(audience: str) -> None:
    for one in approvers_casts():
        told = recipients(rung(audience, clock=ClockKind.APPROVER), one)
        assert own_of(one).isdisjoint(told), one
        could = {one.substitutes.get(p, p) for p in (one.coordinator, *one.steps[0], *one.steps[1])}
        could -= {*own_of(one), MATE, one.substitutes.get(MATE, MATE)}
        keeps = one.substitutes.get(one.coordinator, one.coordinator)
        assert bool(told) is bool(could | ({keeps} - own_of(one))), one


@pytest.mark.parametrize("name", sorted(RUNGS))
def test_the_absent_are_never_told_and_nobody_twice(name: str) -> None:
    one_rung = RUNGS[name]
    for one in leads_casts() if one_rung.clock is ClockKind.LEAD else approvers_casts():
        told = recipients(one_rung, one)
        beside = accompanied(one_rung, one, told)
        everybody = [*told, *beside]
        assert len(set(everybody)) == len(everybody)
        away = {absent for absent in one.substitutes if absent not in one.substitutes.values()}
        assert away.isdisjoint(everybody), one


def test_roles_are_told_in_the_order_of_the_rung() -> None:
    assert recipients(rung("coordinator", "lead", "co_executors"), cast()) == [COORDINATOR, LEAD, MATE]
    assert recipients(rung("final_approver", "first_approver"), cast()) == [HEAD, FIRST]
    acting = cast(lead=None, approver=FIRST, step=1)
    assert recipients(RUNGS["approval_escalated"], acting) == [HEAD, COORDINATOR]
    assert recipients(RUNGS["approval_waiting"], acting) == [FIRST]


@pytest.mark.parametrize("role", ["lead", "co_executors", "coordinator", "first_approver", "final_approver"])
def test_who_stands_in_is_told_instead_of_an_absent_person(role: str) -> None:
    (present,) = recipients(rung(role), cast())
    assert recipients(rung(role), cast(substitutes={present: STAND_IN})) == [STAND_IN]


def test_the_leads_manager_stands_for_the_first_approver_and_so_does_who_stands_in() -> None:
    assert recipients(rung("first_approver"), cast(lead_manager=MANAGER)) == [MANAGER]
    assert recipients(rung("first_approver"), cast(lead_manager=MANAGER, substitutes={MANAGER: STAND_IN})) == [STAND_IN]
    assert recipients(rung("final_approver"), cast(lead_manager=MANAGER)) == [HEAD]


@pytest.mark.parametrize(
    ("changes", "audience", "told"),
    [
        ({"lead": COORDINATOR}, "coordinator", [FIRST]),
        ({"co_executors": (COORDINATOR,)}, "coordinator", [FIRST]),
        ({"lead": FIRST}, "first_approver", [HEAD]),
        ({"lead_manager": MATE}, "first_approver", [FIRST]),
        ({"lead_manager": MATE, "lead": FIRST}, "first_approver", [HEAD]),
        ({"lead": HEAD}, "final_approver", [COORDINATOR]),
        ({"lead": HEAD, "coordinator": HEAD}, "final_approver", [FIRST]),
        ({"substitutes": {FIRST: LEAD}}, "first_approver", [HEAD]),
        ({"substitutes": {MATE: FIRST}}, "first_approver", [HEAD]),
        ({"substitutes": {COORDINATOR: MATE}}, "coordinator", [FIRST]),
        ({"steps": ((FIRST,), (MANAGER, STAND_IN), (HEAD,)), "lead": FIRST}, "first_approver", [MANAGER, STAND_IN]),
        ({"steps": ((FIRST, MANAGER), (HEAD,)), "lead": FIRST}, "first_approver", [MANAGER]),
    ],
)
def test_a_rung_moves_up_where_its_addressee_is_late(
    changes: dict[str, object], audience: str, told: list[int]
) -> None:
    assert recipients(rung(audience), cast(**changes)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"coordinator": FIRST}, [HEAD]),
        ({"approver": HEAD, "step": 2}, [COORDINATOR]),
        ({"approver": HEAD, "step": 2, "coordinator": HEAD}, [FIRST]),
        ({"substitutes": {HEAD: FIRST}}, [COORDINATOR]),
        ({"approver": STAND_IN, "substitutes": {FIRST: STAND_IN, COORDINATOR: STAND_IN}}, [HEAD]),
    ],
)
def test_a_late_approver_is_reported_to_the_next_one_and_never_to_themselves(
    changes: dict[str, object], told: list[int]
) -> None:
    acting = cast(**({"lead": None, "approver": FIRST, "step": 1} | changes))
    assert recipients(RUNGS["approval_escalated"], acting) == told


def test_who_would_have_heard_of_themselves_gets_a_letter_of_their_own() -> None:
    report = RUNGS["overdue_director"]
    assert accompanied(report, cast(), [FIRST]) == (LEAD,)
    assert accompanied(report, cast(co_executors=(FIRST,)), [HEAD]) == (LEAD, FIRST)
    assert accompanied(RUNGS["director_notice"], cast(lead=COORDINATOR), [FIRST]) == (COORDINATOR,)
    assert accompanied(RUNGS["overdue"], cast(lead=COORDINATOR), [COORDINATOR, FIRST]) == ()
    assert accompanied(report, cast(substitutes={LEAD: STAND_IN}), [FIRST]) == (STAND_IN,)
    late = cast(lead=None, approver=FIRST, step=1, coordinator=FIRST)
    assert accompanied(RUNGS["approval_escalated"], late, [HEAD]) == (FIRST,)
