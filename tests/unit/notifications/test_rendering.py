"""Every kind of letter in both forms, with sample data."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from models.states import NoticeKind
from notifications.letters.compose import COMPOSERS
from notifications.rendering import Bodies, LetterRenderer, opening
from notifications.samples import (
    AMENDMENT,
    BASE_URL,
    COMMON,
    EXTENSION_REQUEST,
    HINDERED,
    NOTE,
    REFUSED,
    SAMPLE_REQUEST,
    SAMPLES,
    SOON,
    TOKEN,
    URLS,
    line,
)

RENDERER = LetterRenderer(BASE_URL)
WRONG_WORDS = (
    "представление", "объяснени", "конфликт интересов", "эскалаци", "свидетел", "это не я", "уважаем", "!",
)  # fmt: skip
VOID = {"meta", "br", "img", "hr", "input", "link"}


def rendered(kind: NoticeKind, **changes: Any) -> Bodies:
    subject, context = SAMPLES[kind]
    return RENDERER.render(kind, subject, context | changes, URLS.get(kind, {}))


def visible(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>|<!DOCTYPE html>", "", html, flags=re.DOTALL))
    return text.replace("\u00a0", " ")


class Balanced(HTMLParser):
    """Collects what stands open and the attributes that matter."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.headings += tag == "h1"
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_kind_has_a_composer_and_a_sample() -> None:
    assert set(COMPOSERS) == set(SAMPLES) == set(NoticeKind)


@pytest.mark.parametrize("kind", NoticeKind)
def test_both_forms_hold_the_links_and_nothing_from_elsewhere(kind: NoticeKind) -> None:
    bodies = rendered(kind)
    for url in URLS.get(kind, {}).values():
        assert url in bodies.text
        assert re.search(rf'href="{re.escape(url)}(#[a-z_]+)?"', bodies.html)
    for address in re.findall(r"https?://[^\s\"<>]+", bodies.text + bodies.html):
        assert address.startswith(BASE_URL + "/")


@pytest.mark.parametrize("kind", NoticeKind)
def test_html_is_whole_russian_and_has_one_heading(kind: NoticeKind) -> None:
    html = rendered(kind).html
    page = Balanced()
    page.feed(html)
    assert page.open == []
    assert page.headings == 1
    assert '<html lang="ru">' in html
    assert all(address.startswith(BASE_URL) for address in page.addresses)
    assert "<script" not in html


@pytest.mark.parametrize("kind", NoticeKind)
def test_wording_is_of_this_office(kind: NoticeKind) -> None:
    bodies = rendered(kind)
    subject = SAMPLES[kind][0]
    for text in (subject, bodies.text, visible(bodies.html)):
        for word in WRONG_WORDS:
            assert word not in text.lower()
    assert "None" not in bodies.text + bodies.html
    assert "\n\n\n" not in bodies.text.replace(NOTE.strip(), "").replace("\n\n\n\nПроверка", "")


@pytest.mark.parametrize("kind", NoticeKind)
def test_missing_data_is_an_error_not_a_hole(kind: NoticeKind) -> None:
    subject, context = SAMPLES[kind]
    unused = {"recipient_name", "verb", "kind", "calendar"}  # a calendar file goes to who asked for it
    for name in context.keys() - unused:
        poorer = {key: value for key, value in context.items() if key != name}
        urls = URLS.get(kind, {})
        shown = {"text": False}
        try:
            full = RENDERER.render(kind, subject, context, urls)
            shown["text"] = RENDERER.render(kind, subject, poorer, urls) != full
        except UndefinedError:
            continue
        assert not shown["text"], f"{name} is shown, and its lack goes unnoticed"


