"""The API: the pages' reads and commands as JSON, refusals as problems, versions, keys, scopes."""

import re
import threading
from typing import Any

import pytest
from sqlalchemy import select

from audit.ledger import ENTRY
from config.database import Database
from models.states import DecisionKind, TokenScope
from tests.integration.api_scripts import API, Script, script_of
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV, Office
from tests.integration.web_site import PDF, WebOffice, ready_pages
from web.api.doors import DOORS, open_doors
from workflow.actor import SYSTEM
from workflow.commands import AddPerson, Command
from workflow.handlers import HANDLERS
from workflow.idempotent_answers import ANSWER, KeptAnswer, StillRunning, claim, keep
from workflow.queries.tokens import TOKEN
from workflow.replay import replay
from workflow.rows import DECISION
from workflow.token_reach import BY_PIN, NEEDED, NEVER, opens

ITEM = "/plans/1/items/5"
BY_OTHER_WAYS = {"AddEvidence", "SubmitReport"}  # an upload; a part of freezing the report
STRANGER = "Посторонний П.П."
PARAMETER = re.compile(r"{\w+}")

office = ready_pages


def subclasses(kind: type[Command]) -> set[type[Command]]:
    return {each for one in kind.__subclasses__() for each in (one, *subclasses(one))}


def test_every_command_of_the_engine_is_a_door_or_never_a_tokens() -> None:
    assert set(HANDLERS) <= set(NEEDED) | NEVER
    assert not NEVER & set(NEEDED)
    assert {kind.__name__ for kind in set(NEEDED) - {door.command for door in DOORS}} == BY_OTHER_WAYS
    assert set(NEEDED) >= BY_PIN
    assert {door.command for door in open_doors()} == {door.command for door in DOORS} & set(HANDLERS)
    assert set(NEEDED) | NEVER <= subclasses(Command)


@pytest.mark.parametrize("scope", list(TokenScope))
def test_each_scope_opens_its_routes_and_no_other(office: WebOffice, scope: TokenScope) -> None:
    script = script_of(office, COORDINATOR, scope)
    for path, operations in script.client.get("/api/openapi.json").json()["paths"].items():
        for method, told in operations.items():
            needed, before = TokenScope(told["x-scope"]), office.count(ENTRY)
            concrete = PARAMETER.sub("9", path.replace("{plan_id}", "1").replace("{place}", "5"))
            answer = script.client.request(method, concrete, json=None if method == "get" else {})
            is_refused = answer.status_code == 403 and answer.json()["code"] == "token_too_narrow"
            assert is_refused is not opens(scope, needed), (method, path, answer.text)
            assert answer.status_code < 500, (method, path)
            assert not is_refused or office.count(ENTRY) == before, path


def test_s19_a_token_sees_what_its_person_sees_and_no_other_plan(office: WebOffice) -> None:
    office.engine.execute(AddPerson(name=STRANGER), SYSTEM)
    stranger, reader = script_of(office, STRANGER), script_of(office, EFIMOVA, TokenScope.READ, plan_id=1)
    for path in ("/plans/1", ITEM, "/plans/1/ledger", "/plans/99", "/plans/1/people", "/attention?plan_id=1"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"{ITEM}/start").status_code == 404
    assert stranger.get("/plans").json() == []
    assert [plan["id"] for plan in reader.get("/plans").json()] == [1]
    assert {person["email"] for person in reader.get("/plans/1/people").json()} == {None}
    told = script_of(office, COORDINATOR, TokenScope.COORDINATE).get("/plans/1/people").json()
    assert any(person["email"] for person in told)


