from pathlib import Path

import pytest

from documents.reading.docx_list_numerals import numeral
from tests.unit.documents.reading.office_files import (
    abstract,
    cell,
    docx_bytes,
    levels,
    lines,
    listed,
    numbering,
    paragraph,
    read_word,
    row,
    table,
    tables,
    texts,
)

DECIMAL = {0: levels("%1.", "%1.%2.", "%1.%2.%3")}


def read(tmp_path: Path, body: str, *, numbering: str = "", styles: str = "") -> list[str]:
    return lines(read_word(tmp_path, docx_bytes(body, numbering=numbering, styles=styles)).blocks)


def numbered(tmp_path: Path, places: list[tuple[int, int]], numbers: str) -> list[str]:
    """The labels of paragraphs that stand in these lists, on these levels."""
    body = "".join(paragraph("x", listed(list_id, level)) for list_id, level in places)
    return [line.removesuffix("x").strip() for line in read(tmp_path, body, numbering=numbers)]


def test_the_number_of_an_empty_cell_is_written_out(tmp_path: Path) -> None:
    rows = [row(cell(paragraph("", listed(1))), f"Мероприятие {at}") for at in range(3)]
    package = docx_bytes(table(*rows), numbering=numbering(DECIMAL, {1: abstract(0)}))
    found = texts(tables(read_word(tmp_path, package).blocks)[0])
    assert found == [["1.", "Мероприятие 0"], ["2.", "Мероприятие 1"], ["3.", "Мероприятие 2"]]


def test_a_number_stands_before_its_text(tmp_path: Path) -> None:
    body = paragraph("Организационные мероприятия", listed(1)) + table(row(cell(paragraph("Визит", listed(1, 1)))))
    blocks = read_word(tmp_path, docx_bytes(body, numbering=numbering(DECIMAL, {1: abstract(0)}))).blocks
    assert lines(blocks) == ["1. Организационные мероприятия"]
    assert texts(tables(blocks)[0]) == [["1.1. Визит"]]


def test_levels_restart_after_a_higher_one(tmp_path: Path) -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    labels = numbered(tmp_path, places, numbering(DECIMAL, {1: abstract(0)}))
    assert labels == ["1.", "1.1.", "1.2.", "1.2.1", "2.", "2.1.", "2.1.1"]


def test_a_level_that_never_restarts_counts_on(tmp_path: Path) -> None:
    restart = levels("%1.") + (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/>'
        '<w:lvlText w:val="%2)"/></w:lvl>'
    )
    labels = numbered(tmp_path, [(1, 0), (1, 1), (1, 0), (1, 1)], numbering({0: restart}, {1: abstract(0)}))
    assert labels == ["1.", "1)", "2.", "2)"]


def test_a_level_without_its_parent_shows_the_parents_start(tmp_path: Path) -> None:
    assert numbered(tmp_path, [(1, 1), (1, 1)], numbering(DECIMAL, {1: abstract(0)})) == ["1.1.", "1.2."]


def test_lists_of_one_kind_count_on_together_unless_overridden(tmp_path: Path) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    numbers = numbering(
        DECIMAL,
        {1: abstract(0), 2: abstract(0), 3: abstract(0) + override.format(1), 4: abstract(0) + override.format(15)},
    )
    places = [(1, 0), (1, 0), (2, 0), (3, 0), (3, 0), (4, 0), (4, 0)]
    assert numbered(tmp_path, places, numbers) == ["1.", "2.", "3.", "1.", "2.", "15.", "16."]