@pytest.mark.parametrize("kind", NoticeKind)
def test_s24_markup_in_any_field_is_inert(kind: NoticeKind) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

    def spoil(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: spoil(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [spoil(each) for each in value]
        is_text = isinstance(value, str) and name not in {"link", "path", "subject_kind", "kind", "verb"}
        return evil if is_text else value

    subject, context = SAMPLES[kind]
    html = RENDERER.render(kind, evil, spoil(context), URLS.get(kind, {})).html
    assert evil[:8] not in html
    assert "<img" not in html
    page = Balanced()
    page.feed(html)
    assert page.open == []
    del subject


def test_s22_marks_that_turn_the_writing_are_left_out() -> None:
    bodies = rendered(NoticeKind.RETURNED, comment="справка\u202etxt.exe\x00\u2028\x07")
    assert "справкаtxt.exe" in bodies.text
    assert "справкаtxt.exe" in bodies.html


def test_the_note_of_a_checkpoint_stands_word_for_word() -> None:
    assert NOTE in rendered(NoticeKind.CHECKPOINT).text


def test_a_letter_begins_with_the_name_where_it_is_known() -> None:
    assert opening("Вера Ивановна", "на согласование поступил отчёт.") == (
        "Вера Ивановна, на согласование поступил отчёт."
    )
    assert opening(None, "на согласование поступил отчёт.") == "На согласование поступил отчёт."
    assert rendered(NoticeKind.SIGN_REQUEST, given_names=None).text.startswith("На утверждение поступил отчёт")


def test_a_shortfall_stands_apart() -> None:
    bodies = rendered(NoticeKind.SIGN_REQUEST, shortfall="Школа № 39 закрыта на ремонт.")
    assert "Показано меньше ожидаемого, причина: Школа № 39 закрыта на ремонт." in bodies.text
    assert "Школа № 39 закрыта на ремонт." in visible(bodies.html)


def test_an_amendment_is_told_item_by_item_with_its_document() -> None:
    asked = {
        "item": None,
        "what": "изменение № 1 в план работы на 2021 год",
        "arrived": "поступило",
        "action": "Открыть изменение и принять решение",
        "amendment": AMENDMENT | {"more": "2 пункта"},
        "summary": "Приказ № 15 от 20.02.2021.",
    }
    bodies = rendered(NoticeKind.SIGN_REQUEST, **asked)
    for text in (bodies.text, visible(bodies.html)):
        assert "на утверждение поступило изменение № 1 в план работы на 2021 год." in text
        assert "П. 3. Мониторинговые визиты" in text
        assert "срок: 28.02.2021 → 31.03.2021" in text
        assert "И ещё 2 пункта: все изменения — по ссылке." in text
        assert "ab" * 32 in text
    assert "\n\n\n" not in bodies.text


def test_the_token_is_in_the_link_alone() -> None:
    assert COMMON["plan"]["id"] == 1
    assert rendered(NoticeKind.SIGN_REQUEST).text.count(TOKEN) == 1


def test_a_request_for_an_extension_says_until_when_why_and_that_it_came_late() -> None:
    bodies = rendered(NoticeKind.SIGN_REQUEST, **EXTENSION_REQUEST)
    for text in (bodies.text, visible(bodies.html)):
        assert "запрос на продление срока пункта 3 плана работы на 2021 год" in text
        assert "Просят продлить до 14.03.2021, запрошено после срока" in text
        assert "Причина" in text
        assert "Кратко об исполнении" not in text
    assert URLS[NoticeKind.SIGN_REQUEST]["sign"] in bodies.text


def test_a_request_for_a_sample_says_which_organisations_and_why() -> None:
    bodies = rendered(NoticeKind.SIGN_REQUEST, **SAMPLE_REQUEST)
    for text in (bodies.text, visible(bodies.html)):
        assert "поступила выборка по пункту 16 плана работы на 2021 год" in text
        assert "Предлагается выборка: 5 из 24 организаций (11, 27, 39, 59, ККШИ)" in text
        assert "Основание" in text


def test_a_refused_extension_is_not_called_a_return_for_rework() -> None:
    context = SAMPLES[NoticeKind.RETURNED][1] | REFUSED
    subject = "П. 3: в продлении срока отказано"
    bodies = RENDERER.render(NoticeKind.RETURNED, subject, context, URLS[NoticeKind.RETURNED])
    for text in (bodies.text, visible(bodies.html)):
        assert "в продлении срока пункта 3 отказано" in text
        assert "Контрольная дата прежняя" in text
        assert "доработк" not in text


def test_a_digest_offers_to_ask_for_more_time_where_that_may_be_asked() -> None:
    lines = [line(link="item-1", path=None, lead=None, extend=True), SOON | {"extend": False}]
    bodies = rendered(NoticeKind.REMINDER, lines=lines)
    assert bodies.text.count("Запросить продление: ") == 1
    asked = URLS[NoticeKind.REMINDER]["item-1"] + "#request_extension"
    assert asked in bodies.text
    assert f'href="{asked}"' in bodies.html


@pytest.mark.parametrize(
    ("event", "is_absent", "said", "then"),
    [
        ("set", True, "вас замещают с 01.03.2021 по 14.03.2021.", "Что останется нерешённым, вернётся к вам."),
        ("set", False, "вы замещаете отсутствующее лицо с 01.03.2021", "В решении будут указаны оба имени и приказ."),
        ("started", False, "вы подписываете за отсутствующее лицо.", "Запросы на согласование придут"),
        ("ended", True, "вас больше не замещают.", "Решения снова ждут вас"),
        ("ended", False, "вы больше не замещаете отсутствующее лицо.", "ссылки из прежних писем не действуют"),
    ],
)
def test_a_substitution_is_told_to_each_side_in_its_own_words(
    event: str, is_absent: bool, said: str, then: str
) -> None:
    bodies = rendered(NoticeKind.SUBSTITUTION, event=event, is_absent=is_absent)
    for text in (bodies.text, visible(bodies.html)):
        assert said in text
        assert then in text
        assert "приказ № 12 от 26.02.2021" in text


@pytest.mark.parametrize("has_successor", [True, False])
def test_the_coordinator_reads_who_may_not_decide_any_more_why_and_what_to_do(has_successor: bool) -> None:
    bodies = rendered(NoticeKind.CONFLICT_AROSE, **({} if has_successor else {"successor": None}))
    for text in (bodies.text, visible(bodies.html)):
        assert "принять его больше не может" in text
        assert "представившее подтверждающие документы" in text
        assert ("Решает теперь" in text) is has_successor
        assert ("Делать ничего не нужно." in text) is has_successor
        assert ("Замените согласующего по приказу" in text) is not has_successor


def test_the_coordinator_reads_whose_decision_waits_and_why_the_substitute_may_not_make_it() -> None:
    bodies = rendered(NoticeKind.REASSIGNED, **HINDERED)
    for text in (bodies.text, visible(bodies.html)):
        assert "замещающий принять его не может" in text
        assert "Наземкина Е.А. (и.о.) — ответственный исполнитель пункта." in text
        assert "Мониторинговые визиты" in text


@pytest.mark.parametrize("kind", [NoticeKind.SIGN_REQUEST, NoticeKind.SUBSTITUTION, NoticeKind.REASSIGNED])
@pytest.mark.parametrize(
    ("without_pin", "said"),
    [
        (
            {"issuer": {"name": "Ковалёва <И.П.>", "phone": "+7 (000) 000-00-08"}, "is_own": False},
            "ответственный за контроль исполнения плана Ковалёва <И.П.>, тел. +7 (000) 000-00-08",
        ),
        ({"issuer": None, "is_own": True}, "администратор системы"),
        ({"issuer": None, "is_own": False}, "ответственный за контроль исполнения плана. Затем"),
    ],
)
def test_who_has_no_pin_reads_who_hands_out_the_code_and_where_to_use_it(
    kind: NoticeKind, without_pin: dict[str, Any], said: str
) -> None:
    subject, context = SAMPLES[kind]
    urls = URLS.get(kind, {}) | {"enrol": f"{BASE_URL}/e/{TOKEN}"}
    bodies = RENDERER.render(kind, subject, context | {"without_pin": without_pin}, urls)
    for text in (bodies.text, unescape(visible(bodies.html)).replace("  ", " ")):
        assert "ПИН-кода у вас ещё нет" in text
        assert said in text
    assert f"Установить ПИН-код: {urls['enrol']}" in bodies.text
    assert f'href="{urls["enrol"]}"' in bodies.html


def test_a_line_never_ends_between_a_name_and_its_initials_or_a_sign_and_its_number() -> None:
    html = rendered(NoticeKind.RETURNED, comment="Приложите справку по школе № 39, её подписал Иванов И.И.").html
    assert "школе №\u00a039" in html
    assert "Иванов\u00a0И.И." in html
    assert "Шестаков\u00a0В.В., 03.03.2021" in html
