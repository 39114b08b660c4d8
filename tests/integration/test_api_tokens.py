"""Tokens for scripts: who may issue them, what they open, how they end, what is told of them."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from audit.ledger import ENTRY
from config.database import Database
from models.states import Assurance, DecisionKind, NoticeKind, TokenScope
from tests.integration.api_scripts import API, Script, script_of
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV, Office
from tests.integration.web_site import WebOffice, ready_pages
from workflow.actor import SYSTEM, Actor
from workflow.commands import (
    AddPerson,
    AddSubstitution,
    DeactivatePerson,
    Decide,
    IssueToken,
    ReactivatePerson,
    RevokeToken,
    StartItem,
)
from workflow.errors import AuthenticationFailed, CommandRefused, InvalidCommand, NotFound, NotYourTurn
from workflow.queries.tokens import TOKEN
from workflow.replay_deployment import replay_deployment
from workflow.rows import PERSON
from workflow.token_use import note_use, token_holder
from workflow.transaction import NOTICE

SECRET = re.compile(r"viza_[A-Za-z0-9_-]{43}")

office = ready_pages


def issue(office: Office, name: str, **changes: object) -> IssueToken:
    values: dict[str, object] = {
        "person_id": office.person(name),
        "name": "Выгрузка",
        "scope": TokenScope.READ,
        "expires_on": office.engine.today() + timedelta(days=1),
    }
    return IssueToken.model_validate(values | changes)


def test_a_token_lives_from_its_issue_to_its_revocation_and_the_ledger_tells_it(database: Database) -> None:
    office = Office(database).ready()
    receipt = office.do(COORDINATOR, issue(office, COORDINATOR, scope=TokenScope.COORDINATE, plan_id=office.plan_id))
    assert receipt.secret is not None
    assert SECRET.fullmatch(receipt.secret)
    holder, again = (token_holder(office.engine, receipt.secret) for _ in range(2))
    assert holder is not None
    assert again is not None
    note_use(office.engine, holder)
    note_use(office.engine, again)
    started = office.engine.execute(
        StartItem(plan_id=office.plan_id, place=5), Actor(office.person(office.lead(5)), Assurance.TOKEN, holder.grant)
    )
    office.do(COORDINATOR, RevokeToken(token_id=holder.grant.id))
    assert token_holder(office.engine, receipt.secret) is None
    with database.read() as conn:
        assert replay_deployment(conn) == []
        told = [body.decode() for body in conn.execute(select(ENTRY.c.body).order_by(ENTRY.c.seq)).scalars()]
        notice = conn.execute(select(NOTICE).where(NOTICE.c.kind == NoticeKind.TOKEN_ISSUED)).one()
    assert [sum(action in body for body in told) for action in ("token_issued", "token_used", "token_revoked")] == [
        1,
        1,
        1,
    ]
    (entry,) = [body for body in told if f'"seq":{started.seq},' in body and "item:started" in body]
    assert f'"token":{holder.grant.id}' in entry
    assert '"auth":"token"' in entry
    assert notice.recipient_id == office.person(COORDINATOR)
    with database.write() as conn:
        conn.execute(TOKEN.update().values(scope="read"))
    with database.read() as conn:
        assert any("scope" in line for line in replay_deployment(conn))


def test_a_token_alone_never_decides_nor_says_who_decides(office: WebOffice) -> None:
    office.bring_to_approvers(5)
    task = office.task_of(SHESTAKOV)
    holder = token_holder(office.engine, script_of(office, SHESTAKOV).secret or "")
    assert holder is not None
    day = date(2021, 2, 1)
    decision = Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    deputy = AddSubstitution(
        absent_id=office.person(SHESTAKOV),
        substitute_id=office.person(COORDINATOR),
        starts_on=day,
        ends_on=day,
        order_number="1",
        order_date=day,
    )
    for command in (decision, deputy):
        with pytest.raises(AuthenticationFailed):
            office.engine.execute(command, holder.actor)
    by_pin = replace(office.actor(SHESTAKOV), token=holder.grant)
    assert office.engine.execute(decision, by_pin).decision_id


def test_who_goes_out_of_use_takes_their_tokens_along(database: Database) -> None:
    office = Office(database).ready()
    person = office.engine.execute(AddPerson(name="Временный В.В."), SYSTEM).person_id
    secret = office.engine.execute(issue(office, "Временный В.В."), SYSTEM).secret
    assert secret is not None
    assert token_holder(office.engine, secret) is not None
    for command in (
        DeactivatePerson(person_id=person or 0, reason="Договор закончился."),
        ReactivatePerson(person_id=person or 0, reason="Договор продлён."),
    ):
        office.engine.execute(command, SYSTEM)
        assert token_holder(office.engine, secret) is None
    with database.read() as conn:
        assert replay_deployment(conn) == []


def test_who_may_issue_a_token_and_which(office: WebOffice) -> None:
    lead, today = office.lead(5), office.engine.today()
    refused: list[tuple[str, Assurance, IssueToken, type[CommandRefused]]] = [
        (EFIMOVA, Assurance.PIN, issue(office, lead), NotYourTurn),
        (COORDINATOR, Assurance.PIN, issue(office, lead), NotYourTurn),
        (lead, Assurance.LINK, issue(office, lead), AuthenticationFailed),
        (lead, Assurance.PIN, issue(office, lead, scope=TokenScope.COORDINATE), NotYourTurn),
        (EFIMOVA, Assurance.PIN, issue(office, EFIMOVA, scope=TokenScope.COORDINATE, plan_id=1), NotYourTurn),
        (lead, Assurance.PIN, issue(office, lead, plan_id=99), NotFound),
        (lead, Assurance.PIN, issue(office, lead, expires_on=today - timedelta(days=1)), InvalidCommand),
        (lead, Assurance.PIN, issue(office, lead, expires_on=today + timedelta(days=367)), InvalidCommand),
    ]
    for name, assurance, command, kind in refused:
        with pytest.raises(kind):
            office.engine.execute(command, office.actor(name, assurance))
    for expires_on in (today, today + timedelta(days=366)):
        assert office.do(lead, issue(office, lead, expires_on=expires_on)).secret
    assert office.engine.execute(issue(office, lead), SYSTEM).secret
    assert office.do(COORDINATOR, issue(office, COORDINATOR, scope=TokenScope.COORDINATE)).secret


def test_a_token_ends_with_its_last_local_day(office: WebOffice) -> None:
    lead = office.lead(5)
    secret = office.do(lead, issue(office, lead, expires_on=date(2021, 1, 22))).secret
    script = Script(office, secret)
    end = office.engine.now().replace(day=22, hour=18, minute=0, second=0, microsecond=0)  # midnight in Omsk
    office.move_to(end - timedelta(seconds=1))
    assert script.get("/me").status_code == 200
    office.move_to(end)
    assert script.get("/me").status_code == 401


def test_s05_a_dump_holds_no_usable_token_and_no_pin(office: WebOffice) -> None:
    script = script_of(office, EFIMOVA)
    for key in ("a", "b"):
        body = {"kind": "approve", "digest": "0" * 64, "pin": PIN}
        script.post("/tasks/1/decision", body, headers={"Idempotency-Key": key})
    assert script.secret is not None
    with office.database.read() as conn:
        tables = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in tables:
            for row in conn.execute(text(f'SELECT * FROM "{table}"')):
                stored = repr(tuple(row))
                assert script.secret not in stored, table
                assert not SECRET.search(stored), table
                assert PIN not in stored, table


def test_s06_s14_dead_tokens_are_refused_alike_and_guessing_is_slowed(office: WebOffice) -> None:
    live, revoked, gone = (script_of(office, name) for name in (office.lead(5), office.lead(3), EFIMOVA))
    office.do(office.lead(3), RevokeToken(token_id=revoked.token_id))
    with office.database.write() as conn:
        conn.execute(PERSON.update().where(PERSON.c.id == office.person(EFIMOVA)).values(is_active=False))
    dead = [revoked, gone, Script(office, "viza_" + "A" * 43), Script(office, "x" * 5000)]
    answers = [one.get("/plans") for one in dead]
    assert [answer.status_code for answer in answers] == [401] * len(dead)
    assert len({answer.text for answer in answers}) == 1
    assert {answer.headers["www-authenticate"] for answer in answers} == {'Bearer realm="viza"'}
    assert {dead[0].get("/plans").status_code for _ in range(6)} == {401}
    assert dead[0].get("/plans").status_code == 429
    assert live.get("/plans").status_code == 200  # one broken script shuts nobody else out


def test_a_cookie_opens_nothing_of_the_api(office: WebOffice) -> None:
    browser = office.signed_in(EFIMOVA)
    assert browser.get("/plans/1").status_code == 200
    assert browser.client.get(f"{API}/plans/1").status_code == 401
    assert "set-cookie" not in script_of(office, EFIMOVA).get("/plans").headers


def test_one_gives_oneself_a_token_on_a_page_and_takes_it_away(office: WebOffice) -> None:
    lead = office.lead(5)
    stranger = office.browser()
    assert str(stranger.get("/tokens").url).endswith("/login")
    by_link = office.browser()
    by_link.get(office.respond_link(lead, 5))
    assert by_link.post("/tokens", {"name": "Чужой", "scope": "read", "expires_on": "2021-03-01"}).status_code == 403
    browser = office.signed_in(lead)
    assert "Действующих ключей нет" in browser.get("/tokens").text
    form = {"name": "Сценарий", "scope": "work", "expires_on": "2021-03-01", "plan_id": "1"}
    assert "не дальше года" in browser.post("/tokens", form | {"expires_on": "2023-01-01"}).text
    shown = browser.post("/tokens", form)
    (secret,) = SECRET.findall(shown.text)
    assert SECRET.search(browser.get("/tokens").text) is None
    script = Script(office, secret)
    assert script.get("/me").json()["scope"] == "work"
    assert "отозван" in browser.post("/tokens/1/revoke").text
    assert script.get("/me").status_code == 401
    assert office.signed_in(EFIMOVA).post("/tokens/1/revoke").status_code == 404


def test_s11_who_somebody_is_changes_by_pin_alone_and_not_by_a_token_for_one_plan(office: WebOffice) -> None:
    person = office.person("Романенко С.А.")
    office.bring_to_approvers(3)
    decision = office.sign(SHESTAKOV).decision_id
    wide = script_of(office, COORDINATOR, TokenScope.COORDINATE)
    for path, body in (
        (f"/people/{person}/change", {"email": "other@omsk-edu.example"}),
        (f"/people/{person}/deactivation", {"reason": "Уволен."}),
        (f"/people/{person}/reactivation", {"reason": "Вернулся."}),
        ("/substitutions/1/end", {"reason": "Вернулся."}),
        (f"/decisions/{decision}/disowning", {}),
    ):
        refused = wide.post(path, body)
        assert (refused.status_code, "pin" in refused.text) == (422, True), path
    narrow = script_of(office, COORDINATOR, TokenScope.COORDINATE, plan_id=office.plan_id)
    assert narrow.post(f"/people/{person}/invitation", {"plan_id": office.plan_id}).status_code == 403
    assert wide.post(f"/people/{person}/invitation", {"plan_id": office.plan_id}).status_code == 200


def test_s19_addresses_and_letters_are_for_who_coordinates_the_plan_today(office: WebOffice) -> None:
    keeper = "Второй В.В."
    office.engine.execute(AddPerson(name=keeper, email="second@omsk-edu.example", role="coordinator"), SYSTEM)
    today = office.engine.today()
    deputy = AddSubstitution(
        absent_id=office.person("Кузнецова Н.М."),
        substitute_id=office.person(keeper),
        starts_on=today,
        ends_on=today,
        order_number="1",
        order_date=today,
    )
    office.engine.execute(deputy, SYSTEM)
    for name, is_told in ((COORDINATOR, True), (keeper, False)):
        script = script_of(office, name, TokenScope.COORDINATE)
        told = [person["email"] for person in script.get("/plans/1/people").json()]
        assert (script.get("/plans/1/mail").status_code, any(told)) == (200 if is_told else 403, is_told)
    assert office.signed_in(COORDINATOR).get("/plans/1/mail").status_code == 200
    assert office.signed_in(SHESTAKOV).get("/plans/1/mail").status_code == 403
