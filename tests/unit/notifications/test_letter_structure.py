"""What a reader who does not see a letter has of it: language, headings, tables, links; and its Russian."""

import re
from html.parser import HTMLParser

import pytest

from notifications.samples import SAMPLES
from notifications.samples.catalogue import SampleLetter, letter_of_kind, sample_letter, sample_letters
from workflow.mail_hours import DIGESTED
from workflow.wording.dates import items_text, plural, working_days_text

LETTERS = (*sample_letters(), *(letter_of_kind(kind) for kind in SAMPLES if kind in DIGESTED))
VAGUE = {"", "здесь", "тут", "ссылка", "по ссылке", "подробнее", "открыть", "перейти"}


class Outline(HTMLParser):
    """Language, levels of headings, tables with what they hold, and links with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self.levels: list[int] = []
        self.tables: list[dict[str, object]] = []
        self.links: list[tuple[str, str]] = []
        self._open: list[dict[str, object]] = []
        self._link: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.language = named.get("lang")
        elif re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        elif tag == "table":
            self._open.append({"role": named.get("role"), "headers": 0, "caption": False, "unscoped": 0})
        elif tag == "th":
            self._open[-1]["headers"] = int(str(self._open[-1]["headers"])) + 1
            self._open[-1]["unscoped"] = int(str(self._open[-1]["unscoped"])) + ("scope" not in named)
        elif tag == "caption":
            self._open[-1]["caption"] = True
        elif tag == "a":
            self._link, self._words = named.get("href") or "", []

    def handle_data(self, data: str) -> None:
        if self._link is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables.append(self._open.pop())
        elif tag == "a" and self._link is not None:
            self.links.append((" ".join("".join(self._words).split()), self._link))
            self._link = None


def outline(letter: SampleLetter) -> Outline:
    parsed = Outline()
    parsed.feed(letter.bodies().html)
    return parsed


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
def test_a_letter_is_told_as_it_is_shown(letter: SampleLetter) -> None:
    found = outline(letter)
    assert found.language == "ru"
    assert found.levels.count(1) == 1
    assert found.levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(found.levels, found.levels[1:], strict=False))
    for table in found.tables:
        if table["role"] == "presentation":
            assert table["headers"] == 0
        else:
            assert table["headers"]
            assert table["caption"]
            assert table["unscoped"] == 0


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
def test_a_link_says_what_it_opens(letter: SampleLetter) -> None:
    if letter.kind in DIGESTED:  # kept as it was frozen: a digest tells these lines now
        return
    # A button's address stands under it once more, to be copied.
    named = [words for words, address in outline(letter).links if words != address]
    assert VAGUE.isdisjoint(words.lower() for words in named)
    assert len(named) == len(set(named))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
def test_no_letter_guesses_who_is_a_man_and_who_a_woman(letter: SampleLetter) -> None:
    bodies = letter.bodies()
    for text in (letter.subject, bodies.text, bodies.html):
        assert not re.search(r"[а-яё]\((?:а|ая|ой|ась|на|ла|ца)\)", text)
        assert "уважаем" not in text.lower()


@pytest.mark.parametrize(
    ("count", "days", "items"),
    [
        (1, "1 рабочий день", "1 пункт"), (2, "2 рабочих дня", "2 пункта"), (4, "4 рабочих дня", "4 пункта"),
        (5, "5 рабочих дней", "5 пунктов"), (11, "11 рабочих дней", "11 пунктов"),
        (12, "12 рабочих дней", "12 пунктов"),
        (14, "14 рабочих дней", "14 пунктов"), (20, "20 рабочих дней", "20 пунктов"),
        (21, "21 рабочий день", "21 пункт"), (22, "22 рабочих дня", "22 пункта"),
        (111, "111 рабочих дней", "111 пунктов"), (121, "121 рабочий день", "121 пункт"),
    ],
)  # fmt: skip
def test_counts_are_told_in_the_right_form(count: int, days: str, items: str) -> None:
    assert (working_days_text(count), items_text(count)) == (days, items)
    assert plural(count, "письмо", "письма", "писем") == {"т": "письмо", "а": "письма", "в": "писем"}[items[-1]]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("sign_request-extension", "на утверждение поступил запрос на продление срока пункта 3 плана работы"),
        ("sign_request-sample", "на утверждение поступила выборка по пункту 16 плана работы"),
        ("sign_request-amendment", "на утверждение поступило изменение № 1 в план работы"),
        ("sign_request-activation", "на согласование поступил проект плана работы на 2021 год."),
        ("sign_request-no-pin", "На утверждение поступил отчёт об исполнении пункта 3 плана работы"),
        ("returned", "отчёт об исполнении пункта 3 возвращён на доработку."),
        ("returned-plan", "проект плана работы на 2021 год возвращён на доработку."),
        ("digest-two-plans", "сводка по планам работы на 2021, 2022 годы на 03.03.2021."),
        ("extended", "К письму приложен файл для календаря, srok.ics."),
    ],
)
def test_verbs_and_cases_follow_what_is_told(key: str, said: str) -> None:
    letter = sample_letter(key)
    assert letter is not None
    bodies = letter.bodies()
    assert said in bodies.text
    assert said.replace("№ 1", "№\u00a01") in bodies.html


def test_the_operators_see_each_letter_that_is_sent_under_a_name_of_its_own() -> None:
    keys = [letter.key for letter in sample_letters()]
    assert len(keys) == len(set(keys))
    assert {letter.kind for letter in sample_letters()} == set(SAMPLES) - DIGESTED
    assert sample_letter("nothing") is None
