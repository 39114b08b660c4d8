import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.line_text import to_line
from documents.interpreting.broken_words import Vocabulary

NOTHING = Vocabulary([])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("общеобразова-\nтельных", "общеобразовательных"),
        ("образо-\nвательных", "образовательных"),
        ("обществен-\nного", "общественного"),
        ("дополни-\nтельного", "дополнительного"),
        ("разно-\nобразных", "разнообразных"),
        ("контрольно-\nизмерительных", "контрольно-измерительных"),
        ("общественно-\nполезный", "общественно-полезный"),
        ("учебно-воспитатель-\nной", "учебно-воспитательной"),
        ("педагог-\nпсихолог", "педагог-психолог"),
        ("план-\nграфик", "план-график"),
        ("фестиваль-\nконкурс", "фестиваль-конкурс"),
        ("семинарах-\nсовещаниях", "семинарах-совещаниях"),
        ("заявлений-\nдеклараций", "заявлений-деклараций"),
        ("программ-\nных", "программных"),
        ("Санкт-\nПетербург", "Санкт-Петербург"),
        ("Мамин-\nСибиряк Д.Н.", "Мамин-Сибиряк Д.Н."),
        ("май-\nиюнь", "май-июнь"),
        ("I-\nIII квартал", "I-III квартал"),
        ("1-\n4 классы", "1-4 классы"),
        ("2020-\n2021", "2020-2021"),
        ("ВПР-\n2021", "ВПР-2021"),
        ("образова\u00ad\nтельный", "образовательный"),
        ("образова¬\nния", "образования"),
    ],
)
def test_a_hyphen_at_a_line_end_goes_unless_it_is_the_words_own(text: str, whole: str) -> None:
    assert NOTHING.flow(text) == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Сентяб\nрь", "Сентябрь"),
        ("Сентябр\nь-\nдекабр\nь", "Сентябрь-декабрь"),
        ("понедельн\nик", "понедельник"),
        ("Ответствен\nный", "Ответственный"),
        ("Отв\nетстве\nнный", "Ответственный"),
        ("МЕРОПРИ\nЯТИЯ", "МЕРОПРИЯТИЯ"),
        ("декабрь 202\n1", "декабрь 2021"),
        ("персонализи\nрованных", "персонализированных"),
        ("соответствующ\nих актов", "соответствующих актов"),
        ("санитарно-эпидемиологическог\nо состояния", "санитарно-эпидемиологического состояния"),
        ("организа\nций", "организаций"),
    ],
)
def test_the_pieces_of_a_usual_word_are_joined(text: str, whole: str) -> None:
    assert NOTHING.flow(text) == whole


def test_the_documents_own_words_decide() -> None:
    vocabulary = Vocabulary(["Наземкина Е.А. и коллеги", "школа-интернат № 5", "выездные визиты"])
    assert vocabulary.flow("Наземки\nна Е.А.") == "Наземкина Е.А."
    assert vocabulary.flow("школа-\nинтернат") == "школа-интернат"
    assert vocabulary.flow("выезд\nные") == "выездные"
    assert NOTHING.flow("выезд\nные") == "выезд ные"


def test_a_piece_at_a_line_end_is_no_evidence() -> None:
    assert Vocabulary(["выезд\nные", "выез\nдные"]).flow("выез\nдные") == "выез дные"


@pytest.mark.parametrize(
    "text",
    [
        "Наземкина\nЕ.А.",
        "Управление\nобразования",
        "Классные\nруководители",
        "с\nрок",
        "за\nдача",
        "школа\nинтернат",
        "Февраль -\nдекабрь",
        "отчет\nность",
        "плащ\nи зонт",
        "товарищ\nих всех",
        "педагогов\nних групп",
    ],
)
def test_two_words_are_never_joined(text: str) -> None:
    vocabulary = Vocabulary(["срок задача", "отчет о работе", "вот ность такая", "отчетность школы"])
    assert vocabulary.flow(text) == to_line(text)


def test_other_line_breaks_can_be_kept() -> None:
    assert NOTHING.mend("Сентяб\nрь\nИванов И.И.\nобразова-\nния") == "Сентябрь\nИванов И.И.\nобразования"


def test_a_dash_before_a_name_is_no_hyphen() -> None:
    assert NOTHING.mend("директор-\nИванов И.И.") == "директор-\nИванов И.И."


def test_words_that_lost_their_line_end_are_joined_where_they_are_known() -> None:
    vocabulary = Vocabulary(["организаций, продемонстрировавших признаки"])
    assert vocabulary.flow("продемон- стрировавших") == "продемонстрировавших"
    assert NOTHING.flow("продемон- стрировавших") == "продемон- стрировавших"


@given(st.lists(st.text(max_size=100), max_size=3), st.text(max_size=200))
def test_any_text_becomes_one_line(texts: list[str], text: str) -> None:
    line = Vocabulary(texts).flow(text)
    assert line == " ".join(line.split())
    assert {*line} <= {*to_line(text), *"- "}


@pytest.mark.parametrize("piece", ["а", "а-\n", "а\n", "а- ", "\t", "сен\nтябрь\n", "\n"])
def test_a_huge_text_takes_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    Vocabulary([text]).flow(text)
    assert time.perf_counter() - started < 3
