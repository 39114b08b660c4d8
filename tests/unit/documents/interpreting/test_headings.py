"""Which column a heading announces."""

import pytest

from documents.interpreting.headings import Role, read_heading, read_lower_heading

USUAL = {
    Role.NUMBER: """№ | № п/п | N | N п/п | п/п | Номер | № п\\п | №п.п. | No | № пункта""",
    Role.TITLE: """Мероприятие | Мероприятия | Наименование мероприятия | Содержание работы | Содержание деятельности
        | Вид деятельности | Направление деятельности | Тема | Что проводится | Работы | Задача | Наименование
        | Дела, события, мероприятия | Вопросы для рассмотрения | МЕРОПРИЯТИЯ
        | Контрольное мероприятие""",
    Role.DEADLINE: """Срок | Сроки | Сроки исполнения | Срок проведения | Дата | Дата проведения | Период | Время
        | Когда | Дата, время | Дата и место проведения | Место и время проведения
        | Планируемый срок | Сроки реализации""",
    Role.STARTS: "Начало | Дата начала | Срок начала | с",
    Role.ENDS: "Окончание | Дата окончания | Срок завершения | по",
    Role.RESPONSIBLE: """Ответственный | Ответственные | Ответственный исполнитель | Ответственные лица | Кто проводит
        | Ф.И.О. ответственного | Ответственный за проведение мероприятия
        | Ответственный (заместитель директора, педагог)""",
    Role.EXECUTORS: "Исполнитель | Исполнители | Соисполнители",
    Role.RESULT: """Ожидаемый результат | Результат | Вид документа | Форма отчетности | Итоговый документ | Показатель
        | Выход | Форма завершения | Документ, подтверждающий исполнение | Прогнозируемый результат""",
    Role.NOTE: "Примечание | Примечания | Примеч.",
    Role.PLACE: "Место проведения | Место",
    Role.MONTH: "Месяц",
    Role.DROPPED: """Отметка о выполнении | Отметка об исполнении | Фактический срок | Срок исполнения (факт) | Подпись
        | Финансирование | Стоимость, тыс. руб. | Целевая аудитория | Категория участников | Цель мероприятия
        | Участники мероприятия | Исполнение | Проверяемый период""",
    Role.DEADLINE_AND_RESPONSIBLE: "Сроки, ответственные | Ответственный, срок исполнения",
    Role.UNKNOWN: "Наименование организации | Начальник отдела | Ещё что-то",
}


@pytest.mark.parametrize(("role", "headings"), USUAL.items())
def test_a_heading_names_its_column(role: Role, headings: str) -> None:
    read = {heading: read_heading(heading).role for heading in map(str.strip, headings.split("|"))}
    assert read == dict.fromkeys(read, role)


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("Ответствен-\nный", Role.RESPONSIBLE),
        ("Ответст\nвенные лица", Role.RESPONSIBLE),
        ("Приме\nчание", Role.NOTE),
        ("№\nп/\nп", Role.NUMBER),
        ("Меро\nприя\nтие", Role.TITLE),
        ("О т в е т с т в е н н ы й", Role.RESPONSIBLE),
        ("Ответственные¹", Role.RESPONSIBLE),
        ("Мероприятие*", Role.TITLE),
    ],
)
def test_broken_words_and_footnote_marks_do_not_hide_a_heading(printed: str, role: Role) -> None:
    assert read_heading(printed).role is role


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("Меропрятие", Role.TITLE),
        ("Отвецтвенный", Role.RESPONSIBLE),
        ("Отвественный", Role.RESPONSIBLE),
        ("Ожидаемый резултат", Role.RESULT),
        ("Примечяние", Role.NOTE),
        ("Исплонители", Role.EXECUTORS),
    ],
)
def test_a_slip_of_a_letter_or_two_does_not_hide_a_heading(printed: str, role: Role) -> None:
    assert read_heading(printed).role is role


def test_without_mending_only_whole_words_count() -> None:
    assert read_heading("Исплонители", mend=False).role is Role.UNKNOWN


@pytest.mark.parametrize(
    ("upper", "lower", "role"),
    [
        ("Срок исполнения", "план", Role.DEADLINE),
        ("Срок исполнения", "факт", Role.DROPPED),
        ("Срок", "начало", Role.STARTS),
        ("Срок", "окончание", Role.ENDS),
        ("Сроки реализации", "с", Role.STARTS),
        ("Сроки", "по", Role.ENDS),
        ("Исполнение", "Срок", Role.DEADLINE),
        ("Организация работы", "Ответственный", Role.RESPONSIBLE),
        ("Организация контроля", "Сроки", Role.DEADLINE),
        ("Финансирование", "2021 год", Role.DROPPED),
        ("Отметка о выполнении", "дата", Role.DROPPED),
        ("Ответственный", "Ф.И.О.", Role.RESPONSIBLE),
        ("Ответственный", "подпись", Role.DROPPED),
    ],
)
def test_a_lower_heading_is_read_under_its_upper_one(upper: str, lower: str, role: Role) -> None:
    assert read_lower_heading(upper, lower).role is role


def test_running_text_is_no_heading() -> None:
    text = "Проведение совещаний с директорами школ по вопросам подготовки к новому учебному году и по срокам отчётов"
    assert not read_heading(text).is_plain


def test_a_heading_that_is_too_long_says_nothing() -> None:
    assert read_heading("Мероприятие " * 50).role is Role.UNKNOWN
