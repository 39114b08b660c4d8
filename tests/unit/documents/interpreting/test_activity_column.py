"""A plan whose headings do not name its activities, and lists that have a date in them and are no plan."""

from collections.abc import Sequence

import pytest

from config.errors import DocumentUnreadable
from documents.interpreting.interpret import interpret
from tests.unit.documents.interpreting.source_samples import Content, Wide, plan
from tests.unit.documents.interpreting.test_plan_tables import fields, titles


@pytest.mark.parametrize(
    ("headings", "first", "second"),
    [
        ("№|Шаг|Сроки|Ответственные", "1|Опрос|май|Отдел", "2|Сбор|июнь|Отдел"),
        ("№|Процедура|Сроки|Ответственный|Результат", "1|Опрос|май|Отдел|Акт", "2|Сбор|июнь|Отдел|Акт"),
        ("№|Предмет|Класс|Дата|Ответственный", "1|Опрос|5|май|Отдел", "2|Сбор|6|июнь|Отдел"),
        ("№|Формы и методы работы|Срок|Ответственный", "1|Опрос|май|Отдел", "2|Сбор|июнь|Отдел"),
        ("№|Ярмарки|Время года|Сроки|Кто", "1|Опрос|весна|май|Отдел", "2|Сбор|лето|июнь|Отдел"),
        ("№|Что сделать|Когда|Кто", "1|Опрос|май|Отдел", "2|Сбор|июнь|Отдел"),
        ("Предмет|Сроки проведения|Результат|Ответственный", "Опрос|май|Акт|Отдел", "Сбор|июнь|Акт|Отдел"),
    ],
)
def test_beside_a_deadline_and_a_responsible_the_leftmost_words_are_the_activity(
    headings: str, first: str, second: str
) -> None:
    draft = interpret(plan(first.split("|"), second.split("|"), headings=headings.split("|")))
    assert fields(draft) == [("1", "Опрос", "31.05", "Отдел"), ("2", "Сбор", "30.06", "Отдел")]


def test_a_short_group_at_the_left_is_not_the_activity() -> None:
    draft = interpret(
        plan(
            ["1", "Кадры", "Обучение молодых учителей", "май", "Отдел"],
            ["2", "Связи", "Договор с институтом", "июнь", "Отдел"],
            headings=["№", "Группировка", "Описание", "Срок", "Ответственный"],
        )
    )
    assert titles(draft) == ["Обучение молодых учителей", "Договор с институтом"]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("№|Предмет|Класс|Дата", ["1|Математика|5|12 мая", "2|Физика|6|13 мая"]),
        ("Процедура|Срок|Результат", ["Математика|май|Справка", "Физика|июнь|Справка"]),
    ],
)
def test_beside_a_deadline_and_a_number_or_result_too_where_the_dates_are_dates(headings: str, rows: list[str]) -> None:
    draft = interpret(plan(*(row.split("|") for row in rows), headings=headings.split("|")))
    assert titles(draft) == ["Математика", "Физика"]
    assert all(item.due_on for item in draft.items)


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("№|Товар|Единица измерения|Цена, руб.", ["1|Бумага|пачка|300", "2|Тонер|штука|1200"]),
        ("№|Товар|Цена, руб.|Срок поставки, дней", ["1|Бумага|300|5", "2|Тонер|1200|10"]),
        ("№|Фамилия, имя|Дата рождения|Адрес", ["1|Иванов Пётр|12.05.2010|ул. Мира", "2|Ким Анна|13.06.2010|ул. Мира"]),
        ("№|Ф.И.О.|Дата рождения|Примечание", ["1|Иванов Пётр|12.05.2010|", "2|Ким Анна|13.06.2010|"]),
        ("№|Ученик|Дата зачисления|Класс", ["1|Иванов Пётр|12.05.2020|5", "2|Ким Анна|13.06.2020|6"]),
        (
            "№|Ф.И.О.|Должность|Дата аттестации",
            ["1|Иванов Пётр Ильич|учитель|12.05.2021", "2|Ким Анна Ивановна|методист|13.06.2021"],
        ),
        (
            "№|Ф.И.О.|Должность|Срок|Ответственный",
            ["1|Ким Анна Ивановна|учитель|май|Ли А.А.", "2|Ли Пётр Ильич|учитель|май|Ли А.А."],
        ),
        ("№|Дата|Кабинет|Дежурный", ["1|12.05.2021|5|Ким А.А.", "2|13.05.2021|6|Ли А.А."]),
        ("№|Ф.И. учащегося|01.09|02.09|03.09", ["1|Иванов Пётр|5|4|н", "2|Ким Анна|4|4|5"]),
        ("№|Организация|Адрес|Количество экземпляров", ["1|Школа № 1|ул. Мира|2", "2|Школа № 2|ул. Ленина|1"]),
        ("№|Раздел|Страница", ["1|Общие сведения|3", "2|Приложения|12"]),
        ("Должность|Подпись|Дата", ["Директор|________|12.05.2021", "Завуч|________|13.05.2021"]),
        ("№|Должность|Ф.И.О.|Подпись|Дата", ["1|Директор|Иванов П.П.||12.05.2021", "2|Завуч|Ким А.А.||13.05.2021"]),
        ("№|Маршрут|Время отправления|Перевозчик", ["1|Омск – Тара|8.30|Авто", "2|Омск – Исилькуль|9.15|Авто"]),
    ],
)
def test_goods_people_marks_contents_and_signatures_are_no_plan(headings: str, rows: list[str]) -> None:
    with pytest.raises(DocumentUnreadable, match="нет таблицы с мероприятиями"):
        interpret(plan(*(row.split("|") for row in rows), headings=headings.split("|")))


