"""Rows that no line divides: in a table with upright lines alone each number in the first column begins a row."""

import re
from collections.abc import Sequence
from typing import Final

from documents.reading.pdf_cell_text import words_by_cell
from documents.reading.pdf_grid import Grid
from documents.reading.pdf_page import UPRIGHT, Edge
from documents.reading.pdf_ruling import Net
from documents.reading.pdf_words import Line, Word, lines_of, text_of

_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
_MIN_NUMBERS: Final = 2
# In points above the number's line.
_ABOVE: Final = 0.5


def with_missing_rules(net: Net, words: Sequence[Word]) -> Net:
    """The net with a line above each number, where a cell of the first column has several numbers in order."""
    grid = Grid(net)
    first_column = [word for word in words if word.x0 < net.xs[1] and word.turn == UPRIGHT]
    places: list[float] = []
    for cell, its_words in words_by_cell(grid, first_column).items():
        if not cell.left and cell.span == 1 and cell.top_row == cell.bottom_row:
            _, top, _, _ = grid.box(cell)
            places += [place for place in _tops_of_numbers(lines_of(its_words)) if place > top + words[0].size]
    if not places:
        return net
    x0, _, x1, _ = net.box
    lines = (*net.horizontal, *(Edge(place, x0, x1) for place in places))
    return Net(lines, net.vertical, net.xs, tuple(sorted((*net.ys, *places))))


def _tops_of_numbers(lines: Sequence[Line]) -> list[float]:
    texts = [text_of(line) for line in lines]
    start = next((index for index, text in enumerate(texts) if _NUMBER.fullmatch(text)), len(texts))
    numbers = [_value(text) for text in texts[start:] if _NUMBER.fullmatch(text)]
    if len(numbers) < max(_MIN_NUMBERS, len(texts) - start) or numbers != sorted(set(numbers)):
        return []
    return [min(word.top for word in line) - _ABOVE for line in lines[start:]]


def _value(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", number))
