"""Words and lines of a PDF page, put together from its letters by where they stand."""

import itertools
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final, NamedTuple

from documents.reading.pdf_page import DOWNWARDS, UPRIGHT, UPSIDE_DOWN, UPWARDS, Glyph

# All in units of the letters' size.
_SAME_WORD: Final = 0.12
_SPACE: Final = 0.17
_SPACE_BESIDE_REAL_ONES: Final = 0.3
# A line of so many single letters is set wide: its words are this much further apart than its letters.
_SET_WIDE_FROM: Final = 6
_MOSTLY: Final = 0.7
_WIDER: Final = 1.5
_SAME_LINE: Final = 0.45
_SAME_FOOT: Final = 0.1
_PRINTED_TWICE: Final = 0.15
_OVERLAP: Final = 0.6
_RAISED_BY: Final = 0.2
_SMALLER: Final = 0.92
_LIGATURE_PARTS: Final = frozenset("filt")


class Word(NamedTuple):
    """Letters without a gap. `start`, `end` run along the line, `foot` across lines, from the first to the last.

    For upright text these are x and y. `is_spaced` says that the file has a space before it; `first` is the width of
    its first letter. The box is on the page.
    """

    text: str
    start: float
    end: float
    foot: float
    size: float
    turn: int
    is_spaced: bool
    is_raised: bool
    first: float
    x0: float
    top: float
    x1: float
    bottom: float


Line = list[Word]


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words in the order in which the file draws them; a letter drawn twice to look bold is there once."""
    words: list[Word] = []
    letters: list[tuple[Glyph, float, float, float]] = []
    is_spaced = False
    for glyph in glyphs:
        if glyph.text.isspace():
            if letters:
                words.append(_word(letters, is_spaced))
                letters = []
            is_spaced = True
            continue
        start, end, foot = _along(glyph)
        if letters:
            last, last_start, last_end, last_foot = letters[-1]
            size = max(glyph.size, last.size)
            if _is_the_same_letter(glyph, last, abs(start - last_start), abs(foot - last_foot)):
                continue
            belongs = (
                glyph.turn == last.turn
                and glyph.is_raised == last.is_raised
                and abs(glyph.size - last.size) < _SAME_FOOT * size
                and abs(foot - last_foot) < _SAME_FOOT * size
                # A word that is wider than its cell may end where the next cell's word begins.
                and not (last.text.islower() and glyph.text.isupper())
                and -_OVERLAP * size < start - last_end < _SAME_WORD * size
            )
            if not belongs:
                words.append(_word(letters, is_spaced))
                letters, is_spaced = [], False
        letters.append((glyph, start, end, foot))
    if letters:
        words.append(_word(letters, is_spaced))
    return words


def _is_the_same_letter(glyph: Glyph, last: Glyph, shift: float, drop: float) -> bool:
    if glyph.text != last.text or glyph.turn != last.turn:
        return False
    if not shift and not drop and glyph.text in _LIGATURE_PARTS:
        return False
    return shift < _PRINTED_TWICE * glyph.size and drop < _PRINTED_TWICE * glyph.size


def _along(glyph: Glyph) -> tuple[float, float, float]:
    match glyph.turn:
        case 0:
            return glyph.x0, glyph.x1, glyph.origin_y
        case 1:
            return -glyph.bottom, -glyph.top, glyph.origin_x
        case 2:
            return -glyph.x1, -glyph.x0, -glyph.origin_y
        case _:
            return glyph.top, glyph.bottom, -glyph.origin_x


def _word(letters: Sequence[tuple[Glyph, float, float, float]], is_spaced: bool) -> Word:
    glyph, start, end, foot = letters[0]
    return Word(
        text="".join(letter[0].text for letter in letters),
        start=start,
        end=letters[-1][2],
        foot=foot,
        size=glyph.size,
        turn=glyph.turn,
        is_spaced=is_spaced,
        is_raised=glyph.is_raised,
        first=end - start,
        x0=min(letter[0].x0 for letter in letters),
        top=min(letter[0].top for letter in letters),
        x1=max(letter[0].x1 for letter in letters),
        bottom=max(letter[0].bottom for letter in letters),
    )


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The words line by line, each from its start to its end. All must be turned the same way."""
    lines: list[Line] = []
    foot, size = 0.0, 0.0
    for word in sorted(words, key=lambda word: word.foot):
        if lines and word.foot - foot < _SAME_LINE * max(size, word.size):
            lines[-1].append(word)
            if word.size > size:
                foot, size = word.foot, word.size
        else:
            lines.append([word])
            foot, size = word.foot, word.size
    return [_in_order(line) for line in lines]


def _in_order(line: Line) -> Line:
    ordered: Line = []
    for word in sorted(line, key=lambda word: word.start):
        last = ordered[-1] if ordered else None
        if last and last.text == word.text and word.start - last.start < _PRINTED_TWICE * word.size:
            continue
        ordered.append(word)
    return ordered


def without_marks(line: Line) -> Line:
    """The line without the small raised digits and asterisks that refer to a footnote; square metres stay."""
    size = max(word.size for word in line)
    foot = max(word.foot for word in line if word.size == size)
    kept: Line = []
    for word in line:
        is_small = word.size < _SMALLER * size and foot - word.foot > _RAISED_BY * size
        is_mark = (word.is_raised or is_small) and not word.text.strip("0123456789*,)")
        if is_mark and (not kept or len(kept[-1].text) > len("км")):
            continue
        kept.append(word)
    return kept or line


def text_of(line: Line) -> str:
    """The words of a line with one space where the file has spaces or the words stand apart."""
    return "".join(f"{' ' if apart else ''}{word.text}" for word, apart in zip(line, gaps(line), strict=True))


def gaps(line: Line) -> list[bool]:
    """For each word of a line whether a space stands before it."""
    widths = [word.start - last.end for last, word in itertools.pairwise(line)]
    has_spaces = any(word.is_spaced for word in line[1:])
    limit = (_SPACE_BESIDE_REAL_ONES if has_spaces else _SPACE) * max(word.size for word in line)
    letters = sum(len(word.text) == 1 for word in line)
    if len(line) >= _SET_WIDE_FROM and letters > _MOSTLY * len(line):
        limit = max(limit, _WIDER * median(widths))
        # «П Л А Н   Р А Б О Т Ы»: a space between letters is none between words where other gaps are wider.
        spaced = sum(word.is_spaced and word.text.isalpha() for word in line)
        if spaced > _MOSTLY * len(line) and any(width > limit for width in widths):
            return [False, *(width > limit for width in widths)]
    return [False, *(word.is_spaced or width > limit for word, width in zip(line[1:], widths, strict=True))]


def letter_width(line: Line) -> float:
    """The usual width of a letter of the line."""
    return median((word.end - word.start) / len(word.text) for word in line)


def by_turn(words: Iterable[Word]) -> list[list[Word]]:
    """The words apart by the way that their lines run, upright ones first."""
    found: dict[int, list[Word]] = {turn: [] for turn in (UPRIGHT, UPWARDS, DOWNWARDS, UPSIDE_DOWN)}
    for word in words:
        found[word.turn].append(word)
    return [group for group in found.values() if group]
