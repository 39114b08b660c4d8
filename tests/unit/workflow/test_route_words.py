"""A route of approval in words: every part of a step that is not as usual is said."""

import pytest

from config.chain_condition import NUMBERS
from workflow.wording.routes import route_text, step_text

MORE_RETURNS = f"{NUMBERS['returns']} больше 1"
NAMES = {1: "Шестаков В.В.", 2: "Ефимова Л.Г.", 3: "Новикова Н.Н."}


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ({"verb": "agree", "approvers": [1]}, "Согласование — Шестаков В.В. (2 рабочих дня)"),
        (
            {"verb": "approve", "approvers": [2], "term": 1, "alternate": 3, "reserve": 1},
            "Утверждение — Ефимова Л.Г. (1 рабочий день, замещает Новикова Н.Н., второй резерв Шестаков В.В.)",
        ),
        (
            {"verb": "agree", "approvers": [1, 3], "mode": {"quorum": 1}},
            "Согласование — Шестаков В.В., Новикова Н.Н. (2 рабочих дня, нужно решений: 1)",
        ),
        (
            {"verb": "acknowledge", "approvers": [1], "roles": ["lead_manager"], "mode": "any"},
            "Ознакомление — Шестаков В.В., руководитель ответственного исполнителя (2 рабочих дня, достаточно одного)",
        ),
        (
            {"verb": "approve", "approvers": [2], "when": "returns > 1", "interim": True},
            f"Утверждение — Ефимова Л.Г. (2 рабочих дня, если {MORE_RETURNS}, принимает и промежуточные отчёты)",
        ),
        ({"verb": "approve", "approvers": ["Ефимова Л.Г."]}, "Утверждение — Ефимова Л.Г. (2 рабочих дня)"),
    ],
)
def test_a_step_says_what_it_asks(step: dict[str, object], text: str) -> None:
    assert step_text(step, NAMES) == text


def test_a_route_is_its_steps_in_order() -> None:
    chain = [{"verb": "agree", "approvers": [1]}, {"verb": "approve", "approvers": [2]}]
    assert route_text(chain, NAMES) == (
        "Согласование — Шестаков В.В. (2 рабочих дня); Утверждение — Ефимова Л.Г. (2 рабочих дня)"
    )
