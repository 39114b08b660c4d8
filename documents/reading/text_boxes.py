"""Tables that plain text draws with signs: with lines around the cells, or with bars between the fields."""

import math
import re
from collections.abc import Sequence
from typing import Final

from documents.reading.pdf_columns import aligned_rules
from documents.reading.pdf_page import UPRIGHT, Edge, Lines, PageContent
from documents.reading.pdf_tables import PageTable, tables_of
from documents.reading.pdf_words import Word
from documents.reading.text_rows import TextLine, TextRow

_BARS: Final = "│┃║|¦"
_CORNERS: Final = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛╓╥╖╟╫╢╙╨╜┏┳┓┣╋┫┗┻┛"
_CROSSINGS: Final = frozenset(_CORNERS + "+")
_DASHES: Final = frozenset("─━═=_-")
_ANY_DRAWN: Final = re.compile(f"[{_CORNERS}│┃║]")
_DASH_RUN: Final = re.compile(r"[─━═=_-]{3}")
_RUN: Final = re.compile(rf"[{_CORNERS}{_BARS}─━═=_+/\\-]{{3,}}")
# Every sign that a row of dashes may have.
_RULER: Final = re.compile(rf"[\s{_CORNERS}{_BARS}─━═=_+:/\\-]{{3,}}")
_TOKEN: Final = re.compile(rf"[^\s{_CORNERS}{_BARS}]+")
# Of the words of a drawing no more than this may stand outside of its cells.
_FEW: Final = 0.1
_MIN_BARS: Final = 2
_MIN_RULERS: Final = 3
# How wide and high a letter is taken to be, in points, so that what holds for printed pages holds for text.
_WIDTH: Final = 6.0
_HEIGHT: Final = 12.0
_SIZE: Final = 10.0
_TOLERANCE: Final = 0.1


def is_drawn(text: str) -> bool:
    """Whether a line of text belongs to a table drawn with signs."""
    if _ANY_DRAWN.search(text) or text.count("|") >= _MIN_BARS:
        return True
    return _is_ruler(text) and any(sign in text for sign in "+|/\\")


def _is_ruler(text: str) -> bool:
    return _RULER.fullmatch(text) is not None and _DASH_RUN.search(text) is not None


def drawn_tables(lines: Sequence[TextLine]) -> list[PageTable]:
    """The tables of lines that are drawn around their cells. The places of a table are in line numbers from 0.

    Empty where the lines have no more rulers than to part the heading from the rows.
    """
    texts = [line.text.expandtabs() for line in lines]
    if sum(_is_ruler(text) for text in texts) < _MIN_RULERS:
        return []
    width = max(map(len, texts))
    content = PageContent(1, width * _WIDTH, len(texts) * _HEIGHT, ruled=_rules(texts, width))
    words = [word for row, text in enumerate(texts) for word in _words(row, text)]
    tables, outside = tables_of(content, words)
    return tables if len(outside) <= _FEW * len(words) else []


def aligned_tables(lines: Sequence[TextLine]) -> list[PageTable]:
    """The tables of lines whose columns only spaces part, where they are beyond doubt. Places are as in a drawing."""
    texts = [line.text.expandtabs() for line in lines]
    words = [word for row, text in enumerate(texts) for word in _words(row, text)]
    rules = aligned_rules([words])
    if rules is None:
        return []
    content = PageContent(1, max(map(len, texts)) * _WIDTH, len(texts) * _HEIGHT, ruled=rules[0])
    return tables_of(content, words)[0]


def line_at(table: PageTable, row: int) -> int:
    """The number, from 0 among the lines of its drawing, of the first line of a row."""
    return math.ceil(table.grid.net.ys[row] / _HEIGHT - _TOLERANCE)


def rows_under(table: PageTable) -> range:
    """The numbers, from 0 among the lines of its drawing, of the lines that a table covers."""
    ys = table.grid.net.ys
    return range(math.ceil(ys[0] / _HEIGHT - _TOLERANCE), math.floor(ys[-1] / _HEIGHT + _TOLERANCE))


def barred_rows(lines: Sequence[TextLine]) -> list[TextRow]:
    """A row for each line that is no ruler, its fields between bars."""
    rows = []
    for line in lines:
        if _is_ruler(line.text):
            continue
        text = line.text.strip()
        fields = re.split(f"[{_BARS}]", text)
        first, last = (1 if not fields[0].strip() else 0), (len(fields) - 1 if not fields[-1].strip() else len(fields))
        if text[:1] not in _BARS:
            first = 0
        rows.append(TextRow(line.number, tuple(field.strip() for field in fields[first:last])))
    return rows


def _words(row: int, text: str) -> list[Word]:
    if _is_ruler(text):
        return []
    words = []
    for token in _TOKEN.finditer(_RUN.sub(lambda run: " " * len(run[0]) if _is_rule(run[0]) else run[0], text)):
        start, end = token.start() * _WIDTH, token.end() * _WIDTH
        top, bottom = row * _HEIGHT, (row + 1) * _HEIGHT
        words.append(
            Word(token[0], start, end, bottom, _SIZE, UPRIGHT, True, False, _WIDTH, start, top + 1, end, bottom - 1)
        )
    return words


def _is_rule(run: str) -> bool:
    """Whether signs within a line of text are a rule: they run from one side of a cell to the other."""
    return run[0] not in _DASHES and run[-1] not in _DASHES and _DASH_RUN.search(run) is not None


def _rules(texts: Sequence[str], width: int) -> Lines:
    """The lines that the signs draw: dashes across, bars down, and crossings towards the signs above and below."""
    padded = [text.ljust(width) for text in texts]
    lines = Lines()
    for row, text in enumerate(padded):
        is_ruler = _is_ruler(text)
        middle = (row + 0.5) * _HEIGHT
        for run in _RUN.finditer(text):
            if _DASH_RUN.search(run[0]) and (is_ruler or _is_rule(run[0])):
                lines.horizontal.append(Edge(middle, (run.start() + 0.5) * _WIDTH, (run.end() - 0.5) * _WIDTH))
        for column, sign in enumerate(text):
            is_bar, is_crossing = sign in _BARS, sign in _CROSSINGS or (is_ruler and sign in "/\\")
            if not (is_bar or is_crossing):
                continue
            is_whole = is_bar and not is_ruler
            up = is_whole or _is_sign(padded, row - 1, column)
            down = is_whole or _is_sign(padded, row + 1, column)
            if up or down:
                start, end = row * _HEIGHT if up else middle, (row + 1) * _HEIGHT if down else middle
                lines.vertical.append(Edge((column + 0.5) * _WIDTH, start, end))
    return lines


def _is_sign(texts: Sequence[str], row: int, column: int) -> bool:
    return 0 <= row < len(texts) and (texts[row][column] in _BARS or texts[row][column] in _CROSSINGS)
