"""Tables in plain text: between tabs, semicolons or bars, or drawn with lines."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import DocumentUnreadable
from documents.reading.source import Place
from tests.unit.documents.reading.source_texts import lines_of, rows_of, tables_of, text_source

HEAD = "№\tМероприятие\tСрок\tКто\n"


def test_rows_between_tabs(tmp_path: Path) -> None:
    document = text_source(tmp_path, "План работы\n\n" + HEAD + "1.\tСеминар\tмай\tИванов И.И.\n2.\tОтчёт\tиюнь\t\n")
    (table,) = tables_of(document)

    assert lines_of(document) == ["План работы"]
    assert rows_of(document)[1:] == [["1.", "Семинар", "май", "Иванов И.И."], ["2.", "Отчёт", "июнь", ""]]
    assert table.width == 4
    assert table.rows[1].place == Place(table=1, row=2, line=4)
    assert table.rows[1].cells[2].place == Place(table=1, row=2, column=3, line=4)


@pytest.mark.parametrize("gap", ["\n", "\n\n\n", "\f", "\n\f\n"])
def test_empty_lines_and_page_ends_do_not_end_a_table(gap: str, tmp_path: Path) -> None:
    document = text_source(tmp_path, HEAD + "1.\tСеминар\tмай\tИванов\n" + gap + "2.\tОтчёт\tиюнь\tИванов\n")

    assert len(tables_of(document)) == 1
    assert len(rows_of(document)) == 3


def test_a_line_without_tabs_ends_a_table(tmp_path: Path) -> None:
    document = text_source(tmp_path, HEAD + "1.\tСеминар\tмай\tИванов\nРаздел 2\n2.\tОтчёт\tиюнь\tИванов\n")

    assert [len(table.rows) for table in tables_of(document)] == [2, 1]
    assert [table.place.table for table in tables_of(document)] == [1, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(end: str, tmp_path: Path) -> None:
    assert len(rows_of(text_source(tmp_path, (HEAD + "1.\tа\tб\tв\n").replace("\n", end)))) == 2


def test_a_quoted_field_may_run_over_lines(tmp_path: Path) -> None:
    row = '1.\t"Семинар:\nдля учителей,\nдля ""новых"" родителей"\tмай\tИванов\n'
    document = text_source(tmp_path, HEAD + row + "2.\tОтчёт\tиюнь\tИванов\n")

    assert rows_of(document)[1] == ["1.", 'Семинар:\nдля учителей,\nдля "новых" родителей', "май", "Иванов"]
    assert [row.place.line for row in tables_of(document)[0].rows] == [1, 2, 5]


@pytest.mark.parametrize(
    "title", ['Конкурс "Школа года"', '"Школа года"', '"Школа года": конкурс', 'Конкурс "Школа', '"А" и "Б"', '"Школа']
)
def test_quotation_marks_of_a_name_stay(title: str, tmp_path: Path) -> None:
    document = text_source(tmp_path, HEAD + f"1.\t{title}\tмай\tИванов\n2.\tОтчёт\tиюнь\tИванов\n")

    assert rows_of(document)[1][1] == title
    assert len(rows_of(document)) == 3


def test_quotation_marks_that_protect_commas_are_taken_off(tmp_path: Path) -> None:
    rows = '1.\t"Семинар, круглый стол"\tмай\tИванов\n2.\tКонкурс "Учитель года"\tиюнь\t"Иванов И.И., Петров П.П."\n'
    document = text_source(tmp_path, HEAD + rows)

    assert rows_of(document)[1][1] == "Семинар, круглый стол"
    assert rows_of(document)[2][1:] == ['Конкурс "Учитель года"', "июнь", "Иванов И.И., Петров П.П."]


def test_a_row_torn_by_line_breaks_in_its_cells_is_put_together(tmp_path: Path) -> None:
    torn = "1.\tСеминар\nдля учителей\tмай\nиюнь\tИванов\n"
    document = text_source(tmp_path, HEAD + "2.\tа\tб\tв\n" + torn + "3.\tг\tд\tе\n")

    assert rows_of(document)[2] == ["1.", "Семинар\nдля учителей", "май\nиюнь", "Иванов"]


def test_a_row_torn_between_tabs_is_put_together(tmp_path: Path) -> None:
    torn = "1.\tСеминар для\nучителей\tмай\tИванов\n"
    document = text_source(tmp_path, HEAD + torn + "2.\tг\tд\tе\n3.\tг\tд\tе\n")

    assert rows_of(document)[1] == ["1.", "Семинар для\nучителей", "май", "Иванов"]


def test_signatures_between_tabs_are_no_table(tmp_path: Path) -> None:
    document = text_source(
        tmp_path,
        "СОГЛАСОВАНО\t\t\tУТВЕРЖДАЮ\nдиректор\t\t\tначальник\n\t\t\t\t\tИванов И.И.\n\nПлан\n" + HEAD + "1\tа\tб\tв\n",
    )

    assert lines_of(document) == ["СОГЛАСОВАНО\tУТВЕРЖДАЮ", "директор\tначальник", "\tИванов И.И.", "План"]
    assert len(tables_of(document)) == 1


def test_semicolons_as_excel_saves_them(tmp_path: Path) -> None:
    content = (
        "План работы;;;\r\n№;Мероприятие;Срок;Кто\r\n"
        '1;"Семинар; круглый стол";май;Иванов\r\n2;"Конкурс ""Школа года""";июнь;\r\n'
    )
    document = text_source(tmp_path, content.encode("cp1251"))

    assert lines_of(document) == ["План работы"]
    assert rows_of(document)[1:] == [
        ["1", "Семинар; круглый стол", "май", "Иванов"],
        ["2", 'Конкурс "Школа года"', "июнь", ""],
    ]


