"""A new version of the document against the plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.plan_draft import PlanDraft
from models.states import ItemState
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.plan_difference import CurrentItem, PlanDifference, difference, to_changes

TITLES = (
    "Мониторинговые визиты в образовательные организации",
    "Анализ результатов всероссийских проверочных работ",
    "Совещание с руководителями школ",
    "Повышение квалификации учителей-предметников",
    "Разработка адресных методических рекомендаций",
)
VALUES: dict[str, Any] = {
    "expected_result": None,
    "target_count": None,
    "target_percent": None,
    "starts_on": None,
    "due_on": "2021-03-31",
    "recurrence": None,
    "responsible": ["Иванов И.И."],
    "note": None,
    "organisations": [],
}


def rows(*changes: dict[str, Any], titles: Sequence[str] = TITLES) -> list[dict[str, Any]]:
    """The plan's rows, the first ones with changes."""
    made = []
    for number, title in enumerate(titles, 1):
        row = {"number": str(number), "title": title, **VALUES}
        made.append(row | (changes[number - 1] if number <= len(changes) else {}))
    return made


def items(*corrections: dict[str, Any], states: dict[int, ItemState] | None = None, **rest: Any) -> list[CurrentItem]:
    """The plan as its first document had it; `corrections` are in force and not in the document."""
    made = []
    for place, row in enumerate(rows(**rest), 1):
        written = {name: value for name, value in row.items() if name != "number"}
        corrected = corrections[place - 1] if place <= len(corrections) else {}
        state = (states or {}).get(place, ItemState.PLANNED)
        values = written | {name: value for name, value in corrected.items() if name != "number"}
        made.append(CurrentItem(place, row["number"], state, values["responsible"][0], values, written))
    return made


def held(current: Sequence[CurrentItem], new: Sequence[dict[str, Any]]) -> PlanDifference:
    return difference(current, PlanDraft.model_validate({"title": "План на 2021 год", "year": 2021, "items": new}))


def renumbered(new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"number": str(number)} for number, row in enumerate(new, 1)]


def changed(found: PlanDifference) -> list[tuple[int, str, Any, Any]]:
    return [(each.item.place, field.name, field.before, field.after) for each in found.changed for field in each.fields]


def test_the_same_document_changes_nothing() -> None:
    found = held(items(), rows())
    assert found.is_empty
    assert [item.place for item in found.same] == [1, 2, 3, 4, 5]


def test_a_new_deadline_is_told_before_and_after() -> None:
    found = held(items(), rows({"due_on": "2021-05-15"}))
    assert changed(found) == [(1, "due_on", "2021-03-31", "2021-05-15")]
    assert to_changes(found) == (ChangeItem(place=1, due_on=date(2021, 5, 15)),)


def test_a_field_that_the_document_empties_is_emptied() -> None:
    (item, *others) = items()
    noted = replace(item, values={**item.values, "note": "Выборочно"}, document={**item.document, "note": "Выборочно"})
    found = held([noted, *others], rows())
    assert changed(found) == [(1, "note", "Выборочно", None)]
    (change,) = to_changes(found)
    assert isinstance(change, ChangeItem)
    assert change.wanted() == {"note": None}


def test_an_inserted_row_changes_no_other() -> None:
    new = renumbered([rows()[0], {"number": "?", "title": "Конкурс методических разработок", **VALUES}, *rows()[1:]])
    found = held(items(), new)
    assert [row.title for row in found.added] == ["Конкурс методических разработок"]
    assert (found.changed, found.gone) == ((), ())
    assert [(each.item.place, each.row.number) for each in found.renumbered] == [(2, "3"), (3, "4"), (4, "5"), (5, "6")]
    (addition,) = to_changes(found)
    assert isinstance(addition, AddItem)
    assert len(to_changes(found, with_numbers=True)) == 5


def test_a_removed_row_is_gone_and_no_other_changes() -> None:
    found = held(items(), renumbered(rows()[:1] + rows()[2:]))
    assert [item.place for item in found.gone] == [2]
    assert to_changes(found) == (CancelItem(place=2),)


