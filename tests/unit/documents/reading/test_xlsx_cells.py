import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from documents.reading.source import Cell
from documents.reading.xlsx_dates import date_fields
from documents.reading.xlsx_number_format import number_text
from tests.unit.documents.reading.office_files import read_excel, saved, sheet, tables, with_part

HALF_PAST_TEN = datetime.fromisoformat("2021-03-15T10:30")


def read(tmp_path: Path, value: Any, code: str | None = None, workbook: Workbook | None = None) -> Cell:
    """The cell C2 of a sheet that holds the value in this number format."""
    workbook = workbook or Workbook()
    active = sheet(workbook)
    active.append(["№", "Мероприятие", "Срок"])
    active.append(["1", "Визит", value])
    if code is not None:
        active["C2"].number_format = code
    return tables(read_excel(tmp_path, saved(workbook)).blocks)[0].rows[1].cells[2]


def stored(tmp_path: Path, xml: str) -> Cell:
    """The cell C2 of a sheet whose XML is given."""
    workbook = Workbook()
    for row in (["№", "Мероприятие", "Срок"], ["1", "Визит", "март"]):
        sheet(workbook).append(row)
    package = with_part(
        saved(workbook),
        "xl/worksheets/sheet1.xml",
        lambda part: re.sub(rb'<c r="C2".*?</c>', lambda _: xml.encode(), part),
    )
    return tables(read_excel(tmp_path, package).blocks)[0].rows[1].cells[2]


@pytest.mark.parametrize(
    ("value", "code", "text", "kept"),
    [
        (7, None, "7", 7),
        (7.0, None, "7", 7),
        (1.1, None, "1.1", 1.1),
        (1.1, "0.00", "1.10", 1.1),
        (0.85, "0%", "85%", 0.85),
        (0.855, "0.0%", "85.5%", 0.855),
        (1, "0%", "100%", 1),
        (1.1, "@", "1.1", 1.1),
        (3, '0"."', "3.", 3),
        (True, None, "ИСТИНА", None),
        ("#ССЫЛКА!", None, "#ССЫЛКА!", None),
    ],
)
def test_a_number_is_shown_as_its_format_says(
    tmp_path: Path, value: Any, code: str | None, text: str, kept: Any
) -> None:
    found = read(tmp_path, value, code)
    assert (found.text, found.value) == (text, kept)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1234567.0, "General", "1234567"),
        (123456789012345.0, "General", "123456789012345"),
        (0.00001, "General", "0.00001"),
        (1e300, "General", "1e+300"),
        (-1.5, "General", "-1.5"),
        (1500, "#,##0", "1500"),
        (1500, r"#\ ##0", "1500"),
        (1500.5, '#,##0.00" ₽"', "1500.50 ₽"),
        (1500, "#,##0.00[$₽-419]", "1500.00₽"),
        (1_500_000, '0.0,," млн"', "1.5 млн"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (1.5, "0.0##", "1.5"),
        (7, "000", "007"),
        (0.5, ".00", "0.50"),
        (5, '"№ "0', "№ 5"),
        (5, r"0\)", "5)"),
        (5, '"не менее "General', "не менее 5"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"—"', "—"),
        (5, "[Red][>10]0;[Blue]0.0", "5"),
        (5, ";;;", ""),
        (5, "", "5"),
        (0.5, "# ?/?", "0.5"),
        (1500, "0.00E+00", "1500"),
        (float("inf"), "0", ""),
    ],
)
def test_number_formats(value: float, code: str, text: str) -> None:
    assert number_text(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text", "kept"),
    [
        (date(2021, 3, 15), None, "15.03.2021", date(2021, 3, 15)),
        (date(2021, 3, 15), "d mmm", "15.03.2021", date(2021, 3, 15)),
        (date(2021, 3, 15), r"[$-FC19]dd\ mmmm\ yyyy\ \г\.;@", "15.03.2021", date(2021, 3, 15)),
        (date(2021, 3, 15), "[$-F800]dddd, mmmm dd, yyyy", "15.03.2021", date(2021, 3, 15)),
        (date(2021, 3, 15), "ДД.ММ.ГГГГ", "15.03.2021", date(2021, 3, 15)),
        (HALF_PAST_TEN, "dd.mm.yyyy h:mm", "15.03.2021 10:30", HALF_PAST_TEN),
        (datetime.fromisoformat("2021-03-15T00:00"), "dd.mm.yyyy h:mm", "15.03.2021", date(2021, 3, 15)),
        (HALF_PAST_TEN, "dd.mm.yyyy", "15.03.2021", date(2021, 3, 15)),
        (0.4375, "h:mm", "10:30", 0.4375),
        (1.5, "[h]:mm", "36:00", 1.5),
        (date(2021, 3, 1), "yyyy", "2021", 2021),
        (date(2021, 3, 1), "mmmm", "март", None),
        (0, "dd.mm.yyyy", "00.01.1900", 0.0),
        (-5, "dd.mm.yyyy", "-5", -5.0),
        (99_999_999, "dd.mm.yyyy", "99999999", 99_999_999.0),
        (2_958_465.9999999, "dd.mm.yyyy", "2958466", 2_958_465.9999999),
        (59, "dd.mm.yyyy", "28.02.1900", date(1900, 2, 28)),
        (61, "dd.mm.yyyy", "01.03.1900", date(1900, 3, 1)),
    ],
)
def test_a_date_is_shown_in_russian(tmp_path: Path, value: Any, code: str | None, text: str, kept: Any) -> None:
    found = read(tmp_path, value, code)
    assert (found.text, found.value, found.is_month) == (text, kept, False)


