"""Links: what a look changes (nothing), what a POST needs, who is answered how (rules 1, 3, 4, 6-8, 10-12)."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text, update

from config.database import Database
from migrations.metadata import metadata
from models.states import LinkPurpose, NoticeKind
from notifications.rows import LINK_TOKEN
from tests.integration.office import EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import ORIGIN, WebOffice, ready_pages
from workflow.rows import DECISION, PERSON, TASK
from workflow.transaction import NOTICE

office = ready_pages


def fingerprint(conn: Connection) -> str:
    """Every row of every table, hashed."""
    digest = hashlib.sha256()
    for table in metadata.sorted_tables:
        rows = sorted(map(repr, conn.execute(text(f'SELECT * FROM "{table.name}"')).all()))
        digest.update("\n".join([table.name, *rows]).encode())
    return digest.hexdigest()


def test_s01_a_look_changes_no_table(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    paths = [
        office.sign_link(SHESTAKOV)[0],
        office.respond_link(office.lead(3), 3),
        office.link(LinkPurpose.ENROL, SHESTAKOV),
        office.link(LinkPurpose.SIGN_IN, SHESTAKOV),
    ]
    with office.database.read() as conn:
        before = fingerprint(conn)
    browser = office.browser()
    for path in paths:
        for method in ("HEAD", "GET", "OPTIONS"):
            assert browser.client.request(method, path).status_code in (200, 405)
    with office.database.read() as conn:
        assert fingerprint(conn) == before


def test_s03_parallel_posts_give_one_decision(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    fields = {"csrf": browser.token, "decision": "agree", "digest": digest, "pin": PIN}
    cookies = dict(browser.client.cookies)
    decisions = office.count(DECISION)

    def press(_number: int) -> int:
        other = office.browser().client
        other.cookies.update(cookies)
        return other.post(
            f"/sign/{task_id}", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False
        ).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(press, range(64))) == {303}
    assert office.count(DECISION) == decisions + 1
    with office.database.read() as conn:
        letters = conn.execute(
            select(func.count())
            .select_from(NOTICE)
            .where(NOTICE.c.kind == NoticeKind.RECEIPT, NOTICE.c.task_id == task_id)
        ).scalar_one()
    assert letters == 1


def test_s03_holds_on_every_database(database: Database, tmp_path: Path) -> None:
    office = WebOffice(database, tmp_path).ready_with_pins()
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    fields = {"csrf": browser.token, "decision": "agree", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN}
    cookies = dict(browser.client.cookies)
    decisions = office.count(DECISION)

    def press(_number: int) -> int:
        other = office.browser().client
        other.cookies.update(cookies)
        answer = other.post(f"/sign/{task_id}", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(16))) == {303}
    assert office.count(DECISION) == decisions + 1


def test_s04_a_replayed_post_adds_nothing(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    fields = {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN}
    first = browser.post(f"/sign/{task_id}", fields)
    before = office.count(DECISION), office.count(NOTICE)
    again = browser.post(f"/sign/{task_id}", fields)
    assert (office.count(DECISION), office.count(NOTICE)) == before
    assert again.status_code == 200
    assert "Решение записано" in again.text
    assert first.url == again.url


def test_a_used_link_shows_its_outcome(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, _ = office.sign_link(SHESTAKOV)
    office.sign(SHESTAKOV)
    assert "Согласовано: Шестаков В.В." in office.browser().get(path).text


def test_s06_every_dead_token_is_answered_alike(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    altered = path[:-1] + ("A" if path[-1] != "A" else "B")
    answers = [office.browser().client.get(one, follow_redirects=False) for one in ("/s/unknown", altered)]
    with office.database.write() as conn:
        conn.execute(update(LINK_TOKEN).where(LINK_TOKEN.c.task_id == task.id).values(revoked_at=office.engine.now()))
    answers.append(office.browser().client.get(path, follow_redirects=False))
    with office.database.write() as conn:
        conn.execute(
            update(LINK_TOKEN)
            .where(LINK_TOKEN.c.task_id == task.id)
            .values(revoked_at=None, expires_at=office.engine.now())
        )
    answers.append(office.browser().client.get(path, follow_redirects=False))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_s07_a_new_submission_makes_the_old_page_stale(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    office.do(office.lead(3), office.withdrawal(3))
    office.add(3)
    office.submit(3)
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 409
    assert "больше не ждёт решения" in answer.text


@pytest.mark.parametrize("digest", ["0" * 64, "not a digest", ""])
def test_s08_a_tampered_digest_is_refused_and_recorded(office: WebOffice, digest: str) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 409
    with office.database.read() as conn:
        entries = conn.execute(text("SELECT body FROM ledger_entry")).scalars()
        assert any(b"submission:digest_rejected" in bytes(body) for body in entries)


def test_s09_another_persons_pin_does_not_decide(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    with office.database.write() as conn:
        conn.execute(update(TASK).where(TASK.c.id == task_id).values(approver_id=office.person(EFIMOVA)))
    digest = office.task_of(SHESTAKOV).digest
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 403


def test_s10_a_token_of_another_purpose_or_task_is_dead(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    office.bring_to_approvers(4)
    respond = office.respond_link(office.lead(3), 3).removeprefix("/r/")
    for prefix in ("/s/", "/e/", "/login/"):
        assert office.browser().get(prefix + respond).status_code == 404
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    browser.get(path)
    assert browser.get(f"/sign/{task.id - 2}").status_code == 404


def test_s11_a_deactivated_approver_is_shut_out_at_once(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(is_active=False))
    assert browser.get(f"/sign/{task_id}").status_code == 404


def test_s12_expiry_holds_to_the_second(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, _ = office.sign_link(SHESTAKOV)
    browser = office.browser()
    office.move_to(office.clock.now() + timedelta(days=14, seconds=-1))
    assert browser.get(path).status_code == 200
    office.move_to(office.clock.now() + timedelta(seconds=1))
    assert browser.get(path).status_code == 404


def test_s13_after_five_wrong_pins_the_right_one_waits(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    fields = {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest}
    for _ in range(5):
        assert browser.post(f"/sign/{task_id}", fields | {"pin": "918273"}).status_code == 403
    answer = browser.post(f"/sign/{task_id}", fields | {"pin": PIN})
    assert answer.status_code == 403
    assert "через 15 минут" in answer.text


def test_s14_ten_failures_close_the_door_for_five_minutes(office: WebOffice) -> None:
    browser = office.browser()
    for _ in range(10):
        assert browser.get("/s/guess").status_code == 404
    closed = browser.get("/s/guess")
    assert closed.status_code == 429
    office.bring_to_approvers(3)
    assert browser.get(office.sign_link(SHESTAKOV)[0]).status_code == 429