def test_a_level_may_be_replaced_by_a_list(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{levels("%1)", start=5)}</w:lvlOverride>'
    assert numbered(tmp_path, [(1, 0), (1, 0)], numbering(DECIMAL, {1: abstract(0) + override})) == ["5)", "6)"]


@pytest.mark.parametrize(("form", "text"), [("bullet", "•"), ("none", ""), ("decimal", "–"), ("bullet", "%1")])
def test_bullets_are_dropped(tmp_path: Path, form: str, text: str) -> None:
    assert numbered(tmp_path, [(1, 0)], numbering({0: levels(text, forms=form)}, {1: abstract(0)})) == [""]


def test_numbers_come_through_styles(tmp_path: Path) -> None:
    two_levels = levels("%1.") + (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="sub"/>'
        '<w:lvlText w:val="%1.%2."/></w:lvl>'
    )
    style = '<w:style w:type="paragraph" w:styleId="{}">{}<w:pPr>{}</w:pPr></w:style>'
    styles = (
        style.format("top", "", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style.format("same", '<w:basedOn w:val="top"/>', "")
        + style.format("sub", '<w:basedOn w:val="top"/>', '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style.format("off", '<w:basedOn w:val="top"/>', '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    body = "".join(
        paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in ("top", "same", "sub", "off", "unknown", "top")
    )
    shown = read(tmp_path, body, numbering=numbering({0: two_levels}, {1: abstract(0)}), styles=styles)
    assert shown == ["1. top", "2. same", "2.1. sub", "off", "unknown", "3. top"]


def test_a_paragraph_may_leave_its_styles_list(tmp_path: Path) -> None:
    in_list = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="paragraph" w:default="1" w:styleId="n">{in_list}</w:style>'
    body = paragraph("а") + paragraph("б", '<w:numPr><w:numId w:val="0"/></w:numPr>') + paragraph("в")
    assert read(tmp_path, body, numbering=numbering(DECIMAL, {1: abstract(0)}), styles=styles) == ["1. а", "б", "2. в"]


def test_a_list_style_lends_its_levels(tmp_path: Path) -> None:
    linked = {0: levels("%1)"), 1: '<w:numStyleLink w:val="list"/>'}
    styles = (
        '<w:style w:type="numbering" w:styleId="list"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("а", listed(2)) + paragraph("б", listed(2))
    numbers = numbering(linked, {1: abstract(0), 2: abstract(1)})
    assert read(tmp_path, body, numbering=numbers, styles=styles) == ["1) а", "2) б"]


def test_legal_numbering_shows_digits(tmp_path: Path) -> None:
    mixed = levels("%1.", forms="upperRoman") + (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    assert numbered(tmp_path, [(1, 0), (1, 0), (1, 1)], numbering({0: mixed}, {1: abstract(0)})) == ["I.", "II.", "2.1"]


def test_what_is_deleted_or_hidden_is_not_counted(tmp_path: Path) -> None:
    deleted = row(cell(paragraph("", listed(1))), "вычеркнуто", properties="<w:del/>")
    hidden = row(cell(paragraph("", listed(1))), "скрыто", properties="<w:hidden/>")
    kept = [row(cell(paragraph("", listed(1))), text) for text in ("первое", "второе")]
    continued = row(cell(paragraph("", listed(1)), "<w:vMerge/>"), "ещё второе")
    merged = row(cell(paragraph("", listed(1)), '<w:vMerge w:val="restart"/>'), "третье")
    package = docx_bytes(
        table(kept[0], deleted, hidden, kept[1], merged, continued, kept[0]),
        numbering=numbering(DECIMAL, {1: abstract(0)}),
    )
    found = texts(tables(read_word(tmp_path, package).blocks)[0])
    assert [each[0] for each in found] == ["1.", "2.", "3.", "3.", "4."]


def test_an_empty_list_item_outside_of_tables_is_no_line(tmp_path: Path) -> None:
    body = paragraph("", listed(1)) + paragraph("а", listed(1))
    assert read(tmp_path, body, numbering=numbering(DECIMAL, {1: abstract(0)})) == ["2. а"]


def test_a_list_that_does_not_exist_gives_no_number(tmp_path: Path) -> None:
    body = paragraph("а", listed(9)) + paragraph("б", listed(2)) + paragraph("в", listed(1, 7))
    numbers = numbering(DECIMAL, {1: abstract(0), 2: abstract(5)})
    assert read(tmp_path, body, numbering=numbers) == ["а", "б", "в"]
    assert read(tmp_path, body) == ["а", "б", "в"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (1994, "upperRoman", "MCMXCIV"),
        (9, "lowerRoman", "ix"),
        (4000, "lowerRoman", "4000"),
        (26, "lowerLetter", "z"),
        (27, "upperLetter", "AA"),
        (8, "russianLower", "з"),
        (10, "russianUpper", "К"),
        (29, "russianLower", "аа"),
        (0, "lowerRoman", "0"),
        (100_000, "lowerLetter", "100000"),
        (3, "chicago", "3"),
        (3, "none", ""),
    ],
)
def test_numerals(number: int, form: str, shown: str) -> None:
    assert numeral(number, form) == shown
