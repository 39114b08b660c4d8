"""Russian letters under the names of Western ones, as fonts of the nineties have them: «Ïëàí» is «План»."""

from collections.abc import Sequence
from typing import Final

from documents.reading.pdf_page import Glyph

# Such fonts put Windows-1251 in the places that the file takes for Windows-1252.
_MOSTLY: Final = 0.5
_RENAMED: Final = {
    char: bytes([code]).decode("cp1251", "ignore")
    for code in range(0x80, 0x100)
    for char in bytes([code]).decode("cp1252", "ignore")
}


def with_russian_letters(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The letters of a page, with Russian names where most of them are accented Western ones and none Russian."""
    letters = [glyph.text for glyph in glyphs if glyph.text.isalpha()]
    western = sum("À" <= text <= "ÿ" for text in letters)
    if western <= _MOSTLY * len(letters) or any("А" <= text <= "я" for text in letters):
        return list(glyphs)
    return [glyph._replace(text=_RENAMED.get(glyph.text, glyph.text)) for glyph in glyphs]
