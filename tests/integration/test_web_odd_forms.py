"""Forms that no page of ours would send: numbers and dates without bounds, broken uploads."""

import pytest

from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import ORIGIN, PDF, WebOffice, ready_pages

HUGE = ("9" * 18, "9" * 19, "9" * 30, "0" * 40 + "9" * 30, "0" * 5000, "0", "-1", "abc")
office = ready_pages


@pytest.mark.parametrize("number", HUGE)
def test_no_number_of_a_form_overflows(office: WebOffice, number: str) -> None:
    office.start(3)
    browser = office.by_letter(COORDINATOR)
    order = {"starts_on": "2021-02-01", "ends_on": "2021-02-10", "order_number": "1", "order_date": "2021-01-30"}
    person = {"absent_id": str(office.person(SHESTAKOV)), "substitute_id": str(office.person(EFIMOVA)), "pin": PIN}
    for name in ("absent_id", "substitute_id"):
        assert browser.post("/plans/1/people/substitute", order | person | {name: number}).status_code == 422
    file = [("file", ("a.pdf", PDF))]
    about = {"kind": "Справка", "pin": PIN}
    answer = browser.post("/plans/1/items/3/evidence", about | {"for_person_id": number}, files=file)
    assert answer.status_code == 422
    assert browser.post("/plans/1/items/3/evidence/remove", {"evidence_id": number}).status_code == 422
    for path in (f"/plans/{number}", f"/plans/1/items/{number}", f"/sign/{number}", f"/plans/1/people/{number}/code"):
        assert browser.get(path).status_code == 404
    for path in (f"/?plan={number[:40]}", f"/plans/1?entry={number[:40]}", f"/plans/1/ledger?before={number[:12]}"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "01.01." + "9" * 30, "9" * 30 + ".1.2021", "9" * 40])
def test_no_date_of_a_form_overflows(office: WebOffice, day: str) -> None:
    office.bring_to_approvers(4)
    office.start(3)
    browser = office.by_letter(COORDINATOR)
    order = {"starts_on": "2021-02-01", "ends_on": "2021-02-10", "order_number": "1", "order_date": "2021-01-30"}
    person = {"absent_id": str(office.person(SHESTAKOV)), "substitute_id": str(office.person(EFIMOVA)), "pin": PIN}
    for name in ("starts_on", "ends_on", "order_date"):
        assert browser.post("/plans/1/people/substitute", order | person | {name: day}).status_code in (200, 422)
    file = [("file", ("a.pdf", PDF))]
    answer = browser.post("/plans/1/items/3/evidence", {"kind": "Справка", "pin": PIN, "doc_date": day}, files=file)
    assert answer.status_code in (200, 422)
    fields = {"reason": "Проверка", "due_on": day, "pin": PIN}
    assert browser.post("/plans/1/items/3/reopen", fields).status_code in (403, 409, 422)
    for path in ("/", "/plans/1", "/plans/1/items/3", "/plans/1/people", "/plans/1/review"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("body", [b"", b"garbage", b"--x\r\nnothing", b"--x\r\n\r\n\r\n--x--", b"--x\r\nA: b\r\n\r\n1"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data"])
def test_a_broken_upload_is_refused(office: WebOffice, body: bytes, kind: str) -> None:
    browser = office.by_letter(COORDINATOR)
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    assert browser.client.post("/plans/1/items/3/evidence", content=body, headers=headers).status_code in (400, 403)
