"""Another approver in a stored route."""

from typing import Any

from workflow.successor import names, sits_elsewhere, with_successor

ROUTE: list[dict[str, Any]] = [
    {"verb": "agree", "approvers": [1, 2], "mode": "all", "alternate": 3, "reserve": 4, "when": "target_percent < 100"},
    {"verb": "approve", "approvers": [5], "mode": "all", "alternate": None},
]


def test_the_successor_takes_each_seat_and_the_step_keeps_what_it_says() -> None:
    changed = with_successor(ROUTE, 1, 9)
    assert changed == [{**ROUTE[0], "approvers": [9, 2]}, ROUTE[1]]
    assert with_successor(ROUTE, 3, 9)[0] == {**ROUTE[0], "alternate": 9}
    assert with_successor(ROUTE, 8, 9) == ROUTE


def test_who_was_the_alternate_and_becomes_the_approver_stands_in_for_nobody() -> None:
    assert with_successor(ROUTE, 1, 3)[0] == {**ROUTE[0], "approvers": [3, 2], "alternate": 4, "reserve": None}
    assert with_successor([{"approvers": [1], "alternate": 2}], 1, 2) == [{"approvers": [2], "alternate": None}]


def test_a_seat_in_another_step_or_beside_is_found() -> None:
    assert sits_elsewhere(ROUTE, 1, 5)
    assert sits_elsewhere(ROUTE, 5, 3)
    assert sits_elsewhere(ROUTE, 1, 2)
    assert not sits_elsewhere(ROUTE, 1, 3)
    assert not sits_elsewhere(ROUTE, 1, 9)
    assert names(ROUTE, 4)
    assert not names(ROUTE, 9)
