"""One line of text as a plan document may hold it."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

# Embedding, override and isolate marks can make a name read backwards (Unicode UAX #9).
_BIDI_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_line(text: str) -> str:
    """Return the text in NFC without outer white space.

    Raises `ValueError` in Russian for control characters, line breaks and marks that turn the direction.
    """
    line = unicodedata.normalize("NFC", text.strip())
    # Printable text, nearly all there is, holds none of them: a plan of 5,000 rows is checked in a moment.
    if not line.isprintable() and any(
        unicodedata.category(char) in _REFUSED_CATEGORIES or char in _BIDI_MARKS for char in line
    ):
        raise ValueError("переносы строк и управляющие знаки недопустимы")
    if not line:
        raise ValueError("текст пуст")
    return line


def visible_text(text: str) -> str:
    """What a person typed in several lines, without control characters and marks that turn the direction."""
    if text.isprintable():
        return text
    return "".join(
        char
        for char in text
        if char in "\n\t\r" or (unicodedata.category(char) not in _REFUSED_CATEGORIES and char not in _BIDI_MARKS)
    )


def to_line(text: str) -> str:
    """What a document prints as one line: NFC, white space and line breaks as one space, no invisible marks."""
    shown = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in _REFUSED_CATEGORIES | {"Cf"}
    )
    return " ".join(shown.split())


Line = Annotated[str, Field(min_length=1), AfterValidator(clean_line)]
# A unit may stand where a person stands, and its full official name is long.
PersonName = Annotated[Line, Field(max_length=300)]
LongLine = Annotated[Line, Field(max_length=4000)]
