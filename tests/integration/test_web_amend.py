"""A new version of a plan's document: its difference, what is chosen of it, and the amendment that it becomes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from config.errors import DocumentUnreadable
from models.states import ItemState, LinkPurpose, Subject, SubmissionState
from tests.integration.databases import SqliteTemplate
from tests.integration.office import EFIMOVA, PIN, SHESTAKOV
from tests.integration.plan_pages import (
    REASON,
    PlanPages,
    changed,
    imported,
    key_of,
    new_office,
    printed,
    rows,
    running_office,
    seed,
    upload,
)
from tests.integration.web_site import Browser
from workflow.actor import SYSTEM
from workflow.commands import AddPerson
from workflow.rows import ITEM, PERSON, PLAN, SUBMISSION

NAZEMKINA = "Наземкина Е.А."
AMEND = "/plans/1/amend"


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[PlanPages]:
    """The plan in force."""
    office = running_office(sqlite_template, tmp_path)
    yield office
    office.database.dispose()


@pytest.fixture
def browser(office: PlanPages) -> Browser:
    return office.signed_in()


def edited(items: list[dict[str, Any]]) -> None:
    """Item 4 asks for more, item 15 is gone, there is a new one at the end."""
    items[3] |= {"expected_result": "Справка по итогам перепроверки (не менее 4)", "target_count": 4}
    del items[14]
    items.append(
        printed({"number": "22", "title": "Итоговая выставка", "due_on": "2021-11-30", "responsible": [NAZEMKINA]}, 22)
    )


def everything(page: httpx2.Response) -> dict[str, str]:
    """The choices that are made already, as the form would send them."""
    chosen = {}
    for part in page.text.split('<input type="checkbox" ')[1:]:
        tag = part[: part.index(">")]
        if "checked" in tag:
            chosen[tag.split('name="')[1].split('"')[0]] = "1"
    return chosen


def difference(office: PlanPages, browser: Browser, document: dict[str, Any]) -> httpx2.Response:
    office.document = document
    return upload(browser, AMEND, name="План, новая редакция.docx", content=b"new version")


def amendment(office: PlanPages) -> Any:
    with office.database.read() as conn:
        return conn.execute(select(SUBMISSION).where(SUBMISSION.c.subject == Subject.AMENDMENT)).one()


def items(office: PlanPages) -> int:
    with office.database.read() as conn:
        return len(conn.execute(select(ITEM.c.id).where(ITEM.c.plan_id == office.plan_id)).all())


def sign(office: PlanPages, name: str, decision: str) -> str:
    task = office.task_of(name)
    path = office.link(LinkPurpose.SIGN, name, plan_id=1, task_id=task.id, digest=task.digest)
    browser = office.browser()
    browser.get(path)
    answer = browser.post(f"/sign/{task.id}", {"decision": decision, "digest": task.digest, "pin": PIN})
    assert answer.status_code == 200
    return answer.text


def test_what_is_doubtful_in_changed_rows_is_told_before_anything_is_proposed(
    office: PlanPages, browser: Browser
) -> None:
    def wrong_year(items: list[dict[str, Any]]) -> None:
        edited(items)
        items[-1]["due_on"] = "2019-11-30"

    page = difference(office, browser, changed(seed(), wrong_year))
    assert "Сомнительные места в том, что меняется: 1" in page.text
    assert "Срок пункта 22 (до 30.11.2019) выходит за 2021 год" in page.text
    assert "Сомнительные места" not in difference(office, browser, changed(seed(), edited)).text


def test_a_new_version_goes_through_the_chain_before_it_is_in_force(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, changed(seed(), edited))
    for words in ("Изменены: 1", "Добавлены: 1", "Нет в новой редакции: 1", "В документе прежнее значение"):
        assert words in page.text
    chosen = everything(page)
    assert set(chosen) == {"changed-4", "added-0", "gone-15"}
    sent = browser.post(f"{AMEND}/{key_of(page)}", chosen | {"reason": REASON})
    assert "Изменение № 1" in sent.text
    assert "на рассмотрении" in sent.text
    assert (office.item(4).target_count, items(office)) == (None, 21)
    sign(office, SHESTAKOV, "agree")
    sign(office, EFIMOVA, "approve")
    assert office.item(4).target_count == 4
    assert office.item(15).state is ItemState.CANCELLED
    assert items(office) == 22
    assert "принято" in browser.get("/plans/1").text


def test_nothing_of_a_new_version_is_stored_before_it_is_sent(office: PlanPages, browser: Browser) -> None:
    before = office.stored_files()
    page = difference(office, browser, changed(seed(), edited))
    assert office.stored_files() == before
    browser.post(f"{AMEND}/{key_of(page)}/discard")
    assert browser.get(f"{AMEND}/{key_of(page)}").status_code == 404
    with office.database.read() as conn:
        assert conn.execute(select(SUBMISSION).where(SUBMISSION.c.subject == Subject.AMENDMENT)).all() == []


def test_what_was_corrected_stays_unless_it_is_chosen(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, seed())
    assert "former-10" in page.text
    assert everything(page) == {}
    path = f"{AMEND}/{key_of(page)}"
    nothing = browser.post(path, {"reason": REASON})
    assert nothing.status_code == 422
    assert "Отметьте хотя бы одно изменение" in nothing.text
    browser.post(path, {"former-10": "1", "reason": REASON})
    manifest = bytes(amendment(office).manifest)
    assert b'"place":10' in manifest
    assert b"2020-04-30" in manifest


def test_only_what_is_chosen_is_proposed(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, changed(seed(), edited))
    refused = browser.post(f"{AMEND}/{key_of(page)}", {"changed-4": "1"})
    assert refused.status_code == 422
    assert everything(refused) == {"changed-4": "1"}
    browser.post(f"{AMEND}/{key_of(page)}", {"changed-4": "1", "reason": REASON})
    manifest = bytes(amendment(office).manifest).decode()
    assert '"place":4' in manifest
    assert "Итоговая выставка" not in manifest
    assert '"cancel"' not in manifest


def test_a_second_click_proposes_nothing_more(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, changed(seed(), edited))
    path, fields = f"{AMEND}/{key_of(page)}", {"changed-4": "1", "reason": REASON}
    first, second = browser.post(path, fields), browser.post(path, fields)
    assert str(first.url) == str(second.url) == str(browser.get(path).url)
    assert amendment(office).state is SubmissionState.OPEN


def test_a_new_person_needs_an_address_before_they_lead(office: PlanPages, browser: Browser) -> None:
    def newcomer(listed: list[dict[str, Any]]) -> None:
        listed[3]["responsible"] = ["Новикова Н.Н."]

    page = difference(office, browser, changed(seed(), newcomer))
    assert "Новикова Н.Н. (новый человек)" in page.text
    field = page.text.split('id="amend-email-')[1].split('"')[0]
    path = f"{AMEND}/{key_of(page)}"
    missing = browser.post(path, everything(page) | {"reason": REASON})
    assert missing.status_code == 422
    assert f'href="#amend-email-{field}"' in missing.text
    wrong = browser.post(path, everything(page) | {"reason": REASON, f"email-{field}": "нет"})
    assert wrong.status_code == 422
    with office.database.read() as conn:
        assert conn.execute(select(PERSON.c.id).where(PERSON.c.name == "Новикова Н.Н.")).first() is None
    done = browser.post(path, everything(page) | {"reason": REASON, f"email-{field}": "novikova@omsk-edu.example"})
    assert done.status_code == 200
    assert str(office.person("Новикова Н.Н.")) in bytes(amendment(office).manifest).decode()


def test_an_executed_item_is_shown_and_not_chosen(office: PlanPages, browser: Browser) -> None:
    office.finish(15)
    page = difference(office, browser, changed(seed(), edited))
    assert "gone-15" not in page.text
    assert "сначала возобновите контроль" in page.text


def test_another_plan_is_no_new_version(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, rows(3))
    assert "нет ни одного пункта этого плана" in page.text
    assert "Направить изменения" not in page.text
    assert browser.post(f"{AMEND}/{key_of(page)}", {"added-0": "1", "reason": REASON}).status_code == 422


def test_a_bad_new_version_is_one_sentence_at_the_field(office: PlanPages, browser: Browser) -> None:
    office.document = DocumentUnreadable("В документе нет таблицы плана.")
    answer = upload(browser, AMEND)
    assert answer.status_code == 422
    assert 'href="#document-file">В документе нет таблицы плана.' in answer.text


def test_s19_a_pending_version_is_its_owners_and_its_plans(office: PlanPages, browser: Browser) -> None:
    key = key_of(difference(office, browser, seed()))
    assert browser.get(f"/plans/new/{key}").status_code == 404
    office.engine.execute(AddPerson(name="Вторая В.В.", email="second@omsk-edu.example", role="operator"), SYSTEM)
    office.enrol_everyone()
    other = office.signed_in("Вторая В.В.")
    assert other.get(f"{AMEND}/{key}").status_code == 403
    assert other.get(f"/plans/new/{key}").status_code == 404
    fresh = office.signed_in()
    new = key_of(upload(fresh))
    assert fresh.get(f"{AMEND}/{new}").status_code == 404


def test_s16_a_foreign_form_proposes_nothing(office: PlanPages, browser: Browser) -> None:
    key = key_of(difference(office, browser, changed(seed(), edited)))
    evil = {"Origin": "https://evil.example"}
    fields = {"changed-4": "1", "reason": REASON}
    for path in ("", f"/{key}", f"/{key}/discard", "/withdraw/1"):
        assert browser.post(f"{AMEND}{path}", fields, headers=evil).status_code == 403
    assert browser.post(f"{AMEND}/{key}", fields | {"csrf": "0" * 64}).status_code == 403
    with office.database.read() as conn:
        assert conn.execute(select(SUBMISSION).where(SUBMISSION.c.subject == Subject.AMENDMENT)).all() == []


def test_only_the_coordinator_amends(office: PlanPages) -> None:
    lead = office.signed_in(NAZEMKINA)
    lead.get("/plans/1")
    assert lead.get(AMEND).status_code == 403
    assert lead.post(AMEND, files=[("file", ("plan.txt", b"x"))]).status_code == 403
    assert lead.get("/plans/1/items/3/correct").status_code == 403
    assert "/correct" not in lead.get("/plans/1/items/3").text
    assert office.read == []


def test_the_coordinator_withdraws_what_nobody_decided(office: PlanPages, browser: Browser) -> None:
    page = difference(office, browser, changed(seed(), edited))
    sent = browser.post(f"{AMEND}/{key_of(page)}", {"gone-15": "1", "reason": REASON})
    number = amendment(office).id
    assert f'action="{AMEND}/withdraw/{number}"' in sent.text
    assert "отозвано" in browser.post(f"{AMEND}/withdraw/{number}").text
    assert amendment(office).state is SubmissionState.WITHDRAWN
    again = browser.post(f"{AMEND}/withdraw/{number}")
    assert again.status_code == 409
    assert browser.post(f"{AMEND}/withdraw/999").status_code == 404


def test_an_item_in_force_is_changed_by_an_amendment(office: PlanPages, browser: Browser) -> None:
    assert "Изменить или исключить пункт" in browser.get("/plans/1/items/4").text
    form = browser.get("/plans/1/items/4/correct")
    assert "Направить изменение на утверждение" in form.text
    item = office.item(4)
    fields = {
        "number": item.number,
        "title": item.title,
        "expected_result": item.expected_result,
        "starts_on": str(item.starts_on),
        "due_on": "2021-03-31",
        "responsible-1": NAZEMKINA,
        "lead": "1",
        "reason": REASON,
    }
    empty = browser.post("/plans/1/items/4/correct", fields | {"due_on": ""})
    assert empty.status_code == 422
    assert 'href="#item-due_on"' in empty.text
    sent = browser.post("/plans/1/items/4/correct", fields)
    assert "28.02.2021" in sent.text
    assert "31.03.2021" in sent.text
    assert str(office.item(4).due_on) == "2021-02-28"
    assert "уже меняет изменение № 1" in browser.get("/plans/1/items/4/correct").text
    busy = browser.post("/plans/1/items/4/correct", fields | {"due_on": "2021-04-30"})
    assert busy.status_code == 409
    sign(office, SHESTAKOV, "agree")
    sign(office, EFIMOVA, "approve")
    assert str(office.item(4).due_on) == "2021-03-31"


def test_an_item_in_force_is_taken_out_by_an_amendment(office: PlanPages, browser: Browser) -> None:
    browser.get("/plans/1/items/4/correct")
    browser.post("/plans/1/items/4/exclude", {"reason": REASON})
    assert office.item(4).state is ItemState.PLANNED
    sign(office, SHESTAKOV, "agree")
    sign(office, EFIMOVA, "approve")
    assert office.item(4).state is ItemState.CANCELLED


def test_a_draft_takes_a_new_version_over_at_once(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with new_office(sqlite_template, tmp_path) as office:
        browser = office.signed_in()
        imported(office, browser, seed())
        page = difference(office, browser, changed(seed(), edited))
        chosen = everything(page)
        assert "Применить к черновику" in page.text
        done = browser.post(f"{AMEND}/{key_of(page)}", chosen | {"reason": REASON})
        assert done.status_code == 200
        assert office.item(4).target_count == 4
        assert office.item(15).state is ItemState.CANCELLED
        assert items(office) == 22
        with office.database.read() as conn:
            assert conn.execute(select(PLAN.c.source_name)).scalar_one() == "План, новая редакция.docx"
        assert browser.get("/plans/1/document/file").content == b"new version"


def test_a_difference_of_many_items_is_chosen_group_by_group(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with new_office(sqlite_template, tmp_path) as office:
        browser = office.signed_in()
        imported(office, browser, rows(300))

        def later(listed: list[dict[str, Any]]) -> None:
            for item in listed:
                item["due_on"] = "2021-07-31"

        page = difference(office, browser, changed(rows(300), later))
        assert everything(page) == {"changed": "1"}
        done = browser.post(f"{AMEND}/{key_of(page)}", {"changed": "1", "reason": REASON})
        assert done.status_code == 200
        assert str(office.item(300).due_on) == "2021-07-31"
