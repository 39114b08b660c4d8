import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.file_name import MAX_BYTES, UNNAMED, clean_file_name


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("справка № 3.pdf", "справка № 3.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Документы\отчёт.docx", "отчёт.docx"),
        ("отчёт\x00.pdf\r\nX: y", "отчёт.pdfX: y"),
        ("отчёт\u202efdp.exe", "отчётfdp.exe"),
        ("\u2066\u200fа\u2028б", "аб"),
        ("", UNNAMED),
        ("..", UNNAMED),
        ("/", UNNAMED),
        ("\u202e", UNNAMED),
        ("  много   пробелов .pdf ", "много пробелов .pdf"),
        ("и\u0306.pdf", "й.pdf"),
    ],
)
def test_s22_what_does_not_belong_in_a_name_goes(given_name: str, clean: str) -> None:
    assert clean_file_name(given_name) == clean


@pytest.mark.parametrize("length", [249, 250, 251, 252, 300])
def test_s22_a_long_name_keeps_its_extension(length: int) -> None:
    clean = clean_file_name("a" * length + ".pdf")
    assert len(clean.encode()) == min(length + 4, MAX_BYTES)
    assert clean.endswith(".pdf")


def test_s22_a_long_cyrillic_name_is_cut_between_letters() -> None:
    clean = clean_file_name("я" * 300 + ".docx")
    assert clean == "я" * 125 + ".docx"


@given(st.text(max_size=400))
def test_s22_any_name_becomes_fit_to_show(name: str) -> None:
    clean = clean_file_name(name)
    assert 0 < len(clean.encode()) <= MAX_BYTES
    assert not set("/\\") & set(clean)
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in clean)
    assert clean_file_name(clean) == clean
