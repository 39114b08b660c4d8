"""Columns in any order, over one header row or two, and which tables hold the plan."""

from collections.abc import Sequence

import pytest

from config.errors import DocumentUnreadable
from config.plan_draft import DraftItem, PlanDraft
from documents.interpreting.interpret import interpret
from documents.reading.source import DocumentFormat
from tests.unit.documents.interpreting.source_samples import (
    ABOVE,
    HEADINGS,
    TITLE,
    Content,
    Wide,
    document,
    plan,
    table,
)

ROW = ("1.", "Совещание", "Март 2021", "Иванов И.И.", "Протокол", "Актовый зал")


def fields(draft: PlanDraft) -> list[tuple[str, str, str, str]]:
    """Number, title, last day and responsible of each item."""
    return [(item.number, item.title, _day(item), "; ".join(item.responsible)) for item in draft.items]


def _day(item: DraftItem) -> str:
    return "" if item.due_on is None else f"{item.due_on:%d.%m}"


def titles(draft: PlanDraft) -> list[str]:
    return [item.title for item in draft.items]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (0, 2, 1, 3, 5, 4), (3, 1, 0, 5, 2, 4)])
def test_columns_are_found_by_their_headings_in_any_order(order: Sequence[int]) -> None:
    draft = interpret(plan([ROW[at] for at in order], headings=[HEADINGS[at] for at in order]))
    item = draft.items[0]
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И.")]
    assert (item.expected_result, item.note) == ("Протокол", "Актовый зал")


