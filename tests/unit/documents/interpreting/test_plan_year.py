"""Where the plan's year comes from."""

from collections.abc import Sequence
from datetime import date

import pytest

from config.errors import DocumentUnreadable
from documents.interpreting.interpret import interpret
from documents.reading.source import DocumentFormat
from tests.unit.documents.interpreting.source_samples import HEADINGS, Content, Stored, Wide, document, plan, table

ROW = ("1.", "Совещание", "март", "Иванов И.И.", "", "")


def test_the_title_names_the_year() -> None:
    draft = interpret(plan([*ROW[:2], "Март 2020", *ROW[3:]], title="План работы на 2021 год"))
    assert (draft.year, str(draft.items[0].due_on)) == (2021, "2020-03-31")


def test_a_school_year_s_months_are_of_its_two_years() -> None:
    draft = interpret(plan(ROW, [*ROW[:2], "октябрь", *ROW[3:]], title="План работы на 2021-2022 учебный год"))
    assert draft.year == 2021
    assert [str(item.due_on) for item in draft.items] == ["2022-03-31", "2021-10-31"]


def test_without_one_in_the_title_it_is_the_signature_block_s() -> None:
    block = ("УТВЕРЖДАЮ", "Директор школы", "Л.Г. Ефимова", "«21» января 2022 г.")
    rows = [[*ROW[:2], "март 2021", *ROW[3:]]] * 2
    assert interpret(document(*block, "План работы", table([HEADINGS, *rows]))).year == 2022


def test_then_it_is_that_of_most_deadlines() -> None:
    rows = [[*ROW[:2], text, *ROW[3:]] for text in ("март 2023", "май 2023", "май 2024", "июнь")]
    assert interpret(plan(*rows, title="План работы")).year == 2023
    stored: list[Content] = [*ROW[:2], Stored("15.мар", date(2024, 3, 15)), *ROW[3:]]
    assert interpret(plan(stored, title="План работы")).year == 2024


def test_then_it_is_the_document_s_only_clue() -> None:
    sheet = table([HEADINGS, ROW], sheet="2022")
    assert interpret(document("План работы", sheet, kind=DocumentFormat.XLSX)).year == 2022
    assert interpret(document("План работы", table([HEADINGS, ROW]), name="План на 2023 год.docx")).year == 2023
    assert interpret(document("План работы", table([HEADINGS, ROW]), "Составлен на 2020 год")).year == 2020


def test_a_plan_of_no_year_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentUnreadable, match="нигде не назван год плана: допишите его в название"):
        interpret(plan(ROW, title="План работы"))


@pytest.mark.parametrize(
    "lines",
    [
        ["Приложение N 2\nк постановлению мэрии г. Кызыла\nот 18 июня 2014 г. N 820"],
        ["Приложение N 3\nк постановлению главы\nместной администрации\nN 241 от 3 апреля 2014 года"],
        ["Приложение N 1 к распоряжению от 03.04.2014 N 5"],
        ["Приложение № 1", "к приказу управления образования", "от «18» июня 2014 года № 820"],
        ["к постановлению администрации района от 18 июня 2014 года № 820"],
        ["к решению Совета депутатов", "№ 15/2 от 18.06.2014 г."],
        ["АДМИНИСТРАЦИЯ ГОРОДА", "ПОСТАНОВЛЕНИЕ", "от 18 июня 2014 г. № 820"],
        ["ПРИКАЗ", "18.06.2014 № 820", "г. Омск"],
        ["РАСПОРЯЖЕНИЕ", "18 июня 2014 года N 820-р"],
        ["УТВЕРЖДЕН\nпостановлением Администрации\nот 18 июня 2014 г. N 820"],
        ["Утв. приказом директора от 18 июня 2014 г. № 820"],
        ["(приложение к приказу от 18.06.2014 № 820)"],
    ],
)
def test_the_order_s_year_goes_before_that_of_the_deadlines(lines: list[str]) -> None:
    rows = [[*ROW[:2], "март 2015", *ROW[3:]]] * 2
    assert interpret(document(*lines, "План мероприятий", table([HEADINGS, *rows]))).year == 2014


def test_the_order_s_date_may_stand_in_one_merged_cell_of_the_sheet() -> None:
    head: list[Content] = [
        "",
        "",
        "",
        Wide("Приложение N 3\nк постановлению главы\nместной администрации\nN 241 от 3 апреля 2018 года", 3),
    ]
    rows: list[Sequence[Content]] = [head, [Wide("План мероприятий по благоустройству", 6)], HEADINGS, ROW]
    assert interpret(document(table(rows, sheet="Лист1"), kind=DocumentFormat.XLSX)).year == 2018


def test_a_law_that_the_plan_rests_on_is_no_order_of_its_own() -> None:
    basis = "План разработан в соответствии с приказом Минпросвещения России от 31.05.2012 № 287."
    rows = [[*ROW[:2], "март 2022", *ROW[3:]]] * 2
    assert interpret(document("План мероприятий", basis, table([HEADINGS, *rows]))).year == 2022
