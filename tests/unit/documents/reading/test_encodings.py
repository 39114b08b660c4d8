"""The encodings of Russian text, told by what is in it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import DocumentUnreadable
from documents.reading.encodings import CUT, NO_TEXT, UNKNOWN, decode_text

PLAN = 'План работы школы на 2021 год\nN\tМероприятие\tСрок\n1.\tСеминар "Ёлка" для учителей\tдо 15 марта\n'
DRAWN = "┌────┬──────────┐\n│ N  │Мероприятие│\n├────┼──────────┤\n│ 1  │ Семинар  │\n└────┴──────────┘\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
def test_each_encoding_is_told_by_the_text(encoding: str) -> None:
    assert decode_text(PLAN.encode(encoding)) == PLAN


def test_utf16_with_a_mark_of_the_other_order() -> None:
    assert decode_text(b"\xfe\xff" + PLAN.encode("utf-16-be")) == PLAN


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r"])
def test_a_drawn_table_does_not_hide_the_letters(encoding: str) -> None:
    assert decode_text(DRAWN.encode(encoding)) == DRAWN


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("text", ["План", "ПЛАН РАБОТЫ", "Март 2021", "Иванова А.П.", "утверждаю", "Отчёт о работе"])
def test_a_few_words_are_enough(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_signs_of_windows_stay() -> None:
    text = "Школа № 5 «Перспектива» — участник…"
    assert decode_text(text.encode("cp1251")) == text


@pytest.mark.parametrize("size", [-3, -1])
def test_text_cut_inside_a_character_is_refused(size: int) -> None:
    with pytest.raises(DocumentUnreadable, match=CUT):
        decode_text("План".encode("utf-16")[:size])


def test_utf8_cut_inside_a_character_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match=CUT):
        decode_text(PLAN.encode() + "я".encode()[:1])


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 100, b"PK\3\4" + bytes(range(256)) * 4, b"abc\0def", b"\x80\x07" * 300])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=NO_TEXT.split(":", maxsplit=1)[0]):
        decode_text(data)


def test_text_in_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match=UNKNOWN):
        decode_text(("šžýáíéčř" * 20).encode("iso8859-2"))


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(DocumentUnreadable):
        assert isinstance(decode_text(data), str)


@given(st.text(max_size=200))
def test_marked_text_comes_back_unless_it_is_refused(text: str) -> None:
    with contextlib.suppress(DocumentUnreadable):
        assert decode_text(text.encode("utf-8-sig", "surrogatepass")) == text