def test_without_a_number_column_an_item_has_its_place_as_its_number() -> None:
    draft = interpret(
        plan(
            ["Совещание", "Март 2021", "Иванов И.И."],
            ["Семинар", "Май 2021", "Петров П.П."],
            headings=["Содержание работы", "Сроки", "Исполнители"],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И."), ("2", "Семинар", "31.05", "Петров П.П.")]


def test_a_number_column_that_is_empty_is_none() -> None:
    draft = interpret(plan(["", *ROW[1:]], ["", "Семинар", *ROW[2:]]))
    assert [item.number for item in draft.items] == ["1", "2"]


def test_a_number_in_the_title_s_own_cell_is_the_number() -> None:
    draft = interpret(
        plan(
            ["1.1. Совещание", "Март 2021", "Иванов И.И."],
            ["1.2. Семинар", "Май 2021", "Петров П.П."],
            headings=["Мероприятие", "Сроки", "Исполнители"],
        )
    )
    assert [(item.number, item.title) for item in draft.items] == [("1.1", "Совещание"), ("1.2", "Семинар")]


def test_one_heading_over_numbers_and_titles_is_divided() -> None:
    draft = interpret(
        plan(
            ["1.", "Совещание", "Март 2021", "Иванов И.И."],
            ["2.", "Семинар", "Май 2021", "Петров П.П."],
            headings=[Wide("Мероприятие", 2), "Сроки", "Исполнители"],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И."), ("2", "Семинар", "31.05", "Петров П.П.")]


@pytest.mark.parametrize("merged", [ABOVE, ""])
def test_a_deadline_split_in_start_and_end_under_two_header_rows(merged: Content) -> None:
    draft = interpret(
        plan(
            [merged, merged, "начало", "окончание", merged],
            ["1", "Совещание", "01.02.2021", "15.03.2021", "Иванов И.И."],
            headings=["№", "Мероприятие", Wide("Срок", 2), "Ответственный"],
        )
    )
    item = draft.items[0]
    assert (str(item.starts_on), str(item.due_on)) == ("2021-02-01", "2021-03-15")


def test_the_planned_deadline_is_read_and_the_actual_one_dropped() -> None:
    draft = interpret(
        plan(
            [ABOVE, ABOVE, "план", "факт", ABOVE],
            ["1", "Совещание", "Март 2021", "Апрель 2021", "Иванов И.И."],
            headings=["№", "Мероприятие", Wide("Срок исполнения", 2), "Ответственный"],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И.")]


def test_a_header_over_rows_of_merged_cells() -> None:
    draft = interpret(
        plan(
            [ABOVE, ABOVE, "Срок", "Ответственный"],
            ["1", "Совещание", "Март 2021", "Иванов И.И."],
            headings=["№", "Мероприятие", Wide("Исполнение", 2)],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И.")]


def test_headings_that_run_on_in_a_second_row_of_a_text() -> None:
    draft = interpret(
        plan(
            ["п/п", "мероприятия", "исполнения", ""],
            ["1", "Совещание", "Март 2021", "Иванов И.И."],
            headings=["№", "Наименование", "Срок", "Ответственный"],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И.")]


def test_months_as_columns_with_marks_in_them() -> None:
    draft = interpret(
        plan(
            ["1", "Совещание", "", "+", "", "+", "Иванов И.И."],
            ["2", "Семинар", "+", "", "", "", "Петров П.П."],
            headings=["№", "Мероприятие", "I квартал", "II квартал", "III квартал", "IV квартал", "Ответственный"],
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.12", "Иванов И.И."), ("2", "Семинар", "31.03", "Петров П.П.")]
    assert str(draft.items[0].starts_on) == "2021-04-01"


def test_the_responsible_come_before_the_executors_and_each_once() -> None:
    headings = ["№", "Мероприятие", "Исполнители", "Срок", "Ответственный"]
    row = ["1", "Совещание", "Петров П.П., Иванов И.И.", "Март 2021", "Иванов И.И."]
    assert interpret(plan(row, headings=headings)).items[0].responsible == ["Иванов И.И.", "Петров П.П."]


def test_a_place_is_the_note_only_where_there_is_no_other() -> None:
    headings = ["№", "Мероприятие", "Место проведения", "Срок", "Ответственный"]
    row = ["1", "Совещание", "Актовый зал", "Март 2021", "Иванов И.И."]
    assert interpret(plan(row, headings=headings)).items[0].note == "Актовый зал"
    assert interpret(plan([*row, "—"], headings=[*headings, "Примечание"])).items[0].note is None


def test_costs_marks_of_execution_and_participants_are_dropped_but_printed() -> None:
    headings = [*HEADINGS[:4], "Финансирование", "Отметка о выполнении", "Категория участников"]
    item = interpret(plan([*ROW[:4], "100 тыс. руб.", "исполнено", "учителя"], headings=headings)).items[0]
    assert (item.expected_result, item.note) == (None, None)
    assert item.printed is not None
    assert [(cell.heading, cell.text) for cell in item.printed.cells][-3:] == [
        ("Финансирование", "100 тыс. руб."),
        ("Отметка о выполнении", "исполнено"),
        ("Категория участников", "учителя"),
    ]


def test_a_column_of_deadlines_and_people_is_divided() -> None:
    headings = ["№", "Мероприятие", "Сроки, ответственные"]
    rows = (["1", "Совещание", "Март 2021\nИванов И.И."], ["2", "Семинар", "Май 2021, Петров П.П."])
    draft = interpret(plan(*rows, headings=headings))
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И."), ("2", "Семинар", "31.05", "Петров П.П.")]


def test_what_stands_in_the_columns_settles_what_headings_do_not() -> None:
    rows = [["1", "Совещание с учителями", "Март 2021", "Иванов И.И."], ["2", "Семинар", "Май 2021", "Петров П.П."]]
    found = [("1", "Совещание с учителями", "31.03", "Иванов И.И."), ("2", "Семинар", "31.05", "Петров П.П.")]
    assert fields(interpret(plan(*rows, headings=["", "Мероприятие", "", "Ответственный"]))) == found
    assert fields(interpret(plan(*rows, headings=["№", "", "Сроки", "Ответственный"]))) == found
    assert fields(interpret(document(TITLE, table(rows)))) == found


def test_the_header_may_stand_below_the_title_in_the_table() -> None:
    rows: list[Sequence[Content]] = [[Wide("План мероприятий на 2022 год", 6)], [Wide("", 6)], HEADINGS, ROW]
    draft = interpret(document(table(rows)))
    assert (draft.title, draft.year, len(draft.items)) == ("План мероприятий на 2022 год", 2022, 1)


def test_lists_and_signature_tables_are_no_plan() -> None:
    draft = interpret(
        document(
            TITLE,
            table([["СОГЛАСОВАНО", "УТВЕРЖДАЮ"], ["Директор школы № 1", "Директор школы № 2"]]),
            table([["Содержание", "Стр."], ["Пояснительная записка", "3"]], at=2),
            table([HEADINGS, ROW], at=3),
            "Лист ознакомления",
            table(
                [["№", "Ф.И.О.", "Должность", "Дата", "Подпись", ""], ["1", "Иванов И.И.", "учитель", "", "", ""]], at=4
            ),
        )
    )
    assert titles(draft) == ["Совещание"]


def test_a_table_of_its_own_header_has_its_own_columns() -> None:
    draft = interpret(
        document(
            TITLE,
            table([HEADINGS[:4], ROW[:4]]),
            "II. Методическая работа",
            table([["Сроки", "Ответственный", "Что проводится"], ["Май 2021", "Петров П.П.", "Семинар"]], at=2),
        )
    )
    assert fields(draft) == [("1", "Совещание", "31.03", "Иванов И.И."), ("2", "Семинар", "31.05", "Петров П.П.")]


def test_a_table_without_a_header_goes_on_with_the_columns_before() -> None:
    draft = interpret(
        document(TITLE, table([HEADINGS, ROW]), table([["2.", "Семинар", "Май 2021", "Петров П.П.", "", ""]], at=2))
    )
    assert titles(draft) == ["Совещание", "Семинар"]


def test_a_header_that_is_a_table_of_its_own() -> None:
    draft = interpret(document(TITLE, table([HEADINGS]), table([ROW], at=2)))
    assert titles(draft) == ["Совещание"]


def test_a_header_repeated_on_each_page_or_section_is_no_item() -> None:
    section = [Wide("II. Методическая работа", 6)]
    second = ["2.", "Семинар", "Май 2021", "Петров П.П.", "", ""]
    draft = interpret(plan(ROW, section, HEADINGS, ["1", "2", "3", "4", "5", "6"], second))
    assert titles(draft) == ["Совещание", "Семинар"]
    draft = interpret(document(TITLE, table([HEADINGS, ROW], page=1), table([HEADINGS, second], page=2)))
    assert titles(draft) == ["Совещание", "Семинар"]


def test_every_sheet_with_a_plan_is_read() -> None:
    first = table([HEADINGS, ROW], sheet="Март")
    second = table([HEADINGS, ["1", "Семинар", "Май 2021", "Петров П.П.", "", ""]], sheet="Май")
    other = table([["Школа", "Адрес"], ["СОШ № 1", "ул. Мира, 1"]], sheet="Справочник")
    draft = interpret(document(TITLE, first, other, second, kind=DocumentFormat.XLSX))
    assert titles(draft) == ["Совещание", "Семинар"]
    assert draft.items[1].printed is not None
    assert draft.items[1].printed.location == "лист «Май», таблица 1, строка 2"


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        ("План работы на 2021 год", "1. Совещание, март, Иванов И.И."),
        (TITLE, table([["Школа", "Адрес"], ["СОШ № 1", "ул. Мира, 1"]])),
        (TITLE, table([])),
    ],
)
def test_a_document_without_a_plan_table_is_refused_in_a_sentence(blocks: Sequence[Content]) -> None:
    with pytest.raises(DocumentUnreadable, match=r"^В документе нет таблицы с мероприятиями: .*\.$"):
        interpret(document(*blocks))  # type: ignore[arg-type]


def test_a_plan_table_without_items_is_refused_in_a_sentence() -> None:
    with pytest.raises(DocumentUnreadable, match=r"нет ни одного мероприятия.*\.$"):
        interpret(plan(["", "", "", "", "", ""]))