def test_a_title_corrected_by_a_word_is_the_same_item_though_the_numbers_moved() -> None:
    new = rows()
    new[2] = new[2] | {"title": "Совещание с директорами школ"}
    found = held(items(), renumbered([{"number": "?", "title": "Родительские собрания", **VALUES}, *new]))
    assert changed(found) == [(3, "title", TITLES[2], "Совещание с директорами школ")]
    assert [row.title for row in found.added] == ["Родительские собрания"]


def test_a_row_that_is_altogether_another_is_added_and_the_old_one_gone() -> None:
    new = rows()
    new[4] = {"number": "5", "title": "Ярмарка", **VALUES, "due_on": "2021-11-30", "responsible": ["Петров П.П."]}
    found = held(items(), new)
    assert ([item.place for item in found.gone], [row.title for row in found.added]) == ([5], ["Ярмарка"])


def test_rows_that_were_moved_are_the_same_items() -> None:
    found = held(items(), renumbered(list(reversed(rows()))))
    assert (found.changed, found.gone, found.added) == ((), (), ())


def test_a_correction_made_since_is_not_undone_and_is_told_apart() -> None:
    found = held(items({"due_on": "2021-04-30"}), rows())
    assert found.is_empty
    (former,) = found.former
    assert (former.item.place, former.fields[0].before, former.fields[0].after) == (1, "2021-04-30", "2021-03-31")


def test_a_document_that_came_to_say_what_is_in_force_changes_nothing() -> None:
    found = held(items({"due_on": "2021-04-30"}), rows({"due_on": "2021-04-30"}))
    assert (found.is_empty, found.former) == (True, ())


def test_a_document_that_says_a_third_thing_changes_the_correction() -> None:
    found = held(items({"due_on": "2021-04-30"}), rows({"due_on": "2021-06-30"}))
    assert changed(found) == [(1, "due_on", "2021-04-30", "2021-06-30")]


def test_an_item_whose_title_was_corrected_is_known_by_the_documents_title_too() -> None:
    found = held(items({"title": "Выездные проверки"}), rows())
    assert (found.is_empty, [each.item.place for each in found.former]) == (True, [1])


def test_rows_of_one_title_are_told_apart_by_what_stands_beside() -> None:
    months = [f"2021-{month:02}-25" for month in range(2, 7)]
    titles = ["Совещание"] * 5
    current = [
        replace(item, values={**item.values, "due_on": due}, document={**item.document, "due_on": due})
        for item, due in zip(items(titles=titles), months, strict=True)
    ]
    new = [{"number": "?", "title": "Совещание", **VALUES, "due_on": due} for due in ("2021-01-25", *months)]
    found = held(current, renumbered(new))
    assert changed(found) == []
    assert [str(row.due_on) for row in found.added] == ["2021-01-25"]


def test_identical_rows_are_paired_one_to_one() -> None:
    titles = ["Совещание"] * 3
    found = held(items(titles=titles), rows(titles=["Совещание"] * 4))
    assert (len(found.added), found.changed, found.gone) == (1, (), ())
    found = held(items(titles=titles), rows(titles=["Совещание"] * 2))
    assert (found.added, found.changed, [item.place for item in found.gone]) == ((), (), [3])


def test_an_executed_item_is_shown_and_left_alone() -> None:
    states = {1: ItemState.APPROVED, 2: ItemState.APPROVED}
    new = rows({"due_on": "2021-05-15"})
    found = held(items(states=states), [new[0], *new[2:]])
    assert (changed(found)[0][0], [item.place for item in found.gone]) == (1, [2])
    assert found.is_empty


def test_a_cancelled_item_that_the_document_still_has_stays_cancelled() -> None:
    found = held(items(states={2: ItemState.CANCELLED}), rows())
    assert ([item.place for item in found.still_cancelled], found.is_empty) == ([2], True)
    found = held(items(states={2: ItemState.CANCELLED}), rows()[:1] + rows()[2:])
    assert (found.gone, found.is_empty) == ((), True)


def test_an_item_added_again_after_it_was_cancelled_is_the_live_one() -> None:
    current = items(states={1: ItemState.CANCELLED})
    again = CurrentItem(6, "1", ItemState.PLANNED, "Иванов И.И.", current[0].values, current[0].document)
    found = held([*current, again], rows())
    assert (found.gone, found.is_empty, found.rows[6].title) == ((), True, TITLES[0])


