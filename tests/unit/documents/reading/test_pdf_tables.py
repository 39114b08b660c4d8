"""Ruled tables in PDF: however their lines are drawn, every word is in its cell."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from documents.reading.source import Place
from tests.unit.documents.reading.pdf_drawing import Drawing, pdf
from tests.unit.documents.reading.source_texts import lines_of, pdf_source, rows_of, tables_of, typeset

XS = (50, 80, 300, 420, 540)
YS = (600, 640, 680, 700)
ROWS = [["N", "Мероприятие", "Срок", "Кто"], ["1", "Семинар", "май", "Иванов И.И."], ["2", "Отчёт", "июнь", ""]]


def words(page: Drawing, xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> None:
    for row, top in zip(ROWS, reversed(ys[1:]), strict=True):
        for text, x in zip(row, xs, strict=False):
            page.text(x + 4, top - 13, text)


def by_pen(page: Drawing) -> None:
    page.grid(XS, YS)


def by_bars(page: Drawing) -> None:
    for x in XS:
        page.bar(x, YS[0], x, YS[-1])
    for y in YS:
        page.bar(XS[0], y, XS[-1], y)


def by_boxes(page: Drawing) -> None:
    for x0, x1 in itertools.pairwise(XS):
        for y0, y1 in itertools.pairwise(YS):
            page.box(x0, y0, x1 - x0, y1 - y0)


def by_one_path(page: Drawing) -> None:
    lines = [f"{x} {YS[0]} m {x} {YS[-1]} l" for x in XS] + [f"{XS[0]} {y} m {XS[-1]} {y} l" for y in YS]
    page.content.append(f"1 w {' '.join(lines)} S")


def by_pieces(page: Drawing) -> None:
    """A bar for each side of each cell and a square at each corner, as word processors do."""
    for x0, x1 in itertools.pairwise(XS):
        for y in YS:
            page.content.append(f"{x0 + 0.5} {y - 0.25} {x1 - x0 - 1} 0.5 re f")
    for y0, y1 in itertools.pairwise(YS):
        for x in XS:
            page.content.append(f"{x - 0.25} {y0 + 0.5} 0.5 {y1 - y0 - 1} re f")
    page.content += [f"{x - 0.25} {y - 0.25} 0.5 0.5 re f" for x in XS for y in YS]


def by_dots(page: Drawing) -> None:
    for y in YS:
        page.content += [f"{x} {y} 1 0.5 re f" for x in range(XS[0], XS[-1], 3)]
    for x in XS:
        page.content += [f"{x} {y} 0.5 1 re f" for y in range(YS[0], YS[-1], 3)]


def by_double_lines(page: Drawing) -> None:
    page.grid([x + shift for x in XS for shift in (0, 2)], [y + shift for y in YS for shift in (0, 2)])


def by_slim_polygons(page: Drawing) -> None:
    """Areas with slanting ends."""
    for y in YS:
        page.content.append(f"{XS[0]} {y} m {XS[-1]} {y} l {XS[-1] - 1} {y + 1} l {XS[0] + 1} {y + 1} l h f")
    for x in XS:
        page.content.append(f"{x} {YS[0]} m {x} {YS[-1]} l {x + 1} {YS[-1] - 1} l {x + 1} {YS[0] + 1} l h f")


def by_filled_cells(page: Drawing) -> None:
    """White lines are what the cells leave free."""
    for x0, x1 in itertools.pairwise(XS):
        for y0, y1 in itertools.pairwise(YS):
            page.content.append("0.9 g")
            page.box(x0 + 1, y0 + 1, x1 - x0 - 2, y1 - y0 - 2, "f")
            page.content.append("0 g")


@pytest.mark.parametrize(
    "draw",
    [by_pen, by_bars, by_boxes, by_one_path, by_pieces, by_dots, by_double_lines, by_slim_polygons, by_filled_cells],
)
def test_lines_may_be_drawn_in_any_way(draw: Callable[[Drawing], None], tmp_path: Path) -> None:
    page = Drawing()
    draw(page)
    words(page)

    assert rows_of(pdf_source(tmp_path, pdf(page))) == ROWS


def test_a_cell_knows_its_place(tmp_path: Path) -> None:
    page = Drawing()
    by_pen(page)
    words(page)
    (table,) = tables_of(pdf_source(tmp_path, pdf(Drawing(), page)))

    assert table.place == Place(page=2, table=1)
    assert table.width == 4
    assert table.rows[1].place == Place(page=2, table=1, row=2)
    assert table.rows[1].cells[2].place == Place(page=2, table=1, row=2, column=3)


def test_a_cell_over_columns_has_a_span(tmp_path: Path) -> None:
    page = Drawing()
    page.grid(XS, (600, 640))
    page.grid((50, 540), (640, 660))
    page.text(150, 645, "Раздел 1. Работа с кадрами")
    page.text(54, 627, "1")
    (table,) = tables_of(pdf_source(tmp_path, pdf(page)))
    (section,) = table.rows[0].cells

    assert (section.text, section.column, section.span) == ("Раздел 1. Работа с кадрами", 0, 4)
    assert [cell.span for cell in table.rows[1].cells] == [1, 1, 1, 1]


def test_a_cell_over_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    page = Drawing()
    for x in (50, 80, 300):
        page.line(x, 600, x, 680)
    for y in (600, 680):
        page.line(50, y, 300, y)
    page.line(80, 640, 300, 640)
    page.text(54, 667, "1")
    page.text(84, 667, "Первое")
    page.text(84, 627, "Второе")
    (table,) = tables_of(pdf_source(tmp_path, pdf(page)))

    assert [[(cell.text, cell.continues) for cell in row.cells] for row in table.rows] == [
        [("1", False), ("Первое", False)],
        [("1", True), ("Второе", False)],
    ]


def test_a_table_may_have_no_lines_at_its_sides(tmp_path: Path) -> None:
    page = Drawing()
    for y in YS:
        page.line(XS[0], y, XS[-1], y)
    for x in XS[1:-1]:
        page.line(x, YS[0], x, YS[-1])
    words(page)

    assert rows_of(pdf_source(tmp_path, pdf(page))) == ROWS


def test_numbers_part_rows_that_no_line_parts(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 80, 300), (600, 680, 700))
    page.text(54, 687, "N")
    page.text(84, 687, "Мероприятие")
    for y, number, title in (
        (668, "1.", "Семинар"),
        (656, "", "для учителей"),
        (644, "2.", "Отчёт"),
        (632, "3.", "Акт"),
    ):
        page.text(54, y, number)
        page.text(84, y, title)

    assert rows_of(pdf_source(tmp_path, pdf(page))) == [
        ["N", "Мероприятие"],
        ["1.", "Семинар\nдля учителей"],
        ["2.", "Отчёт"],
        ["3.", "Акт"],
    ]


def test_the_rest_of_a_row_on_the_next_page_is_a_table_of_one_row(tmp_path: Path) -> None:
    first, second = Drawing(), Drawing()
    by_pen(first)
    words(first)
    second.grid(XS, (760, 800))
    second.text(84, 787, "для учителей")
    first_table, rest = tables_of(pdf_source(tmp_path, pdf(first, second)))

    assert (first_table.width, rest.width) == (4, 4)
    assert [cell.text for cell in rest.rows[0].cells] == ["", "для учителей", "", ""]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    page = Drawing()
    page.box(40, 40, 515, 760)
    page.text(60, 700, "План работы")
    page.grid(XS, YS[:2])
    page.text(54, 627, "1")
    document = pdf_source(tmp_path, pdf(page))

    assert lines_of(document) == ["План работы"]
    assert rows_of(document) == [["1", "", "", ""]]


def test_a_table_inside_a_cell_belongs_to_the_cell(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 80, 300), (500, 700))
    page.grid((90, 190, 290), (560, 580, 600))
    page.text(84, 687, "Семинар")
    page.text(94, 567, "внутри")

    assert rows_of(pdf_source(tmp_path, pdf(page))) == [["", "Семинар\nвнутри"]]


def test_an_underlined_word_draws_no_row(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 110, 300), (600, 640))
    page.text(52, 620, "Отчёт сдан")
    page.line(52, 618.5, 102, 618.5)
    page.text(114, 620, "май")

    assert rows_of(pdf_source(tmp_path, pdf(page))) == [["Отчёт сдан", "май"]]


def test_a_border_as_long_as_its_word_is_no_underline(tmp_path: Path) -> None:
    page = Drawing()
    for x0, x1 in ((50, 102), (102, 154)):
        for y in (600, 615, 630):
            page.line(x0, y, x1, y)
    for x in (50, 102, 154):
        page.line(x, 600, x, 630)
    for x, y, word in (
        (51, 618, "Мероприяти"),
        (103, 618, "Исполнение"),
        (51, 603, "Совещания!"),
        (103, 603, "Директора!"),
    ):
        page.text(x, y, word)

    assert rows_of(pdf_source(tmp_path, pdf(page))) == [["Мероприяти", "Исполнение"], ["Совещания!", "Директора!"]]


def test_columns_of_text_make_a_table_where_no_line_does(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 800, "План работы на 2021 год")
    rows = [("N", "Мероприятие", "Срок"), *((f"{at}.", f"Провести семинар {at}", "май 2021") for at in range(1, 6))]
    for number, row in enumerate(rows):
        for x, text in zip((50, 80, 300), row, strict=True):
            page.text(x, 760 - 30 * number, text)
        if number:
            page.text(80, 748 - 30 * number, "для учителей")
    page.text(50, 500, "Исполнитель: Иванов И.И.")
    document = pdf_source(tmp_path, pdf(page))

    assert lines_of(document) == ["План работы на 2021 год", "Исполнитель: Иванов И.И."]
    assert rows_of(document) == [
        list(rows[0]),
        *([number, f"{title}\nдля учителей", term] for number, title, term in rows[1:]),
    ]


def test_columns_of_text_without_numbers_are_no_table(tmp_path: Path) -> None:
    page = Drawing()
    for number in range(8):
        for x in (50, 200, 400):
            page.text(x, 760 - 14 * number, "слово слово")

    assert not tables_of(pdf_source(tmp_path, pdf(page)))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_upright(rotate: int, tmp_path: Path) -> None:
    page = Drawing(rotate=rotate)
    by_pen(page)
    words(page)

    assert rows_of(pdf_source(tmp_path, pdf(page))) == ROWS


@pytest.mark.parametrize("angle", [90, -90, 180])
def test_a_page_that_lies_on_its_side_is_read_upright(angle: int, tmp_path: Path) -> None:
    cells = ", ".join(f"[{text}]" for row in ROWS for text in row)
    page = typeset(f"#rotate({angle}deg, reflow: true)[#table(columns: 4, {cells})]")

    assert rows_of(pdf_source(tmp_path, page)) == ROWS


@pytest.mark.parametrize("angle", [90, -90])
def test_a_heading_may_be_turned(angle: int, tmp_path: Path) -> None:
    page = typeset(
        f"#table(columns: (40pt, 200pt), rotate({angle}deg, reflow: true)[Сроки \\ исполнения],"
        "[Мероприятие], [май], [Семинар для учителей и родителей])"
    )

    assert rows_of(pdf_source(tmp_path, page))[0] == ["Сроки\nисполнения", "Мероприятие"]


def test_a_word_wider_than_its_cell_stays_whole(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 100, 200), (600, 640))
    page.text(54, 620, "Ответственные")
    page.text(119, 620, "Примечание")

    assert rows_of(pdf_source(tmp_path, pdf(page))) == [["Ответственные", "Примечание"]]
