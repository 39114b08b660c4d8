"""Words that a narrow column broke between two lines, put together again."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from documents.reading.pdf_cell_text import CellLine
from documents.reading.pdf_word_parts import (
    ends_as_a_word,
    is_no_word,
    is_office_word,
    is_short_word,
    never_begins_a_word,
    never_ends_a_word,
)
from documents.reading.text_letters import rarity

_WORDS: Final = re.compile(r"[^\W\d_]+")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
# «11,27,39,59» without spaces is set like one word.
_NUMBERS: Final = re.compile(r"\d+(?:[,;]\d+){2,}[,;]?")
_NUMBER_GOES_ON: Final = re.compile(r"[\d,;]")
_SOFT_HYPHENS: Final = ("\u00ad", "\u2010")
# The second half of «апрель-май», when the hyphen had no room on the first line.
_HYPHEN_FIRST: Final = re.compile(r"[-‑–][^\W\d_]")
_HYPHEN_LAST: Final = re.compile(r"\w[-‐‑\u00ad]$")
# «январь–», «Ч.К.-»: what follows belongs to it without a space.
_DASH_LAST: Final = re.compile(r"\S[-‐‑–—/]$")
_CLOSING: Final = ("»", "”", ")", "]", ",", ";", ":", "!", "?")
_INITIALS: Final = re.compile(r"\S+ [А-ЯЁA-Z]\.")
# «педагогическим/и работниками»: an «и» after a singular would go before another singular.
_ONE_INSTRUMENTAL: Final = re.compile(r"\w{4,}[иы]м и [^\W\d_]+[ая]ми\b")
_LONGEST_ABBREVIATION: Final = 4
_SHORTEST_STEM: Final = 5
_LONGEST_ENDING: Final = 3
# How rare a word's edge is between two letters of a text.
_EDGE_RARITY: Final = 2.8


class WordsSeen:
    """The words of a document that stand whole on a line somewhere."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._stems: set[str] = set()

    def add_cell(self, lines: Sequence[CellLine]) -> None:
        """Take in the words of a cell but those that may be parts of a broken word."""
        is_continued = False
        for line in lines:
            words = _WORDS.findall(line.text)
            may_break = _is_one_token(line)
            if not may_break:
                self._add(words[is_continued:])
            is_continued = may_break

    def add_text(self, texts: Iterable[str]) -> None:
        """Take in the words of lines outside of tables."""
        for text in texts:
            self._add(_WORDS.findall(text))

    def _add(self, words: Iterable[str]) -> None:
        for word in words:
            lower = word.lower()
            if lower not in self._words:
                self._words.add(lower)
                self._stems.update(_stems(lower))

    def has(self, word: str) -> bool:
        """Whether the lower-case word stands somewhere in this form."""
        return word in self._words or is_office_word(word)

    def has_form(self, word: str) -> bool:
        """Whether the lower-case word stands somewhere in this form or another."""
        return self.has(word) or not self._stems.isdisjoint(_stems(word))


def _stems(word: str) -> list[str]:
    """The word without what may be its ending."""
    return [word[:-ending] for ending in range(1, _LONGEST_ENDING + 1) if len(word) - ending >= _SHORTEST_STEM]


def joined(lines: Sequence[CellLine], seen: WordsSeen, *, keeps_breaks: bool = False) -> str:
    """The text of a cell, its lines joined where only the narrow column ended them.

    There a space stands between two words, nothing inside a word or after a dash without space before it, and "\\n"
    after a hyphen, which may be the word's own or not. "\\n" also ends the lines that somebody has ended, and with
    `keeps_breaks` all but those that end inside a word.
    """
    text = lines[0].text if lines else ""
    for index, (line, after) in enumerate(pairwise(lines), start=2):
        if text.endswith(_SOFT_HYPHENS) and after.text[:1].islower():
            text = text[:-1] + after.text
        elif (_HYPHEN_FIRST.match(after.text) and _LAST_WORD.search(text)) or (
            line.is_full and _is_broken(text, line, after, seen, is_last=index == len(lines))
        ):
            text += after.text
        else:
            text += (_at_wrap(text, after.text) if line.is_wrapped and not keeps_breaks else "\n") + after.text
    return text


def _at_wrap(text: str, after: str) -> str:
    """What stands between a line that only its column has ended and the next one."""
    if _HYPHEN_LAST.search(text):
        return "\n"
    return "" if _DASH_LAST.search(text) or after.startswith(_CLOSING) else " "


def _is_one_token(line: CellLine) -> bool:
    return line.is_full and not any(char.isspace() for char in line.text)


def _is_broken(text: str, line: CellLine, after: CellLine, seen: WordsSeen, *, is_last: bool) -> bool:
    if _is_one_token(line) and _NUMBERS.fullmatch(line.text) and _NUMBER_GOES_ON.match(after.text):
        return line.text[-1].isdigit()
    start, end = _LAST_WORD.search(text), _FIRST_WORD.match(after.text)
    if start is None or end is None:
        return False
    first, second = start.group(), end.group()
    is_same_case = second.islower() or (first.isupper() and second.isupper() and len(first) > 1)
    is_abbreviation = after.text[end.end() : end.end() + 1] == "." and len(second) <= _LONGEST_ABBREVIATION
    if not is_same_case or is_abbreviation:
        return False
    pair = _Pair(first.lower(), second.lower(), seen)
    if pair.is_surely_one or (_is_one_token(line) and _ONE_INSTRUMENTAL.match(f"{first} {after.text}")):
        return True
    # Neither a cell nor a surname before its initials ends in a preposition.
    is_ending = (is_last and second == after.text) or _INITIALS.match(after.text) is not None
    return _is_one_token(line) and pair.is_one(is_ending=is_ending, is_exact=line.is_exact)


class _Pair(NamedTuple):
    """The lower-case pieces of what may be one word, or two words."""

    first: str
    second: str
    seen: WordsSeen

    @property
    def is_surely_one(self) -> bool:
        """Whether the document has the whole word, or no word begins as the second piece does."""
        return self.seen.has(self.first + self.second) or never_begins_a_word(self.second)

    def is_one(self, *, is_ending: bool, is_exact: bool) -> bool:
        """Whether the pieces are rather one word, as far as the document's words and Russian spelling tell."""
        is_form = self.seen.has_form(self.first + self.second)
        if never_ends_a_word(self.first) or is_no_word(self.second):
            return True
        if is_short_word(self.second):
            return not self.seen.has(self.first) and (is_ending or is_form)
        if self.seen.has(self.first) or is_form:
            return not self.seen.has(self.first)
        # A column that was made as wide as its longest word breaks none, and that word fills it to a hair.
        if is_exact or self.seen.has_form(self.second) or ends_as_a_word(self.first):
            return False
        last, next_ = self.first[-1], self.second[0]
        return rarity(last, next_) < rarity(last, " ") + rarity(" ", next_) - _EDGE_RARITY
