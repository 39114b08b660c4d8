"""A Word document becomes a plan in a browser: read, settled, signed, put in force, and changed by its next version."""

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.e2e.people import Office

SHESTAKOV, EFIMOVA, COORDINATOR = "Шестаков В.В.", "Ефимова Л.Г.", "Ковалёва И.П."
NEWCOMER = "Соколова А.Д."
HEADINGS = ("№ п/п", "Мероприятие", "Вид документа", "Срок исполнения", "Ответственный")
PLAN = "Дополнительный план на 2021 год"


def word_plan(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A plan as an office types it: two signature blocks side by side, a title, a table."""
    document = Document()
    blocks = document.add_table(rows=1, cols=2)
    for cell, text in zip(
        blocks.rows[0].cells,
        (
            "СОГЛАСОВАНО\nдиректор БОУ ДО г. Омска\n«ЦТРИГО «Перспектива»\n______ В.В. Шестаков\n«25» января 2021 г.",
            "УТВЕРЖДАЮ\nдиректор департамента образования\n______ Л.Г. Ефимова\n«25» января 2021 г.",
        ),
        strict=True,
    ):
        cell.text = text
    document.add_paragraph(PLAN)
    table = document.add_table(rows=1, cols=len(HEADINGS))
    for cell, text in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = text
    for number, row in enumerate(rows, 1):
        for cell, text in zip(table.add_row().cells, (f"{number}.", *row), strict=True):
            cell.text = text
    document.save(str(path))
    return path


def upload(page: Page, document: Path, button: str) -> None:
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name=button).click()


@pytest.mark.timeout(400)
def test_a_document_becomes_a_plan_and_its_next_version_an_amendment(office: Office, tmp_path: Path) -> None:
    page = office.sign_in(COORDINATOR)
    page.get_by_role("link", name="Новый план").click()
    broken = tmp_path / "скан.docx"
    broken.write_bytes(b"not a document")
    upload(page, broken, "Прочитать документ")
    expect(page.locator(".field-error, .error-summary, [role=alert]").first).to_be_visible()

    first = word_plan(
        tmp_path / "План.docx",
        ("Мониторинг сайтов", "Справка (не менее 3)", "Март 2021", NEWCOMER),
        ("Итоговое совещание", "Протокол", "Май 2020", "Романенко С.А., " + NEWCOMER),
    )
    upload(page, first, "Прочитать документ")
    expect(page.get_by_text("с 01.03.2021 по 31.03.2021")).to_be_visible()
    expect(page.get_by_text("срок вне года плана").first).to_be_visible()
    office.give_pin(page, COORDINATOR, "accept")
    page.get_by_role("button", name="Принять как черновик").click()

    settle = page.locator(".panel", has_text="срок вне года плана")
    settle.get_by_text("Урегулировать").click()
    settle.get_by_label("Исправить пункт").check()
    settle.get_by_label("Начало").fill("2021-05-01")
    settle.get_by_label("Срок").fill("2021-05-31")
    settle.get_by_label("Основание").fill("Описка в годе")
    settle.get_by_role("button", name="Записать решение").click()
    expect(page.get_by_text("Направить план на утверждение можно, когда")).to_be_visible()

    page.get_by_role("link", name="Внести адреса").click()
    address = page.get_by_label("Электронная почта")
    row = page.locator("fieldset, li, section, tr", has_text=NEWCOMER).filter(has=address)
    row.last.get_by_label("Электронная почта").fill("sokolova@omsk-edu.example")
    page.get_by_role("button", name="Записать сведения").click()

    page.goto("/plans/2")
    page.get_by_label("Пояснение для подписывающих").fill("План с исправленным годом в пункте 2")
    page.get_by_role("button", name="Направить план на утверждение").click()
    office.agree(SHESTAKOV, "ввод плана в действие")
    office.approve(EFIMOVA, "ввод плана в действие", outcome=None)
    page.goto("/plans/2/items/2")
    expect(page.get_by_text("31.05.2021").first).to_be_visible()

    second = word_plan(
        tmp_path / "План, редакция 2.docx",
        ("Мониторинг сайтов", "Справка (не менее 5)", "Март-апрель 2021", NEWCOMER),
        ("Итоговое совещание", "Протокол", "Май 2020", "Романенко С.А., " + NEWCOMER),
    )
    page.goto("/plans/2/amend")
    upload(page, second, "Сравнить с планом")
    expect(page.get_by_role("heading", name="Изменены: 1")).to_be_visible()
    page.get_by_label("Основание").fill("Приказ № 7 от 26.01.2021")
    page.get_by_role("button", name="Направить изменения на утверждение").click()
    office.agree(SHESTAKOV, "изменение № 1")
    office.approve(EFIMOVA, "изменение № 1", outcome=None)
    page.goto("/plans/2/items/1")
    expect(page.get_by_text("30.04.2021").first).to_be_visible()
    expect(page.get_by_text("Приказ № 7 от 26.01.2021").first).to_be_visible()
