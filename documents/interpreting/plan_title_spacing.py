"""Words of headings that are set in spaced letters: «П Л А Н», «С О Г Л А С О В А Н О»."""

import re

from documents.interpreting.plan_words import HEADING_WORDS, PLAN_WORDS

_BLANK = r"[^\S\n\t]"
_SPACED_OUT = re.compile(rf"(?<!\w)[А-ЯЁа-яё](?:{_BLANK}{{1,12}}[А-ЯЁа-яё](?!\w)){{3,}}")
_GAP = re.compile(rf"{_BLANK}+")
_SHORTEST_WORD = 2


def joined_letters(line: str) -> str:
    """The line with all spaced letters together: enough to know a word by, but two words become one."""
    return _SPACED_OUT.sub(lambda found: _GAP.sub("", found[0]), line)


def joined_words(raw: str) -> str:
    """The raw line with the words of spaced letters made whole: «П Л А Н   Р А Б О Т Ы» is «ПЛАН   РАБОТЫ».

    The gap between two letters is narrower than that between two words. Where all gaps are alike nothing tells where a
    word ends, and only a single well-known word is joined.
    """
    return _SPACED_OUT.sub(_with_borders, raw)


def _with_borders(found: re.Match[str]) -> str:
    text = found[0]
    gaps = set(_GAP.findall(text))
    if len(gaps) == 1:
        whole = _GAP.sub("", text)
        return whole if whole.casefold() in PLAN_WORDS | HEADING_WORDS else text
    between_letters = min(gaps, key=lambda gap: (len(gap), "\u00a0" in gap))
    words = [""]
    for piece in re.split(rf"({_BLANK}+)", text):
        if piece in gaps and piece != between_letters:
            words += [piece, ""]
        elif piece != between_letters:
            words[-1] += piece
    # A word of one letter is more likely a slip of the space bar between two letters.
    is_sure = all(len(word) >= _SHORTEST_WORD or word.casefold() in "виоксуа" for word in words[::2])
    return "".join(words) if is_sure else text
