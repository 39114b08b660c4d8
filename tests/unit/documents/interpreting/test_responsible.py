import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.interpreting.responsible import read_responsible

SURNAMES = ("Шестаков", "Роговая", "Наземкина", "Мамин-Сибиряк", "Ким", "Ли", "Фёдорова", "Петренко", "Черных", "Краев")
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
ORDERS = (
    "{0} {1}.{2}.",
    "{0} {1}. {2}.",
    "{1}.{2}. {0}",
    "{1}. {2}. {0}",
    "{1}.{2}.{0}",
    "{0} {1}.{2}",
    "{0}\n{1}.{2}.",
)
SEPARATORS = (", ", ",", "; ", " ", "\n", ",\n", " и ", "/", " / ", ";\n")
people = st.tuples(st.sampled_from(SURNAMES), st.sampled_from(LETTERS), st.sampled_from(LETTERS))


def named(text: str) -> list[str]:
    return [one.name for one in read_responsible(text)]


def with_positions(text: str) -> list[tuple[str, str | None]]:
    return [(one.name, one.position) for one in read_responsible(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Роговая М.В. Шестаков В.В.",
        "Роговая М.В., Шестаков В.В.",
        "Роговая М.В.,Шестаков В.В.,",
        "Роговая М.В; Шестаков В.В",
        "М.В. Роговая, В.В. Шестаков",
        "М. В. Роговая\nВ. В. Шестаков",
        "Роговая\nМ.В.\nШестаков\nВ.В.",
        "Роговая М.В./Шестаков В.В.",
        "Роговая М.В. и Шестаков В.В.",
        "Роговая М.В., Шестаков В.В. и др.",
        "1) Роговая М.В.\n2) Шестаков В.В.",
        "1. Роговая М.В. 2. Шестаков В.В.",
        "- Роговая М.В.\n- Шестаков В.В.",
        "члены комиссии: Роговая М.В., Шестаков В.В.",
        "Ответственные – Роговая М.В., Шестаков В.В.",
        "Рабочая группа (Роговая М.В., Шестаков В.В.)",
        "Роговая М.В., Шестаков В.В., Роговая М.В.",
        "Роговая М.В. (по согласованию), Шестаков В.В., тел. 22-33-44",
        "Роговая М.В. совместно с Шестаков В.В.",
    ],
)
def test_people_are_told_apart_and_named_once(text: str) -> None:
    assert named(text) == ["Роговая М.В.", "Шестаков В.В."]
    assert all(one.is_person and one.position is None for one in read_responsible(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("директор Иванов И.И.", [("Иванов И.И.", "директор")]),
        ("директор\nИванов И.И.", [("Иванов И.И.", "директор")]),
        ("Иванов И.И. – директор", [("Иванов И.И.", "директор")]),
        ("Иванов И.И.-директор", [("Иванов И.И.", "директор")]),
        ("Иванов И.И. (директор)", [("Иванов И.И.", "директор")]),
        ("Директор (Иванов И.И.)", [("Иванов И.И.", "Директор")]),
        ("Директор: Иванов И.И.", [("Иванов И.И.", "Директор")]),
        ("Иванов И.И., директор школы", [("Иванов И.И.", "директор школы")]),
        ("заместитель директора по УВР Петрова А.А.", [("Петрова А.А.", "заместитель директора по УВР")]),
        ("ответственный за питание Иванов И.И.", [("Иванов И.И.", "ответственный за питание")]),
        ("Отв. Иванов И.И.", [("Иванов И.И.", None)]),
        ("Зам. директора Иванов И.И., Петров П.П.", [("Иванов И.И.", "Зам. директора"), ("Петров П.П.", None)]),
        ("Директор Ким Е.А. Завуч Пак Н.Н.", [("Ким Е.А.", "Директор"), ("Пак Н.Н.", "Завуч")]),
        ("Директор\nКим Е.А.\nЗавуч\nПак Н.Н.", [("Ким Е.А.", "Директор"), ("Пак Н.Н.", "Завуч")]),
        ("Ким Е.А.\nдиректор\nПак Н.Н.\nзавуч", [("Ким Е.А.", "директор"), ("Пак Н.Н.", "завуч")]),
        ("Ким Е.А., директор; Пак Н.Н., завуч", [("Ким Е.А.", "директор"), ("Пак Н.Н.", "завуч")]),
        ("Ким Е.А. - директор\nПак Н.Н. - завуч", [("Ким Е.А.", "директор"), ("Пак Н.Н.", "завуч")]),
        ("Директор СОШ № 5 Ким Е.А., педагоги", [("Ким Е.А.", "Директор СОШ № 5"), ("педагоги", None)]),
        ("Ким Е.А., классные руководители", [("Ким Е.А.", None), ("классные руководители", None)]),
        ("Завуч Ким Е.А., психолог", [("Ким Е.А.", "Завуч"), ("психолог", None)]),
        ("Ким Е.А., логопед, психолог", [("Ким Е.А.", None), ("логопед", None), ("психолог", None)]),
        ("Ким Е.А., директор, педагоги", [("Ким Е.А.", "директор"), ("педагоги", None)]),
        (
            "Ким Е.А., директор, Пак Н.Н., завуч, педагоги",
            [("Ким Е.А.", "директор"), ("Пак Н.Н.", "завуч"), ("педагоги", None)],
        ),
        ("директор-Ким Е.А.", [("Ким Е.А.", "директор")]),
        ("Ким Е.А. –\nучитель ОБЖ", [("Ким Е.А.", "учитель ОБЖ")]),
        ("Председатель\nДумы Ким Е.А.", [("Ким Е.А.", "Председатель Думы")]),
        ("директор, Ким Е.А.", [("директор", None), ("Ким Е.А.", None)]),
        ("директор школы и Ким Е.А.", [("директор школы", None), ("Ким Е.А.", None)]),
        ("Администрация\nКим Е.А.", [("Администрация", None), ("Ким Е.А.", None)]),
        ("Ким Е.А. Классные руководители", [("Ким Е.А.", None), ("Классные руководители", None)]),
    ],
)
def test_a_position_beside_a_name_belongs_to_the_name(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert with_positions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("УО (Ким Е.А.), ИМЦ (Пак Н.Н.)", [("УО", None), ("Ким Е.А.", None), ("ИМЦ", None), ("Пак Н.Н.", None)]),
        ("Отдел культуры (Ким Е.А.)", [("Отдел культуры", None), ("Ким Е.А.", None)]),
        ("Орг. комиссия (Ким Е.А.)", [("Орг. комиссия", None), ("Ким Е.А.", None)]),
        ("Отдел культуры – Ким Е.А.", [("Отдел культуры", None), ("Ким Е.А.", None)]),
        ("Комиссия по охране труда (председатель – Ким Е.А.)",
         [("Комиссия по охране труда", None), ("Ким Е.А.", "председатель")]),
        ("Отдел: Ким Е.А., Пак Н.Н.", [("Отдел", None), ("Ким Е.А.", None), ("Пак Н.Н.", None)]),
        ("Рабочая группа (Ким Е.А., Пак Н.Н.)", [("Ким Е.А.", None), ("Пак Н.Н.", None)]),
        ("Учителя 4-х кл. (Ким Е.А., Пак Н.Н.)", [("Ким Е.А.", None), ("Пак Н.Н.", None)]),
        ("Директор МБУ «ЦБС» Ким Е.А.", [("Ким Е.А.", "Директор МБУ «ЦБС»")]),
        ("Ким Е.А. (РДК)", [("Ким Е.А.", "РДК")]),
    ],
)  # fmt: skip
def test_an_office_is_nobodys_post(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert with_positions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ким Е.А. т. 2-22-06",
        "Ким Е.А., тел. 8 (381) 22-33-44",
        "Ким Е.А. сот. 8-913-222-33-44",
        "Ким Е.А., раб. тел. 5",
    ],
)
def test_a_telephone_is_nobody(text: str) -> None:
    assert named(text) == ["Ким Е.А."]


