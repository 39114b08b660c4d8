from pathlib import Path

import pytest

from tests.unit.documents.reading.office_files import (
    cell,
    docx_bytes,
    lines,
    paragraph,
    read_word,
    row,
    run,
    table,
    tables,
    texts,
)

BOX = "<w:txbxContent>{}</w:txbxContent>"
A4_WITH_MARGINS = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1701" w:right="850"/></w:sectPr>'  # 9355 twips of text
)


def read(tmp_path: Path, body: str, *, styles: str = "") -> list[str]:
    return lines(read_word(tmp_path, docx_bytes(body, styles=styles)).blocks)


def test_paragraphs_and_tables_come_in_their_order(tmp_path: Path) -> None:
    body = paragraph("до") + table(row("а", "б")) + paragraph("между") + table(row("в")) + paragraph("после")
    blocks = read_word(tmp_path, docx_bytes(body)).blocks
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Table", "Paragraph", "Table", "Paragraph"]
    assert [block.place.table for block in tables(blocks)] == [1, 2]
    assert [block.place.line for block in blocks if block.place.table is None] == [1, 2, 3]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:ins>{}</w:ins>",
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag><w:smartTagPr/>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:fldSimple>{}</w:fldSimple>",
        "<w:moveTo>{}</w:moveTo>",
        "<w:ins><w:hyperlink><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:hyperlink></w:ins>",
    ],
)
def test_wrappers_are_looked_through(tmp_path: Path, wrapped: str) -> None:
    assert read(tmp_path, paragraph(run("план ") + wrapped.format(run("работы")))) == ["план работы"]


def test_blocks_in_content_controls_are_found(tmp_path: Path) -> None:
    inside = paragraph("план") + table(row("а", "б"))
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt><w:customXml>{paragraph('итог')}</w:customXml>"
    )
    blocks = read_word(tmp_path, docx_bytes(body)).blocks
    assert lines(blocks) == ["план", "итог"]
    assert texts(tables(blocks)[0]) == [["а", "б"]]


def test_rows_and_cells_in_content_controls_are_found(tmp_path: Path) -> None:
    in_control = f"<w:sdt><w:sdtContent>{cell('б')}</w:sdtContent></w:sdt>"
    body = table(
        f"<w:sdt><w:sdtContent>{row('а', in_control)}</w:sdtContent></w:sdt>", f"<w:ins>{row('в', 'г')}</w:ins>"
    )
    assert texts(tables(read_word(tmp_path, docx_bytes(body)).blocks)[0]) == [["а", "б"], ["в", "г"]]


