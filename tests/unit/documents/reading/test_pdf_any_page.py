"""Whatever lines and words a page has, it is laid out, and its tables hold together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from documents.reading.pdf_broken_words import WordsSeen, joined
from documents.reading.pdf_cell_text import CellLine
from documents.reading.pdf_columns import aligned_rules
from documents.reading.pdf_margins import without_margins
from documents.reading.pdf_page import Edge, Glyph, Lines, PageContent
from documents.reading.pdf_paragraphs import page_lines
from documents.reading.pdf_source_table import source_table
from documents.reading.pdf_tables import tables_of
from documents.reading.pdf_words import words_of
from documents.reading.source import Place

PLACES = st.one_of(st.sampled_from([0.0, 50.0, 52.0, 100.0, 150.0, 200.0, 300.0]), st.floats(-10, 620))
LENGTHS = st.one_of(st.sampled_from([0.0, 50.0, 100.0, 300.0]), st.floats(0, 700))
EDGES = st.lists(
    st.builds(lambda at, start, length: Edge(at, start, start + length), PLACES, PLACES, LENGTHS), max_size=14
)
LETTERS = st.sampled_from("абвАБ 1.-*,яь№\u2010")


def glyph(text: str, x: float, y: float, size: float, turn: int) -> Glyph:
    return Glyph(text, x, y - size, x + size / 2, y, x, y, size, turn, text == "1")


GLYPHS = st.lists(
    st.builds(glyph, LETTERS, PLACES, PLACES, st.sampled_from([6.0, 10.0, 14.0]), st.integers(0, 3)), max_size=60
)


@given(EDGES, EDGES, EDGES, EDGES, GLYPHS)
def test_any_page_is_laid_out(
    horizontal: list[Edge], vertical: list[Edge], faint_h: list[Edge], faint_v: list[Edge], glyphs: list[Glyph]
) -> None:
    content = PageContent(1, 595, 842, glyphs, Lines(horizontal, vertical), Lines(faint_h, faint_v))
    words = words_of(content.glyphs)
    tables, outside = tables_of(content, words)
    lines = page_lines(content, words, outside)

    assert all(line.text.strip() for line in lines)
    assert without_margins([lines] * 4, [842] * 4)
    aligned_rules([words, outside])
    for number, found in enumerate(tables, start=1):
        table = source_table(found, WordsSeen(), Place(page=1, table=number))
        for row in table.rows:
            assert row.cells[0].column == 0
            assert row.cells[-1].column + row.cells[-1].span == table.width
            assert all(left.column + left.span == right.column for left, right in pairwise(row.cells))
            assert not all(cell.continues for cell in row.cells)


@given(
    st.lists(st.builds(CellLine, st.text("абв АБ1,.-ьы\u2010", min_size=1), st.booleans(), st.booleans()), max_size=6)
)
def test_no_letter_of_a_cell_is_lost(lines: list[CellLine]) -> None:
    seen = WordsSeen()
    seen.add_cell(lines)

    def letters(text: str) -> str:
        return "".join(char for char in text if char.isalnum())

    assert letters(joined(lines, seen)) == letters("".join(line.text for line in lines))
