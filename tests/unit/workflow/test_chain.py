"""Who sits in which step: separation of duties over every small case."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.chain import Standing, resolve
from workflow.errors import ConflictOfInterest

FIRST, FINAL, RESERVE, DEPUTY = 1, 2, 3, 4
NAMES = {FIRST: "Шестаков В.В.", FINAL: "Ефимова Л.Г.", RESERVE: "Резерв Р.Р.", DEPUTY: "Заместитель З.З."}


def chain(alternate: int | None = None) -> list[dict[str, object]]:
    return [
        {"verb": "agree", "approvers": [FIRST], "mode": "all", "term": 2, "alternate": alternate},
        {"verb": "approve", "approvers": [FINAL], "mode": "all", "term": 2, "alternate": None},
    ]


def standing(*conflicted: int, substitutes: dict[int, tuple[int, int]] | None = None) -> Standing:
    return Standing(dict.fromkeys(conflicted, "ответственный исполнитель"), substitutes or {}, NAMES)


def test_without_conflicts_everyone_sits_in_their_own_step() -> None:
    steps = resolve(chain(), standing())
    assert [[seat.acting_id for seat in step.seats] for step in steps] == [[FIRST], [FINAL]]


def test_a_conflicted_first_approver_is_replaced_by_the_alternate() -> None:
    steps = resolve(chain(RESERVE), standing(FIRST))
    assert [seat.acting_id for seat in steps[0].seats] == [RESERVE]


def test_without_an_alternate_the_step_is_skipped_with_the_reason() -> None:
    steps = resolve(chain(), standing(FIRST))
    assert steps[0].is_skipped
    assert "Шестаков В.В." in (steps[0].skip_reason or "")


def test_a_chain_whose_last_step_nobody_may_take_is_refused() -> None:
    with pytest.raises(ConflictOfInterest):
        resolve(chain(), standing(FINAL))


def test_a_substitute_who_is_conflicted_does_not_sit() -> None:
    steps = resolve(chain(), standing(DEPUTY, substitutes={FIRST: (DEPUTY, 7)}))
    assert steps[0].is_skipped


def test_the_final_approver_does_not_also_stand_in_for_the_first() -> None:
    steps = resolve(chain(), standing(substitutes={FIRST: (FINAL, 7)}))
    assert steps[0].is_skipped
    assert [seat.acting_id for seat in steps[1].seats] == [FINAL]


PEOPLE = [FIRST, FINAL, RESERVE, DEPUTY]


@given(
    conflicted=st.sets(st.sampled_from(PEOPLE)),
    substitutes=st.dictionaries(
        st.sampled_from(PEOPLE), st.tuples(st.sampled_from(PEOPLE), st.integers(1, 9)), max_size=3
    ),
    alternate=st.none() | st.sampled_from([RESERVE, DEPUTY]),
)
def test_no_path_lets_one_person_stand_on_both_sides(
    conflicted: set[int], substitutes: dict[int, tuple[int, int]], alternate: int | None
) -> None:
    try:
        steps = resolve(chain(alternate), standing(*conflicted, substitutes=substitutes))
    except ConflictOfInterest:
        return
    acting = [seat.acting_id for step in steps for seat in step.seats]
    assert len(acting) == len(set(acting))
    assert not conflicted & {
        person for step in steps for seat in step.seats for person in (seat.acting_id, seat.approver_id)
    }
    assert not steps[-1].is_skipped


def test_every_small_case_is_the_same_whoever_asks() -> None:
    for conflicted in product([False, True], repeat=4):
        names = [person for person, is_in in zip(PEOPLE, conflicted, strict=True) if is_in]
        try:
            steps = resolve(chain(RESERVE), standing(*names))
        except ConflictOfInterest:
            assert FINAL in names
            continue
        assert FINAL not in names
        assert steps[0].is_skipped == (FIRST in names and RESERVE in names)
