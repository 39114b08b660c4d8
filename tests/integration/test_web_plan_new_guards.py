"""`/plans/new`: everything that must not become a plan, and who may load one."""

import time

import pytest
from sqlalchemy import select

from config.errors import DocumentUnreadable
from models.plans import PlanWarning
from tests.integration.office import COORDINATOR, PIN, PLAN_FILE
from tests.integration.plan_pages import (
    PlanPages,
    imported,
    key_of,
    new_pages,
    seed,
    upload,
)
from tests.integration.web_site import ORIGIN, PDF
from web import document_reading
from web.document_reading import READINGS
from workflow.rows import PLAN

SCRIPT = "<script>alert(1)</script>"
WARNING = PlanWarning.__table__  # type: ignore[attr-defined]
NO_KEYS = ("0" * 32, "a" * 31, "..", "%2e%2e", "A" * 32, "x" * 64)

office = new_pages


def test_only_who_keeps_plans_may_load_one(office: PlanPages) -> None:
    office.add_person("Посторонний П.П.", "stranger@omsk-edu.example")
    stranger = office.by_link("Посторонний П.П.")
    assert stranger.get("/plans/new").status_code == 403
    stranger.get("/login")
    refused = stranger.post("/plans/new", files=[("file", ("plan.txt", b"x"))])
    assert refused.status_code == 403
    assert "ответственный за контроль" in refused.text
    assert office.read == []
    nobody = office.browser()
    answer = nobody.client.get("/plans/new", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    nobody.get("/login")
    assert nobody.post("/plans/new", files=[("file", ("plan.txt", b"x"))]).status_code == 403


def test_a_bad_document_is_one_sentence_at_the_field_and_leaves_nothing(office: PlanPages) -> None:
    browser = office.signed_in()
    office.document = DocumentUnreadable("Документ защищён паролем: снимите защиту и загрузите его снова.")
    answer = upload(browser)
    assert answer.status_code == 422
    assert 'href="#document-file">Документ защищён паролем' in answer.text
    assert office.pending_files() == office.stored_files() == []
    assert office.plans() == 0


def test_what_is_no_plan_is_told_by_the_reader_itself(office: PlanPages) -> None:
    office.read_for_real()
    browser = office.signed_in()
    for name, content in (("План.txt", b"\xff\xfe" * 40), ("План.docx", b"PK\x03\x04broken"), ("План.pdf", PDF)):
        answer = upload(browser, name=name, content=content)
        assert answer.status_code == 422
        assert 'href="#document-file"' in answer.text
        assert "document." not in answer.text[answer.text.index("errors-title") :].split("</ul>")[0]
    assert office.pending_files() == office.stored_files() == []


def test_a_file_must_be_chosen_and_only_one(office: PlanPages) -> None:
    browser = office.signed_in()
    browser.get("/plans/new")
    for files in ([("file", ("", b""))], [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]):
        answer = browser.post("/plans/new", files=files)
        assert answer.status_code == 422
        assert 'href="#document-file"' in answer.text
    empty = browser.post("/plans/new", files=[("file", ("a.txt", b""))])
    assert (empty.status_code, office.read) == (422, [])


def test_s20_a_document_over_the_limit_is_refused_and_leaves_nothing(office: PlanPages) -> None:
    browser = office.signed_in()
    browser.get("/plans/new")
    answer = browser.post("/plans/new", files=[("file", ("big.pdf", bytes(25 * 1024 * 1024 + 1)))])
    assert answer.status_code == 413
    assert "больше 25 МБ" in answer.text
    assert (office.pending_files(), office.read) == ([], [])


def test_s14_ten_documents_in_five_minutes(office: PlanPages) -> None:
    browser = office.signed_in()
    office.document = DocumentUnreadable("В документе нет таблицы плана.")
    for _ in range(READINGS):
        assert upload(browser).status_code == 422
    answer = upload(browser)
    assert answer.status_code == 429
    assert "слишком часто" in answer.text
    assert len(office.read) == READINGS


def test_s16_a_foreign_form_reads_and_imports_nothing(office: PlanPages) -> None:
    browser = office.signed_in()
    key = key_of(upload(browser))
    office.read.clear()
    files = [("file", ("plan.txt", b"x"))]
    assert browser.post("/plans/new", files=files, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.client.post("/plans/new", files=files, headers={"Origin": ORIGIN}).status_code == 403
    assert browser.post(f"/plans/new/{key}", {"csrf": "0" * 64}).status_code == 403
    assert browser.post(f"/plans/new/{key}/discard", {"csrf": "0" * 64}).status_code == 403
    assert (office.read, office.plans()) == ([], 0)
    assert browser.get(f"/plans/new/{key}").status_code == 200


def test_s19_nobody_opens_the_document_of_another(office: PlanPages) -> None:
    key = key_of(upload(office.signed_in()))
    office.add_person("Вторая В.В.", "second@omsk-edu.example", "coordinator")
    office.enrol_everyone()
    other = office.signed_in("Вторая В.В.")
    other.get("/plans/new")
    assert other.get(f"/plans/new/{key}").status_code == 404
    assert other.post(f"/plans/new/{key}").status_code == 404
    other.post(f"/plans/new/{key}/discard")
    assert office.signed_in().get(f"/plans/new/{key}").status_code == 200


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_key_that_is_none_is_a_page(office: PlanPages, key: str) -> None:
    browser = office.signed_in()
    browser.get("/plans/new")
    assert browser.get(f"/plans/new/{key}").status_code in (404, 405)
    assert browser.post(f"/plans/new/{key}").status_code in (404, 405)


def test_reading_needs_no_pin_and_taking_does(office: PlanPages) -> None:
    browser = office.by_link(COORDINATOR)
    preview = upload(browser)
    assert preview.status_code == 200
    for pin in ({}, {"pin": "918273"}):
        refused = browser.post(f"/plans/new/{key_of(preview)}", pin)
        assert refused.status_code == 403
        assert "Не получилось" in refused.text
    assert office.plans() == 0
    assert office.stored_files() == []
    assert browser.post(f"/plans/new/{key_of(preview)}", {"pin": PIN}).status_code == 200
    assert office.plans() == 1


def test_s24_no_field_of_a_document_is_markup(office: PlanPages) -> None:
    browser = office.signed_in()
    document = seed()
    document["title"] += SCRIPT
    document["agreed_by"]["position"] = SCRIPT
    document["items"][0] |= {
        "number": "<b>1</b>",
        "title": SCRIPT,
        "expected_result": SCRIPT,
        "note": SCRIPT * 30,
        "responsible": [f"Иванов{SCRIPT}"],
        "organisations": ["<i>11</i>"],
        "printed": {
            "location": SCRIPT,
            "cells": [{"heading": SCRIPT, "text": SCRIPT * 40}],
            "deadline": SCRIPT,
        },
    }
    document["reader_warnings"] = [
        {"code": "row_continuation_joined", "place": 1, "message": SCRIPT, "location": SCRIPT, "source": SCRIPT * 20}
    ]
    office.document = document
    preview = upload(browser, name="<script>alert(2)</script>.docx")
    pages = [preview.text]
    draft = browser.post(f"/plans/new/{key_of(preview)}")
    assert draft.status_code == 200
    with office.database.read() as conn:
        joined = conn.execute(select(WARNING.c.id).where(WARNING.c.message == SCRIPT)).scalar_one()
    pages += [
        browser.get(path).text
        for path in (
            "/plans/1",
            f"/plans/1?warning={joined}&fix=1",
            "/plans/1/document",
            "/plans/1/items/1",
            "/plans/1/items/1/correct",
            "/plans/1/people",
            "/",
        )
    ]
    document["items"][0] |= {"title": f"{SCRIPT} и ещё", "responsible": [f"Петров{SCRIPT}"]}
    pages.append(upload(browser, "/plans/1/amend", name="<script>.docx", content=b"other").text)
    for page in pages:
        assert "<script" not in page
        assert "<b>1</b>" not in page
        assert "<i>11</i>" not in page
        assert "alert(1)" in page or "alert(2)" in page or "Требует" in page


def test_a_plan_file_of_the_operator_is_refused_unread(office: PlanPages) -> None:
    office.read_for_real()
    browser = office.signed_in()
    assert "toml" not in browser.get("/plans/new").text.lower()
    started = time.perf_counter()
    for name, content in (("План.toml", PLAN_FILE.read_bytes()), ("План.TOML", b"a." * 40_000 + b"b = 1")):
        answer = upload(browser, name=name, content=content)
        assert answer.status_code == 422
        assert "приложите план в формате DOCX, XLSX, PDF или TXT" in answer.text
    assert time.perf_counter() - started < 5
    assert office.pending_files() == office.stored_files() == []


def test_two_readings_are_shown_at_once(office: PlanPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reading, "WAIT_S", 0.01)
    browser = office.signed_in()
    path = f"/plans/new/{key_of(upload(browser))}"
    documents = office.app.state.site.documents
    with documents.showing():
        assert browser.get(path).status_code == 200
        with documents.showing():
            busy = browser.get(path)
    assert busy.status_code == 503
    assert "Сейчас открываются другие документы" in busy.text
    assert browser.get(path).status_code == 200


def test_s25_a_damaged_document_is_never_served(office: PlanPages) -> None:
    browser = office.signed_in()
    imported(office, browser)
    with office.database.read() as conn:
        path = office.store.path(conn.execute(select(PLAN.c.source_sha256)).scalar_one())
    path.chmod(0o600)
    path.write_bytes(b"forged")
    answer = browser.get("/plans/1/document/file")
    assert answer.status_code == 409
    assert "повреждён" in answer.text
