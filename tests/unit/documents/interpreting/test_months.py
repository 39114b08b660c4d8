"""Months that stand over items or beside them, and date those without a deadline of their own."""

import pytest

from documents.interpreting.interpret import interpret
from documents.reading.source import DocumentFormat
from models.states import Recurrence
from tests.unit.documents.interpreting.source_samples import ABOVE, TITLE, Content, Wide, document, plan, table
from tests.unit.documents.interpreting.test_plan_tables import fields

SCHOOL_YEAR = "План работы школы на 2021-2022 учебный год"
HEADINGS = ("Мероприятие", "Срок", "Ответственный")


@pytest.mark.parametrize(
    "month",
    [
        [Wide("Сентябрь", 3)],
        ["СЕНТЯБРЬ", "", ""],
        ["Сентябрь 2021 г.", "", ""],
        ["Сентябрь"] * 3,
        [Wide("Сентябрь: «Внимание, дети!»", 3)],
    ],
)
def test_a_month_row_dates_the_items_below_it(month: list[Content]) -> None:
    rows: list[list[Content]] = [month, ["Педсовет", "", "Директор"], ["Линейка", "1 сентября", "Завуч"]]
    draft = interpret(plan(*rows, [Wide("Январь", 3)], ["Ёлка", "", "Завуч"], headings=HEADINGS, title=SCHOOL_YEAR))
    assert [(str(item.starts_on), str(item.due_on)) for item in draft.items] == [
        ("2021-09-01", "2021-09-30"),
        ("2021-09-01", "2021-09-01"),
        ("2022-01-01", "2022-01-31"),
    ]


def test_a_rhythm_or_a_day_over_rows_is_their_deadline() -> None:
    rows: list[list[Content]] = [[Wide("Ежемесячно", 3)], ["Отчёт", "", "Завуч"], [Wide("1 сентября 2021 г.", 3)]]
    year: list[list[Content]] = [["Линейка", "", "Завуч"], [Wide("В течение года", 3)], ["Надзор", "", "Завуч"]]
    draft = interpret(plan(*rows, *year, headings=HEADINGS))
    assert [day for _, _, day, _ in fields(draft)] == ["", "01.09", "31.12"]
    assert draft.items[0].recurrence is Recurrence.MONTHLY


def test_a_day_in_a_month_s_rows_is_of_that_month() -> None:
    draft = interpret(plan([Wide("Март", 3)], ["Педсовет", "до 15", "Директор"], headings=HEADINGS))
    assert fields(draft) == [("1", "Педсовет", "15.03", "Директор")]


def test_sections_below_a_month_do_not_end_it() -> None:
    rows: list[list[Content]] = [
        [Wide("Март", 3)],
        [Wide("Работа с кадрами", 3)],
        ["Педсовет", "", "Директор"],
        [Wide("Май", 3)],
    ]
    draft = interpret(plan(*rows, [Wide("Работа с детьми", 3)], ["Поход", "", "Завуч"], headings=HEADINGS))
    assert [day for _, _, day, _ in fields(draft)] == ["31.03", "31.05"]


def test_a_section_over_months_ends_them() -> None:
    rows: list[list[Content]] = [[Wide("Работа с кадрами", 3)], [Wide("Март", 3)], ["Педсовет", "", "Директор"]]
    draft = interpret(plan(*rows, [Wide("Работа с детьми", 3)], ["Поход", "", "Завуч"], headings=HEADINGS))
    assert [day for _, _, day, _ in fields(draft)] == ["31.03", ""]


def test_a_month_merged_downwards_is_the_deadline_of_each_row() -> None:
    rows: list[list[Content]] = [
        ["Март", "Педсовет", "Директор"],
        [ABOVE, "Линейка", "Завуч"],
        ["Май", "Поход", "Завуч"],
    ]
    draft = interpret(plan(*rows, headings=["Месяц", "Мероприятия", "Ответственные"]))
    assert fields(draft) == [
        ("1", "Педсовет", "31.03", "Директор"),
        ("2", "Линейка", "31.03", "Завуч"),
        ("3", "Поход", "31.05", "Завуч"),
    ]


def test_a_month_beside_the_first_of_its_rows_is_of_them_all() -> None:
    rows: list[list[Content]] = [["Март", "Педсовет", "Директор"], ["", "Линейка", "Завуч"], ["Май", "Поход", "Завуч"]]
    draft = interpret(plan(*rows, headings=["Месяц", "Мероприятия", "Ответственные"]))
    assert [day for _, _, day, _ in fields(draft)] == ["31.03", "31.03", "31.05"]


def test_a_month_column_completes_the_deadline_s() -> None:
    rows: list[list[Content]] = [["Март", "5", "Педсовет", "Директор"], [ABOVE, "12", "Линейка", "Завуч"]]
    draft = interpret(plan(*rows, headings=["Месяц", "Дата", "Мероприятия", "Ответственные"]))
    assert [day for _, _, day, _ in fields(draft)] == ["05.03", "12.03"]


def test_a_sheet_named_by_a_month_dates_its_items() -> None:
    sheets = [table([HEADINGS, ["Педсовет", "", "Директор"]], sheet=month) for month in ("Март", "Май", "Разное")]
    draft = interpret(document(TITLE, *sheets, kind=DocumentFormat.XLSX))
    assert [day for _, _, day, _ in fields(draft)] == ["31.03", "31.05", ""]


def test_a_month_s_line_before_each_table_of_a_text_dates_it() -> None:
    draft = interpret(
        document(
            TITLE,
            "МАРТ",
            table([HEADINGS, ["Педсовет", "", "Директор"]]),
            "МАЙ",
            table([["Поход", "", "Завуч"], ["Последний звонок", "25 мая", "Завуч"]], at=2),
            kind=DocumentFormat.TEXT,
        )
    )
    assert [day for _, _, day, _ in fields(draft)] == ["31.03", "31.05", "25.05"]
