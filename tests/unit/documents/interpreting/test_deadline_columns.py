from datetime import date, datetime

import pytest

from documents.interpreting.deadline import (
    deadline_of_value,
    looks_like_deadline,
    month_of_heading,
    read_split_deadline,
    years_named,
)
from tests.unit.documents.interpreting.deadline_samples import (
    FOUR_YEARS,
    NOT_UNDERSTOOD,
    SCHOOL_YEAR,
    YEAR,
    day,
    shown,
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("15.03.2021", "20.05.2021", "2021-03-15..2021-05-20"),
        ("с 15.03.2021", "по 20.05.2021", "2021-03-15..2021-05-20"),
        ("15.03.2021", "до 20.05.2021", "2021-03-15..2021-05-20"),
        ("15 марта", "20 мая 2022", "2022-03-15..2022-05-20"),
        ("сентябрь", "май", "2021-09-01..2022-05-31"),
        ("сентябрь 2021", "май 2022", "2021-09-01..2022-05-31"),
        ("I квартал", "III квартал", "2021-01-01..2021-09-30"),
        ("2021", "2023", "2021-01-01..2023-12-31"),
        ("январь", "январь", "2021-01-01..2021-01-31"),
        ("15.03.2021", "15.03.2021", day("2021-03-15")),
        ("15 марта", "", "2021-03-15.."),
        ("15 марта", "—", "2021-03-15.."),
        ("до 15 марта", "", "2021-03-15.."),
        ("", "20 мая", "..2021-05-20"),
        ("", "до 20 мая", "..2021-05-20"),
        ("в течение года", "", "2021-01-01..2021-12-31"),
        ("сентябрь - май", "", "2021-09-01..2022-05-31"),
        ("в течение года", "в течение года", "2021-01-01..2021-12-31"),
        ("постоянно", "постоянно", ".. continuous"),
        ("ежемесячно", "", ".. monthly"),
        ("15.04.2024", "15.05.2023", "2024-04-15..2023-05-15"),
        ("20.05.2021", "15.03.2021", "2021-05-20..2021-03-15 ?"),
        ("31.02.2021", "01.03.2021", NOT_UNDERSTOOD),
        ("15.03.2021", "по мере готовности", "2021-03-15.. ?"),
        ("по графику", "по графику", NOT_UNDERSTOOD),
    ],
)
def test_two_columns_give_start_and_end(start: str, end: str, expected: str) -> None:
    assert shown(read_split_deadline(start, end, YEAR)) == expected


def test_two_columns_in_a_school_year() -> None:
    assert shown(read_split_deadline("сентябрь", "май", SCHOOL_YEAR)) == "2021-09-01..2022-05-31"
    assert shown(read_split_deadline("15 января", "20 мая", SCHOOL_YEAR)) == "2022-01-15..2022-05-20"


def test_two_empty_columns_are_empty_or_the_month_over_them() -> None:
    september = (date(2021, 9, 1), date(2021, 9, 30))
    assert read_split_deadline("", "—", YEAR).is_empty
    assert shown(read_split_deadline("", "—", YEAR)) == NOT_UNDERSTOOD
    assert shown(read_split_deadline("", "", YEAR, within=september)) == "2021-09-01..2021-09-30"
    assert shown(read_split_deadline("10", "15", YEAR, within=september)) == "2021-09-10..2021-09-15"


