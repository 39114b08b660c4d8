import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.interpreting.plan_title import UNTITLED, read_title
from documents.interpreting.signature_blocks import read_signature_blocks
from documents.reading.source import Block, Paragraph, Place
from tests.unit.documents.interpreting.source_samples import Content, Wide, table

PLAN = table([["№", "Мероприятие", "Срок"], ["1", "Совещание", "март"]])


def title_of(*blocks: Block) -> str:
    at = len(blocks) - 1
    return read_title(blocks, read_signature_blocks(blocks).used, at)


def title_above(*lines: str) -> str:
    return title_of(*(Paragraph(line, Place(line=at)) for at, line in enumerate(lines, start=1)), PLAN)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["План работы на 2021 год"], "План работы на 2021 год"),
        (["ПЛАН", "работы управления образования", "на 2021 год"], "ПЛАН работы управления образования на 2021 год"),
        (["П Л А Н", "работы на 2021 г."], "ПЛАН работы на 2021 г."),
        (["План-график\tна 2021 год"], "План-график на 2021 год"),
        (["План работы\nна 2021 год"], "План работы на 2021 год"),
        (
            ["Годовой план работы", "МБДОУ «Детский сад № 5»", "на 2021 – 2022 учебный год"],
            "Годовой план работы МБДОУ «Детский сад № 5» на 2021 – 2022 учебный год",
        ),
        (["Комплексный", "план мероприятий", "на 2021 год"], "Комплексный план мероприятий на 2021 год"),
        (
            ["Дорожная карта", "(план мероприятий) по повышению качества", "на 2021 год"],
            "Дорожная карта (план мероприятий) по повышению качества на 2021 год",
        ),
        (["План внутришкольного контроля", "2013 год"], "План внутришкольного контроля 2013 год"),
        (["План работы с общеобразова-", "тельными организациями"], "План работы с общеобразовательными организациями"),
        (["План работы на 2021 год на территории", "Омского муниципального района"],
         "План работы на 2021 год на территории Омского муниципального района"),
        (["План работы на 2021 год в школах", "Омской области"], "План работы на 2021 год в школах Омской области"),
        (["Мероприятия к Году педагога", "и наставника"], "Мероприятия к Году педагога и наставника"),
        (["Работа школьной библиотеки", "на 2021 год"], "Работа школьной библиотеки на 2021 год"),
    ],
)  # fmt: skip
def test_a_title_may_span_lines(lines: list[str], title: str) -> None:
    assert title_above("Муниципальное учреждение «СОШ № 5»", *lines) == title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("П Л А Н", "ПЛАН"),
        ("П Л А Н     Р А Б О Т Ы", "ПЛАН РАБОТЫ"),
        ("П Л А Н  Р А Б О Т Ы", "ПЛАН РАБОТЫ"),
        ("П Л А Н\u00a0Р А Б О Т Ы", "ПЛАН РАБОТЫ"),
        ("П\u00a0Л\u00a0А\u00a0Н", "ПЛАН"),
        ("П  Л  А  Н    Р  А  Б  О  Т  Ы", "ПЛАН РАБОТЫ"),
        ("Т И П О В О Й     В Е Д О М С Т В Е Н Н Ы Й     П Л А Н", "ТИПОВОЙ ВЕДОМСТВЕННЫЙ ПЛАН"),
        ("П Л А Н  М Е Р О П Р И Я Т И Й  П О  Г О  И  Ч С", "ПЛАН МЕРОПРИЯТИЙ ПО ГО И ЧС"),
        ("П Л А Н  работы школы", "ПЛАН работы школы"),
        ("П Л А Н Р А Б О Т Ы", "П Л А Н Р А Б О Т Ы"),
        ("Г О Д О В О Й П Л А Н", "Г О Д О В О Й П Л А Н"),
    ],
)
def test_spaced_letters_keep_the_borders_of_their_words(line: str, title: str) -> None:
    assert title_above("Школа № 5", line, "на 2021 год") == f"{title} на 2021 год"
    assert title_of(table([[Wide(line, 3)], ["№", "Мероприятие", "Срок"]])) == title


@pytest.mark.parametrize(
    "after",
    [
        ["Организационная работа"],
        ["1. Организационная работа"],
        ["I. Организационная работа"],
        ["Раздел I"],
        ["Цель: подготовка"],
        ["Задачи:", "повысить качество"],
        ["Сентябрь"],
        ["г. Омск", "2021"],
        ["План составлен на основании приказа."],
        ["В соответствии с приказом проведены мероприятия 2020 года."],
        ["Исполнитель: Иванов И.И."],
    ],
)
def test_a_title_ends_where_something_else_begins(after: list[str]) -> None:
    assert title_above("План работы на 2021 год", *after) == "План работы на 2021 год"
    assert title_above("План работы школы", *after) == "План работы школы"


@pytest.mark.parametrize(
    "before",
    [
        ["Приложение № 1", "к приказу управления образования", "от 30.08.2021 № 112"],
        ["Рассмотрено на заседании", "педагогического совета", "протокол № 1 от 30.08.2021"],
        ["Принято", "на заседании педагогического совета"],
        ["УТВЕРЖДЁН", "постановлением Администрации", "города Омска", "от 30.08.2021 № 112-п"],
        ["УТВЕРЖДАЮ", "Директор", "И.И. Иванов", "21.01.2021"],
        ["г. Омск", "21 января 2021 г."],
        ["ПРИКАЗ", "30.08.2021 № 15", "Об утверждении плана", "1. Утвердить план.", "Приложение", "к приказу № 15"],
        ["План подготовки", "Приложение № 1 к плану подготовки"],
    ],
)
def test_what_stands_before_a_title_is_no_part_of_it(before: list[str]) -> None:
    assert title_above(*before, "План работы", "на 2022 год") == "План работы на 2022 год"


@pytest.mark.parametrize(
    "lines", [[], ["г. Омск"], ["21 января 2021 г."], ["Приложение № 1"], ["Директор И.И. Иванов"]]
)
def test_without_a_title_the_plan_is_a_plan(lines: list[str]) -> None:
    assert title_above(*lines) == UNTITLED


def test_a_title_may_stand_over_all_columns_of_the_table() -> None:
    rows: list[list[Content]] = [[Wide("ПЛАН РАБОТЫ", 3)], [Wide("на 2021 год", 3)], ["№", "Мероприятие", "Срок"]]
    assert title_of(table(rows)) == "ПЛАН РАБОТЫ на 2021 год"
    assert title_of(table([[Wide("Работа с детьми", 3)], *rows[2:]])) == "Работа с детьми"


def test_a_title_may_stand_under_the_signatures_in_their_table() -> None:
    signatures = ["СОГЛАСОВАНО\nДиректор\nИванов И.И.", "УТВЕРЖДАЮ\nНачальник\nПетров П.П."]
    assert title_of(table([signatures, [Wide("ПЛАН РАБОТЫ\nна 2021 год", 2)]]), PLAN) == "ПЛАН РАБОТЫ на 2021 год"


@given(st.lists(st.text(max_size=60), max_size=8), st.lists(st.lists(st.text(max_size=20), max_size=4), max_size=4))
def test_any_document_has_a_title(lines: list[str], rows: list[list[str]]) -> None:
    blocks: list[Block] = [*(Paragraph(line, Place()) for line in lines), table(rows)]
    for at in (None, 0, len(blocks) - 1, len(blocks) + 3):
        title = read_title(blocks, read_signature_blocks(blocks).used, at)
        assert title == " ".join(title.split())
        assert 0 < len(title) <= 4000
