from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment

from config.errors import DocumentUnreadable
from documents.reading.source import SourceDocument
from documents.reading.xlsx_file import read_xlsx
from tests.unit.documents.reading.office_files import (
    cells,
    lines,
    places,
    read_excel,
    saved,
    sheet,
    tables,
    texts,
    with_part,
)

HEADINGS = ["№", "Мероприятие", "Срок", "Ответственные"]
ITEM = ["1", "Визит", "март", "Иванов И.И."]


def read(tmp_path: Path, workbook: Workbook) -> SourceDocument:
    return read_excel(tmp_path, saved(workbook))


def plan() -> Workbook:
    workbook = Workbook()
    sheet(workbook).append(HEADINGS)
    sheet(workbook).append(ITEM)
    return workbook


def test_what_stands_before_the_table_is_lines(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active["B1"] = "СОГЛАСОВАНО"
    active["D1"] = "УТВЕРЖДАЮ"
    active["D2"] = "директор"
    active["A4"] = "План работы\nна 2021 год"
    for row in (HEADINGS, ITEM):
        active.append(row)
    active["A8"] = "Раздел II"
    active["A9"] = "Директор"
    active["D9"] = "Иванов И.И."
    blocks = read(tmp_path, workbook).blocks
    assert lines(blocks) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ", "\tдиректор", "План работы\nна 2021 год"]
    (found,) = tables(blocks)
    assert texts(found) == [HEADINGS, ITEM, ["Раздел II", "", "", ""], ["Директор", "", "", "Иванов И.И."]]
    assert [row.place.row for row in found.rows] == [5, 6, 8, 9]
    assert blocks[1].place.text == "лист «Sheet», строка 2, столбец 4"


def test_blocks_of_several_lines_stay_side_by_side(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active["A1"] = "СОГЛАСОВАНО\nдиректор"
    active["D1"] = "УТВЕРЖДАЮ\nначальник\nЕфимова Л.Г."
    active.append(HEADINGS)
    assert lines(read(tmp_path, workbook).blocks) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ\nдиректор\tначальник\n\tЕфимова Л.Г."]


def test_the_right_half_is_measured_by_widths(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active.column_dimensions["B"].width = 80
    active["C1"] = "УТВЕРЖДАЮ"
    active["B2"] = "План"
    active.append(HEADINGS)
    assert lines(read(tmp_path, workbook).blocks) == ["\tУТВЕРЖДАЮ", "План"]


def test_a_line_aligned_to_the_right_begins_with_a_tab(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active["A1"] = "УТВЕРЖДАЮ\nдиректор"
    active["A1"].alignment = Alignment(horizontal="right")
    active.merge_cells("A1:D1")
    active.append(HEADINGS)
    assert lines(read(tmp_path, workbook).blocks) == ["\tУТВЕРЖДАЮ\n\tдиректор"]


def test_pieces_in_one_cell_are_set_apart(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet(workbook)["A1"] = "СОГЛАСОВАНО" + " " * 40 + "УТВЕРЖДАЮ"
    sheet(workbook).append(HEADINGS)
    assert lines(read(tmp_path, workbook).blocks) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ"]


def test_a_table_of_two_columns_is_a_table(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active.append(["План работы"])
    for row in (["Мероприятие", "Срок"], ["Визит", "март"], ["Отчёт", "май"]):
        active.append(row)
    blocks = read(tmp_path, workbook).blocks
    assert lines(blocks) == ["План работы"]
    assert texts(tables(blocks)[0]) == [["Мероприятие", "Срок"], ["Визит", "март"], ["Отчёт", "май"]]


def test_signatures_on_a_sheet_of_their_own_are_lines(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["СОГЛАСОВАНО", "УТВЕРЖДАЮ"], ["Председатель", "Ректор"], ["Вольф Э.Х.", "Тен Н.Ы."]):
        sheet(workbook).append(row)
    workbook.create_sheet("план").append(HEADINGS)
    blocks = read(tmp_path, workbook).blocks
    assert lines(blocks) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ", "Председатель\tРектор", "Вольф Э.Х.\tТен Н.Ы."]
    assert texts(tables(blocks)[0]) == [HEADINGS]


def test_hidden_sheets_are_not_seen(tmp_path: Path) -> None:
    workbook = plan()
    for name, state in (("черновик", "hidden"), ("служебный", "veryHidden"), ("2022", "visible")):
        other = workbook.create_sheet(name)
        other.append(HEADINGS)
        other.sheet_state = state
    workbook.create_sheet("пустой")
    workbook.create_chartsheet("диаграмма")
    assert [table.place.sheet for table in tables(read(tmp_path, workbook).blocks)] == ["Sheet", "2022"]


def test_hidden_rows_and_columns_are_not_seen(tmp_path: Path) -> None:
    workbook = plan()
    active = sheet(workbook)
    active.append(["2", "Отчёт", "май", "Петров П.П."])
    active.row_dimensions[2].hidden = True
    active.column_dimensions["C"].hidden = True
    (found,) = tables(read(tmp_path, workbook).blocks)
    assert texts(found) == [["№", "Мероприятие", "Ответственные"], ["2", "Отчёт", "Петров П.П."]]
    assert found.width == 3
    assert [(each.column, each.place.column, each.place.row) for each in found.rows[1].cells] == [
        (0, 1, 3),
        (1, 2, 3),
        (2, 4, 3),
    ]


def test_merged_cells_show_the_text_of_the_first(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    for row in (["№", "Мероприятие", "Срок", ""], ["", "", "начало", "конец"], ["1", "Визит", "март", "май"]):
        active.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:D1"):
        active.merge_cells(merged)
    (found,) = tables(read(tmp_path, workbook).blocks)
    assert texts(found)[:2] == [["№", "Мероприятие", "Срок"], ["№", "Мероприятие", "начало", "конец"]]
    assert places(found)[0] == [(0, 1), (1, 1), (2, 2)]
    assert [each.continues for each in found.rows[1].cells] == [True, True, False, False]
    assert not any(each.continues for each in found.rows[0].cells)


def test_what_lies_under_a_merged_cell_is_not_seen(tmp_path: Path) -> None:
    package = saved(plan())
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'
    package = with_part(package, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", merged))
    assert texts(tables(read_excel(tmp_path, package).blocks)[0])[1] == ["1", "март", "Иванов И.И."]


def test_a_merged_cell_is_seen_though_its_first_row_is_hidden(tmp_path: Path) -> None:
    workbook = plan()
    active = sheet(workbook)
    active.append(["", "Отчёт", "май", "Петров П.П."])
    active.merge_cells("A2:A3")
    active.row_dimensions[2].hidden = True
    active.column_dimensions["B"].hidden = True
    (found,) = tables(read(tmp_path, workbook).blocks)
    assert texts(found)[1] == ["1", "май", "Петров П.П."]
    assert not found.rows[1].cells[0].continues


def test_empty_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    for column, text in zip("BDFG", HEADINGS, strict=True):
        active[f"{column}5"] = text
        active[f"{column}9"] = text
    active["C7"] = " "
    active["Z90"] = ""
    (found,) = tables(read(tmp_path, workbook).blocks)
    assert texts(found) == [HEADINGS, HEADINGS]
    assert [each.place.column for each in found.rows[0].cells] == [2, 4, 6, 7]
    assert [row.place.row for row in found.rows] == [5, 9]


def test_a_sheet_without_text_gives_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, Workbook()).blocks == ()


def test_cells_and_rows_without_addresses_are_counted(tmp_path: Path) -> None:
    def without_addresses(part: bytes) -> bytes:
        for row in (b"1", b"2"):
            part = part.replace(b'<row r="' + row + b'"', b"<row")
            for column in (b"A", b"B", b"C", b"D"):
                part = part.replace(b'<c r="' + column + row + b'"', b"<c")
        return part

    package = with_part(saved(plan()), "xl/worksheets/sheet1.xml", without_addresses)
    assert texts(tables(read_excel(tmp_path, package).blocks)[0]) == [HEADINGS, ITEM]


def test_a_sheet_that_pretends_to_be_full_costs_no_time(tmp_path: Path) -> None:
    empty = b"".join(
        b'<row r="%d" ht="15">' % row
        + b"".join(b'<c r="%c%d" s="1"/>' % (letter, row) for letter in b"ABCDEFGH")
        + b"</row>"
        for row in range(3, 12_000)
    )
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells>'

    def swell(part: bytes) -> bytes:
        return part.replace(b"A1:D2", b"A1:XFD1048576").replace(b"</sheetData>", empty + merged)

    told: list[int] = []
    path = tmp_path / "plan.xlsx"
    path.write_bytes(with_part(saved(plan()), "xl/worksheets/sheet1.xml", swell))
    (found,) = tables(read_xlsx(path, "plan.xlsx", lambda done, total: told.append(done)).blocks)
    assert places(found) == [[(0, 1), (1, 1), (2, 1), (3, 1)], [(0, 1), (1, 1), (2, 2)]]
    assert max(told) < 3000


def test_a_merged_range_over_the_whole_sheet_is_harmless(tmp_path: Path) -> None:
    merged = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/><mergeCell ref="?"/><mergeCell/></mergeCells>'
    package = with_part(saved(plan()), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", merged))
    assert texts(tables(read_excel(tmp_path, package).blocks)[0]) == [HEADINGS, ["1"]]


def test_a_sheet_with_more_cells_than_a_plan_is_refused(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (row, letter.encode(), row)
        for row, letter in enumerate((f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVW" for b in map(chr, range(65, 91))), 3)
    ) + b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(700, 1800))
    package = with_part(
        saved(plan()), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    with pytest.raises(DocumentUnreadable, match="слишком велик"):
        read_excel(tmp_path, package)


def test_rows_are_told_as_they_are_read(tmp_path: Path) -> None:
    workbook = plan()
    for at in range(1000):
        sheet(workbook).append([at, "Визит", "март", "Иванов И.И."])
    told: list[tuple[int, int]] = []
    path = tmp_path / "plan.xlsx"
    path.write_bytes(saved(workbook))
    document = read_xlsx(path, "plan.xlsx", lambda done, total: told.append((done, total)))
    assert len(cells(tables(document.blocks)[0])) == 4 * 1002
    assert told[-1] == (1002, 1002)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(done <= total for done, total in told)
    assert len(told) > 5
