"""Small texts: sizes, digests, links, rules."""

import pytest

from web.rules_text import rules_html
from web.text_filters import digest_groups, place_of_object, size_text, telephone, with_links


@pytest.mark.parametrize(("size", "text"), [(12, "12 байт"), (2048, "2 КБ"), (1_300_000, "1,2 МБ")])
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_digest_is_read_in_groups_of_four() -> None:
    assert digest_groups("abcd" * 3) == "abcd abcd abcd"


def test_s24_letters_become_links_and_everything_else_is_inert() -> None:
    shown = with_links(
        'Открыть: http://127.0.0.1:8000/s/a_b-c. <script>alert("1")</script> http://x.example/"onclick="'
    )
    assert '<a href="http://127.0.0.1:8000/s/a_b-c">http://127.0.0.1:8000/s/a_b-c</a>. ' in shown
    assert "<script" not in shown
    assert 'onclick="' not in shown.replace("&#34;", "")


def test_telephones_are_dialled_without_signs() -> None:
    assert telephone("+7 (000) 000-00-04") == "+70000000004"


@pytest.mark.parametrize(
    ("name", "place"), [("item/3", 3), ("submission/item/12/1", 12), ("plan", None), ("submission/activation/1", None)]
)
def test_an_entry_names_its_item(name: str, place: int | None) -> None:
    assert place_of_object(name) == place


def test_s24_the_rules_are_headings_and_paragraphs() -> None:
    assert rules_html("# Правила\n\n## 1. О <b>\n\nтекст\nдальше") == (
        "<h3>Правила</h3>\n<h4>1. О &lt;b&gt;</h4>\n<p>текст дальше</p>"
    )