def test_deleted_and_moved_away_text_is_gone(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>старый</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('прочь')}</w:moveFrom>"
    assert read(tmp_path, paragraph(run("новый") + deleted + moved)) == ["новый"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = paragraph("План ", "<w:rPr><w:del/></w:rPr>") + paragraph("работы") + paragraph("конец")
    assert read(tmp_path, body) == ["План работы", "конец"]


def test_a_deleted_mark_before_a_table_joins_nothing(tmp_path: Path) -> None:
    body = paragraph("План", "<w:rPr><w:del/></w:rPr>") + table(row("а", "б")) + paragraph("конец")
    assert read(tmp_path, body) == ["План", "конец"]


def test_hidden_text_is_not_seen(tmp_path: Path) -> None:
    styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = paragraph(
        run("видно")
        + run("нет", "<w:vanish/>")
        + run("нет", '<w:rStyle w:val="h"/>')
        + run(" снова", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>')
    )
    assert read(tmp_path, body, styles=styles) == ["видно снова"]


def test_fields_show_their_results(tmp_path: Path) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = mark("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + mark("separate") + run("7") + mark("end")
    field = (
        mark("begin") + "<w:r><w:instrText>IF</w:instrText></w:r>" + inner + mark("separate") + run("12") + mark("end")
    )
    assert read(tmp_path, paragraph(run("стр. ") + field + run(" всего"))) == ["стр. 12 всего"]


def test_a_field_without_end_does_not_swallow_the_document(tmp_path: Path) -> None:
    body = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + paragraph("дальше")
    assert read(tmp_path, body) == ["дальше"]


def test_special_characters(tmp_path: Path) -> None:
    atoms = (
        "<w:r><w:t>нормативно</w:t><w:noBreakHyphen/><w:t>право</w:t><w:softHyphen/><w:t>вые</w:t><w:br/><w:t>акты</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FC"/><w:cr/><w:t>и</w:t><w:tab/><w:t>так</w:t></w:r>'
    )
    assert read(tmp_path, paragraph(atoms)) == ["нормативно-правовые\nакты\nи\tтак"]
    found = tables(read_word(tmp_path, docx_bytes(table(row(cell(paragraph(atoms)))))).blocks)[0]
    assert texts(found) == [["нормативно-правовые\nакты\nи так"]]


def test_line_breaks_inside_the_xml_are_no_line_breaks(tmp_path: Path) -> None:
    assert read(tmp_path, paragraph(run("план\n\tработы"))) == ["план работы"]
    assert read(tmp_path, paragraph(run("СОГЛАСОВАНО\t\tУТВЕРЖДАЮ"))) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ"]


@pytest.mark.parametrize(
    ("before", "raised", "shown"),
    [
        ("Мероприятие", "1", "Мероприятие"),
        ("Срок", "*)", "Срок"),
        ("не менее 7", "2", "не менее 7"),
        ("площадь 40 м", "2", "площадь 40 м2"),
        ("площадь 40 км", "2", "площадь 40 км2"),
        ("в 15", "00", "в 1500"),
        ("1", "й", "1й"),
    ],
)
def test_a_raised_footnote_mark_is_dropped(tmp_path: Path, before: str, raised: str, shown: str) -> None:
    body = paragraph(run(before) + run(raised, '<w:vertAlign w:val="superscript"/>'))
    assert read(tmp_path, body) == [shown]


def test_footnote_references_are_dropped(tmp_path: Path) -> None:
    own_mark = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>x</w:t></w:r>'
    body = paragraph(run("Итого") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + own_mark + run(" 5"))
    assert read(tmp_path, body) == ["Итого 5"]


def test_placeholders_of_content_controls_are_no_text(tmp_path: Path) -> None:
    styles = '<w:style w:type="character" w:styleId="a4"><w:name w:val="Placeholder Text"/></w:style>'
    body = paragraph(run("Дата: ") + run("Место для ввода даты", '<w:rStyle w:val="a4"/>'))
    assert read(tmp_path, body, styles=styles) == ["Дата:"]


def test_text_boxes_are_read_once_and_before_their_paragraph(tmp_path: Path) -> None:
    box = BOX.format(paragraph("УТВЕРЖДАЮ") + paragraph("директор"))
    drawing = f"<w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor></w:drawing>"
    fallback = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    forms = f"<mc:Choice>{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>"
    alternate = f"<mc:AlternateContent>{forms}</mc:AlternateContent>"
    assert read(tmp_path, paragraph(f"<w:r>{alternate}</w:r>" + run("План"))) == ["УТВЕРЖДАЮ", "директор", "План"]
    assert read(tmp_path, paragraph(f"<w:r>{fallback}</w:r>" + run("План"))) == ["УТВЕРЖДАЮ", "директор", "План"]


@pytest.mark.parametrize(
    "position",
    [
        "<w:drawing><wp:anchor><wp:positionH><wp:align>right</wp:align></wp:positionH>{}</wp:anchor></w:drawing>",
        "<w:drawing><wp:anchor><wp:positionH><wp:posOffset>3500000</wp:posOffset></wp:positionH>{}</wp:anchor></w:drawing>",
        '<w:pict><v:shape style="position:absolute;margin-left:270.5pt">{}</v:shape></w:pict>',
    ],
)
def test_a_text_box_at_the_right_begins_with_a_tab(tmp_path: Path, position: str) -> None:
    body = paragraph(f"<w:r>{position.format(BOX.format(paragraph('УТВЕРЖДАЮ')))}</w:r>")
    assert read(tmp_path, body) == ["\tУТВЕРЖДАЮ"]


@pytest.mark.parametrize(
    ("properties", "text", "shown"),
    [
        ('<w:jc w:val="right"/>', "УТВЕРЖДАЮ", "\tУТВЕРЖДАЮ"),
        ('<w:jc w:val="end"/>', "УТВЕРЖДАЮ", "\tУТВЕРЖДАЮ"),
        ('<w:jc w:val="center"/>', "План", "План"),
        ('<w:framePr w:w="4000" w:x="6521" w:y="-300"/>', "УТВЕРЖДАЮ", "\tУТВЕРЖДАЮ"),
        ('<w:framePr w:w="4000" w:xAlign="right"/>', "УТВЕРЖДАЮ", "\tУТВЕРЖДАЮ"),
        ('<w:ind w:left="3741"/>', "слева", "слева"),
        ('<w:ind w:left="3742"/>', "справа", "\tсправа"),
        ('<w:ind w:left="100" w:firstLine="4000"/>', "справа", "\tсправа"),
        ('<w:ind w:left="4000" w:hanging="2000"/>', "слева", "слева"),
        ("", "<w:r><w:tab/><w:t>красная строка</w:t></w:r>", "красная строка"),
        ("", "<w:r><w:tab/><w:tab/><w:tab/><w:tab/><w:tab/><w:tab/><w:t>справа</w:t></w:r>", "\tсправа"),
        ('<w:tabs><w:tab w:val="left" w:pos="5103"/></w:tabs>', "<w:r><w:tab/><w:t>справа</w:t></w:r>", "\tсправа"),
        ("", " " * 70 + "справа", "\tсправа"),
        ("", "СОГЛАСОВАНО" + " " * 30 + "УТВЕРЖДАЮ", "СОГЛАСОВАНО\tУТВЕРЖДАЮ"),
        (
            "",
            "<w:r><w:t>СОГЛАСОВАНО</w:t><w:tab/><w:t> </w:t><w:tab/><w:t>УТВЕРЖДАЮ</w:t></w:r>",
            "СОГЛАСОВАНО\tУТВЕРЖДАЮ",
        ),
        ("", "два  пробела", "два  пробела"),
        ("", "П Л А Н    Р А Б О Т Ы", "П Л А Н    Р А Б О Т Ы"),
        ("", "Пункт А    Иванов", "Пункт А\tИванов"),
        ("", "Иванов    А В", "Иванов\tА В"),
        (
            '<w:jc w:val="right"/>',
            "<w:r><w:t>УТВЕРЖДАЮ</w:t><w:br/><w:t>директор</w:t></w:r>",
            "\tУТВЕРЖДАЮ\n\tдиректор",
        ),
    ],
)
def test_where_a_line_begins_shows_as_tabs(tmp_path: Path, properties: str, text: str, shown: str) -> None:
    assert read(tmp_path, paragraph(text, properties) + A4_WITH_MARGINS) == [shown]


@pytest.mark.parametrize("gap", [" ", "\t", "\n"])
def test_a_long_gap_costs_no_time(tmp_path: Path, gap: str) -> None:
    (found,) = read(tmp_path, paragraph(run("А" + gap * 2_000_000 + "Б")))
    assert found.split() == ["А", "Б"]


def test_alignment_comes_from_styles_too(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:jc w:val="right"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="c"/></w:style>'
    )
    body = paragraph("справа", '<w:pStyle w:val="b"/>') + paragraph(
        "слева", '<w:pStyle w:val="b"/><w:jc w:val="left"/>'
    )
    assert read(tmp_path, body + paragraph("круг", '<w:pStyle w:val="c"/>'), styles=styles) == [
        "\tсправа",
        "слева",
        "круг",
    ]


def test_indents_are_measured_by_their_own_section(tmp_path: Path) -> None:
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906"/><w:pgMar w:left="850" w:right="850"/></w:sectPr>'
    indent = '<w:ind w:left="5000"/>'
    body = paragraph("широко", indent + wide) + paragraph("узко", indent) + A4_WITH_MARGINS
    assert read(tmp_path, body) == ["широко", "\tузко"]


def test_an_approval_in_the_header_stands_before_the_body(tmp_path: Path) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>'
    headers = {"h1": paragraph(run("УТ") + run("ВЕРЖДАЮ"))}
    blocks = read_word(tmp_path, docx_bytes(paragraph("План") + section, headers=headers)).blocks
    assert lines(blocks) == ["УТВЕРЖДАЮ", "План"]


def test_other_headers_are_no_part_of_the_document(tmp_path: Path) -> None:
    reference = '<w:headerReference w:type="{}" r:id="{}"/>'
    section = f"<w:sectPr>{reference.format('default', 'h1')}{reference.format('first', 'h2')}</w:sectPr>"
    headers = {"h1": paragraph("Школа № 5"), "h2": paragraph("УТВЕРЖДАЮ")}
    assert lines(read_word(tmp_path, docx_bytes(paragraph("План") + section, headers=headers)).blocks) == ["План"]
    section = section.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert lines(read_word(tmp_path, docx_bytes(paragraph("План") + section, headers=headers)).blocks) == [
        "УТВЕРЖДАЮ",
        "План",
    ]


def test_pages_are_counted_by_words_own_marks(tmp_path: Path) -> None:
    body = (
        paragraph("первая")
        + paragraph('<w:r><w:br w:type="page"/></w:r>')
        + paragraph("<w:r><w:lastRenderedPageBreak/><w:t>вторая</w:t></w:r>")
        + paragraph("<w:r><w:t>ещё вторая</w:t><w:lastRenderedPageBreak/><w:t>и третья</w:t></w:r>")
        + paragraph("третья")
    )
    assert [block.place.page for block in read_word(tmp_path, docx_bytes(body)).blocks] == [1, 2, 2, 3]


def test_pages_are_counted_by_breaks_where_word_left_no_marks(tmp_path: Path) -> None:
    body = paragraph("первая") + paragraph('<w:r><w:br w:type="page"/><w:t>вторая</w:t></w:r>')
    body += paragraph("третья", "<w:pageBreakBefore/>")
    assert [block.place.page for block in read_word(tmp_path, docx_bytes(body)).blocks] == [1, 2, 3]
    assert read_word(tmp_path, docx_bytes(paragraph("без страниц"))).blocks[0].place.page is None


def test_a_row_that_runs_over_a_page_is_one_break(tmp_path: Path) -> None:
    broken = cell(paragraph("<w:r><w:t>а</w:t><w:lastRenderedPageBreak/><w:t>б</w:t></w:r>"))
    body = table(row("1", "2"), row(broken, broken), row("3", "4"))
    found = tables(read_word(tmp_path, docx_bytes(body)).blocks)[0]
    assert [each.place.page for each in found.rows] == [1, 1, 2]
    assert found.rows[2].cells[1].place.text == "страница 2, таблица 1, строка 3, столбец 2"
