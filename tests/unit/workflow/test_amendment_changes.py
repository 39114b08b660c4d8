"""What may be asked of an item, and how it reads."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from models.states import Recurrence
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.amendment_manifest import ProposedChange, amendment_proposal, names_in, people_of, proposed_changes
from workflow.wording.amendments import FIELD_NAMES, amended_items, value_text

NAMES = {1: "Шестаков В.В.", 2: "Ефимова Л.Г.", 3: "Роговая М.В."}


def test_a_field_that_is_not_given_stays_and_none_empties() -> None:
    assert ChangeItem(place=3, note=None, due_on=date(2021, 4, 30)).wanted() == {
        "due_on": date(2021, 4, 30),
        "note": None,
    }


@pytest.mark.parametrize("name", ["number", "title", "organisations", "responsible", "lead"])
def test_what_every_item_has_cannot_be_emptied(name: str) -> None:
    with pytest.raises(ValidationError, match="нельзя оставить пустым"):
        ChangeItem.model_validate({"place": 3, name: None})


def test_one_person_is_named_once() -> None:
    with pytest.raises(ValidationError, match="названо дважды"):
        ChangeItem(place=3, responsible=("Иванов И.И.", "Иванов И.И."))


@pytest.mark.parametrize("values", [{"place": 0}, {"place": 3, "colour": "red"}, {"place": 3, "title": "а\u0000"}])
def test_what_is_no_change_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChangeItem.model_validate(values)


def test_the_kind_tells_what_is_asked() -> None:
    asked: TypeAdapter[ItemAmendment] = TypeAdapter(ItemAmendment)
    assert asked.validate_python({"kind": "cancel", "place": 5}) == CancelItem(place=5)
    assert asked.validate_python({"kind": "change", "place": 5, "target_count": 2}) == ChangeItem(
        place=5, target_count=2
    )
    added = asked.validate_python({"kind": "add", "item": {"number": "22", "title": "Совет"}})
    assert isinstance(added, AddItem)


def test_every_field_has_a_name_in_words() -> None:
    assert set(ChangeItem.model_fields) - {"kind", "place"} | {"extended_due_on", "chain", "ladder"} == set(FIELD_NAMES)


def test_a_manifest_holds_the_changes_and_everyone_they_name() -> None:
    changes = (
        ProposedChange("change", 3, "3.", "Визиты", (1,), {"responsible": [1]}, {"responsible": [2], "lead": 2}),
        ProposedChange("cancel", 5, "5", "Мониторинг", (3,), {"due_on": "2021-02-28", "responsible": [3]}, {}),
        ProposedChange("add", None, "22", "Совет", (), {}, {"due_on": "2021-09-01", "responsible": [2], "note": None}),
    )
    manifest = {"proposes": amendment_proposal(changes, NAMES, None)}
    assert proposed_changes(manifest) == changes
    assert people_of(changes) == {1, 2, 3}
    assert names_in(manifest) == NAMES
    first, second, third = amended_items(manifest)
    assert [(field.label, field.before, field.after) for field in first.fields] == [
        ("ответственные", "Шестаков В.В.", "Ефимова Л.Г."),
        ("ответственный исполнитель", "", "Ефимова Л.Г."),
    ]
    assert (first.number, [field.before for field in second.fields]) == ("3", ["28.02.2021", "Роговая М.В."])
    assert [(field.label, field.after) for field in third.fields] == [
        ("срок", "01.09.2021"),
        ("ответственные", "Ефимова Л.Г."),
    ]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("due_on", "2021-02-28", "28.02.2021"),
        ("due_on", date(2021, 2, 28), "28.02.2021"),
        ("due_on", None, "не указано"),
        ("recurrence", Recurrence.MONTHLY.value, "ежемесячно"),
        ("target_percent", 0, "0%"),
        ("target_count", 7, "7"),
        ("responsible", [1, 9], "Шестаков В.В., № 9"),
        ("responsible", ["Новый Н.Н."], "Новый Н.Н."),
        ("lead", 2, "Ефимова Л.Г."),
        ("organisations", ["11", "ККШИ"], "11, ККШИ"),
        ("organisations", [], "не указано"),
        ("title", "2021-02-28", "2021-02-28"),
    ],
)
def test_a_value_reads_as_the_office_writes_it(name: str, value: object, text: str) -> None:
    assert value_text(name, value, NAMES) == text
