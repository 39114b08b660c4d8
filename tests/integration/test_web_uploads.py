"""Evidence uploaded from the item's page: sizes, types, names, and what a refusal leaves (rules 20, 22, 23)."""

import pytest

from tests.integration.office import PIN
from tests.integration.web_site import PDF, WebOffice, ready_pages

MEGABYTE = 1024 * 1024
office = ready_pages


def test_the_responsible_starts_uploads_and_submits_from_the_link(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    page = browser.get("/plans/1/items/3")
    assert "Принять в работу</button>" in page.text
    started = browser.post("/plans/1/items/3/start", {"pin": PIN, "version": browser.hidden(page, "version")})
    assert "Пункт принят в работу" in started.text
    files = [("file", (f"Справка {number}.pdf", PDF + bytes([number]))) for number in range(7)]
    added = browser.post(
        "/plans/1/items/3/evidence", {"kind": "Справка", "units": "1", "organisations": ["11", "27"]}, files=files
    )
    assert added.status_code == 200
    assert "Справка 6.pdf" in added.text
    sent = browser.post("/plans/1/items/3/submit", {"summary": "Проведено семь визитов."})
    assert "На согласовании" in sent.text
    assert office.item(3).state.value == "evidence_submitted"


def test_what_was_typed_stays_when_a_form_is_refused(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    browser.post("/plans/1/items/3/start", {"pin": PIN})
    answer = browser.post("/plans/1/items/3/submit", {"summary": "Сделано <b>всё</b>"})
    assert answer.status_code == 422
    assert "Сделано &lt;b&gt;всё&lt;/b&gt;" in answer.text
    assert "Не получилось" in answer.text


def test_s20_an_upload_over_the_limit_is_refused_and_leaves_nothing(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    browser.post("/plans/1/items/3/start", {"pin": PIN})
    before = office.stored_files()
    answer = browser.post(
        "/plans/1/items/3/evidence", {"kind": "Справка"}, files=[("file", ("big.pdf", PDF + bytes(25 * MEGABYTE)))]
    )
    assert answer.status_code == 413
    assert "больше 25 МБ" in answer.text
    assert office.stored_files() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<html><script>alert(1)</script>"), ("logo.svg", b"<svg onload='alert(1)'/>"), ("empty.pdf", b"")],
)
def test_s23_types_that_are_not_on_the_list_are_refused(office: WebOffice, name: str, content: bytes) -> None:
    browser = office.by_letter(office.lead(3), 3)
    browser.post("/plans/1/items/3/start", {"pin": PIN})
    before = office.stored_files()
    answer = browser.post("/plans/1/items/3/evidence", {"kind": "Справка"}, files=[("file", (name, content))])
    assert answer.status_code == 422
    assert 'href="#evidence-file"' in answer.text
    assert office.stored_files() == before


def test_a_wrong_pin_leaves_no_file(office: WebOffice) -> None:
    office.start(3)
    browser = office.by_letter(office.lead(3), 3)
    before = office.stored_files()
    answer = browser.post(
        "/plans/1/items/3/evidence", {"kind": "Справка", "pin": "918273"}, files=[("file", ("a.pdf", PDF))]
    )
    assert answer.status_code == 403
    assert office.stored_files() == before


def test_s22_wild_file_names_are_shown_escaped(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    browser.post("/plans/1/items/3/start", {"pin": PIN})
    answer = browser.post(
        "/plans/1/items/3/evidence",
        {"kind": "<script>alert(1)</script>"},
        files=[("file", ("../../etc/<img src=x>\u202e.pdf", PDF))],
    )
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<img" not in answer.text
    assert "\u202e" not in answer.text
