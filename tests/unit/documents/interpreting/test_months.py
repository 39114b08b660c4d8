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
        [Wide("Сентябрь. Месячник безопасности", 3)],
        [Wide("Сентбярь", 3)],
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


DAY_HEADINGS = ("Время", "Мероприятие", "Место проведения", "Ответственный")
WEEK = "План мероприятий на 23 - 29 октября 2017 года"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("23.10 Понедельник", "2017-10-23"),
        ("23.10  понедельник", "2017-10-23"),
        ("Понедельник 23.10", "2017-10-23"),
        ("ПОНЕДЕЛЬНИК, 23 октября", "2017-10-23"),
        ("23 октября (понедельник)", "2017-10-23"),
        ("23 октября 2017 г., понедельник", "2017-10-23"),
        ("23.10.2017 (пн)", "2017-10-23"),
        ("23 октября", "2017-10-23"),
        ("Понедельник – 23.10.2017 г.", "2017-10-23"),
        ("23 октября – понедельник", "2017-10-23"),
    ],
)
@pytest.mark.parametrize("hour", ["10-00", "10.00", "10:00 – 12:00", "в 10.00 ч.", "с 9.00 до 13.00", "14.00 час.", ""])
def test_a_day_over_rows_is_the_day_of_their_hours(heading: str, expected: str, hour: str) -> None:
    rows: list[list[Content]] = [[Wide(heading, 4)], [hour, "Планёрка", "Зал", "Директор"]]
    other: list[list[Content]] = [[Wide("24.10 Вторник", 4)], [hour, "Кросс", "Парк", "Завуч"]]
    draft = interpret(plan(*rows, *other, headings=DAY_HEADINGS, title=WEEK))
    assert [(str(item.starts_on), str(item.due_on)) for item in draft.items] == [
        (expected, expected),
        ("2017-10-24", "2017-10-24"),
    ]
    assert not draft.reader_warnings


def test_under_a_day_a_deadline_of_its_own_stays() -> None:
    rows: list[list[Content]] = [[Wide("23.10 Понедельник", 4)], ["23.10-08.11.17", "Фестиваль", "Артек", "Директор"]]
    more: list[list[Content]] = [["до 27 октября", "Отчёт", "", "Завуч"], ["по графику", "Рейд", "", "Завуч"]]
    draft = interpret(plan(*rows, *more, headings=DAY_HEADINGS, title=WEEK))
    assert [(str(item.starts_on), str(item.due_on)) for item in draft.items] == [
        ("2017-10-23", "2017-11-08"),
        ("None", "2017-10-27"),
        ("None", "None"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "1 неделя (23-29 октября)",
        "с 23 по 29 октября",
        "23.10 – 29.10",
        "23.10.2017 – 29.10.2017",
        "23 - 29 октября 2017 г.",
    ],
)
def test_a_week_over_rows_is_the_deadline_of_those_that_have_none(heading: str) -> None:
    rows: list[list[Content]] = [[Wide(heading, 4)], ["", "Планёрка", "Зал", "Директор"], ["25", "Кросс", "", "Завуч"]]
    draft = interpret(plan(*rows, headings=DAY_HEADINGS, title="План на 2017 год"))
    assert [(str(item.starts_on), str(item.due_on)) for item in draft.items] == [
        ("2017-10-23", "2017-10-29"),
        ("2017-10-25", "2017-10-25"),
    ]


def test_a_number_in_an_empty_row_is_no_day() -> None:
    rows: list[list[Content]] = [["10.10", "", "", ""], ["10.11", "Кросс", "", "Завуч"]]
    draft = interpret(plan(*rows, headings=["№", "Мероприятие", "Срок", "Ответственный"]))
    assert [item.due_on for item in draft.items] == [None]


def test_a_day_over_rows_that_have_no_deadline_s_column_is_theirs() -> None:
    rows: list[list[Content]] = [[Wide("1 сентября (пятница)", 3)], ["Линейка", "10.00", "Завуч"]]
    draft = interpret(plan(*rows, headings=["Мероприятие", "Время", "Ответственный"], title=SCHOOL_YEAR))
    assert [str(item.due_on) for item in draft.items] == ["2021-09-01"]


@pytest.mark.parametrize("heading", ["Пятница", "1 неделя", "23 февраля – День защитника Отечества"])
def test_what_names_no_day_alone_dates_nothing(heading: str) -> None:
    rows: list[list[Content]] = [[Wide(heading, 4)], ["10.00", "Планёрка", "Зал", "Директор"]]
    draft = interpret(plan(*rows, headings=DAY_HEADINGS, title=WEEK))
    assert draft.items[0].due_on is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4", "2019-11-04..2019-11-04"),
        ("5, 12, 19, 26", "2019-11-05..2019-11-26"),
        ("14 (чт)", "2019-11-14..2019-11-14"),
        ("15-17", "2019-11-15..2019-11-17"),
        ("до 25", "None..2019-11-25"),
        ("20, 10.00", "2019-11-20..2019-11-20"),
        ("в течение месяца", "2019-11-01..2019-11-30"),
        ("24-30, ЦДБ", "2019-11-24..2019-11-30"),
        ("7 (каб. 5)", "2019-11-07..2019-11-07"),
        ("3-я неделя", "2019-11-01..2019-11-30"),
        ("24 организации", "None..None"),
        ("5, 7 классы", "None..None"),
        ("10.00", "None..None"),
        ("", "None..None"),
        ("по графику", "None..None"),
    ],
)
def test_bare_days_of_a_month_s_plan_are_that_month_s(text: str, expected: str) -> None:
    title = "План основных мероприятий администрации на ноябрь 2019 года"
    draft = interpret(
        plan([text, "Совещание", "Глава"], headings=["Дата", "Мероприятие", "Ответственный"], title=title)
    )
    assert [f"{item.starts_on}..{item.due_on}" for item in draft.items] == [expected]
