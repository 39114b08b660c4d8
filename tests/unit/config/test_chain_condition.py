"""Conditions of a route's steps: a small closed language over known facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.chain_condition import NUMBERS, YES_OR_NO, parse_condition

FACTS = {"target_percent": 90, "shown_count": 7, "is_partial": True, "is_short": False}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("target_percent < 100", True),
        ("target_percent<90", False),
        ("shown_count >= 7", True),
        ("shown_count != 7", False),
        ("is_partial", True),
        ("not is_partial", False),
        ("not is_short and shown_count == 7", True),
        ("is_short or target_percent <= 90", True),
        ("is_short or target_percent > 90", False),
    ],
)
def test_a_condition_compares_facts(text: str, holds: bool) -> None:
    assert parse_condition(text).holds(FACTS) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("returns > 1", None),
        ("returns > 1 or is_partial", True),
        ("returns > 1 and is_short", False),
        ("returns > 1 and is_partial", None),
    ],
)
def test_a_fact_that_is_not_known_decides_nothing(text: str, holds: bool | None) -> None:
    assert parse_condition(text).holds(FACTS) is holds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "не разобрано"),
        ("__import__('os')", "не разобрано"),
        ("target_percent < -1", "не разобрано"),
        ("target_percent < 1e9", "не разобрано"),
        ("target_percent < 100 and is_short or is_partial", "не смешивают"),
        ("salary > 5", "нет такого факта «salary»"),
        ("is_partial > 0", "нет такого факта «is_partial»"),
        ("(is_partial)", "не разобрано"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_condition(text)


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_value_error(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ValueError:
        return
    assert {term.fact for term in condition.terms} <= {*NUMBERS, *YES_OR_NO}


def test_a_condition_reads_in_words() -> None:
    condition = parse_condition("target_percent < 100 and not is_partial")
    assert condition.words() == "требуемый показатель меньше 100 и не «отчёт промежуточный»"
