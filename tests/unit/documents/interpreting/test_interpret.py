"""A whole document as a plan draft: what it names beside its items, its doubts, and what is refused."""

import time
from datetime import date

import pytest

from config.errors import DocumentUnreadable
from documents.interpreting.interpret import interpret
from documents.reading.source import DocumentFormat
from models.states import Recurrence, WarningCode
from tests.unit.documents.interpreting.source_samples import HEADINGS, TITLE, Content, Stored, document, plan, table

ROW = ("1.", "Совещание", "Март 2021", "Иванов И.И.", "Протокол", "")


def test_text_flows_and_nothing_else_is_corrected() -> None:
    row = ["1.", "Совещание  с\nдиректорами «ОО »", "Март 2021", "Иванов И.И.", "Протокол\n(не менее 3)", "–"]
    item = interpret(plan(row)).items[0]
    assert (item.title, item.expected_result, item.note) == (
        "Совещание с директорами «ОО »",
        "Протокол (не менее 3)",
        None,
    )
    assert (item.target_count, item.target_percent) == (3, None)


def test_an_item_keeps_its_row_as_printed() -> None:
    printed = interpret(plan(ROW)).items[0].printed
    assert printed is not None
    assert printed.location == "таблица 1, строка 2"
    assert printed.deadline == "Март 2021"
    assert [(cell.heading, cell.text) for cell in printed.cells] == [
        ("№ п/п", "1."),
        ("Мероприятие", "Совещание"),
        ("Срок исполнения", "Март 2021"),
        ("Ответственный", "Иванов И.И."),
        ("Ожидаемый результат", "Протокол"),
    ]


def test_an_empty_deadline_brings_no_doubt_of_the_reader() -> None:
    draft = interpret(plan([*ROW[:2], "—", *ROW[3:]]))
    assert (draft.items[0].due_on, draft.reader_warnings) == (None, [])


def test_a_deadline_that_is_no_date_is_told_with_its_place_and_text() -> None:
    draft = interpret(plan(ROW, ["4.", "Семинар", "по графику", "Петров П.П.", "", ""]))
    (doubt,) = draft.reader_warnings
    assert (doubt.code, doubt.item, doubt.place) == (WarningCode.UNPARSED_DEADLINE, "4", 2)
    assert (doubt.location, doubt.source) == ("таблица 1, строка 3", "по графику")
    assert doubt.message.startswith("Срок пункта 4 — «по графику» — не удалось прочитать как дату")


def test_a_recurrence_is_understood() -> None:
    draft = interpret(plan([*ROW[:2], "ежемесячно", *ROW[3:]]))
    assert draft.items[0].recurrence is Recurrence.MONTHLY
    assert not draft.reader_warnings


def test_the_dates_of_a_sheet_are_its_values() -> None:
    day, month = Stored("15.мар", date(2021, 3, 15)), Stored("апрель 2021", date(2021, 4, 1), is_month=True)
    draft = interpret(plan([*ROW[:2], day, *ROW[3:]], [*ROW[:2], month, *ROW[3:]]))
    assert [(item.starts_on, item.due_on) for item in draft.items] == [
        (date(2021, 3, 15), date(2021, 3, 15)),
        (date(2021, 4, 1), date(2021, 4, 30)),
    ]


def test_split_dates_of_a_sheet_are_their_values() -> None:
    headings = ["№", "Мероприятие", "Дата начала", "Дата окончания", "Ответственный"]
    start, end = Stored("01.мар", date(2021, 3, 1)), Stored("15.мар", date(2021, 3, 15))
    item = interpret(plan(["1", "Совещание", start, end, "Иванов И.И."], headings=headings)).items[0]
    assert (item.starts_on, item.due_on) == (date(2021, 3, 1), date(2021, 3, 15))


def test_numbers_that_excel_cut_are_whole_again() -> None:
    rows: list[list[Content]] = [[Stored(str(number), number), *ROW[1:]] for number in (1.9, 1.1, 1.11)]
    draft = interpret(plan(*rows))
    assert [item.number for item in draft.items] == ["1.9", "1.10", "1.11"]


