"""The letters of a PDF page as PDFium gives them (the engine of Chromium)."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from documents.reading.pdf_page import DOWNWARDS, UPRIGHT, UPSIDE_DOWN, UPWARDS, Frame, Glyph

# The page lies on its side when this part of its letters is turned the same way; so many are asked.
_MOSTLY: Final = 0.7
_ASKED: Final = 150
# PDFium gives this code for a hyphen, hard or soft, that ends a line in the middle of a word.
_HYPHEN_AT_LINE_END: Final = 2
_SOFT_HYPHEN: Final = 0xAD
_SPACE: Final = 0x20
_DIGITS: Final = frozenset(range(ord("0"), ord("9") + 1))
_CYRILLIC: Final = range(0x400, 0x500)
_PRIVATE_USE: Final = range(0xE000, 0xF900)
_NO_CHARACTERS: Final = frozenset({0xFFFD, 0xFFFE, 0xFFFF})
# Word's bullets are letters of the fonts Symbol and Wingdings.
_BULLETS: Final = frozenset({0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF02D})
# Letters beyond these sizes, in points, are marks that nobody reads.
_SMALLEST_SIZE: Final = 1.5
_LARGEST_SIZE: Final = 400
# In points: boxes of one font and size differ by no more.
_SAME_HEIGHT: Final = 0.005
# Of the size: how far above its line a digit's foot is, and how tall it is at most, when it is an index.
_RAISED_FROM: Final = 0.2
_RAISED_HEIGHT: Final = 0.55


class _Look(NamedTuple):
    """How letters are set: their size, which way their line runs, and how far below it their boxes reach."""

    size: float
    turn: int
    below: float


class LetterReader:
    """Reads letters one by one into places of memory that it keeps, since a page has thousands."""

    def __init__(self) -> None:
        self.unmapped = 0
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._foot, self._head = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()

    def reading_turn(self, text: Any, turns: int) -> int:
        """By how many quarter turns clockwise a page must be turned further, so that most of its text is upright."""
        number = pdfium.FPDFText_CountChars(text)
        asked = [
            index
            for index in range(0, number, max(1, number // _ASKED))
            if pdfium.FPDFText_GetUnicode(text, index) > _SPACE
        ]
        count = Counter((self._turn(text, index) - turns) % 4 for index in asked)
        turn, most = max(count.items(), key=lambda pair: pair[1], default=(UPRIGHT, 0))
        return turn if most >= _MOSTLY * len(asked) else UPRIGHT

    def glyphs(self, text: Any, frame: Frame) -> Iterator[Glyph]:
        """The visible letters of an open text page in the order in which the file draws them.

        Counts in `unmapped` those that the file names no character for, and leaves them out.
        """
        self.unmapped = 0
        box, get_box = self._box, pdfium.FPDFText_GetLooseCharBox
        look, height = None, -1.0
        for index, code in self._codes(text):
            if not get_box(text, index, box):
                continue
            left, bottom, right, top = box.left, box.bottom, box.right, box.top
            # Letters of one font and size have boxes of one height: asking for more than the box costs half the time.
            if look is None or abs(top - bottom - height) > _SAME_HEIGHT:
                look = self._look(text, index, bottom)
                height = top - bottom if look.turn == UPRIGHT else -1.0
            if not _SMALLEST_SIZE <= look.size < _LARGEST_SIZE:
                continue
            line = bottom + look.below
            is_raised = code in _DIGITS and look.turn == UPRIGHT and self._is_raised(text, index, line, look.size)
            x0, y0, x1, y1 = frame.box(left, bottom, right, top)
            if x1 < 0 or y1 < 0 or x0 > frame.width or y0 > frame.height:
                continue
            x, y = frame.point(left, line) if look.turn == UPRIGHT else self._origin(text, index, frame)
            yield Glyph(chr(code), x0, y0, x1, y1, x, y, look.size, (look.turn - frame.turns) % 4, is_raised)

    def _codes(self, text: Any) -> Iterator[tuple[int, int]]:
        """The place of each letter in the text page, and the number of its character."""
        get_code = pdfium.FPDFText_GetUnicode
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = get_code(text, index)
            if code in _CYRILLIC:
                yield index, code
            elif code == _HYPHEN_AT_LINE_END:
                yield index, ord("-")
            elif code in _BULLETS:
                yield index, ord("•")
            elif code == _SPACE:
                if not pdfium.FPDFText_IsGenerated(text, index):
                    yield index, code
            elif code > _SPACE and code != _SOFT_HYPHEN:
                if self._is_unmapped(text, index, code):
                    self.unmapped += 1
                else:
                    yield index, code

    def _is_unmapped(self, text: Any, index: int, code: int) -> bool:
        if code in _NO_CHARACTERS or code in _PRIVATE_USE:
            return True
        return bool(pdfium.FPDFText_HasUnicodeMapError(text, index) == 1)

    def _turn(self, text: Any, index: int) -> int:
        """In how many quarter turns against the clock a letter stands in the file."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        if abs(matrix.a) >= abs(matrix.b):
            return UPRIGHT if matrix.a >= 0 else UPSIDE_DOWN
        return UPWARDS if matrix.b > 0 else DOWNWARDS

    def _look(self, text: Any, index: int, bottom: float) -> _Look:
        turn = self._turn(text, index)
        size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(self._matrix.c, self._matrix.d)
        pdfium.FPDFText_GetCharOrigin(text, index, self._x, self._y)
        return _Look(size, turn, self._y.value - bottom)

    def _origin(self, text: Any, index: int, frame: Frame) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(text, index, self._x, self._y)
        return frame.point(self._x.value, self._y.value)

    def _is_raised(self, text: Any, index: int, line: float, size: float) -> bool:
        pdfium.FPDFText_GetCharBox(text, index, self._x, self._y, self._foot, self._head)
        foot, head = self._foot.value, self._head.value
        return foot - line > _RAISED_FROM * size and head - foot < _RAISED_HEIGHT * size