CONTROL = (
    "Объект контроля",
    "Цель контроля",
    "Вид контроля",
    "Методы контроля",
    "Ответственный за осуществление контроля",
    "Результаты контроля, место подведения итогов",
)


def _control(title: str) -> Sequence[Content]:
    return [title, "Анализ посещаемости занятий", "Тематический", "Рейд", "Директор", "Справка"]


def test_what_is_looked_at_is_the_activity_of_a_plan_of_control() -> None:
    draft = interpret(
        plan(
            [Wide("СЕНТЯБРЬ", 6)],
            [Wide("1. Контроль за всеобучем", 6)],
            _control("Кабинеты"),
            [Wide("2. Контроль за преподаванием", 6)],
            _control("Журналы"),
            [Wide("ОКТЯБРЬ", 6)],
            _control("Столовая"),
            headings=CONTROL,
            title="ПЛАН ВНУТРИШКОЛЬНОГО КОНТРОЛЯ\nна 2021-2022 учебный год",
        )
    )
    expected = [("1", "Кабинеты", "30.09"), ("2", "Журналы", "30.09"), ("3", "Столовая", "31.10")]
    assert [(number, title, day) for number, title, day, _ in fields(draft)] == expected
    assert {(item.expected_result, item.note) for item in draft.items} == {("Справка", None)}


def test_a_better_column_than_the_one_looked_at_is_the_activity() -> None:
    for activity in ("Содержание контроля", "Наименование контрольного мероприятия", "Тема контроля"):
        headings = ["№", activity, "Наименование объекта контроля", "Проверяемый период", "Срок", "Ответственный"]
        draft = interpret(plan(["1", "Ревизия", "Школа № 2", "2020 год", "май", "Отдел"], headings=headings))
        assert fields(draft) == [("1", "Ревизия", "31.05", "Отдел")]


def test_a_title_in_capitals_over_several_lines_is_no_section_over_the_months() -> None:
    document = plan([Wide("СЕНТЯБРЬ", 6)], [Wide("1. Всеобуч", 6)], _control("Кабинеты"), headings=CONTROL, title="")
    lines = plan(title="ПЛАН КОНТРОЛЯ").blocks[:1] + plan(title="на 2021 год").blocks[:1]
    draft = interpret(type(document)(document.format, document.file_name, (*lines, *document.blocks[1:])))
    assert [day for _, _, day, _ in fields(draft)] == ["30.09"]


def test_stages_that_are_their_own_deadlines_are_found_by_what_stands_in_them() -> None:
    draft = interpret(
        plan(
            ["1. I этап - до 1 апреля (подготовительный)", "Подготовка убежищ", "Директор", ""],
            ["2. С 20 августа по 30 сентября", "Проверка убежищ", "Комиссия", "Выборочно"],
            headings=["Этапы смотра", "Проводимые мероприятия", "Кто проводит", "Примечание"],
        )
    )
    assert fields(draft) == [
        ("1", "Подготовка убежищ", "01.04", "Директор"),
        ("2", "Проверка убежищ", "30.09", "Комиссия"),
    ]


@pytest.mark.parametrize(
    "heading", ["Организатор", "Организаторы", "Организатор мероприятия", "Проводящая организация", "Кто организует"]
)
def test_who_organises_is_responsible_where_no_other_column_is(heading: str) -> None:
    alone = plan(["1", "Кросс", "май", "Спорткомитет"], headings=["№", "Мероприятие", "Срок", heading])
    assert fields(interpret(alone)) == [("1", "Кросс", "31.05", "Спорткомитет")]
    headings = ["№", "Мероприятие", "Срок", heading, "Ответственный"]
    beside = plan(["1", "Кросс", "май", "Спорткомитет", "Ким А.А."], headings=headings)
    assert fields(interpret(beside)) == [("1", "Кросс", "31.05", "Ким А.А.")]


def test_methods_are_no_note_and_measures_before_the_activity_no_result() -> None:
    headings = ["№", "Показатель", "Мероприятие", "Методы", "Срок", "Ответственный"]
    (item,) = interpret(plan(["1", "Кадры", "Семинар", "Анализ", "май", "Отдел"], headings=headings)).items
    assert (item.title, item.note, item.expected_result) == ("Семинар", None, None)


@pytest.mark.parametrize("is_heading", [True, False])
def test_bare_days_lie_in_the_month_over_the_rows_or_in_the_title(*, is_heading: bool) -> None:
    days = ["5", "12-16", "14 (чт)", "до 25", "в течение месяца", "5, 12, 19"]
    rows: list[Sequence[Content]] = [[day, f"Дело {at}", "Отдел"] for at, day in enumerate(days)]
    month, title = ([[Wide("Сентябрь", 3)]], "План на 2021 год") if is_heading else ([], "План на сентябрь 2021 года")
    draft = interpret(plan(*month, *rows, headings=["Дата", "Мероприятие", "Ответственный"], title=title))
    read = [(item.starts_on and item.starts_on.day, item.due_on and item.due_on.day) for item in draft.items]
    assert read == [(5, 5), (12, 16), (14, 14), (None, 25), (1, 30), (5, 19)]
    assert {item.due_on.month for item in draft.items if item.due_on} == {9}
