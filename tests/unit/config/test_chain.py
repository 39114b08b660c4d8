"""Chains: what can be completed, and what ends in an approval."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.chain import ChainStep, Quorum, chain_from_blocks, check_can_finish, check_chain
from models.states import Verb

NAMES = ["Иванов И.И.", "Петров П.П.", "Сидорова С.С."]


def step(**changes: object) -> ChainStep:
    return ChainStep.model_validate({"verb": "agree", "approvers": NAMES, **changes})


def test_a_step_takes_all_in_two_working_days_unless_it_says_otherwise() -> None:
    assert (step().mode, step().term, step().alternate) == ("all", 2, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": {"quorum": 4}}, "mode.quorum: нужно 4, а согласующих 3"),
        ({"mode": {"quorum": 0}}, "mode"),
        ({"mode": "most"}, "mode"),
        ({"approvers": []}, "approvers"),
        ({"approvers": [NAMES[0], NAMES[0]]}, "approvers: одно лицо названо дважды"),
        ({"approvers": [" "]}, "approvers"),
        ({"approvers": ["Иванов\nИ.И."]}, "управляющие знаки"),
        ({"alternate": NAMES[1]}, "alternate: заместитель сам состоит в этом этапе"),
        ({"alternate": "Котова К.К.", "reserve": NAMES[1]}, "alternate: заместитель сам состоит в этом этапе"),
        ({"reserve": "Котова К.К."}, "reserve: второй резерв назначают после заместителя"),
        ({"roles": ["coordinator", "coordinator"]}, "roles: одно лицо названо дважды"),
        ({"roles": ["director"]}, "roles"),
        ({"approvers": [NAMES[0]], "roles": ["lead_manager"], "mode": {"quorum": 3}}, "mode.quorum: нужно 3"),
        ({"when": "target_percent"}, "нет такого факта «target_percent»"),
        ({"term": 0}, "term"),
        ({"verb": "decide"}, "verb"),
        ({"deadline": 1}, "deadline"),
    ],
)
def test_a_step_that_cannot_be_completed_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        step(**changes)


def test_a_chain_ends_with_an_approval() -> None:
    last = step(verb="approve", approvers=["Котова К.К."])
    check_chain([step(), last])
    for chain in ([], [step()], [last, step()]):
        with pytest.raises(ValueError, match="последний этап маршрута должен утверждать"):
            check_chain(chain)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ({}, {"approvers": [NAMES[2]]}, "этап 2: approvers: Сидорова С.С. уже состоит в этапе 1"),
        ({"interim": True}, {}, "этап 1: interim"),
        ({}, {"when": "is_short"}, "этап 2: when: последний этап проходят всегда"),
        ({"roles": ["final_approver"]}, {}, "этап 1: roles"),
    ],
)
def test_a_chain_that_contradicts_itself_is_refused_by_its_key(
    first: dict[str, Any], last: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        check_chain([step(**first), step(**{"verb": "approve", "approvers": ["Котова К.К."], **last})])


@pytest.mark.parametrize(
    ("first", "last", "responsible", "reason"),
    [
        ({}, {}, {"Котова К.К."}, "этап 2: approvers: утвердить некому"),
        ({}, {"alternate": NAMES[0]}, {"Котова К.К.", NAMES[0]}, "этап 2: approvers: утвердить некому"),
        ({"mode": {"quorum": 2}}, {}, {NAMES[0], NAMES[1]}, "этап 1: mode.quorum: нужно 2, а .* остаётся 1"),
    ],
)
def test_a_chain_that_its_own_item_would_never_finish_is_refused(
    first: dict[str, Any], last: dict[str, Any], responsible: set[str], reason: str
) -> None:
    chain = [step(**first), step(**{"verb": "approve", "approvers": ["Котова К.К."], **last})]
    check_can_finish(chain, ())
    with pytest.raises(ValueError, match=reason):
        check_can_finish(chain, responsible)


def test_the_blocks_of_a_document_make_its_chain() -> None:
    assert [(each.verb, each.approvers) for each in chain_from_blocks(NAMES[0], NAMES[1])] == [
        (Verb.AGREE, [NAMES[0]]),
        (Verb.APPROVE, [NAMES[1]]),
    ]
    assert [each.verb for each in chain_from_blocks(None, NAMES[1])] == [Verb.APPROVE]
    assert chain_from_blocks(NAMES[0], None) == []
    assert [each.verb for each in chain_from_blocks(NAMES[1], NAMES[1])] == [Verb.APPROVE]


def test_a_stored_step_comes_back_equal() -> None:
    chosen = step(mode={"quorum": 2}, alternate="Котова К.К.")
    assert chosen.model_dump(mode="json")["mode"] == {"quorum": 2}
    assert ChainStep.model_validate(chosen.model_dump(mode="json")) == chosen
    assert chosen.mode == Quorum(quorum=2)
