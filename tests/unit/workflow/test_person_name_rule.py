"""What is a person's name, and what is plainly an office or a group."""

import pytest

from workflow.errors import InvalidCommand
from workflow.person_name_rule import demand_person_name, is_person_name


@pytest.mark.parametrize(
    "name",
    [
        "Иванов И.И.",
        "Иванов И. И.",
        "Иванов И.",
        "И.И. Иванов",
        "Ким А.",
        "ЦОЙ В.Р.",
        "Сторож А.Б.",
        "Иванов Иван Иванович",
        "ИВАНОВ Иван Иванович",
        "Иванова Мария",
        "Салтыкова-Щедрина А.Б.",
        "Оглы Мамед",
        "Мамедов Али Гасан оглы",
        "де Ла-Торре Х.М.",
        "Аль-Саид О’Нил",
        "Джафаров Дж.А.",
        "Müller K.",
        "John Smith",
        "O'Neil S.",
        "Анна-Мария фон Штейн",
    ],
)
def test_names_as_russian_offices_write_them_are_taken(name: str) -> None:
    assert is_person_name(name)
    demand_person_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "отдел кадров",
        "Отдел кадров",
        "Отдел Кадров",
        "все руководители",
        "Все Руководители",
        "Директора ОО",
        "директора ОО",
        "Педагоги ШМО",
        "Администрация школы",
        "Иванов",
        "иванов и.и.",
        "Иванов И.И. и др.",
        "Иванов И.И., Петров П.П.",
        "Школа № 5",
        "ivanov@school.ru",
        "И.И.",
        "—",
    ],
)
def test_what_is_plainly_no_name_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(InvalidCommand, match="не похоже на имя человека") as refused:
        demand_person_name(name)
    assert refused.value.field == "name"