def test_a_replaced_responsible_is_a_change_and_their_order_counts() -> None:
    found = held(items(), rows({"responsible": ["Петров П.П.", "Иванов И.И."]}))
    assert to_changes(found) == (ChangeItem(place=1, responsible=("Петров П.П.", "Иванов И.И.")),)
    assert found.people() == ("Петров П.П.", "Иванов И.И.")


def test_the_order_of_organisations_does_not_count() -> None:
    current = items({"organisations": ["5", "6"]})
    assert held(current, rows({"organisations": ["6", "5"]})).is_empty


def test_a_lead_that_a_plan_file_names_is_a_change() -> None:
    two = {"responsible": ["Иванов И.И.", "Петров П.П."]}
    current = [
        CurrentItem(1, "1", ItemState.PLANNED, "Иванов И.И.", {"title": TITLES[0], **VALUES, **two}, {}),
    ]
    new = [{"number": "1", "title": TITLES[0], **VALUES, **two, "lead": "Петров П.П."}]
    assert to_changes(held(current, new)) == (ChangeItem(place=1, lead="Петров П.П."),)


def test_another_plan_has_nothing_in_common() -> None:
    found = held(items(), [{"number": "1", "title": "Ярмарка", **VALUES, "responsible": ["Сидоров С.С."]}])
    assert not found.has_common_items


def test_five_thousand_rows_are_held_against_five_thousand_in_seconds() -> None:
    titles = [f"Мероприятие «{TITLES[n % 5]}» в организации № {n}" for n in range(5000)]
    corrected = [title.replace("Мероприятие", "Проведение") if n % 10 == 0 else title for n, title in enumerate(titles)]
    started = monotonic()
    found = held(items(titles=titles), renumbered(rows(titles=corrected[1:])))
    assert [item.place for item in found.gone] == [1]
    assert len(found.changed) == 499
    assert monotonic() - started < 15


words = st.sampled_from(["совещание", "анализ", "школ", "визиты", "отчёт", "план"])
shapes = st.builds(
    lambda title, due, number: {"number": str(number), "title": " ".join(title), **VALUES, "due_on": due},
    st.lists(words, min_size=1, max_size=4),
    st.sampled_from(["2021-03-31", "2021-04-30"]),
    st.integers(1, 9),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(shapes, min_size=1, max_size=9), st.lists(shapes, min_size=1, max_size=9))
def test_every_item_and_every_row_is_told_once(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    places = count(1)
    current = [CurrentItem(next(places), row["number"], ItemState.PLANNED, None, row, row) for row in old]
    found = held(current, new)
    told = [each.item.place for each in found.changed] + [item.place for item in (*found.same, *found.gone)]
    assert sorted(told) == [item.place for item in current]
    assert len(found.rows) + len(found.added) == len(new)
    assert len(found.rows) + len(found.gone) == len(old)


@settings(max_examples=100, deadline=None)
@given(st.lists(shapes, min_size=1, max_size=9), st.randoms())
def test_the_same_rows_in_any_order_change_nothing(old: list[dict[str, Any]], random: Any) -> None:
    current = [CurrentItem(place, row["number"], ItemState.PLANNED, None, row, row) for place, row in enumerate(old, 1)]
    new = list(old)
    random.shuffle(new)
    assert held(current, new).is_empty


def test_two_plans_of_five_thousand_rows_that_share_their_words_are_told_apart_in_seconds() -> None:
    titles = [f"Слово{n % 40} понятие{n % 97} раздел{n % 61} тема{n}" for n in range(5000)]
    others = [f"Слово{n % 37} понятие{n % 89} раздел{n % 67} вопрос{n}" for n in range(5000)]
    started = monotonic()
    found = held(items(titles=titles), rows(titles=others))
    assert len(found.rows) + len(found.added) == 5000
    assert monotonic() - started < 20


@pytest.mark.parametrize("state", [ItemState.IN_PROGRESS, ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED])
def test_an_item_in_work_may_be_changed(state: ItemState) -> None:
    assert len(to_changes(held(items(states={1: state}), rows({"due_on": "2021-05-15"})))) == 1
