from pathlib import Path

import pytest

from config.errors import DocumentUnreadable
from documents.reading.docx_file import read_docx
from documents.reading.source import Table
from tests.unit.documents.reading.office_files import (
    cell,
    cells,
    docx_bytes,
    lines,
    paragraph,
    places,
    read_word,
    row,
    run,
    table,
    tables,
    texts,
)

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def width(twips: int) -> str:
    return f'<w:tcW w:w="{twips}" w:type="dxa"/>'


def read(tmp_path: Path, body: str) -> Table:
    (found,) = tables(read_word(tmp_path, docx_bytes(body)).blocks)
    return found


def test_cells_know_their_place(tmp_path: Path) -> None:
    found = read(tmp_path, table(row("№", "Мероприятие"), row("1", "Визит"), grid=(500, 5000)))
    assert found.width == 2
    assert [each.place.text for each in cells(found)][-1] == "таблица 1, строка 2, столбец 2"


def test_lines_of_a_cell(tmp_path: Path) -> None:
    two = paragraph("Иванов И.И.") + paragraph() + paragraph("Петров П.П. ")
    assert texts(read(tmp_path, table(row(cell(two), "б")))) == [["Иванов И.И.\n\nПетров П.П.", "б"]]


def test_cells_merged_sideways_cover_their_columns(tmp_path: Path) -> None:
    body = table(row(cell("Раздел", span(3))), row("1", cell("а", span(2))), row("1", "2", "3"), grid=(500, 3000, 3000))
    assert places(read(tmp_path, body)) == [[(0, 3)], [(0, 1), (1, 2)], [(0, 1), (1, 1), (2, 1)]]


