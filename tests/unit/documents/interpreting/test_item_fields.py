import pytest

from documents.interpreting.interpret import interpret
from tests.unit.documents.interpreting.source_samples import plan

HEADINGS = ("№", "Мероприятие", "Срок", "Ответственный")


@pytest.mark.parametrize(
    ("place", "organisations"),
    [
        ("СОШ № 5", []),
        ("МБОУ СОШ № 5, актовый зал", []),
        ("СОШ № 5, СОШ № 7", ["5", "7"]),
        ("ОО № 5, 7, 12", ["5", "7", "12"]),
        ("", ["3", "4"]),
        ("СОШ № 5", ["3", "4"]),
    ],
)
def test_a_place_gives_organisations_only_where_it_lists_several(place: str, organisations: list[str]) -> None:
    title = "Проверка ОО № 3, 4" if organisations == ["3", "4"] else "Турнир"
    row = ["1", title, "март 2021", "Ким Е.А.", place]
    item = interpret(plan(row, headings=[*HEADINGS, "Место проведения"])).items[0]
    assert (item.organisations, item.note) == (organisations, place or None)


def test_one_school_alone_in_a_note_counts() -> None:
    row = ["1", "Турнир", "март 2021", "Ким Е.А.", "СОШ № 5"]
    assert interpret(plan(row, headings=[*HEADINGS, "Примечание"])).items[0].organisations == ["5"]


def test_nobody_is_named_half_in_one_column_and_half_in_the_next() -> None:
    row = ["1", "Турнир", "март 2021", "Отдел", "Школы"]
    draft = interpret(plan(row, headings=["№", "Мероприятие", "Срок", "Ответственный", "Ответственные"]))
    assert draft.items[0].responsible == ["Отдел", "Школы"]
