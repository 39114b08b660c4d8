"""Links: what a look changes (nothing), what a POST needs, who is answered how (rules 1, 3, 4, 6-8, 10-12)."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text, update

from config.database import Database
from migrations.metadata import metadata
from models.states import DecisionKind, LinkPurpose, NoticeKind
from notifications.rows import LINK_TOKEN
from tests.integration.databases import SqliteTemplate
from tests.integration.office import EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import ORIGIN, Browser, WebOffice, ready_office
from workflow.rows import DECISION, PERSON, TASK
from workflow.transaction import NOTICE


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    office = ready_office(sqlite_template, tmp_path)
    yield office
    office.database.dispose()


def fingerprint(conn: Connection) -> str:
    """Every row of every table, hashed."""
    digest = hashlib.sha256()
    for table in metadata.sorted_tables:
        rows = sorted(map(repr, conn.execute(text(f'SELECT * FROM "{table.name}"')).all()))
        digest.update("\n".join([table.name, *rows]).encode())
    return digest.hexdigest()


def opened(office: WebOffice, name: str) -> tuple[Browser, int]:
    """A browser with the sign-off page of this person's newest task."""
    path, task = office.sign_link(name)
    browser = office.browser()
    page = browser.get(path)
    assert page.status_code == 200
    return browser, task.id


def count(office: WebOffice, table: object) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


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


