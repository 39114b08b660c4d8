"""Item numbers as documents print and store them."""

from datetime import date

import pytest

from documents.interpreting.numbering import follows, is_below, number_of, read_number, restore_tens, split_number
from documents.reading.source import Cell, Place


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1.", "1"),
        ("1)", "1"),
        ("1", "1"),
        ("1.1.", "1.1"),
        ("1.1.)", "1.1"),
        ("1. 1.", "1.1"),
        ("№ 1", "1"),
        ("№12.", "12"),
        ("п. 3", "3"),
        ("п.3.2", "3.2"),
        ("IV.", "IV"),
        ("IV", "IV"),
        ("а)", "а"),
        ("2а", "2а"),
        ("1.10", "1.10"),
    ],
)
def test_a_number_loses_its_trailing_dot_and_its_sign(printed: str, number: str) -> None:
    assert number_of(printed) == number


@pytest.mark.parametrize("text", ["", "—", "Сентябрь", "1. Организационные мероприятия", "1" * 21, "Итого", "2021 год"])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert number_of(text) is None


def test_a_number_that_excel_took_for_a_date_is_the_number() -> None:
    assert read_number(Cell("01.фев", 0, Place(), value=date(2021, 2, 1))) == "1.2"
    assert read_number(Cell("1,3", 0, Place(), value=1.3)) == "1.3"


def test_tens_that_excel_dropped_come_back_by_their_order() -> None:
    printed = ["1.8", "1.9", "1.1", "1.11", "1.12", "2.1"]
    assert restore_tens(printed, [True] * 6) == ["1.8", "1.9", "1.10", "1.11", "1.12", "2.1"]
    assert restore_tens(["1.18", "1.19", "1.2", "1.21"], [True] * 4) == ["1.18", "1.19", "1.20", "1.21"]


def test_numbers_printed_as_text_and_numbering_begun_anew_stay() -> None:
    assert restore_tens(["1.9", "1.1", "1.11"], [False] * 3) == ["1.9", "1.1", "1.11"]
    assert restore_tens(["1.9", "1.1", "1.2"], [True] * 3) == ["1.9", "1.1", "1.2"]


def test_a_number_before_its_title_is_parted_from_it() -> None:
    assert split_number("1.2. Проведение совещаний") == ("1.2", "Проведение совещаний")
    assert split_number("3) «Урок мужества»") == ("3", "«Урок мужества»")
    assert split_number("Проведение 3 совещаний") == (None, "Проведение 3 совещаний")


def test_order_of_numbers() -> None:
    assert follows("7", "6")
    assert follows("1.10", "1.9")
    assert not follows("1", "6")
    assert not follows("2.2", "1.1")
    assert is_below("1.1", "1")
    assert not is_below("11", "1")
