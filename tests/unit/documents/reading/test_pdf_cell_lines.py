"""The lines of a cell in PDF: which its narrow column ended, inside a word or between two, and which somebody did."""

from pathlib import Path

import pytest

from tests.unit.documents.reading.pdf_drawing import Drawing, pdf
from tests.unit.documents.reading.source_texts import pdf_source, rows_of


def cell(page: Drawing, *lines: str, width: float, size: float = 10) -> None:
    """A cell of this inner width with lines of text, and one beside it."""
    top = 700
    page.grid((50, 50 + width + 8, 400), (500, top))
    for number, line in enumerate(lines, start=1):
        page.text(54, top - 14 * number, line, size=size)
    page.text(50 + width + 12, top - 14, "рядом")


def cell_text(folder: Path, *lines: str, width: float) -> str:
    page = Drawing()
    cell(page, *lines, width=width)
    return rows_of(pdf_source(folder, pdf(page)))[0][0]


def test_a_word_that_the_column_broke_is_joined(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "общеобразо", "вательные", "учреждения", width=52) == "общеобразовательные учреждения"


def test_an_ending_alone_is_the_end_of_a_word(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Аналитическ", "ая справка", width=57) == "Аналитическая справка"


def test_words_that_only_fill_the_column_stay_apart(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Протокол", "совещания", width=44) == "Протокол совещания"


def test_a_surname_that_the_column_broke_is_joined(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Романенк", "о С.А.", width=43) == "Романенко С.А."


def test_a_line_with_room_left_breaks_no_word(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "общеобразо", "вательные", width=90) == "общеобразо вательные"


def test_a_hyphen_at_the_lines_end_stays(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "контрольно-", "измерительный", width=66) == "контрольно-\nизмерительный"


def test_a_list_of_numbers_is_broken_inside_a_number(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "11,27,39,5", "9,95", width=52) == "11,27,39,59,95"


def test_dates_under_each_other_stay_apart(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "01.09.2021", "31.05.2022", width=50) == "01.09.2021 31.05.2022"


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        (("соответствующ", "их актов"), 66),
        (("педагогическим", "и работниками"), 72),
        (("руководител", "и ШМО"), 57),
        (("персонализи", "рованных"), 57),
        (("эпидемиологическог", "о состояния"), 92),
        (("организации", "»; приказ"), 57),
    ],
)
def test_the_rest_of_a_word_is_joined_without_a_space(lines: tuple[str, str], width: float, tmp_path: Path) -> None:
    assert cell_text(tmp_path, *lines, width=width) == "".join(lines)


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        (("педагогическим", "и медицинским"), 72),
        (("руководителям", "и педагогам"), 68),
        (("Председатель", "Думы"), 62),
        (("Министерство", "и его отделы"), 62),
    ],
)
def test_whole_words_that_fill_the_column_stay_apart(lines: tuple[str, str], width: float, tmp_path: Path) -> None:
    assert cell_text(tmp_path, *lines, width=width) == " ".join(lines)


def test_a_line_that_had_no_room_for_the_next_word_goes_on(tmp_path: Path) -> None:
    lines = ("начальник Главного", "управления МЧС", "России,", "все школы")

    assert cell_text(tmp_path, *lines, width=100) == "начальник Главного управления МЧС России,\nвсе школы"


def test_a_line_that_ends_well_short_was_ended_by_somebody(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Директор", "завуч школы", width=120) == "Директор\nзавуч школы"


def test_the_room_of_a_line_that_begins_further_in_ends_at_the_right_side(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 170, 400), (500, 700))
    page.text(79, 686, "Проверить все")
    page.text(54, 672, "школы города и района")
    page.text(174, 686, "рядом")

    assert rows_of(pdf_source(tmp_path, pdf(page)))[0][0] == "Проверить все школы города и района"


def test_the_room_of_a_centred_line_is_on_both_its_sides(tmp_path: Path) -> None:
    page = Drawing()
    page.grid((50, 158, 400), (500, 700))
    for number, text in enumerate(("В течение", "учебного года", "по плану управления"), start=1):
        page.text(104 - 2.5 * len(text), 700 - 14 * number, text)
    page.text(170, 686, "рядом")

    assert rows_of(pdf_source(tmp_path, pdf(page)))[0][0] == "В течение\nучебного года\nпо плану управления"


def test_a_number_sign_goes_with_its_number(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Директор ОУ", "№ 1234567", width=80) == "Директор ОУ № 1234567"


@pytest.mark.parametrize("dash", ["Ч.К.-", "январь–", "семинар/"])
def test_nothing_follows_a_dash_that_has_no_space_before_it(dash: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, f"весь {dash}", "Овчинникова", width=90) == f"весь {dash}Овчинникова"


def test_a_dash_between_spaces_keeps_them(tmp_path: Path) -> None:
    assert cell_text(tmp_path, "Жилин В.А. –", "учитель ОБЖ", width=80) == "Жилин В.А. – учитель ОБЖ"
