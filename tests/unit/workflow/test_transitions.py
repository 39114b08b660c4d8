"""The table of transitions: what it allows, and that it refuses everything else."""

from itertools import product
from pathlib import Path

import pytest

from models.states import ItemState
from workflow.errors import TransitionNotAllowed
from workflow.transitions import TRANSITIONS, ItemCommandName, Who, allowed_from, mermaid, target_of

ALLOWED = {(t.source, t.command) for t in TRANSITIONS}
FORBIDDEN = [pair for pair in product(ItemState, ItemCommandName) if pair not in ALLOWED]


@pytest.mark.parametrize(("source", "command"), FORBIDDEN)
def test_a_forbidden_pair_is_refused_in_words(source: ItemState, command: ItemCommandName) -> None:
    with pytest.raises(TransitionNotAllowed, match="сейчас невозможно"):
        target_of(source, command)


def test_the_table_has_one_target_for_each_pair() -> None:
    assert len(ALLOWED) == len(TRANSITIONS)
    for transition in TRANSITIONS:
        assert target_of(transition.source, transition.command) is transition.target


def test_only_an_amendment_leaves_cancelled_and_only_reopening_leaves_approved() -> None:
    assert [(t.command, t.who) for t in allowed_from(ItemState.CANCELLED)] == [(ItemCommandName.RESTORE, Who.AMENDMENT)]
    assert [t.command for t in allowed_from(ItemState.APPROVED)] == [ItemCommandName.REOPEN]


def test_the_diagram_has_a_line_for_each_row() -> None:
    assert sum("-->" in line for line in mermaid().splitlines()) == len(TRANSITIONS) + 1


def test_the_diagram_in_the_docs_is_the_table() -> None:
    page = Path(__file__).parents[3] / "docs" / "architecture.md"
    assert mermaid() in page.read_text(encoding="utf-8")
