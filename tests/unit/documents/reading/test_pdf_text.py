"""Words and lines of a PDF: what stands together, what stands apart, and what is no text of the document."""

from pathlib import Path

import pytest

from config.errors import DocumentUnreadable
from documents.reading.pdf_engine import DAMAGED, LOCKED
from documents.reading.pdf_file import NO_CHARACTERS, SCAN, read_pdf
from documents.reading.pdf_two_processes import FROM_PAGES
from tests.unit.documents.reading.pdf_drawing import Drawing, file_of, pdf, stream
from tests.unit.documents.reading.pdf_protection import protected
from tests.unit.documents.reading.source_texts import lines_of, pdf_source, rows_of, typeset

XS = (50, 80, 300)


def test_blocks_side_by_side_are_parted_by_a_tab(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 780, "СОГЛАСОВАНО")
    page.text(350, 780, "УТВЕРЖДАЮ")
    page.text(350, 760, "Директор школы № 5")
    page.text(50, 740, "План работы на 2021 год")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == [
        "СОГЛАСОВАНО\tУТВЕРЖДАЮ",
        "\tДиректор школы № 5",
        "План работы на 2021 год",
    ]


def test_three_stamps_side_by_side_follow_each_other(tmp_path: Path) -> None:
    page = Drawing()
    for x, y, text in (
        (50, 780, "РАССМОТРЕНО"),
        (210, 780, "СОГЛАСОВАНО"),
        (370, 780, "УТВЕРЖДАЮ"),
        (50, 766, "на заседании МО"),
        (210, 766, "Заместитель директора школы по"),
        (370, 766, "Директор школы"),
        (210, 752, "УВР"),
        (370, 752, "№ 4"),
        (50, 745, "Протокол № 1"),
        (210, 730, "______ Е.В. Козлова"),
        (370, 730, "______"),
        (450, 730, "Н.Н. Елагина"),
        (370, 716, "30.08.2019"),
        (262, 690, "План работы"),
    ):
        page.text(x, y, text)

    assert lines_of(pdf_source(tmp_path, pdf(page))) == [
        *("РАССМОТРЕНО", "на заседании МО", "Протокол № 1"),
        *("СОГЛАСОВАНО", "Заместитель директора школы по", "УВР", "______ Е.В. Козлова"),
        *("УТВЕРЖДАЮ", "Директор школы", "№ 4", "______", "Н.Н. Елагина", "30.08.2019"),
        "План работы",
    ]


def test_centred_stamps_end_above_a_centred_title(tmp_path: Path) -> None:
    page = Drawing()
    for middle, y, text in (
        (120, 780, "ПРИНЯТО"),
        (297, 780, "СОГЛАСОВАНО"),
        (474, 780, "УТВЕРЖДЕНО"),
        (120, 766, "педсоветом"),
        (297, 766, "Профком"),
        (474, 766, "Директор"),
        (474, 752, "приказ № 5"),
        (297, 720, "ПЛАН"),
        (297, 706, "работы школы"),
    ):
        page.text(middle - 2.5 * len(text), y, text)

    assert [text.strip() for text in lines_of(pdf_source(tmp_path, pdf(page)))] == [
        *("ПРИНЯТО", "педсоветом", "СОГЛАСОВАНО", "Профком", "УТВЕРЖДЕНО", "Директор", "приказ № 5"),
        *("ПЛАН", "работы школы"),
    ]


def test_a_short_title_in_the_middle_is_not_on_the_right(tmp_path: Path) -> None:
    page = Drawing()
    page.text(85, 780, "Муниципальное бюджетное общеобразовательное учреждение, средняя школа номер пять")
    page.text(302, 760, "ПЛАН")

    assert lines_of(pdf_source(tmp_path, pdf(page)))[1] == "ПЛАН"


def test_a_justified_line_is_not_parted(tmp_path: Path) -> None:
    page = Drawing()
    for x, word in ((50, "План"), (95, "работы"), (150, "школы"), (200, "на"), (235, "учебный"), (295, "год")):
        page.text(x, 780, word)

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["План работы школы на учебный год"]


