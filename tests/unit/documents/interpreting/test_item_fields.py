import pytest

from config.errors import DocumentUnreadable
from config.plan_draft import PrintedCell
from documents.interpreting.draft_limits import check_printed
from documents.interpreting.interpret import interpret
from documents.reading.source import Place
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


def test_a_row_whose_cells_hold_too_much_together_is_refused_with_its_place() -> None:
    headings = [*HEADINGS, *(f"Школа {number}" for number in range(1, 13))]
    row = ["1", "Турнир", "март 2021", "Отдел"]
    fits = interpret(plan([*row, *["а" * 1600] * 12], headings=headings)).items[0].printed
    assert fits is not None
    assert len(fits.cells) == 16
    with pytest.raises(DocumentUnreadable, match=r"строк.*помещается не больше 20000.*объединённые ячейки"):
        interpret(plan([*row, *["а" * 1700] * 12], headings=headings))


def test_a_heading_counts_in_each_row_that_prints_it() -> None:
    place = Place(table=1, row=2)
    cells = [PrintedCell(heading="ш" * 3900, text="да")] * 5
    assert check_printed(cells, place) == cells
    with pytest.raises(DocumentUnreadable, match=f"{place.text}.*вместе с заголовками столбцов"):
        check_printed([*cells, *cells], place)
