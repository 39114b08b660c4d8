"""The doors: headers, foreign forms, forged hosts, other plans, sign-in, enrolment (rules 14-19)."""

import pytest
from sqlalchemy import select, text

from models.states import LinkPurpose
from notifications.rows import LINK_TOKEN
from tests.integration.office import COORDINATOR, PIN, SHESTAKOV
from tests.integration.web_site import ORIGIN, WebOffice, ready_pages
from web import cookies
from workflow.actor import SYSTEM
from workflow.commands import AddPerson, IssueActivationCode

office = ready_pages


def test_s15_headers_of_the_hop_and_of_the_page(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    hop = browser.client.get(path, follow_redirects=False)
    page = browser.client.get(f"/sign/{task.id}")
    assert hop.status_code == 303
    assert hop.headers["location"] == f"/sign/{task.id}"
    assert hop.headers["referrer-policy"] == "no-referrer"
    assert page.headers["referrer-policy"] == "same-origin"
    for answer in (hop, page):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    cookie = hop.headers["set-cookie"]
    assert cookie.startswith(f"__Host-viza-sign-{task.id}=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "<script" not in page.text
    assert "http://" not in page.text.replace(ORIGIN, "")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver", "https://testserver.evil.example"]
)
def test_s16_a_foreign_origin_is_refused(office: WebOffice, origin: str) -> None:
    browser = office.by_letter(office.lead(3), 3)
    answer = browser.post("/plans/1/items/3/start", {"pin": PIN}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert office.item(3).state.value == "planned"


def test_s16_a_post_without_its_token_is_refused(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    for token in ("", "0" * 64):
        answer = browser.client.post(
            "/plans/1/items/3/start", data={"pin": PIN, "csrf": token}, headers={"Origin": ORIGIN}
        )
        assert answer.status_code == 403
    other = office.by_letter(office.lead(3), 3)
    assert browser.post("/plans/1/items/3/start", {"pin": PIN, "csrf": other.token}).status_code == 403
    assert office.item(3).state.value == "planned"


def test_s17_a_forged_host_leaves_links_and_redirects_alone(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example:81", "X-Forwarded-Port": "81"}
    client = office.browser().client
    hop = client.get(path, headers=headers, follow_redirects=False)
    assert hop.headers["location"] == f"/sign/{task.id}"
    assert "evil" not in client.get("/login", headers=headers).text
    with office.database.read() as conn:
        row = conn.execute(select(LINK_TOKEN).order_by(LINK_TOKEN.c.id.desc()).limit(1)).one()
    assert office.links.url(row).startswith(f"{ORIGIN}/")


def test_s18_no_parameter_chooses_where_a_redirect_goes(office: WebOffice) -> None:
    client = office.browser().client
    for query in ("next", "return", "url", "redirect"):
        answer = client.get(f"/?{query}=https://evil.example", follow_redirects=False)
        assert answer.headers["location"] == "/login"


@pytest.mark.parametrize(
    ("asked", "reached"),
    [("/plans/1/items/3", "/plans/1/items/3"), ("/plans/1/mail", "/plans/1/mail"), ("/mail", "/"), ("/me", "/")],
)
def test_who_was_sent_to_sign_in_goes_on_to_the_page_of_the_plan(office: WebOffice, asked: str, reached: str) -> None:
    browser = office.browser()
    browser.client.get(asked, follow_redirects=False)
    browser.get(office.link(LinkPurpose.SIGN_IN, COORDINATOR))
    answer = browser.post("/login/pin", {"pin": PIN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, reached)
    again = browser.client.get("/", follow_redirects=False)
    assert "viza-wanted" not in again.request.headers.get("cookie", "")


@pytest.mark.parametrize("value", ["//evil.example", "https://evil.example", "/plans/1//evil.example", "/plans/1/../x"])
def test_s18_nor_does_a_cookie_choose_where_a_sign_in_leads(office: WebOffice, value: str) -> None:
    browser = office.browser()
    browser.get(office.link(LinkPurpose.SIGN_IN, COORDINATOR))
    browser.client.cookies.set(cookies.WANTED, value)
    answer = browser.post("/login/pin", {"pin": PIN}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_without_a_name_the_pages_ask_to_sign_in(office: WebOffice) -> None:
    client = office.browser().client
    for path in ("/", "/plans/1", "/plans/1/items/1", "/plans/1/mail", "/mail", "/plans/1/ledger", "/plans/1/people"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/login")
    assert client.get("/mailbox").status_code == 404


def test_s19_another_plan_is_not_found(office: WebOffice) -> None:
    stranger = "Посторонний П.П."
    office.engine.execute(AddPerson(name=stranger, email="stranger@omsk-edu.example"), SYSTEM)
    browser = office.browser()
    browser.get(office.link(LinkPurpose.RESPOND, stranger))
    for path in ("", "/items/1", "/mail", "/mail/1", "/ledger", "/review", "/people", "/organisations"):
        assert browser.get(f"/plans/1{path}").status_code == 404
    browser.get("/login")
    for action in ("items/3/start", "settle/1", "review/freeze", "people/1/code"):
        assert browser.post(f"/plans/1/{action}", {"pin": PIN}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/plans/999", "/plans/0", "/plans/99999999999999999999", "/plans/x", "/plans/1/items/99"]
)
def test_what_does_not_exist_is_a_page(office: WebOffice, path: str) -> None:
    answer = office.by_letter(office.lead(3), 3).get(path)
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


def test_a_post_of_nobody_is_refused(office: WebOffice) -> None:
    browser = office.browser()
    browser.get("/login")
    assert browser.post("/plans/1/items/3/start", {"pin": PIN}).status_code == 403


def test_signing_in_asks_for_the_pin_and_uses_the_link_up(office: WebOffice) -> None:
    path = office.link(LinkPurpose.SIGN_IN, COORDINATOR)
    browser = office.browser()
    assert f"Вход: {COORDINATOR}" in browser.get(path).text
    assert browser.post("/login/pin", {"pin": "918273"}).status_code == 403
    home = browser.post("/login/pin", {"pin": PIN})
    assert home.status_code == 200
    assert "Требует вашего внимания" in home.text
    assert office.browser().get(path).status_code == 404
    browser.post("/logout")
    assert browser.client.get("/", follow_redirects=False).headers["location"] == "/login"


def test_s14_sign_in_answers_alike_and_five_times_a_day(office: WebOffice) -> None:
    known, unknown = office.browser(), office.browser()
    known.get("/login")
    unknown.get("/login")
    first = known.post("/login", {"email": "kovaleva@omsk-edu.example"})
    second = unknown.post("/login", {"email": "nobody@omsk-edu.example"})
    assert first.status_code == second.status_code == 200
    assert first.text.replace(known.token, "") == second.text.replace(unknown.token, "")
    for _ in range(4):
        known.get("/login")
        assert known.post("/login", {"email": "Kovaleva@omsk-edu.example"}).status_code == 200
    known.get("/login")
    assert known.post("/login", {"email": "kovaleva@omsk-edu.example"}).status_code == 429


def test_enrolment_accepts_the_rules_and_sets_the_pin(office: WebOffice) -> None:
    code = office.engine.execute(IssueActivationCode(person_id=office.person(SHESTAKOV)), SYSTEM).secret
    browser = office.browser()
    page = browser.get(office.link(LinkPurpose.ENROL, SHESTAKOV))
    assert "63-ФЗ" in page.text
    fields = {
        "rules_sha256": browser.hidden(page, "rules_sha256"),
        "activation_code": str(code).lower(),
        "pin": "580246",
        "pin_again": "580246",
    }
    refused = browser.post("/enrol", fields)
    assert refused.status_code == 422
    assert "580246" not in refused.text
    assert browser.post("/enrol", fields | {"rules": "accepted", "pin_again": "580247"}).status_code == 422
    assert browser.post("/enrol", fields | {"rules": "accepted", "activation_code": "AAAAA-AAAAA"}).status_code == 403
    done = browser.post("/enrol", fields | {"rules": "accepted"})
    assert "ПИН-код задан" in done.text
    other = office.browser()
    other.get(office.link(LinkPurpose.SIGN_IN, SHESTAKOV))
    assert other.post("/login/pin", {"pin": "580246"}).status_code == 200


def test_an_activation_code_is_shown_once_to_the_coordinator_alone(office: WebOffice) -> None:
    browser = office.by_letter(COORDINATOR)
    person = office.person(SHESTAKOV)
    page = browser.get(f"/plans/1/people/{person}/code")
    assert page.status_code == 200
    shown = browser.post(f"/plans/1/people/{person}/code", {"pin": PIN})
    assert 'class="secret"' in shown.text
    assert 'class="secret"' not in browser.get("/plans/1/people").text
    lead = office.by_letter(office.lead(3), 3)
    assert lead.get(f"/plans/1/people/{person}/code").status_code == 403
    assert lead.post(f"/plans/1/people/{person}/code", {"pin": PIN}).status_code == 403


def test_a_link_of_another_person_ends_the_session_in_this_browser(office: WebOffice) -> None:
    browser = office.signed_in(COORDINATOR)
    page = browser.get(office.respond_link(office.lead(3), 3))
    assert office.lead(3) in page.text
    assert cookies.SESSION not in browser.client.cookies


def test_a_substitution_is_recorded_with_its_order(office: WebOffice) -> None:
    browser = office.by_letter(COORDINATOR)
    browser.get("/plans/1/people")
    fields = {
        "absent_id": str(office.person(SHESTAKOV)),
        "substitute": "Кузнецова Н.М.",
        "starts_on": "01.02.2021",
        "ends_on": "2021-02-10",
        "order_number": "12",
        "order_date": "2021-01-20",
        "pin": PIN,
    }
    answer = browser.post("/plans/1/people/substitute", fields)
    assert "с 01.02.2021 по 10.02.2021, приказ № 12 от 20.01.2021" in answer.text
    wrong = browser.post("/plans/1/people/substitute", fields | {"ends_on": "вчера"})
    assert wrong.status_code == 422


def test_the_ledger_verifies_at_a_button(office: WebOffice) -> None:
    browser = office.by_letter(COORDINATOR)
    browser.get("/plans/1/ledger")
    assert "Расхождений не найдено" in browser.post("/plans/1/ledger/verify").text
    with office.database.write() as conn:
        conn.execute(text("DROP TRIGGER IF EXISTS ledger_entry_is_final"))
        for name in conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            conn.execute(text(f'DROP TRIGGER "{name}"'))
        conn.execute(
            text(
                "UPDATE ledger_entry SET body = replace(body, 'plan:', 'plam:') WHERE ledger_id = 'plan-1' AND seq = 0"
            )
        )
    assert "Найдены расхождения" in browser.post("/plans/1/ledger/verify").text


def test_only_the_coordinator_freezes_the_review(office: WebOffice) -> None:
    lead = office.by_letter(office.lead(3), 3)
    lead.get("/plans/1/review")
    assert lead.post("/plans/1/review/freeze", {"pin": PIN}).status_code == 403
    browser = office.by_letter(COORDINATOR)
    browser.get("/plans/1/review")
    assert browser.post("/plans/1/review/freeze", {"pin": PIN}).status_code == 200
    assert office.frozen == [1]


def test_no_form_of_odd_values_breaks_a_page(office: WebOffice) -> None:
    browser = office.by_letter(office.lead(3), 3)
    browser.post("/plans/1/items/3/start", {"pin": PIN})
    odd = ["\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "9" * 400, "-1", "٣", "a" * 9000]
    for value in odd:
        for path, name in (
            ("submit", "summary"),
            ("submit", "shown_percent"),
            ("explain", "text"),
            ("reopen", "due_on"),
            ("evidence/remove", "evidence_id"),
            ("submit", "version"),
        ):
            answer = browser.post(f"/plans/1/items/3/{path}", {name: value, "pin": value})
            assert answer.status_code in (200, 403, 409, 413, 422, 429)