def test_a_spreadsheets_date_is_that_day_or_its_month() -> None:
    assert shown(deadline_of_value(date(2021, 3, 15), False)) == day("2021-03-15")
    assert shown(deadline_of_value(datetime(2021, 3, 15, 10, 30), is_month=False)) == day("2021-03-15")  # noqa: DTZ001 - Excel keeps no zone
    assert shown(deadline_of_value(date(2024, 2, 1), is_month=True)) == "2024-02-01..2024-02-29"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Сентябрь", "2021-09-01..2021-09-30"),
        ("СЕНТЯБРЬ 2021 г.", "2021-09-01..2021-09-30"),
        ("Сентябрь:", "2021-09-01..2021-09-30"),
        ("С Е Н Т Я Б Р Ь", "2021-09-01..2021-09-30"),
        ("Я Н В А Р Ь 2022", "2022-01-01..2022-01-31"),
        ("Сентябрь месяц", "2021-09-01..2021-09-30"),
        ("на сентябрь", "2021-09-01..2021-09-30"),
        ("1. Сентябрь", "2021-09-01..2021-09-30"),
        ("II. Октябрь", "2021-10-01..2021-10-31"),
        ("Январь", "2022-01-01..2022-01-31"),
        ("Январь – февраль", "2022-01-01..2022-02-28"),
        ("Июнь, июль, август", "2022-06-01..2022-08-31"),
        ("Август-сентябрь", "2021-08-01..2021-09-30"),
        ("I квартал", "2022-01-01..2022-03-31"),
        ("II КВАРТАЛ 2022 ГОДА", "2022-04-01..2022-06-30"),
        ("1 полугодие", "2021-09-01..2021-12-31"),
        ("В течение года", "2021-09-01..2022-08-31"),
    ],
)
def test_a_row_that_names_a_time_alone_is_a_month_row(text: str, expected: str) -> None:
    days = month_of_heading(text, SCHOOL_YEAR)
    assert days is not None
    assert f"{days[0]}..{days[1]}" == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "1",
        "Мероприятия на сентябрь",
        "План на сентябрь",
        "Сентябрь (месячник безопасности)",
        "Май Иван Петрович",
        "15 сентября",
        "1-7 сентября",
        "до мая",
        "с сентября",
        "ежемесячно",
        "осень",
        "2021 год",
        "2021-2022 учебный год",
        "III квартал",
        "за сентябрь",
        "Ответственный",
        "Сентябрь " * 40,
    ],
)
def test_a_row_with_other_words_is_no_month_row(text: str) -> None:
    assert month_of_heading(text, SCHOOL_YEAR) is None


def test_a_year_heads_a_section_in_a_plan_of_several_years() -> None:
    assert month_of_heading("2022 год", FOUR_YEARS) == (date(2022, 1, 1), date(2022, 12, 31))
    assert month_of_heading("2022 год", YEAR) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("15.03.2021", [2021]),
        ("15.03.21", [2021]),
        ("28.04.06", [2006]),
        ("15 марта 2022 г.", [2022]),
        ("март 21 г.", [2021]),
        ("март 2021 - май 2022", [2021, 2022]),
        ("I квартал 2021", [2021]),
        ("2021-2022 уч. год", [2021, 2022]),
        ("план на 2021 год", [2021]),
        ("до 15 марта", []),
        ("по итогам 2020 года", []),
        ("приказ от 12.01.2020 № 5", []),
        ("ГИА-2022", []),
        ("24 организации", []),
        ("", []),
    ],
)
def test_the_years_of_the_dates_in_a_text(text: str, years: list[int]) -> None:
    assert years_named(text) == years


@pytest.mark.parametrize(
    "text",
    [
        "Сентябрь",
        "до 15.03",
        "15.03.2021",
        "I квартал",
        "сентябрь-октябрь 2021",
        "в течение года",
        "ежемесячно",
        "еженедельно",
        "по мере необходимости",
        "по графику",
        "по отдельному плану",
        "согласно графику",
        "1 четверть",
        "осенние каникулы",
        "март 2021, актовый зал",
        "Постоянно",
    ],
)
def test_a_deadline_looks_like_one(text: str) -> None:
    assert looks_like_deadline(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "1",
        "12.",
        "1.1",
        "1.10.",
        "1.1.1",
        "10.10",
        "100%",
        "24 организации",
        "8 класс",
        "Иванов И.И.",
        "Директор",
        "Протокол",
        "Отчет за 2020 год",
        "Протокол № 5 от 12.03.2021",
        "Подготовка плана на 2021 год",
        "Проведение мониторинга в сентябре 2021 года с руководителями школ города",
        "Не менее 7",
        "сентябрь " * 50,
    ],
)
def test_other_cells_do_not_look_like_a_deadline(text: str) -> None:
    assert not looks_like_deadline(text)
