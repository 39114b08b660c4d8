import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.interpreting.organisation_list import read_organisations

LONG = "5, 6, 11, 21, 27, 39, 50, 59, 65, 82, 87, 95, 100, 103, 104, 105, 111, 112, 114, 119, 133, 160, ККШИ, СШИ № 11"


@pytest.mark.parametrize(
    ("note", "organisations"),
    [
        (LONG, LONG.split(", ")),
        ("ОО № 11,27,39,59, 95,112, КШИ № 9", ["11", "27", "39", "59", "95", "112", "КШИ № 9"]),
        ("5, 6, 11", ["5", "6", "11"]),
        ("9 и 11", ["9", "11"]),
        ("№ 5, 7, 11", ["5", "7", "11"]),
        ("ОО: 5, 7, 11", ["5", "7", "11"]),
        ("школы №№ 5, 7 и 12", ["5", "7", "12"]),
        ("СОШ №5,7,12,", ["5", "7", "12"]),
        ("СОШ 5, СОШ 7", ["5", "7"]),
        ("МБОУ СОШ №1, №2, №3", ["1", "2", "3"]),
        ("МБОУ «СОШ № 5», МБОУ «СОШ № 7»", ["5", "7"]),
        ("БОУ г. Омска «СОШ № 11», БОУ г. Омска «Лицей № 3»", ["11", "БОУ г. Омска «Лицей № 3»"]),
        ("Общеобразовательные организации № 3, 5, 8", ["3", "5", "8"]),
        ("лицей № 3, Гимназия № 12, ККШИ", ["лицей № 3", "Гимназия № 12", "ККШИ"]),
        ("Лицей №1; Гимназия №2", ["Лицей №1", "Гимназия №2"]),
        ("ООШ № 3, СОШ № 5", ["ООШ № 3", "5"]),
        ("ДОУ № 5, 12, 27", ["5", "12", "27"]),
        ("ОО № 5, 7, 12 (по согласованию)", ["5", "7", "12"]),
        ("ОО № 5, 7, 5", ["5", "7"]),
        ("ОО № 5,\n7,\n12", ["5", "7", "12"]),
        ("в 5 школах: № 1, 2, 3, 4, 6", ["1", "2", "3", "4", "6"]),
        ("с участием 3 школ (1, 2, 3)", ["1", "2", "3"]),
        ("24 общеобразовательные организации: 5, 6, ККШИ, СШИ № 11", ["5", "6", "ККШИ", "СШИ № 11"]),
        ("выборочно, СОШ № 4, 5", ["4", "5"]),
    ],
)
def test_the_elements_of_a_list_are_as_written(note: str, organisations: list[str]) -> None:
    assert read_organisations(note, None) == organisations


@pytest.mark.parametrize(
    "note",
    [
        "", "5", "12", "В соответствии с МСОКО", "По запросу", "Выборочно", "Приказ № 15 от 12.03.2021",
        "Приказ № 5, 6", "протокол № 3, 4", "каб. 12, 14", "кабинет № 5, 6", "8, 9 классы", "1-4 классы",
        "п. 3, 4", "в 10:00, актовый зал", "12.03, 14.03", "10.00, 12.00", "2021, 2022", "1,5", "РФ, ФЗ", "ГТО, ВФСК",
        "МБОУ СОШ № 5, актовый зал", "ИМЦ, каб. 5", "Вебинар, zoom",
        "3 школы (1, 2 классы)", "5 школ: по запросу", "в 2 школах (12.03, 14.03)", "для 3 школ – 10.00, 12.00",
    ],
)  # fmt: skip
def test_what_is_no_list_gives_nothing(note: str) -> None:
    assert read_organisations(note, None) == []


@pytest.mark.parametrize(
    ("note", "organisations"),
    [("СОШ № 5", ["5"]), ("МБОУ СОШ № 5", ["5"]), ("Гимназия № 12", ["Гимназия № 12"]), ("лицей № 3", ["лицей № 3"])],
)
def test_one_school_alone_counts_if_it_is_surely_one(note: str, organisations: list[str]) -> None:
    assert read_organisations(note, None) == organisations


@pytest.mark.parametrize(
    ("title", "organisations"),
    [
        ("Проверка готовности ОО № 5, 7, 12 к новому учебному году", ["5", "7", "12"]),
        ("Выезд в школы № 5, 7 и 12", ["5", "7", "12"]),
        ("Совещание (ОО № 5, 7, 12)", ["5", "7", "12"]),
        ("Выезд в 3 школы (1, 2, 3)", ["1", "2", "3"]),
        ("Визит в СОШ № 5", []),
        ("Собрание в 5, 6 классах", []),
        ("Контрольная работа в СОШ № 5, 6 классы", []),
        ("Совещание с руководителями 24 организаций", []),
    ],
)
def test_the_activity_may_hold_the_list(title: str, organisations: list[str]) -> None:
    assert read_organisations(None, title) == organisations
    assert read_organisations("По запросу", title) == organisations


def test_the_note_goes_before_the_activity() -> None:
    assert read_organisations("ОО № 1, 2", "Проверка ОО № 3, 4") == ["1", "2"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read_without_error(note: str, title: str) -> None:
    codes = read_organisations(note, title)
    assert len(set(codes)) == len(codes)
    assert all(0 < len(code) <= 60 for code in codes)


@given(st.lists(st.integers(1, 999), min_size=3, max_size=30, unique=True), st.sampled_from([", ", ",", "; ", " , "]))
def test_any_list_of_numbers_is_read_back(numbers: list[int], separator: str) -> None:
    written = separator.join(map(str, numbers))
    assert read_organisations(written, None) == [str(number) for number in numbers]
    assert read_organisations(f"ОО № {written}", None) == [str(number) for number in numbers]


@pytest.mark.parametrize("piece", ["ОО № 5, ", "5,", "МБОУ ", "«", "А", " и ", "ОО № 5 ", "гимназии "])
def test_a_huge_note_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    read_organisations(piece * (100_000 // len(piece)), None)
    assert time.perf_counter() - started < 2