def test_full_names_are_shortened_and_kept() -> None:
    one, other = read_responsible("Иванова Мария Петровна, завуч Петров Иван Ильич")
    assert (one.name, one.given_names, one.position) == ("Иванова М.П.", "Мария Петровна", None)
    assert (other.name, other.given_names, other.position) == ("Петров И.И.", "Иван Ильич", "завуч")


@pytest.mark.parametrize("name", ["Хомушку Ч.К.-О.", "Ли А.-Х.С.", "Гаджиев М.-Р.А.", "Монгуш Ч.-О."])
def test_double_names_keep_their_hyphen_where_it_stands(name: str) -> None:
    assert named(name) == [name]
    assert named(name.replace("-", "-\n")) == [name]


@pytest.mark.parametrize("text", ["", " ", "-", "—", "–\n–", "...", "и др."])
def test_a_dash_is_nobody(text: str) -> None:
    assert named(text) == []


def test_units_are_no_people() -> None:
    assert [one.is_person for one in read_responsible("Администрация, Ким Е.А.")] == [False, True]


def test_names_that_schools_bear_are_no_people() -> None:
    assert named("МБОУ «Гимназия им. А.С. Пушкина», СОШ № 5 им. Ю.А. Гагарина") == [
        "МБОУ «Гимназия им. А.С. Пушкина»",
        "СОШ № 5 им. Ю.А. Гагарина",
    ]


@given(st.lists(people, min_size=1, max_size=5), st.sampled_from(ORDERS), st.sampled_from(SEPARATORS))
def test_any_list_of_names_is_read_back(who: list[tuple[str, str, str]], order: str, separator: str) -> None:
    written = separator.join(order.format(*one) for one in who)
    assert named(written) == list(dict.fromkeys(f"{surname} {a}.{b}." for surname, a, b in who))


@given(st.lists(st.tuples(people, st.sampled_from(ORDERS)), min_size=1, max_size=5))
def test_orders_may_differ_in_one_list(who: list[tuple[tuple[str, str, str], str]]) -> None:
    written = ", ".join(order.format(*one) for one, order in who)
    assert named(written) == list(dict.fromkeys(f"{one[0]} {one[1]}.{one[2]}." for one, _ in who))


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('Ииванов.,;/()«»"- \n№5')), max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    found = read_responsible(text)
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 300 for name in names)


@pytest.mark.parametrize(
    "piece", ["и ", "Иванов ", "А.", "(", "«", "директор, ", "Управление культуры, ", "-\n", "\n", "_"]
)
def test_a_huge_cell_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    read_responsible(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 3