def test_semicolons_in_sentences_part_nothing(tmp_path: Path) -> None:
    document = text_source(tmp_path, "Семинары; конкурсы; отчёты.\nПросим провести; сообщить.\nДиректор\n")

    assert not tables_of(document)
    assert len(lines_of(document)) == 3


def test_bars_between_fields(tmp_path: Path) -> None:
    document = text_source(
        tmp_path, "| № | Мероприятие | Срок |\n|---|:---|---|\n| 1 | Семинар | май |\n| 2 | | июнь |\n"
    )

    assert rows_of(document) == [["№", "Мероприятие", "Срок"], ["1", "Семинар", "май"], ["2", "", "июнь"]]


DRAWN = """
┌────┬────────────────┬─────────────────────┐
│ N  │  Мероприятия   │        Сроки        │
│п/п │                ├──────────┬──────────┤
│    │                │начало    │окончание │
├────┼────────────────┼──────────┼──────────┤
│ 1  │Разработка      │март      │          │
│    │положения       │2021 года │          │
├────┴────────────────┴──────────┴──────────┤
│           Раздел 2. Семинары              │
├────┬────────────────┬──────────┬──────────┤
│ 2  │Семинар         │          │май       │
└────┴────────────────┴──────────┴──────────┘
"""


@pytest.mark.parametrize("signs", [None, "+++++++++-|"])
def test_a_table_drawn_with_lines(signs: str | None, tmp_path: Path) -> None:
    drawing = DRAWN.translate(str.maketrans("┌┬┐├┼┤└┴┘─│", signs)) if signs else DRAWN
    (table,) = tables_of(text_source(tmp_path, drawing))

    assert [[(cell.text, cell.span, cell.continues) for cell in row.cells] for row in table.rows] == [
        [("N\nп/п", 1, False), ("Мероприятия", 1, False), ("Сроки", 2, False)],
        [("N\nп/п", 1, True), ("Мероприятия", 1, True), ("начало", 1, False), ("окончание", 1, False)],
        [("1", 1, False), ("Разработка\nположения", 1, False), ("март\n2021 года", 1, False), ("", 1, False)],
        [("Раздел 2. Семинары", 4, False)],
        [("2", 1, False), ("Семинар", 1, False), ("", 1, False), ("май", 1, False)],
    ]
    assert [row.place.line for row in table.rows] == [3, 5, 7, 10, 12]


def test_a_drawn_table_without_lines_between_its_rows(tmp_path: Path) -> None:
    drawing = (
        "+---+---------+------+\n| N | Что     | Срок |\n+---+---------+------+\n"
        "| 1 | Семинар | май  |\n| 2 | Отчёт   | июнь |\n|   | годовой |      |\n+---+---------+------+\n"
    )

    assert rows_of(text_source(tmp_path, drawing)) == [
        ["N", "Что", "Срок"],
        ["1", "Семинар", "май"],
        ["2", "Отчёт\nгодовой", "июнь"],
    ]


def test_spaces_part_blocks_side_by_side(tmp_path: Path) -> None:
    document = text_source(
        tmp_path,
        "СОГЛАСОВАНО                             УТВЕРЖДАЮ\n"
        + " " * 40
        + "Директор школы\n"
        + " " * 33
        + "План работы\n"
        + "Это  строка,  выровненная  по  ширине,  из-за  чего  в  ней  двойные  пробелы.\n",
    )

    assert lines_of(document) == [
        "СОГЛАСОВАНО\tУТВЕРЖДАЮ",
        "\tДиректор школы",
        "План работы",
        "Это  строка,  выровненная  по  ширине,  из-за  чего  в  ней  двойные  пробелы.",
    ]


ALIGNED = """
                         План работы на 2021 год

  №   Мероприятие                         Срок           Ответственный
 п/п                                      исполнения

  1.  Провести семинар для учителей       март 2021      Иванов И.И.
      начальных классов
  2.  Подготовить отчёт                   до 15 мая      Петров П.П.,
                                                         Иванов И.И.
          Раздел 2. Работа с родителями всех классов школы
  3.  Родительское собрание               июнь           Сидоров С.С.

Исполнитель: Иванов И.И., телефон 22-33-44
"""


def test_columns_that_only_spaces_part(tmp_path: Path) -> None:
    document = text_source(tmp_path, ALIGNED)

    assert lines_of(document) == ["План работы на 2021 год", "Исполнитель: Иванов И.И., телефон 22-33-44"]
    assert rows_of(document) == [
        ["№\nп/п", "Мероприятие", "Срок\nисполнения", "Ответственный"],
        ["1.", "Провести семинар для учителей\nначальных классов", "март 2021", "Иванов И.И."],
        ["2.", "Подготовить отчёт", "до 15 мая", "Петров П.П.,\nИванов И.И."],
        ["Раздел 2. Работа с родителями всех классов школы"],
        ["3.", "Родительское собрание", "июнь", "Сидоров С.С."],
    ]
    assert [row.place.line for table in tables_of(document) for row in table.rows] == [4, 7, 9, 11, 12]


def test_too_many_lines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="строк"):
        text_source(tmp_path, "а\n" * 200_001)


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="столбцов"):
        text_source(tmp_path, "\t".join("а" * 600))


@given(st.text(alphabet='а1 .\t|;\n\r\f"+-─│┌┼├┤=/\\_:', max_size=300))
def test_any_signs_give_a_document(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    document = text_source(folder, content)

    for table in tables_of(document):
        for row in table.rows:
            assert all(cell.column + cell.span <= table.width for cell in row.cells)
            columns = [cell.column for cell in row.cells]
            assert columns == sorted(set(columns))
