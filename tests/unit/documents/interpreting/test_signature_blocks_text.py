from datetime import date

import pytest

from config.plan_draft import SignatureBlock
from documents.interpreting.signature_blocks import SignatureBlocks, read_signature_blocks
from documents.reading.source import Paragraph, Place

DAY = date(2021, 1, 21)
DIRECTOR = SignatureBlock(position="Директор ИМЦ", name="Шестаков В.В.", date=DAY)
HEAD = SignatureBlock(position="Начальник управления образования", name="Ефимова Л.Г.", date=DAY)


def signed(*lines: str) -> SignatureBlocks:
    return read_signature_blocks([Paragraph(line, Place()) for line in (*lines, "План работы на 2021 год")])


@pytest.mark.parametrize(
    "word",
    [
        "УТВЕРЖДАЮ",
        "Утверждаю:",
        "«Утверждаю»",
        "УТВЕРЖДЕН",
        "УТВЕРЖДЁН",
        "УТВЕРЖДЕНО",
        "Утверждена",
        "У Т В Е Р Ж Д А Ю",
    ],
)
def test_every_form_of_the_word_heads_an_approval(word: str) -> None:
    found = signed(word, "Начальник управления образования", "Л.Г. Ефимова", "21.01.2021")
    assert (found.agreed_by, found.approved_by) == (None, HEAD)


@pytest.mark.parametrize(
    "word", ["СОГЛАСОВАНО", "Согласовано:", "СОГЛАСОВАН", "«СОГЛАСОВАНО»", "С О Г Л А С О В А Н О"]
)
def test_every_form_of_the_word_heads_an_agreement(word: str) -> None:
    found = signed(word, "Директор ИМЦ", "Шестаков В.В.", "21.01.2021")
    assert (found.agreed_by, found.approved_by) == (DIRECTOR, None)


@pytest.mark.parametrize(
    "lines",
    [
        ["Директор ИМЦ", "________ В.В. Шестаков", "«21» января 2021 г."],
        ["Директор ИМЦ ________ /Шестаков В.В./", "21.01.2021"],
        ["Директор ИМЦ", "________________/ В.В. Шестаков /", "(подпись)", "М.П.", "« 21 » 01. 2021г"],
        ["Директор ИМЦ В.В. Шестаков 21 января 2021 года"],
        ["Директор", "ИМЦ", "Шестаков Виктор Викторович", "«_21_» _января_ 2021 г."],
        ["Директор ИМЦ:\tВ.В. Шестаков", "21.01.21"],
        ["Шестаков В.В.______________", "Директор ИМЦ", "2021-01-21"],
        ["приказом директора ИМЦ", "от 21.01.2021 № 112", "Директор ИМЦ ______ В.В. Шестаков"],
        ["приказ от 21.01.2021 №53 Директор ИМЦ В.В.Шестаков"],
        ["Директор ИМЦ", "_____ Шестаков В.В.", "Приказ № 42/5 от 21.01.2021"],
        ["на заседании педагогического совета", "Протокол № 1 от 21.01.2021", "Директор ИМЦ В.В. Шестаков"],
        ["Приказ № 15 от 20.12.2020", "Директор ИМЦ", "В.В. Шестаков", "«21» января 2021 г."],
    ],
)
def test_position_name_and_date_in_their_many_shapes(lines: list[str]) -> None:
    found = signed("УТВЕРЖДАЮ", *lines)
    assert found.approved_by == DIRECTOR
    assert found.used == frozenset(range(len(lines) + 1))


def test_numbers_and_words_of_a_position_stay() -> None:
    found = signed(
        "УТВЕРЖДАЮ", "Председатель методического совета", "МАОУ «Гимназия № 19»", "И.И. Иванов", "«__» __ 20__ г."
    )
    assert found.approved_by == SignatureBlock(
        position="Председатель методического совета МАОУ «Гимназия № 19»", name="Иванов И.И.", date=None
    )


def test_words_broken_at_a_line_end_are_whole() -> None:
    found = signed(
        "СОГЛАСОВАНО", "Директор «Информационно-", "методического центра» по образова-", "нию Мали-", "новский И.И."
    )
    assert found.agreed_by == SignatureBlock(
        position="Директор «Информационно-методического центра» по образованию", name="Малиновский И.И.", date=None
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Директор ИМЦ:", "Иванова М.П."],
        ["Директор ИМЦ", "______ М.П. Иванова", "М.П."],
        ["Директор ИМЦ ______ Иванова М. П."],
        ["Директор ИМЦ", "М.П.     ______ Иванова М.П."],
    ],
)
def test_the_place_of_the_stamp_is_not_taken_for_initials_nor_they_for_it(lines: list[str]) -> None:
    found = signed("УТВЕРЖДАЮ", *lines, "21.01.2021")
    assert found.approved_by == SignatureBlock(position="Директор ИМЦ", name="Иванова М.П.", date=DAY)