def test_an_item_goes_its_whole_way_through_the_api(office: WebOffice) -> None:
    lead, first, final = script_of(office, office.lead(5)), script_of(office, SHESTAKOV), script_of(office, EFIMOVA)
    assert lead.post(f"{ITEM}/start").json()["text"] == "Пункт принят в работу."
    added = lead.client.post(
        f"{API}{ITEM}/evidence", data={"kind": "справка", "units": "1"}, files={"file": ("Справка.pdf", PDF)}
    )
    evidence_id = added.json()["evidence_id"]
    assert lead.get(f"{ITEM}/evidence/{evidence_id}/file").content == PDF
    lead.post(f"{ITEM}/submission", {"summary": "Работа выполнена."})
    for script, kind, rest in ((first, "agree", {}), (final, "approve", {"outcome": "executed"})):
        (task,) = [one["task_id"] for one in script.get("/attention").json() if one["kind"] == "sign"]
        digest = script.get(f"/tasks/{task}").json()["submission"]["digest"]
        decision = {"kind": kind, "digest": digest, **rest}
        assert script.post(f"/tasks/{task}/decision", decision).json()["field"] == "pin"
        assert script.post(f"/tasks/{task}/decision", decision | {"pin": "918273"}).status_code == 403
        answer = script.post(f"/tasks/{task}/decision", decision | {"pin": PIN})
        assert answer.status_code == 200, answer.text
    item = lead.get(ITEM).json()
    assert f"Пункт принят в работу (по ключу доступа № {lead.token_id})" in [line["text"] for line in item["history"]]
    assert (item["state"], item["outcome"]) == ("approved", "executed")
    assert [task["decision"]["assurance"] for task in item["submissions"][0]["tasks"]] == ["pin", "pin"]
    with office.database.read() as conn:
        bodies = [body.decode() for body in conn.execute(select(ENTRY.c.body)).scalars()]
        assert replay(conn, 1) == []
    told = [f'"token":{script.token_id}' for script in (first, final)]
    assert all(any("item:a" in body and one in body for body in bodies) for one in told)
    assert final.post(f"{ITEM}/reopening", {"reason": "Ошибка", "due_on": "2021-04-30"}).json()["field"] == "pin"


def test_s13_wrong_pins_of_the_api_close_the_pin_as_on_the_pages(office: WebOffice) -> None:
    office.bring_to_approvers(5)
    task = office.task_of(SHESTAKOV)
    script = script_of(office, SHESTAKOV)
    decision = {"kind": DecisionKind.AGREE, "digest": task.digest}
    codes = [script.post(f"/tasks/{task.id}/decision", decision | {"pin": "918273"}).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]
    assert script.post(f"/tasks/{task.id}/decision", decision | {"pin": PIN}).status_code == 429
    assert office.count(DECISION) == 2  # those of the activation


