"""Chains: what can be completed, and what ends in an approval."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.chain import ChainStep, Quorum, chain_from_blocks, check_chain
from models.states import Verb

NAMES = ["Иванов И.И.", "Петров П.П.", "Сидорова С.С."]


def step(**changes: object) -> ChainStep:
    return ChainStep.model_validate({"verb": "agree", "approvers": NAMES, **changes})


@pytest.mark.parametrize(("mode", "needed"), [("all", 3), ("any", 1), ({"quorum": 1}, 1), ({"quorum": 3}, 3)])
def test_a_mode_says_how_many_must_decide(mode: object, needed: int) -> None:
    assert step(mode=mode).needed == needed


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
        ({"term": 0}, "term"),
        ({"verb": "decide"}, "verb"),
        ({"deadline": 1}, "deadline"),
    ],
)
def test_a_step_that_cannot_be_completed_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        step(**changes)


def test_a_chain_ends_with_an_approval() -> None:
    check_chain([step(), step(verb="approve")])
    for chain in ([], [step()], [step(verb="approve"), step()]):
        with pytest.raises(ValueError, match="последний этап маршрута должен утверждать"):
            check_chain(chain)


def test_the_blocks_of_a_document_make_its_chain() -> None:
    assert [(each.verb, each.approvers) for each in chain_from_blocks(NAMES[0], NAMES[1])] == [
        (Verb.AGREE, [NAMES[0]]),
        (Verb.APPROVE, [NAMES[1]]),
    ]
    assert [each.verb for each in chain_from_blocks(None, NAMES[1])] == [Verb.APPROVE]
    assert chain_from_blocks(NAMES[0], None) == []


def test_a_stored_step_comes_back_equal() -> None:
    chosen = step(mode={"quorum": 2}, alternate="Котова К.К.")
    assert chosen.model_dump(mode="json")["mode"] == {"quorum": 2}
    assert ChainStep.model_validate(chosen.model_dump(mode="json")) == chosen
    assert chosen.mode == Quorum(quorum=2)