def test_the_page_shows_the_frozen_submission_in_order(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    page = office.browser().get(office.sign_link(SHESTAKOV)[0])
    parts = [
        "Пункт 3. Мониторинговые визиты",
        "Согласуйте или верните",
        "Ожидаемый результат",
        "7 из 7",
        "соблюдён",
        "Кратко об исполнении",
        "Подтверждающие документы",
        "Справка № ",
        "Кто уже решил",
        "Комментарий",
        "ПИН-код",
        "Согласовать</button>",
        "Вернуть на доработку</button>",
        "Контрольная сумма",
    ]
    places = [page.text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_post_without_the_pin_decides_nothing(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    before = count(office, DECISION)
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest})
    assert answer.status_code == 403
    assert "Введите ПИН-код" in answer.text
    assert count(office, DECISION) == before


def test_a_wrong_pin_is_named_at_its_field_and_the_comment_is_kept(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    answer = browser.post(
        f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": "000111", "comment": "Хорошая работа"}
    )
    assert answer.status_code == 403
    assert 'href="#decide-pin"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Хорошая работа" in answer.text
    assert "000111" not in answer.text


def test_agreeing_shows_what_was_recorded_and_what_happens_next(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 200
    assert "Решение записано" in answer.text
    assert "Согласовано: Шестаков В.В." in answer.text
    assert "запись № " in answer.text
    assert "Следующий этап: утверждение — Ефимова Л.Г." in answer.text
    assert office.wakes == 1


def test_approving_asks_for_the_outcome(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV)
    browser, task_id = opened(office, EFIMOVA)
    fields = {"decision": "approve", "digest": office.task_of(EFIMOVA).digest, "pin": PIN}
    refused = browser.post(f"/sign/{task_id}", fields)
    assert refused.status_code == 422
    assert 'href="#decide-outcome"' in refused.text
    done = browser.post(f"/sign/{task_id}", fields | {"outcome": "executed"})
    assert "Пункт снят с контроля, итог: исполнен." in done.text


def test_returning_needs_a_comment(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    fields = {"decision": "return", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN, "outcome": "executed"}
    assert browser.post(f"/sign/{task_id}", fields).status_code == 422
    done = browser.post(f"/sign/{task_id}", fields | {"comment": "Приложите справку."})
    assert "Отчёт возвращён на доработку до" in done.text


def test_s03_parallel_posts_give_one_decision(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    fields = {"csrf": browser.token, "decision": "agree", "digest": digest, "pin": PIN}
    cookies = dict(browser.client.cookies)
    decisions = count(office, DECISION)

    def press(_number: int) -> int:
        other = office.browser().client
        other.cookies.update(cookies)
        return other.post(
            f"/sign/{task_id}", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False
        ).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(press, range(64))) == {303}
    assert count(office, DECISION) == decisions + 1
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
    browser, task_id = opened(office, SHESTAKOV)
    fields = {"csrf": browser.token, "decision": "agree", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN}
    cookies = dict(browser.client.cookies)
    decisions = count(office, DECISION)

    def press(_number: int) -> int:
        other = office.browser().client
        other.cookies.update(cookies)
        answer = other.post(f"/sign/{task_id}", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(16))) == {303}
    assert count(office, DECISION) == decisions + 1


def test_s04_a_replayed_post_adds_nothing(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    fields = {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN}
    first = browser.post(f"/sign/{task_id}", fields)
    before = count(office, DECISION), count(office, NOTICE)
    again = browser.post(f"/sign/{task_id}", fields)
    assert (count(office, DECISION), count(office, NOTICE)) == before
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
    browser, task_id = opened(office, SHESTAKOV)
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
    browser, task_id = opened(office, SHESTAKOV)
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 409
    with office.database.read() as conn:
        entries = conn.execute(text("SELECT body FROM ledger_entry")).scalars()
        assert any(b"submission:digest_rejected" in bytes(body) for body in entries)


def test_s09_another_persons_pin_does_not_decide(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
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
    browser, task_id = opened(office, SHESTAKOV)
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


def test_the_pin_is_remembered_by_the_browser(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    fields = {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest}
    browser.post(f"/sign/{task_id}", fields | {"pin": PIN})
    office.bring_to_approvers(4)
    path, task = office.sign_link(SHESTAKOV)
    page = browser.get(path)
    assert "ПИН-код не нужен" in page.text
    answer = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest})
    assert "доверенный браузер" in answer.text


def test_s13_after_five_wrong_pins_the_right_one_waits(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
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


def test_a_decision_can_be_disowned(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN})
    answer = browser.post(f"/sign/{task_id}/disown")
    assert answer.status_code == 200
    assert "Сообщение принято: это решение принято не вами" in answer.text
    with office.database.read() as conn:
        assert conn.execute(select(DECISION.c.disowned_at).where(DECISION.c.task_id == task_id)).scalar() is not None


def test_evidence_of_the_submission_opens_and_no_other(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    office.start(4)
    other = office.add(4).evidence_id
    browser, task_id = opened(office, SHESTAKOV)
    with office.database.read() as conn:
        mine = conn.execute(text("SELECT max(id) FROM evidence WHERE id < :other"), {"other": other}).scalar_one()
    shown = browser.get(f"/sign/{task_id}/evidence/{mine}")
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.content.startswith(b"%PDF-")
    assert browser.get(f"/sign/{task_id}/evidence/{other}").status_code == 404


def test_s25_a_damaged_file_is_not_served_and_blocks_the_decision(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = opened(office, SHESTAKOV)
    with office.database.read() as conn:
        row = conn.execute(text("SELECT id, sha256 FROM evidence ORDER BY id DESC LIMIT 1")).one()
    path = office.store.path(row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-forged")
    assert browser.get(f"/sign/{task_id}/evidence/{row.id}").status_code == 409
    digest = office.task_of(SHESTAKOV).digest
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert answer.status_code == 409
    assert "повреждён" in answer.text


def test_activation_is_signed_by_link_with_its_corrections(database: Database, tmp_path: Path) -> None:
    office = WebOffice(database, tmp_path)
    office.import_plan().settle_everything().enrol_everyone()
    office.submit_activation()
    browser, task_id = opened(office, SHESTAKOV)
    page = browser.get(f"/sign/{task_id}")
    assert "Ввод плана на 2021 год в действие" in page.text
    assert "01.03.2020 → 01.03.2021" in page.text
    assert "Итог исполнения" not in page.text
    browser.post(
        f"/sign/{task_id}",
        {"decision": DecisionKind.AGREE.value, "digest": office.task_of(SHESTAKOV).digest, "pin": PIN},
    )
    last, last_id = opened(office, EFIMOVA)
    answer = last.post(
        f"/sign/{last_id}", {"decision": "approve", "digest": office.task_of(EFIMOVA).digest, "pin": PIN}
    )
    assert "План введён в действие" in answer.text