@pytest.mark.parametrize("code", ["mmmm yyyy", "mmm yy", "mm.yyyy", "[$-419]mmmm\\ yyyy;@", "mmm-yy"])
def test_a_month_without_a_day_is_a_month(tmp_path: Path, code: str) -> None:
    found = read(tmp_path, date(2021, 3, 1), code)
    assert (found.text, found.value, found.is_month) == ("март 2021", date(2021, 3, 1), True)


def test_minutes_are_told_from_months() -> None:
    assert date_fields("h:mm") == {"hour", "minute"}
    assert date_fields("mm:ss.0") == {"minute", "second"}
    assert date_fields("mm.yyyy") == {"month", "year"}
    assert date_fields('0.00" мд"') == frozenset()
    assert date_fields("[Red]General") == frozenset()


def test_the_1904_date_system(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    assert read(tmp_path, date(2021, 3, 15), workbook=workbook).text == "15.03.2021"


def test_a_formula_shows_what_was_last_calculated(tmp_path: Path) -> None:
    assert stored(tmp_path, '<c r="C2"><f>A1+1</f><v>12</v></c>').text == "12"
    assert stored(tmp_path, '<c r="C2" t="str"><f>A1&amp;B1</f><v>март</v></c>').text == "март"
    assert read(tmp_path, ArrayFormula("C2", "=1+1")).text == ""


def test_errors_show_nothing(tmp_path: Path) -> None:
    assert stored(tmp_path, '<c r="C2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>').text == ""


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="C2" t="b"><v>0</v></c>', "ЛОЖЬ"),
        ('<c r="C2" t="inlineStr"><is><t>на месте</t></is></c>', "на месте"),
        ('<c r="C2" t="d"><v>2021-03-15T00:00:00</v></c>', "15.03.2021"),
        ('<c r="C2" t="d"><v>скоро</v></c>', "скоро"),
        ('<c r="C2"><v>не число</v></c>', "не число"),
        ('<c r="C2" t="n"><v>nan</v></c>', ""),
        ('<c r="C2" t="s"><v>999</v></c>', ""),
        ('<c r="C2" t="s"><v>-1</v></c>', ""),
        ('<c r="C2" t="s"><v>4</v></c>', "Визит"),
        ('<c r="C2" t="str"><v>строка_x000D_\nвторая_xD800__x0007_</v></c>', "строка\nвторая"),
        ('<c r="C2" s="99999999999"><v>5</v></c>', "5"),
        ('<c r="C2" t="?"><v>5</v></c>', "5"),
        ('<c r="C2"/>', ""),
    ],
)
def test_kinds_of_stored_cells(tmp_path: Path, xml: str, text: str) -> None:
    assert stored(tmp_path, xml).text == text


def test_rich_text_is_text_without_footnote_marks(tmp_path: Path) -> None:
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
    rich = CellRichText("не менее ", TextBlock(InlineFont(b=True), "7"), raised, " справок")
    assert read(tmp_path, rich).text == "не менее 7 справок"


def test_a_text_of_many_cells_is_kept_once(tmp_path: Path) -> None:
    workbook = Workbook()
    for _ in range(2):
        sheet(workbook).append(["Визит в школу"] * 3)
    package = with_part(
        saved(workbook), "xl/worksheets/sheet1.xml", lambda part: re.sub(rb"<v>\d+</v>", b"<v>0</v>", part)
    )
    found = tables(read_excel(tmp_path, package).blocks)[0]
    assert len({id(cell.text) for row in found.rows for cell in row.cells}) == 1


def test_lines_of_a_cell(tmp_path: Path) -> None:
    assert read(tmp_path, " Иванов И.И. \r\n\tПетров П.П.\n").text == "Иванов И.И.\nПетров П.П."


def test_a_link_is_its_text(tmp_path: Path) -> None:
    workbook = Workbook()
    active = sheet(workbook)
    active.append(["№", "Мероприятие", "Срок"])
    active.append(["1", "Визит", "сайт"])
    active["C2"].hyperlink = "https://example.org/"
    assert tables(read_excel(tmp_path, saved(workbook)).blocks)[0].rows[1].cells[2].text == "сайт"