def test_the_older_way_to_merge_sideways(tmp_path: Path) -> None:
    body = table(row(cell("а", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "б"), row("1", "2", "3"))
    assert places(read(tmp_path, body)) == [[(0, 2), (2, 1)], [(0, 1), (1, 1), (2, 1)]]


def test_a_cell_merged_downwards_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    body = table(
        row(cell("Март", RESTART), "а"), row(cell("", CONTINUE), "б"), row(cell("", CONTINUE), "в"), row("1", "2")
    )
    found = read(tmp_path, body)
    assert [(each.text, each.continues) for each in cells(found) if each.column == 0] == [
        ("Март", False),
        ("Март", True),
        ("Март", True),
        ("1", False),
    ]


def test_a_continuation_of_nothing_is_a_cell_of_its_own(tmp_path: Path) -> None:
    body = table(row(cell("Март", CONTINUE), "а"), row("б", cell("в", CONTINUE)), row(cell("г", CONTINUE), "д"))
    found = read(tmp_path, body)
    assert texts(found) == [["Март", "а"], ["б", "в"], ["г", "д"]]
    assert not any(each.continues for each in cells(found))


def test_a_continuation_whose_beginning_was_deleted_begins_anew(tmp_path: Path) -> None:
    body = table(
        row(cell("Март", RESTART), "а", properties="<w:del/>"),
        row(cell("Апрель", CONTINUE), "б"),
        row(cell("", CONTINUE), "в"),
    )
    found = read(tmp_path, body)
    assert [(each.text, each.continues) for each in cells(found) if each.column == 0] == [
        ("Апрель", False),
        ("Апрель", True),
    ]


def test_deleted_and_hidden_rows_are_gone_and_inserted_ones_stay(tmp_path: Path) -> None:
    body = table(
        row("а"), row("б", properties="<w:del/>"), row("в", properties="<w:ins/>"), row("г", properties="<w:hidden/>")
    )
    found = read(tmp_path, body)
    assert texts(found) == [["а"], ["в"]]
    assert [each.place.row for each in found.rows] == [1, 2]


def test_a_table_of_which_nothing_is_left_is_none(tmp_path: Path) -> None:
    body = table(row("а", properties="<w:del/>")) + table() + "<w:tbl><w:tr/></w:tbl>" + table(row("б"))
    (found,) = tables(read_word(tmp_path, docx_bytes(body)).blocks)
    assert (texts(found), found.place.table) == ([["б"]], 1)


def test_a_deleted_cell_is_gone(tmp_path: Path) -> None:
    assert texts(read(tmp_path, table(row("а", cell("б", "<w:cellDel/>"), "в")))) == [["а", "в"]]


def test_a_row_may_begin_further_right(tmp_path: Path) -> None:
    body = table(row("1", "2", "3"), row("б", "в", properties='<w:gridBefore w:val="1"/>'), grid=(500, 3000, 3000))
    assert places(read(tmp_path, body))[1] == [(1, 1), (2, 1)]


def test_edges_that_nearly_meet_are_one(tmp_path: Path) -> None:
    # Two tables that were joined: their columns differ by 2 mm, and the second stands 1 mm further left.
    first = [cell(text, width(0) + span(columns)) for text, columns in (("№", 2), ("Мероприятие", 1), ("Срок", 2))]
    second = [cell(text, span(columns)) for text, columns in (("1", 1), ("Визит", 3), ("Март", 1))]
    body = table(row(*first, properties='<w:gridBefore w:val="0"/>'), row(*second), grid=(600, 60, 5000, 100, 2000))
    found = read(tmp_path, body)
    assert found.width == 3
    assert places(found) == [[(0, 1), (1, 1), (2, 1)]] * 2


def test_a_narrow_column_keeps_its_place(tmp_path: Path) -> None:
    found = read(tmp_path, table(row("1", "2", "3"), row("4", "5", "6"), grid=(100, 100, 9000)))
    assert places(found) == [[(0, 1), (1, 1), (2, 1)]] * 2


def test_without_a_grid_columns_are_counted_by_spans(tmp_path: Path) -> None:
    found = read(tmp_path, table(row(cell("Раздел", span(2)), "в"), row("1", "2", "3")))
    assert (found.width, places(found)[0]) == (3, [(0, 2), (2, 1)])


def test_a_row_without_spans_is_placed_by_its_widths(tmp_path: Path) -> None:
    wide = row(cell("1", width(500)), cell("Визит и отчёт", width(6000)), cell("Март", width(2000)))
    body = table(row("№", "а", "б", "Срок"), wide, row(cell("Раздел I", width(8500))), grid=(500, 3000, 3000, 2000))
    assert places(read(tmp_path, body))[1:] == [[(0, 1), (1, 2), (3, 1)], [(0, 4)]]


def test_a_row_that_ends_early_stays_where_its_spans_say(tmp_path: Path) -> None:
    short = row(cell("1", width(500)), cell("Визит", width(3000)))
    body = table(row("№", "а", "б"), short, grid=(500, 3000, 3000))
    assert places(read(tmp_path, body))[1] == [(0, 1), (1, 1)]


def test_a_nested_table_is_lines_of_its_cell(tmp_path: Path) -> None:
    nested = table(row("Иванов", "директор"), row("Петров", cell(paragraph("зам.") + paragraph("директора"))))
    body = table(row("1", cell(paragraph("Список:") + nested + paragraph("всего 2"))), row("2", "б"))
    assert texts(read(tmp_path, body))[0] == ["1", "Список:\nИванов директор\nПетров зам. директора\nвсего 2"]


@pytest.mark.parametrize("beside", ["", cell("поле")])
def test_a_frame_around_a_whole_table_vanishes(tmp_path: Path, beside: str) -> None:
    inner = table(row("№", "а"), row("1", "б"), row("2", "в"))
    body = table(
        row(cell(paragraph("План", '<w:jc w:val="right"/>') + inner + paragraph("итог")), *filter(None, [beside]))
    )
    blocks = read_word(tmp_path, docx_bytes(body)).blocks
    assert lines(blocks)[:2] == ["\tПлан", "итог"]
    assert texts(tables(blocks)[0]) == [["№", "а"], ["1", "б"], ["2", "в"]]


def test_a_frame_row_divides_its_table(tmp_path: Path) -> None:
    inner = table(row("№", "а"), row("1", "б"), row("2", "в"))
    body = table(row("СОГЛАСОВАНО", "УТВЕРЖДАЮ"), row(cell(inner + paragraph(), span(2))), row("Исп.", "Иванов"))
    found = tables(read_word(tmp_path, docx_bytes(body)).blocks)
    assert [len(each.rows) for each in found] == [1, 3, 1]
    assert [each.place.table for each in found] == [1, 2, 3]


def test_a_small_table_in_a_frame_stays_text(tmp_path: Path) -> None:
    inner = table(row("№", "а"), row("1", "б"))
    assert texts(read(tmp_path, table(row(cell(inner))))) == [["№ а\n1 б"]]


def test_text_boxes_in_a_cell_belong_to_its_text(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('в рамке')}</w:txbxContent></w:pict></w:r>"
    assert texts(read(tmp_path, table(row(cell(paragraph(box + run("текст"))), "б")))) == [["в рамке\nтекст", "б"]]


def test_tracked_changes_inside_a_cell(tmp_path: Path) -> None:
    changed = paragraph(f"<w:del><w:r><w:delText>март</w:delText></w:r></w:del><w:ins>{run('апрель')}</w:ins>")
    joined = paragraph("Иванов ", "<w:rPr><w:del/></w:rPr>") + paragraph("И.И.")
    assert texts(read(tmp_path, table(row(cell(changed), cell(joined))))) == [["апрель", "Иванов И.И."]]


def test_absurd_spans_are_bounded(tmp_path: Path) -> None:
    body = table(row(cell("а", span(10**12)), "б"), row(cell("в", '<w:gridSpan w:val="-3"/>'), "г"))
    found = read(tmp_path, body)
    assert found.width <= 200
    assert texts(found)[1] == ["в", "г"]


def test_tables_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    inner = paragraph("дно")
    for _ in range(40):
        inner = table(row(cell(inner + paragraph()), "б"), row("в", "г"))
    with pytest.raises(DocumentUnreadable, match="вложены"):
        read_word(tmp_path, docx_bytes(inner))
    frames = paragraph("дно")
    for _ in range(40):
        frames = f"<w:p><w:r><w:pict><w:txbxContent>{frames}</w:txbxContent></w:pict></w:r></w:p>"
    with pytest.raises(DocumentUnreadable, match="вложены"):
        read_word(tmp_path, docx_bytes(frames))


def test_rows_are_told_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(docx_bytes(table(*(row(str(at), "а", "б") for at in range(1000)))))
    told: list[tuple[int, int]] = []
    read_docx(path, "plan.docx", lambda done, total: told.append((done, total)))
    assert told[-1] == (1000, 1000)
    assert told == sorted(told)
    assert len(told) > 10
