"""The text of a PDF page outside of its tables, line by line."""

import itertools
from dataclasses import dataclass
from statistics import median
from typing import Final

from documents.reading.pdf_page import UPRIGHT, PageContent
from documents.reading.pdf_stamps import stamps_of
from documents.reading.pdf_words import Line, Word, by_turn, gaps, letter_width, lines_of, without_marks

# Pieces of a line stand apart when the gap is this many letters wide, and this many usual gaps of the line.
_APART: Final = 3.0
_APART_FROM_USUAL: Final = 1.8
_USUAL_NEEDS: Final = 3
# A line is centred when its middle is this near to the page's, in parts of the page's width.
_CENTRED: Final = 0.04


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line outside of tables: its text and where it stands, in points from the page's upper edge."""

    text: str
    top: float
    bottom: float


def page_lines(content: PageContent, words: list[Word], outside: list[Word]) -> list[PageLine]:
    """The lines of the words that stand outside of tables, from the upper to the lower.

    "\\t" stands between pieces that stand apart, and before a line that begins in the right half. Three approval stamps
    side by side follow each other, each with lines of its own.
    """
    if not outside:
        return []
    middles = (content.width / 2, (min(word.x0 for word in words) + max(word.x1 for word in words)) / 2)
    found: list[PageLine] = []
    for group in by_turn(outside):
        lines = [without_marks(line) for line in lines_of(group)]
        stamps = stamps_of(lines) if group[0].turn == UPRIGHT else None
        if stamps:
            top, bottom = _span(lines[stamps.start])
            found += [PageLine(text, top, bottom) for text in stamps.texts]
            del lines[stamps.start : stamps.end]
        for line in lines:
            is_right = not line[0].turn and _is_on_the_right(line, middles, content.width)
            text = ("\t" if is_right else "") + _text(line)
            found.append(PageLine(text, *_span(line)))
    return sorted(found, key=lambda line: line.top)


def _span(line: Line) -> tuple[float, float]:
    return min(word.top for word in line), max(word.bottom for word in line)


def _is_on_the_right(line: Line, middles: tuple[float, float], width: float) -> bool:
    start, end = line[0].x0, line[-1].x1
    is_centred = any(abs((start + end) / 2 - middle) < _CENTRED * width for middle in middles)
    return start > middles[0] and not is_centred


def _text(line: Line) -> str:
    widths = [word.start - last.end for last, word in itertools.pairwise(line)]
    usual = median(widths) if len(widths) >= _USUAL_NEEDS else 0.0
    limit = max(_APART * letter_width(line), _APART_FROM_USUAL * usual)
    text = line[0].text
    for word, width, is_apart in zip(line[1:], widths, gaps(line)[1:], strict=True):
        text += ("\t" if width > limit else " " if is_apart else "") + word.text
    return text
