"""Which rows are one item: those that a page break cut, and those that merged cells hold together."""

from documents.interpreting.interpret import interpret
from documents.reading.source import DocumentFormat
from models.states import WarningCode
from tests.unit.documents.interpreting.source_samples import (
    ABOVE,
    HEADINGS,
    TITLE,
    Content,
    Wide,
    document,
    plan,
    table,
)
from tests.unit.documents.interpreting.test_plan_tables import fields, titles

FIRST = ("1", "Совещание с директорами школ,", "Март 2021", "Шестаков В.В. Наземкина", "Протокол", "")
SECOND = ("2", "Семинар", "Май 2021", "Петров П.П.", "Справка", "")
JOINED = ("1", "Совещание с директорами школ, и учителями", "31.03", "Шестаков В.В.; Наземкина Е.А.")


def test_the_first_row_of_a_page_goes_on_with_the_last_of_the_page_before() -> None:
    rest = ["", "и учителями", "", "Е.А.", "", ""]
    draft = interpret(document(TITLE, table([HEADINGS, FIRST], page=1), table([rest, SECOND], page=2)))
    assert fields(draft) == [JOINED, ("2", "Семинар", "31.05", "Петров П.П.")]
    (doubt,) = draft.reader_warnings
    assert (doubt.code, doubt.item, doubt.place) == (WarningCode.ROW_CONTINUATION_JOINED, "1", 1)
    assert doubt.location == "страница 1, таблица 1, строка 2"
    assert doubt.source == "и учителями | Е.А."
    assert "страница 2, таблица 1, строка 1" in doubt.message


def test_a_piece_of_a_text_file_may_leave_the_number_s_place_out() -> None:
    rows = [["и учителями", "", "Е.А.", ""], ["--", "--", "------", "--"]]
    for blocks in ([table([HEADINGS, FIRST, *rows])], [table([HEADINGS, FIRST]), table(rows, at=2)]):
        draft = interpret(document(TITLE, *blocks, kind=DocumentFormat.TEXT))
        assert fields(draft) == [JOINED]


def test_a_line_of_a_text_file_may_be_all_that_is_left_of_a_title() -> None:
    first = ["1", "Совещание с директорами", *FIRST[2:]]
    blocks = (TITLE, table([HEADINGS, first]), "школ и учителями", "2", table([SECOND], at=2), "тел. 12-34-56")
    draft = interpret(document(*blocks, kind=DocumentFormat.TEXT))
    assert titles(draft) == ["Совещание с директорами школ и учителями", "Семинар"]


def test_a_header_and_a_page_number_between_the_pieces_do_not_part_them() -> None:
    rest = ["", "и учителями", "", "Е.А.", "", ""]
    first, second = table([HEADINGS, FIRST], page=1), table([HEADINGS, ["1", "2", "3", "4", "5", "6"], rest], page=2)
    assert fields(interpret(document(TITLE, first, "2", second))) == [JOINED]


def test_a_piece_without_a_title_is_joined_cell_by_cell() -> None:
    rest = ["", "", "", "Е.А.", "и справка", ""]
    draft = interpret(plan(FIRST, rest, SECOND))
    assert draft.items[0].responsible == ["Шестаков В.В.", "Наземкина Е.А."]
    assert draft.items[0].expected_result == "Протокол и справка"


def test_a_word_that_the_page_break_cut_is_mended() -> None:
    first = ["1", "Совещание с образова-", *FIRST[2:]]
    draft = interpret(plan(first, ["", "тельными организациями", "", "Е.А.", "", ""], SECOND))
    assert draft.items[0].title == "Совещание с образовательными организациями"


def test_a_deadline_that_the_page_break_cut_is_whole_again() -> None:
    first = ["1", "Совещание", "Февраль-", "Иванов И.И.", "", ""]
    rest = ["", "", "декабрь 2021", "", "", ""]
    draft = interpret(document(TITLE, table([HEADINGS, first], page=1), table([rest, SECOND], page=2)))
    assert (str(draft.items[0].starts_on), str(draft.items[0].due_on)) == ("2021-02-01", "2021-12-31")
    assert len(draft.items) == 2


def test_without_a_number_column_a_piece_begins_in_lower_case() -> None:
    headings = HEADINGS[1:4]
    first, rest = ["Совещание с директорами", "Март 2021", "Иванов И.И."], ["и учителями", "", ""]
    second = ["Семинар", "Май 2021", "Петров П.П."]
    draft = interpret(plan(first, rest, second, headings=headings))
    assert titles(draft) == ["Совещание с директорами и учителями", "Семинар"]
    draft = interpret(plan(first, ["и снова совещание", "Май 2021", "Петров П.П."], headings=headings))
    assert titles(draft) == ["Совещание с директорами", "и снова совещание"]


def test_a_section_or_an_item_at_the_top_of_a_page_is_not_joined() -> None:
    def second_page(*rows: list[Content]) -> list[str]:
        first = ["1", "Совещание", *FIRST[2:]]
        return titles(interpret(document(TITLE, table([HEADINGS, first], page=1), table([*rows, SECOND], page=2))))

    assert second_page([Wide("II. Методическая работа", 6)]) == ["Совещание", "Семинар"]
    assert second_page(["", "Методическая работа", "", "", "", ""]) == ["Совещание", "Семинар"]
    assert second_page(["", "Поход", "Июнь 2021", "Завуч", "", ""]) == ["Совещание", "Поход", "Семинар"]