def test_page_numbers_and_running_heads_are_left_out(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        page = Drawing()
        page.text(250, 820, "МБОУ «Школа № 5»")
        page.text(50, 700, f"Мероприятия месяца {'абвг'[number - 1]}")
        page.text(290, 20, f"- {number} -")
        pages.append(page)

    assert lines_of(pdf_source(tmp_path, pdf(*pages))) == [
        "МБОУ «Школа № 5»",
        *(f"Мероприятия месяца {letter}" for letter in "абвг"),
    ]


def test_a_number_inside_the_text_stays(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 400, "2021")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["2021"]


def test_a_footnote_mark_is_left_out(tmp_path: Path) -> None:
    page = Drawing()
    page.grid(XS, (600, 700))
    page.text(84, 680, "Семинар")
    page.text(119, 684, "1", size=6)
    page.text(84, 660, "Ремонт 50 м")
    page.text(139, 664, "2", size=6)

    assert rows_of(pdf_source(tmp_path, pdf(page)))[0][1] == "Семинар\nРемонт 50 м2"


def test_a_footnote_mark_of_the_font_itself_is_left_out(tmp_path: Path) -> None:
    page = typeset('#set text(font: "Libertinus Serif")\n#table(columns: 2, [1], [Семинар#super[1] для учителей])')

    assert rows_of(pdf_source(tmp_path, page)) == [["1", "Семинар для учителей"]]


@pytest.mark.parametrize("shift", [0, 0.3])
def test_a_word_printed_twice_to_look_bold_is_there_once(shift: float, tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "ПЛАН РАБОТЫ")
    page.text(50 + shift, 700, "ПЛАН РАБОТЫ")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["ПЛАН РАБОТЫ"]


def test_words_without_spaces_in_the_file_are_parted_by_their_places(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "План")
    page.text(72.5, 700, "работы")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["План работы"]


def test_a_title_set_wide_is_one_word(tmp_path: Path) -> None:
    page = typeset("#text(tracking: 3pt)[ПЛАН РАБОТЫ]")

    assert lines_of(pdf_source(tmp_path, page)) == ["ПЛАН РАБОТЫ"]


def test_wider_gaps_part_the_words_of_a_title_with_spaces_between_its_letters(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "П Л А Н   Р А Б О Т Ы")
    page.text(50, 680, "П Л А Н Р А Б О Т Ы")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["ПЛАН РАБОТЫ", "П Л А Н Р А Б О Т Ы"]


def test_the_text_layer_over_a_scan_is_read(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "План работы", more="3 Tr")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["План работы"]


def test_text_beside_the_page_is_not_read(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "План")
    page.text(700, 700, "метка типографии")

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["План"]


def test_a_document_with_an_empty_password_opens(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "План")

    assert lines_of(pdf_source(tmp_path, protected(page, user=b""))) == ["План"]


def test_a_document_with_a_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match=LOCKED):
        pdf_source(tmp_path, protected(Drawing(), user=b"1234"))


def test_a_document_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    whole = pdf(*[Drawing() for _ in range(40)])
    with pytest.raises(DocumentUnreadable, match=DAMAGED):
        pdf_source(tmp_path, whole[:-5000])


def test_letters_without_characters_are_refused(tmp_path: Path) -> None:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]>>"
    letters = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500>>"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 6 0 R>>"
    content = stream(b"BT /F 10 Tf 50 700 Td <" + b"00370041004200430044004500460047" * 20 + b"> Tj ET")
    file = file_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[5 0 R]/Count 1>>", font, letters, page, content]
    )
    with pytest.raises(DocumentUnreadable, match=NO_CHARACTERS):
        pdf_source(tmp_path, file)


def test_russian_letters_under_western_names_are_read(tmp_path: Path) -> None:
    page = Drawing()
    page.text(50, 700, "План работы школы № 5".encode("cp1251").decode("cp1252"))

    assert lines_of(pdf_source(tmp_path, pdf(page))) == ["План работы школы № 5"]


def test_a_scan_with_a_stamp_is_a_scan(tmp_path: Path) -> None:
    picture = stream(
        bytes(100), "/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    page = Drawing()
    page.content.append("q 595 0 0 842 0 0 cm /I Do Q")
    page.text(50, 50, "Документ подписан электронной подписью")
    with pytest.raises(DocumentUnreadable, match=SCAN):
        pdf_source(tmp_path, pdf(page, resources="/XObject<</I 8 0 R>>", more=[picture]))


def test_a_long_document_comes_in_the_order_of_its_pages(tmp_path: Path) -> None:
    pages = []
    for number in range(FROM_PAGES + 5):
        page = Drawing()
        page.text(50, 400, f"Страница по порядку {number}")
        pages.append(page)
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(*pages))
    done: list[tuple[int, int]] = []
    document = read_pdf(path, "план.pdf", lambda *progress: done.append(progress))

    assert lines_of(document) == [f"Страница по порядку {number}" for number in range(FROM_PAGES + 5)]
    assert done == [(number, FROM_PAGES + 5) for number in range(1, FROM_PAGES + 6)]
