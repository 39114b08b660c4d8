"""The corpus' measure: what counts as right, as surplus and as missed."""

import copy
from typing import Any

from tests.corpus.catalogue import DOCUMENTS
from tests.corpus.measure import Score, aligned, compare

ITEM: dict[str, Any] = {
    "number": "1",
    "title": "Заседание комиссии",
    "expected_result": "Протокол",
    "target_count": None,
    "target_percent": None,
    "starts_on": None,
    "due_on": "2022-03-15",
    "recurrence": None,
    "responsible": ["Ким А.А.", "Тен Б.Б."],
    "note": None,
    "organisations": [],
}
PLAN: dict[str, Any] = {
    "title": "План работы на 2022 год",
    "year": 2022,
    "agreed_by": None,
    "approved_by": {"position": "Директор", "name": "Ли В.В.", "date": None},
    "items": [ITEM, ITEM | {"number": "2", "title": "Отчёт о работе", "due_on": "2022-12-20"}],
    "warnings": [{"code": "unknown_organisation", "item": "1", "value": "7"}],
}


def changed(**fields: Any) -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    plan["items"][0] |= fields
    return plan


def score(got: dict[str, Any] | None, field: str) -> Score:
    return compare(PLAN, got).scores[field]


def test_every_expected_reading_is_right_against_itself() -> None:
    for document in DOCUMENTS:
        comparison = compare(document.expected(), document.expected())
        assert comparison.differences == []
        assert all(each.precision == each.recall == 1 for each in comparison.scores.values())


def test_a_wrong_value_is_surplus_and_missed() -> None:
    assert score(changed(due_on="2022-03-16"), "due_on") == Score(right=1, surplus=1, missed=1)


def test_a_value_left_out_is_missed_and_one_without_ground_is_surplus() -> None:
    assert score(changed(due_on=None), "due_on") == Score(right=1, missed=1)
    assert score(changed(note="Выборочно"), "note") == Score(surplus=1)


def test_lists_count_element_by_element() -> None:
    assert score(changed(responsible=["Ким А.А.", "Ан В.В."]), "responsible") == Score(right=3, surplus=1, missed=1)


def test_a_block_counts_its_parts() -> None:
    got = PLAN | {"approved_by": {"position": "Завуч", "name": "Ли В.В.", "date": "2022-01-10"}}
    assert score(got, "plan.approved_by") == Score(right=1, surplus=2, missed=1)


def test_warnings_count_by_code_item_and_value() -> None:
    got = PLAN | {"warnings": [{"code": "unknown_organisation", "item": "1", "value": "8"}]}
    assert score(got, "plan.warnings") == Score(surplus=1, missed=1)


def test_an_item_left_out_misses_all_its_fields_and_spoils_no_other() -> None:
    got = PLAN | {"items": PLAN["items"][1:]}
    assert score(got, "title") == Score(right=1, missed=1)
    assert score(got, "responsible") == Score(right=2, missed=2)


def test_an_item_of_another_title_is_another_item() -> None:
    total = {"number": "1", "title": "Итого: 2"}
    assert list(aligned([ITEM], [total, ITEM])) == [(None, total), (ITEM, ITEM)]


def test_a_document_that_is_not_read_misses_everything() -> None:
    assert score(None, "title") == Score(missed=2)
    assert score(None, "plan.year") == Score(missed=1)