def test_cells_merged_downwards_belong_to_each_of_their_items() -> None:
    first = ["1", "Совещание", "Март 2021", "Иванов И.И.", "", ""]
    draft = interpret(plan(first, ["2", "Семинар", ABOVE, ABOVE, "", ""]))
    assert fields(draft)[1] == ("2", "Семинар", "31.03", "Иванов И.И.")
    assert not draft.reader_warnings


def test_a_merged_cell_that_a_page_break_cuts_is_of_the_rows_below_it_too() -> None:
    first = table([HEADINGS, ["1", "Совещание", "Март 2021", "Иванов И.И.", "", ""], ["2", *SECOND[1:]]], page=1)
    merged = table([HEADINGS, ["1", *SECOND[1:]], ["2", "Поход", ABOVE, ABOVE, "", ""]], page=1)
    rows: list[list[Content]] = [["3", "Линейка", "", "", "", ""], ["4", "Ёлка", ABOVE, "", "", ""]]
    rest = table(rows, page=2)
    assert fields(interpret(document(TITLE, first, rest)))[2] == ("3", "Линейка", "", "")
    assert fields(interpret(document(TITLE, merged, rest)))[2:] == [
        ("3", "Линейка", "31.05", "Петров П.П."),
        ("4", "Ёлка", "31.05", ""),
    ]


def test_rows_under_one_merged_number_and_title_are_one_item() -> None:
    first = ["1", "Совещание", "Март 2021", "Иванов И.И.", "Протокол", ""]
    draft = interpret(plan(first, [ABOVE, ABOVE, "Май 2021", "Петров П.П.", "", ""]))
    assert fields(draft) == [("1", "Совещание", "31.05", "Иванов И.И.; Петров П.П.")]
    assert str(draft.items[0].starts_on) == "2021-03-01"
    assert not draft.reader_warnings


def test_rows_under_one_merged_number_with_titles_of_their_own_are_items() -> None:
    first = ["1", "Совещание", "Март 2021", "Иванов И.И.", "", ""]
    assert fields(interpret(plan(first, [ABOVE, "Семинар", "Май 2021", ABOVE, "", ""]))) == [
        ("1", "Совещание", "31.03", "Иванов И.И."),
        ("1", "Семинар", "31.05", "Иванов И.И."),
    ]


def test_an_item_whose_number_was_forgotten_is_an_item() -> None:
    forgotten = ["", "Конференция", "Июнь 2021", "Иванов И.И.", "", ""]
    draft = interpret(plan(["1", *SECOND[1:]], forgotten, ["3", *SECOND[1:]]))
    assert [(item.number, item.title) for item in draft.items] == [
        ("1", "Семинар"),
        ("2", "Конференция"),
        ("3", "Семинар"),
    ]


def test_the_last_page_s_only_row_is_the_rest_of_a_title_whatever_it_begins_with() -> None:
    last = ("1", "Подготовка поздравлений от администрации", "Март 2021", "Отдел", "", "")
    for rest in ("Рузаевского муниципального района", "«Переход по льду запрещён»"):
        pieces = table([HEADINGS, last], page=1), table([["", rest, "", "", "", ""]], page=2)
        draft = interpret(document(TITLE, *pieces))
        assert titles(draft) == [f"Подготовка поздравлений от администрации {rest}"]
        assert [doubt.code for doubt in draft.reader_warnings] == [WarningCode.ROW_CONTINUATION_JOINED]


def test_a_heading_over_the_rows_of_the_next_page_is_no_rest() -> None:
    last = ("1", "Совещание", "Март 2021", "Отдел", "", "")
    rows = [["", "Работа с кадрами", "", "", "", ""], SECOND]
    draft = interpret(document(TITLE, table([HEADINGS, last], page=1), table(rows, page=2)))
    assert titles(draft) == ["Совещание", "Семинар"]


def test_a_row_with_its_own_deadline_and_activity_is_an_item_beside_merged_cells() -> None:
    headings = ["№", "Наименование этапа", "Содержание деятельности", "Сроки", "Ответственный"]
    draft = interpret(
        plan(
            ["1.", "Подготовка", "– приказ о наставничестве;", "Февраль 2021", "Директор"],
            [ABOVE, ABOVE, "– дорожная карта;", "Февраль 2021", "Куратор"],
            headings=headings,
        )
    )
    assert fields(draft) == [
        ("1", "– приказ о наставничестве;", "28.02", "Директор"),
        ("1", "– дорожная карта;", "28.02", "Куратор"),
    ]


def test_a_row_of_dashes_and_numbers_beside_an_activity_is_no_repeated_header() -> None:
    headings = ["№", "Мероприятие", "Единица", "Количество", "Стоимость", "Срок", "Ответственный", "Всего", "Женщин"]
    row = ["1", "Испытание устройств", "-", "1", "5", "июнь 2021", "Завхоз", "25", "24"]
    draft = interpret(plan(row, headings=headings))
    assert fields(draft) == [("1", "Испытание устройств", "30.06", "Завхоз")]


def test_the_date_of_a_signature_above_the_table_dates_no_rows() -> None:
    draft = interpret(
        document("Согласовано", "31.08.2021 г.", TITLE, table([HEADINGS, ("1", "Совещание", *["-"] * 4)]))
    )
    assert fields(draft) == [("1", "Совещание", "", "")]
