"""Rows that are no items: sections, months, totals, signatures, footnotes, dashes."""

import pytest

from documents.interpreting.interpret import interpret
from tests.unit.documents.interpreting.source_samples import HEADINGS, TITLE, Content, Wide, document, plan, table
from tests.unit.documents.interpreting.test_plan_tables import fields, titles

FIRST = ("1", "Совещание", "Март 2021", "Иванов И.И.", "Протокол", "")
SECOND = ("2", "Семинар", "Май 2021", "Петров П.П.", "Справка", "")


@pytest.mark.parametrize(
    "row",
    [
        [Wide("I. Организационные мероприятия", 6)],
        ["I. Организационные мероприятия", "", "", "", "", ""],
        ["", "Организационные мероприятия", "", "", "", ""],
        ["Организационные мероприятия"] * 6,
        ["I", Wide("Организационные мероприятия", 5)],
        ["1", "2", "3", "4", "5", "6"],
        ["Итого:", "2 мероприятия", "", "", "", ""],
        ["", "Всего мероприятий: 2", "", "", "", ""],
        ["--", "--", "--", "------", "--", "--"],
        ["", "", "", "", "", ""],
        ["* по согласованию", "", "", "", "", ""],
        ["1 – сроки могут быть изменены", "", "", "", "", ""],
        [Wide("Примечание: сроки могут быть изменены", 6)],
        ["3", "", "", "", "", ""],
        ["Страница 2", "", "", "", "", ""],
        ["Организационные\nмероприятия", *["Организационные меро-\nприятия"] * 5],
    ],
)
def test_such_a_row_is_no_item(row: list[Content]) -> None:
    assert titles(interpret(plan(FIRST, row, SECOND))) == ["Совещание", "Семинар"]
    assert titles(interpret(plan(FIRST, SECOND, row))) == ["Совещание", "Семинар"]
    assert not interpret(plan(FIRST, row, SECOND)).reader_warnings


@pytest.mark.parametrize(
    "rows",
    [
        [["", "Директор школы", "", "И.И. Иванов", "", ""]],
        [["Заместитель директора ____________ Петрова А.А.", "", "", "", "", ""]],
        [["Исполнитель: Петрова А.А.", "", "", "", "", ""], ["тел. 12-34-56", "", "", "", "", ""]],
        [["СОГЛАСОВАНО", "", "", "", "", ""], ["", "Начальник отдела", "", "П.П. Петров", "", ""]],
    ],
)
def test_signatures_below_the_plan_are_no_items(rows: list[list[Content]]) -> None:
    draft = interpret(plan(FIRST, SECOND, *rows))
    assert fields(draft)[1:] == [("2", "Семинар", "31.05", "Петров П.П.")]
    assert len(draft.items) == 2


def test_a_numbered_row_with_nothing_beside_it_is_a_section_where_its_parts_follow() -> None:
    rows = [["1", "Организационные мероприятия", "", "", "", ""], ["1.1", *FIRST[1:]], ["1.2", *SECOND[1:]]]
    assert [item.number for item in interpret(plan(*rows)).items] == ["1.1", "1.2"]


def test_a_numbered_row_with_nothing_beside_it_is_a_section_where_numbers_start_anew() -> None:
    rows = [
        ["I", "Организационные мероприятия", "", "", "", ""],
        FIRST,
        SECOND,
        ["II", "Методическая работа", "", "", "", ""],
        FIRST,
    ]
    assert [item.number for item in interpret(plan(*rows)).items] == ["1", "2", "1"]
    rows = [["1.", "Организация", "", "", "", ""], FIRST, SECOND, ["2.", "Методика", "", "", "", ""], FIRST, SECOND]
    assert [item.number for item in interpret(plan(*rows)).items] == ["1", "2", "1", "2"]


def test_a_numbered_row_over_items_without_numbers_is_a_section() -> None:
    rows = [["1", "Организационные мероприятия", "", "", "", ""], ["", *FIRST[1:]], ["", *SECOND[1:]], ["", *FIRST[1:]]]
    assert titles(interpret(plan(*rows))) == ["Совещание", "Семинар", "Совещание"]


def test_a_sum_beside_a_heading_makes_it_no_item() -> None:
    headings = [*HEADINGS[:4], "Финансирование"]
    rows = [FIRST[:5], ["", "Объем по разделу", "", "", "100"], SECOND[:5]]
    assert titles(interpret(plan(*rows, headings=headings))) == ["Совещание", "Семинар"]


def test_a_numbered_row_in_its_order_is_an_item_without_a_deadline() -> None:
    third = ["3", "Конференция", "", "", "", ""]
    rows = [FIRST, SECOND, third, ["4", *FIRST[1:]], ["5", *SECOND[1:]]]
    draft = interpret(plan(*rows))
    assert [item.number for item in draft.items] == ["1", "2", "3", "4", "5"]
    assert draft.items[2].due_on is None
    assert [item.number for item in interpret(plan(FIRST, SECOND, third)).items] == ["1", "2", "3"]


def test_numbers_that_start_anew_in_each_section_stay_as_printed() -> None:
    section = [Wide("II. Методическая работа", 6)]
    draft = interpret(plan(FIRST, SECOND, section, FIRST, SECOND))
    assert [item.number for item in draft.items] == ["1", "2", "1", "2"]


def test_items_that_have_nothing_but_a_title_and_stand_below_months_are_items() -> None:
    rows = [["Сентябрь", ""], ["День знаний", ""], ["Педсовет", ""], ["Октябрь", ""], ["День учителя", ""]]
    draft = interpret(plan(*rows, headings=["Мероприятие", "Ответственный"]))
    assert fields(draft) == [
        ("1", "День знаний", "30.09", ""),
        ("2", "Педсовет", "30.09", ""),
        ("3", "День учителя", "31.10", ""),
    ]


def test_a_title_that_begins_like_a_total_is_an_item() -> None:
    rows = [["1", "Всероссийская олимпиада", *FIRST[2:]], ["2", "Итоговое совещание", *FIRST[2:]]]
    assert len(interpret(plan(*rows)).items) == 2


def test_a_director_s_own_item_is_an_item() -> None:
    headings = HEADINGS[1:4]
    rows = [["Совещание", "Март", "Иванов И.И."], ["Директорский час", "Май", "Петров П.П."]]
    assert titles(interpret(plan(*rows, headings=headings))) == ["Совещание", "Директорский час"]


@pytest.mark.parametrize(
    "line",
    [
        "31.08.2020",
        "31.08.2020\t31.08.2020",
        "«31» августа 2020 г.",
        "31 августа 2020 года",
        "2020",
        "на 2020 год",
        "на II полугодие 2020 года",
    ],
)
def test_the_date_of_the_paper_dates_no_rows(line: str) -> None:
    undated = [*FIRST[:2], "—", *FIRST[3:]]
    assert interpret(document(TITLE, line, table([HEADINGS, undated]))).items[0].due_on is None


def test_lines_between_tables_head_them() -> None:
    month = document(TITLE, "Сентябрь", table([HEADINGS[1:4], ["Педсовет", "", "Директор"]]))
    assert fields(interpret(month)) == [("1", "Педсовет", "30.09", "Директор")]
    section = document(TITLE, "I. Организация", table([HEADINGS, FIRST]), "II. Методика", table([SECOND], at=2))
    assert titles(interpret(section)) == ["Совещание", "Семинар"]