def test_the_longest_list_of_a_row_is_the_plan_s_list_of_organisations() -> None:
    rows = [[*ROW[:5], "ОО № 11, 27, КШИ № 9"], [*ROW[:5], "5, 6, 11, ККШИ"]]
    draft = interpret(plan(*rows))
    assert draft.items[0].organisations == ["11", "27", "КШИ № 9"]
    assert [(one.code, one.name) for one in draft.organisations] == [
        ("5", "ОО № 5"),
        ("6", "ОО № 6"),
        ("11", "ОО № 11"),
        ("ККШИ", "ККШИ"),
    ]


def test_people_are_told_with_their_posts() -> None:
    draft = interpret(
        document(
            "УТВЕРЖДАЮ",
            "Директор МБОУ СОШ № 1",
            "Л.Г. Ефимова",
            "«21» января 2021 г.",
            TITLE,
            table([HEADINGS, [*ROW[:3], "методист Иванов И.И.\nОтдел образования\nПетров П.П.", "", ""]]),
        )
    )
    assert draft.approved_by is not None
    assert (draft.approved_by.name, draft.approved_by.date) == ("Ефимова Л.Г.", date(2021, 1, 21))
    assert draft.items[0].responsible == ["Иванов И.И.", "Отдел образования", "Петров П.П."]
    assert {person.name: person.position for person in draft.people} == {
        "Ефимова Л.Г.": "Директор МБОУ СОШ № 1",
        "Иванов И.И.": "методист",
    }


def test_a_signature_block_below_the_plan_s_last_row_is_read() -> None:
    below = [["УТВЕРЖДАЮ", "", "", "", "", ""], ["Директор МБОУ СОШ № 1", "", "", "Л.Г. Ефимова", "", ""]]
    draft = interpret(plan(ROW, *below))
    assert len(draft.items) == 1
    assert draft.approved_by is not None
    assert draft.approved_by.name == "Ефимова Л.Г."


def test_a_text_that_is_too_long_is_refused_with_its_place() -> None:
    with pytest.raises(DocumentUnreadable, match=r"«Название мероприятия» \(таблица 1, строка 2\): .* 4001 знак"):
        interpret(plan(["1", "а" * 4001, *ROW[2:]]))
    assert interpret(plan(["1", "а" * 4000, *ROW[2:]])).items[0].title == "а" * 4000


def test_more_responsible_than_an_item_may_have_are_refused() -> None:
    names = [f"Иванов{'абвгдежзик'[at // 10]}{'абвгдежзик'[at % 10]} И.И." for at in range(51)]
    with pytest.raises(DocumentUnreadable, match=r"В пункте 1 \(таблица 1, строка 2\) названо ответственных: 51"):
        interpret(plan([*ROW[:3], "\n".join(names), "", ""]))
    assert len(interpret(plan([*ROW[:3], "\n".join(names[:50]), "", ""])).items[0].responsible) == 50


def test_more_items_than_a_plan_may_have_are_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="5001 пунктов"):
        interpret(plan(*[ROW] * 5001))


def test_five_thousand_rows_are_read_in_seconds() -> None:
    rows = [
        [
            f"{at}.",
            f"Проведение совещания № {at} с руководителями образовательных организаций города",
            "Февраль-декабрь 2021",
            "Романенко С.А., Васюхичев Д.В., Наземкина Е.А.",
            "Справка по итогам (не менее 5)",
            "5, 6, 11, 21, 27",
        ]
        for at in range(1, 5001)
    ]
    source = plan(*rows)
    began = time.process_time()
    assert len(interpret(source).items) == 5000
    assert time.process_time() - began < 10


def test_pieces_of_one_row_without_end_take_no_time() -> None:
    source = document(TITLE, table([HEADINGS, ROW, *[["", "и", "", "", "", ""]] * 1900]), kind=DocumentFormat.PDF)
    began = time.process_time()
    assert len(interpret(source).items[0].title) == 3809
    assert time.process_time() - began < 5