def test_reading_again_costs_nothing_and_a_change_elsewhere_stops_a_command(office: WebOffice) -> None:
    script = script_of(office, office.lead(5))
    tag = script.get(ITEM).headers["etag"]
    unchanged = script.get(ITEM, headers={"If-None-Match": f'"0", W/{tag}'})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    office.move_to(office.engine.now().replace(day=25))
    assert script.get(ITEM, headers={"If-None-Match": tag}).status_code == 200  # fewer days are left
    assert script.post(f"{ITEM}/start", headers={"If-Match": tag}).status_code == 200
    stale = script.post(f"{ITEM}/explanation", {"text": "Ход работы."}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert script.post(f"{ITEM}/explanation", {"text": "Ход работы."}, headers={"If-Match": "*"}).status_code == 200
    unread = script.post(f"{ITEM}/withdrawal", headers={"If-Match": '"abc"'})
    assert (unread.status_code, unread.json()["code"], unread.json()["field"]) == (
        400,
        "if_match_unreadable",
        "If-Match",
    )
    assert "из заголовка ETag последнего чтения" in unread.json()["detail"]
    assert "retry_helps" not in unread.json()
    coordinator = script_of(office, COORDINATOR, TokenScope.COORDINATE)
    plan = coordinator.get("/plans/1").headers["etag"]
    amendment = {"reason": "Основание", "changes": [{"kind": "cancel", "place": 6}]}
    other = coordinator.post("/plans/1/amendments", amendment, headers={"If-Match": '"1"'})
    assert (other.status_code, plan) == (412, coordinator.get("/plans/1").headers["etag"])


def test_a_command_is_done_once_for_one_key(office: WebOffice) -> None:
    script = script_of(office, office.lead(5))
    key = {"Idempotency-Key": "посылка-1".encode().hex()}
    refused = script.post(f"{ITEM}/submission", {"summary": "Рано."}, headers=key)
    assert refused.status_code == 409
    first = script.post(f"{ITEM}/start", headers=key)  # a refused command gave its key back
    before = office.count(ENTRY)
    again = script.post(f"{ITEM}/start", headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    other = script.post(f"{ITEM}/explanation", {"text": "Ход."}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert script_of(office, office.lead(6)).post("/plans/1/items/6/start", headers=key).status_code == 200
    assert office.count(ENTRY) == before + 3  # one start; the other token, and its first use
    office.move_to(office.engine.now().replace(day=23))
    assert script.post(f"{ITEM}/start", headers=key).status_code == 409  # a day later the key is forgotten
    assert office.count(ANSWER) == 0


def test_two_requests_at_once_with_one_key_are_one_command(database: Database) -> None:
    office = Office(database).ready()
    answers: list[object] = []
    barrier = threading.Barrier(4)
    with database.write() as conn:
        token_id = conn.execute(_token(office)).scalar_one()

    def ask() -> None:
        barrier.wait()
        try:
            answers.append(claim(database, token_id, "k", b"x" * 32, office.engine.now()))
        except StillRunning as running:
            answers.append(running)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (claimed,) = [answer for answer in answers if isinstance(answer, int)]
    assert sum(isinstance(answer, StillRunning) for answer in answers) == 3
    with database.write() as conn:
        keep(conn, claimed, KeptAnswer(200, b"{}", "application/json"))
    assert claim(database, token_id, "k", b"x" * 32, office.engine.now()) == KeptAnswer(200, b"{}", "application/json")
    with pytest.raises(StillRunning), database.write() as conn:
        keep(conn, claimed, KeptAnswer(200, b"{}", "application/json"))


def _token(office: Office) -> Any:
    return (
        TOKEN.insert()
        .values(
            person_id=office.person(EFIMOVA),
            name="Ключ",
            scope=TokenScope.WORK,
            secret_sha256=b"0" * 32,
            issued_at=office.engine.now(),
            expires_at=office.engine.now(),
        )
        .returning(TOKEN.c.id)
    )


@pytest.mark.parametrize(
    ("path", "content", "status", "code"),
    [
        (f"{ITEM}/submission", b"{", 400, "bad_request"),
        (f"{ITEM}/submission", b'{"summary": "x", "colour": 1}', 422, "invalid_request"),
        (f"{ITEM}/submission", b'{"summary": "\\u0000"}', 422, "invalid_request"),
        (f"{ITEM}/extension", b'{"reason": "x", "due_on": "9999-12-31"}', 422, "invalid_request"),
        (f"{ITEM}/explanation", b'{"text": "' + b"x" * (1024 * 1024) + b'"}', 413, "body_too_large"),
        ("/plans/0/items/1/start", b"", 404, "not_found"),
        ("/nothing", b"", 404, "not_found"),
        ("/plans", b"", 405, "method_not_allowed"),
    ],
)
def test_what_is_wrong_is_a_problem(office: WebOffice, path: str, content: bytes, status: int, code: str) -> None:
    script = script_of(office, office.lead(5))
    answer = script.post(path, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    as_form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert status != 413 or script.post(path, content=content, headers=as_form).status_code == 413
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["instance"]) == (status, code, API + path)
    assert problem["detail"].strip()
    assert problem["type"] == f"https://testserver/api/docs#{code}"


def test_s01_looking_changes_no_table_and_the_api_describes_itself(office: WebOffice) -> None:
    script = script_of(office, EFIMOVA)
    before = office.count(ENTRY)
    fresh = Script(office, script.secret)
    office.move_to(office.engine.now().replace(day=24))
    assert fresh.client.head(f"{API}/plans/1").status_code == 200
    assert fresh.client.options(f"{API}/plans/1").status_code == 405
    assert office.count(ENTRY) == before
    fresh.get("/plans/1")
    assert office.count(ENTRY) == before + 1  # the day's first use of the token
    docs = office.browser().get("/api/docs")
    assert docs.status_code == 200
    assert "http://" not in docs.text.replace("http://www.w3.org", "")
    for path in office.browser().client.get("/api/openapi.json").json()["paths"]:
        assert path in docs.text
