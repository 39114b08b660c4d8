"""What an attacker's review found: log-out, forwarded links, forged hosts, errors, other plans' people, limits."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import func, insert, select, text
from starlette.testclient import TestClient

from models.states import LinkPurpose, PersonRole
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import ORIGIN, PDF, WebOffice, ready_pages
from web import cookies
from workflow.actor import SYSTEM
from workflow.authentication import GRANT
from workflow.commands import AddPerson
from workflow.rows import DECISION, SUBSTITUTION

STRANGER = "Посторонний П.П."
DEPUTY = "Замещающий З.З."
WRONG_PIN = "918273"
office = ready_pages


def live_grants(office: WebOffice) -> int:
    with office.database.read() as conn:
        return int(
            conn.execute(select(func.count()).select_from(GRANT).where(GRANT.c.revoked_at.is_(None))).scalar_one()
        )


def decisions(office: WebOffice) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(DECISION)).scalar_one())


def refused_strangers(office: WebOffice) -> list[bytes]:
    with office.database.read() as conn:
        bodies = conn.execute(text("SELECT body FROM ledger_entry WHERE ledger_id = 'plan-1'")).scalars()
        return [bytes(body) for body in bodies if b"stranger" in bytes(body)]


def add_person(office: WebOffice, name: str, role: PersonRole = PersonRole.MEMBER) -> int:
    email = f"{len(name)}-{role.value}@omsk-edu.example"
    receipt = office.engine.execute(AddPerson(name=name, email=email, role=role.value), SYSTEM)
    assert receipt.person_id is not None
    return receipt.person_id


def test_after_log_out_the_browser_signs_nothing_without_the_pin(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser = office.signed_in(SHESTAKOV)
    path, task = office.sign_link(SHESTAKOV)
    browser.get(path)
    kept = {cookie.name: cookie.value or "" for cookie in browser.client.cookies.jar}
    answer = browser.client.post(
        "/logout", data={"csrf": browser.token}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    gone = {line.split("=", 1)[0] for line in answer.headers.get_list("set-cookie") if "Max-Age=0" in line}
    assert gone >= {
        cookies.SESSION,
        cookies.RESPOND,
        cookies.BROWSER,
        cookies.ENROL,
        cookies.LOGIN,
        cookies.sign_cookie(task.id),
    }
    assert live_grants(office) == 0
    thief = office.browser()
    for name, value in kept.items():
        thief.client.cookies.set(name, value, domain="testserver.local", path="/")
    thief.get(path)
    before = decisions(office)
    fields = {"decision": "agree", "digest": task.digest}
    assert thief.post(f"/sign/{task.id}", fields).status_code == 403
    assert decisions(office) == before


def test_signing_out_everywhere_ends_the_other_browsers_too(office: WebOffice) -> None:
    here, there = office.signed_in(SHESTAKOV), office.signed_in(SHESTAKOV)
    assert "Выйти на всех устройствах" in here.get("/").text
    here.post("/logout/everywhere")
    assert live_grants(office) == 0
    for browser in (here, there):
        assert browser.client.get("/", follow_redirects=False).headers["location"] == "/login"
    assert cookies.BROWSER not in here.client.cookies


def test_a_link_alone_signs_nobody_out_elsewhere(office: WebOffice) -> None:
    office.signed_in(COORDINATOR)
    browser = office.by_letter(COORDINATOR)
    assert "Выйти на всех устройствах" not in browser.get("/").text
    before = live_grants(office)
    assert browser.post("/logout/everywhere").status_code == 403
    assert live_grants(office) == before


def test_the_receipt_of_a_decision_offers_to_log_out(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    browser.get(path)
    done = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest, "pin": PIN})
    assert "Выйти</button>" in done.text


@pytest.mark.parametrize("pin", [None, WRONG_PIN])
@pytest.mark.parametrize("has_session", [True, False])
def test_s09_a_forwarded_link_is_recorded_with_both_people(
    office: WebOffice, pin: str | None, *, has_session: bool
) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.signed_in(EFIMOVA)
    if not has_session:
        browser.client.cookies.delete(cookies.SESSION)
    browser.get(path)
    before, fields = decisions(office), {"decision": "agree", "digest": task.digest}
    answer = browser.post(f"/sign/{task.id}", fields if pin is None else fields | {"pin": pin})
    assert answer.status_code == 403
    assert decisions(office) == before
    (entry,) = refused_strangers(office)
    assert str(office.person(EFIMOVA)).encode() in entry
    assert str(office.person(SHESTAKOV)).encode() in entry


def test_s09_the_links_own_person_decides_with_the_pin_in_a_shared_browser(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.signed_in(EFIMOVA)
    browser.get(path)
    answer = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest, "pin": PIN})
    assert answer.status_code == 200
    assert refused_strangers(office) == []


def test_s09_who_tries_again_and_again_fills_no_ledger(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.signed_in(EFIMOVA)
    browser.get(path)
    for _ in range(12):
        assert browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest}).status_code == 403
    assert 1 <= len(refused_strangers(office)) <= 10


@pytest.mark.parametrize("path", ["/plans/1/", "/s/x/", "/plans/1/people/", "/login/"])
def test_s18_a_forged_host_chooses_no_redirect(office: WebOffice, path: str) -> None:
    client = office.browser().client
    answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_s15_an_unforeseen_error_has_the_headers_too(office: WebOffice) -> None:
    def fail() -> None:
        raise RuntimeError

    assert isinstance(office.app, FastAPI)
    office.app.add_api_route("/plans/failing/now", fail)
    client = TestClient(office.app, base_url=ORIGIN, raise_server_exceptions=False)
    answers = [client.get(path) for path in ("/plans/failing/now", "/nothing", "/login", "/static/viza.css")]
    assert [answer.status_code for answer in answers] == [500, 404, 200, 200]
    for answer in answers:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"]
    assert answers[0].headers["cache-control"] == "no-store"


def test_s19_the_people_page_shows_this_plans_people_alone(office: WebOffice) -> None:
    stranger = add_person(office, STRANGER)
    inspector = add_person(office, "Инспектор И.И.", PersonRole.INSPECTOR)
    deputy = add_person(office, DEPUTY)
    about = {
        "starts_on": office.engine.today(),
        "ends_on": office.engine.today(),
        "order_number": "77-к",
        "order_date": office.engine.today(),
        "created_at": office.engine.now(),
    }
    with office.database.write() as conn:
        for absent, substitute in ((office.person(SHESTAKOV), deputy), (stranger, inspector)):
            columns = {name: value for name, value in about.items() if name in SUBSTITUTION.c}
            conn.execute(insert(SUBSTITUTION).values(absent_id=absent, substitute_id=substitute, **columns))
    lead = office.by_letter(office.lead(3), 3).get("/plans/1/people").text
    chief = office.by_letter(COORDINATOR).get("/plans/1/people").text
    for page in (lead, chief):
        for name in (SHESTAKOV, EFIMOVA, COORDINATOR, office.lead(3), DEPUTY):
            assert name in page
        assert STRANGER not in page
        assert "Инспектор И.И." not in page
        words = re.sub(r"<[^>]+>", "", page)
        assert f"{SHESTAKOV}, и.о. {DEPUTY}" in words
    browser = office.browser()
    browser.get(office.link(LinkPurpose.RESPOND, "Инспектор И.И."))
    everyone = re.sub(r"<[^>]+>", "", browser.get("/plans/1/people").text)
    assert f"{STRANGER}, и.о. Инспектор И.И." in everyone


def test_s19_a_coordinator_reaches_nobody_of_another_plan(office: WebOffice) -> None:
    stranger = add_person(office, STRANGER)
    browser = office.by_letter(COORDINATOR)
    assert browser.get(f"/plans/1/people/{stranger}/code").status_code == 404
    browser.get("/plans/1/people")
    assert browser.post(f"/plans/1/people/{stranger}/code", {"pin": PIN}).status_code == 404
    fields = {
        "absent_id": str(stranger),
        "substitute_id": str(office.person(SHESTAKOV)),
        "starts_on": "2021-02-01",
        "ends_on": "2021-02-10",
        "order_number": "12",
        "order_date": "2021-01-30",
        "pin": PIN,
    }
    assert browser.post("/plans/1/people/substitute", fields).status_code == 422


@pytest.mark.parametrize("is_started", [True, False])
def test_s20_who_may_not_add_evidence_leaves_no_file(office: WebOffice, *, is_started: bool) -> None:
    if is_started:
        office.start(3)
    name = SHESTAKOV if is_started else office.lead(3)
    browser = office.by_letter(name, 3)
    root = office.settings.data_dir / "evidence"
    before = set(root.rglob("*"))
    browser.get("/plans/1/items/3")
    answer = browser.post(
        "/plans/1/items/3/evidence", {"kind": "Справка", "pin": PIN}, files=[("file", ("a.pdf", PDF))]
    )
    assert answer.status_code == (403 if is_started else 409)
    assert set(root.rglob("*")) == before


def test_s14_bad_links_of_an_address_do_not_shut_out_the_right_pin(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    browser.get(path)
    for _ in range(11):
        office.browser().get("/s/guess")
    answer = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest, "pin": PIN})
    assert answer.status_code == 200
    assert "Решение записано" in answer.text


def test_s14_wrong_pins_of_one_person_shut_out_neither_others_nor_a_trusted_browser(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    trusted = office.signed_in(SHESTAKOV)
    trusted.get(path)
    guesser = office.browser()
    guesser.get(path)
    fields = {"decision": "agree", "digest": task.digest}
    statuses = [guesser.post(f"/sign/{task.id}", fields | {"pin": WRONG_PIN}).status_code for _ in range(11)]
    assert statuses == [403] * 10 + [429]
    assert guesser.post(f"/sign/{task.id}", fields | {"pin": PIN}).status_code == 429
    office.signed_in(EFIMOVA)
    answer = trusted.post(f"/sign/{task.id}", fields | {"pin": PIN})
    assert answer.status_code == 200
    assert "доверенный браузер" in answer.text
