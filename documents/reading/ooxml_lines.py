"""Lines as people space them in Word and Excel: pieces set apart by tabs or spaces, raised marks of footnotes."""

import re

_SPACE = r"[ \u00a0\u2002-\u200a]"
_LETTER = r"[^\W\d_]"
# Two spaces are a slip of the hand; from three on somebody wanted a distance. Between the words of a title in
# spaced letters («П Л А Н   Р А Б О Т Ы») it is the distance of words.
_GAP = re.compile(
    rf"(?<!{_SPACE}){_SPACE}*+\t(?:{_SPACE}|\t)*+"
    rf"|(?<=\S)(?<!\b{_LETTER}){_SPACE}{{3,}}+"
    rf"|(?<=\S){_SPACE}{{3,}}+(?!{_LETTER}\b)"
)
_FOOTNOTE_MARK = re.compile(r"(?:\d{1,2}|\*{1,3})\)?")
_UNIT_OF_LENGTH = re.compile(r"\b[скдм]?м$", re.IGNORECASE)


def set_apart(line: str) -> str:
    """The line with one tab between pieces that stand apart, and no white space at its ends."""
    return _GAP.sub("\t", line.strip())


def is_footnote_mark(raised: str, before: str) -> bool:
    """Whether superscript text refers to a footnote; `before` is the text that it follows."""
    mark = raised.strip()
    if not _FOOTNOTE_MARK.fullmatch(mark):
        return False
    is_square_or_cube = mark in {"2", "3"} and _UNIT_OF_LENGTH.search(before) is not None
    # «в 15⁰⁰» is a time of day.
    is_minutes = len(mark) > 1 and mark.isdigit() and before[-1:].isdigit()
    return not (is_square_or_cube or is_minutes)
