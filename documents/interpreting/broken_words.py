"""Words that a line end broke, with a hyphen or without: what the rest of the document says decides."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from config.line_text import to_line
from documents.interpreting.plan_words import (
    COMPOUND_ENDS,
    COMPOUND_STARTS,
    FUNCTION_WORDS,
    ONE_WORD_STARTS,
    PLAN_WORDS,
)

_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‑‐][^\W\d_]+)*")
_HYPHENS = "-‐‑¬\u00ad"
_BEFORE_HYPHEN = re.compile(rf"(?P<word>[^\W_]+)[{_HYPHENS}]$")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_FIRST_SIGNS = re.compile(r"[^\W_]+")
_SPACED_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})- ([а-яё]{2,})(?![^\W\d_])")
# «контрольно-», «социально-», «физкультурно-»: an adverb before an adjective keeps its hyphen.
_ADVERB = re.compile(r"\w{3,}(?:но|ско|цко|чно)")
_ADJECTIVE = re.compile(r"\w{3,}(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ых|их|ым|им|ыми|ими|ую|юю)")
_TORN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d$")
_LAST_DIGIT = re.compile(r"\d(?!\d)")
# What no word begins with, and stems that are no words without their endings.
_TAIL = re.compile(
    r"(?:и?рованн|и?ровани|тельн|тельност|льност|нност|ност|ческ|ическ|ствова|ствующ|вающ|ющ)[а-яё]{1,6}"
    r"|ци(?:и|й|ю|я|ей|ям|ями|ях)"
)
_STEM = re.compile(r"\w{3}(?:[ауюя]щ|вш|еск|овск|евск|инск|тельн|ованн|енн|(?:еск|ск|нн|льн)ог)$")
_ENDING = re.compile(r"[аоуыиеюя](?:го|му|ми|[йеяюмх])?")
_CANNOT_BEGIN_A_WORD = "ьъы"
_ROMAN = re.compile(r"[IVXХ]+")
_LONGEST_WORD = 60
_MOST_PIECES = 4
_SHORTEST_HALF = 4
_SHORTEST_NOUN = 6
_ENDINGS = (("ах", "ях"), ("ам", "ям"), ("ами", "ями"), ("ов", "ев", "ий", "ей"))


class Vocabulary:
    """The words that a document is sure of: those that no line end touches."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take all texts of the document, with their line breaks."""
        self._words: set[str] = set()
        for text in texts:
            lines = _lines(text)
            for at, line in enumerate(lines):
                found = _COMPOUND.findall(line)
                inner = found[1 if at else 0 : len(found) - (at < len(lines) - 1 or line[-1:] in _HYPHENS)]
                for word in inner:
                    self._words.add(_folded(word))
                    self._words.update(map(_folded, re.split(r"[-‑‐]", word)))

    def flow(self, text: str) -> str:
        """The text as one line with single spaces, its broken words joined."""
        return self._joined_over_spaces(to_line(self.mend(text)))

    def mend(self, text: str) -> str:
        """The text with its broken words joined and its other line breaks kept."""
        return "\n".join(self._without_hyphens(self._without_breaks(_lines(text))))

    def _without_breaks(self, lines: list[str]) -> list[str]:
        """Words that a narrow column broke without a hyphen become whole."""
        mended = lines[:1]
        at = 1
        while at < len(lines):
            taken = self._pieces_of_one_word(mended[-1], lines[at : at + _MOST_PIECES - 1])
            if taken:
                mended[-1] += "".join(lines[at : at + taken])
            else:
                mended.append(lines[at])
            at += taken or 1
        return mended

    def _pieces_of_one_word(self, before: str, following: Sequence[str]) -> int:
        """How many of the following lines begin with, or are, pieces of the last word of the line before."""
        if _TORN_YEAR.search(before[-_LONGEST_WORD:]) and _LAST_DIGIT.match(following[0]):
            return 1
        last = _LAST_WORD.search(before[-_LONGEST_WORD:])
        if last is None:
            return 0
        pieces = [last[0]]
        for count, line in enumerate(following, start=1):
            first = _FIRST_WORD.match(line)
            if first is None:
                return 0
            pieces.append(first[0])
            if self._are_one_word(pieces):
                return count
            if first[0] != line:
                return 0
        return 0

    def _are_one_word(self, pieces: Sequence[str]) -> bool:
        first, rest = pieces[0], pieces[1:]
        fits = all(piece.islower() for piece in rest) or "".join(pieces).isupper()
        if not fits or _folded(first) in FUNCTION_WORDS:
            return False
        if _folded(rest[0])[0] in _CANNOT_BEGIN_A_WORD or self._is_a_tail(first, rest):
            return True
        return self._knows("".join(pieces)) and not all(map(self._knows, pieces))

    def _is_a_tail(self, first: str, rest: Sequence[str]) -> bool:
        """«персонализи / рованных», «соответствующ / их»: the one begins, the other ends as no word does."""
        if len(rest) != 1:
            return False
        if _STEM.search(first) and _ENDING.fullmatch(rest[0]):
            return _folded(first) not in self._words
        return _TAIL.fullmatch(rest[0]) is not None and _folded(rest[0]) not in self._words

    def _without_hyphens(self, lines: list[str]) -> list[str]:
        mended = lines[:1]
        for line in lines[1:]:
            before, first = _BEFORE_HYPHEN.search(mended[-1][-_LONGEST_WORD:]), _FIRST_SIGNS.match(line)
            if before is None or first is None or _is_a_dash(before["word"], first[0]):
                mended.append(line)
            else:
                mended[-1] = mended[-1][:-1] + self._joint(before["word"], first[0]) + line
        return mended

    def _joint(self, before: str, after: str) -> str:
        """What belongs between two halves that a hyphen at a line end parts: the hyphen or nothing."""
        left, right = _folded(before), _folded(after)
        if not before.isalpha() or not after.isalpha() or (before.isupper() and not after.isupper()):
            return "-"
        if (after[0].isupper() and not before.isupper()) or (_ROMAN.fullmatch(before) and _ROMAN.fullmatch(after)):
            return "-"
        if left + right in self._words:
            return ""
        return "-" if self._is_compound(left, right) else ""

    def _is_compound(self, left: str, right: str) -> bool:
        if f"{left}-{right}" in self._words or right in COMPOUND_ENDS or left in COMPOUND_STARTS:
            return True
        if left + right in PLAN_WORDS or left in ONE_WORD_STARTS:
            return False
        if _ADVERB.fullmatch(left) and _ADJECTIVE.fullmatch(right) and len(right) > _SHORTEST_HALF:
            return True
        if _have_one_ending(left, right):
            return True
        return min(len(left), len(right)) >= _SHORTEST_HALF and self._knows(left) and self._knows(right)

    def _joined_over_spaces(self, line: str) -> str:
        """«продемон- стрировавших», as text that lost its line ends has it, where the document knows the word."""

        def joined(found: re.Match[str]) -> str:
            left, right = found.groups()
            if self._knows(left + right) and not (self._knows(left) and self._knows(right)):
                return left + right
            return found[0]

        return _SPACED_HYPHEN.sub(joined, line)

    def _knows(self, word: str) -> bool:
        folded = _folded(word)
        return folded in self._words or folded in PLAN_WORDS or folded in FUNCTION_WORDS


def _have_one_ending(left: str, right: str) -> bool:
    """«семинарах-совещаниях», «заявлений-деклараций»: two nouns in one case, where a syllable has no such ending."""
    if min(len(left), len(right)) < _SHORTEST_NOUN:
        return False
    return any(left.endswith(endings) and right.endswith(endings) for endings in _ENDINGS)


def _is_a_dash(before: str, after: str) -> bool:
    """«директор- / Иванов И.И.»: a small letter before and a capital after is no word."""
    return before.islower() and after[0].isupper()


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    first = next((at for at, line in enumerate(lines) if line), 0)
    return lines[first:] or [""]


def _folded(word: str) -> str:
    return word.casefold().replace("ё", "е").replace("‑", "-").replace("‐", "-")
