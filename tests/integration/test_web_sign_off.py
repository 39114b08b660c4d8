"""The sign-off page: what it shows, what a decision needs, what its receipt tells."""

from pathlib import Path

from sqlalchemy import select, text, update

from config.database import Database
from models.states import DecisionKind
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import WebOffice, ready_pages
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.rows import DECISION, PERSON

office = ready_pages


def test_who_has_no_pin_is_told_on_the_page_who_hands_out_the_code(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, _ = office.sign_link(SHESTAKOV)
    assert "ПИН-кода у вас ещё нет" not in office.browser().get(path).text
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(pin_hash=None, pin_set_at=None))
    office.engine.execute(c.AddPerson(name="Новикова Н.Н."), SYSTEM)
    page = " ".join(office.browser().get(path).text.split())
    assert "ПИН-кода у вас ещё нет, а без него решение не записывается" in page
    assert f"его печатает ответственный за контроль исполнения плана {COORDINATOR}" in page


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
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    digest = office.task_of(SHESTAKOV).digest
    before = office.count(DECISION)
    answer = browser.post(f"/sign/{task_id}", {"decision": "agree", "digest": digest})
    assert answer.status_code == 403
    assert "Введите ПИН-код" in answer.text
    assert office.count(DECISION) == before


def test_a_wrong_pin_is_named_at_its_field_and_the_comment_is_kept(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
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
    browser, task_id = office.opened_to_sign(SHESTAKOV)
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
    browser, task_id = office.opened_to_sign(EFIMOVA)
    fields = {"decision": "approve", "digest": office.task_of(EFIMOVA).digest, "pin": PIN}
    refused = browser.post(f"/sign/{task_id}", fields)
    assert refused.status_code == 422
    assert 'href="#decide-outcome"' in refused.text
    done = browser.post(f"/sign/{task_id}", fields | {"outcome": "executed"})
    assert "Пункт снят с контроля, итог: исполнен." in done.text


def test_returning_needs_a_comment(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    fields = {"decision": "return", "digest": office.task_of(SHESTAKOV).digest, "pin": PIN, "outcome": "executed"}
    assert browser.post(f"/sign/{task_id}", fields).status_code == 422
    done = browser.post(f"/sign/{task_id}", fields | {"comment": "Приложите справку."})
    assert "Отчёт возвращён на доработку до" in done.text


def test_the_pin_is_remembered_by_the_browser(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    fields = {"decision": "agree", "digest": office.task_of(SHESTAKOV).digest}
    browser.post(f"/sign/{task_id}", fields | {"pin": PIN})
    office.bring_to_approvers(4)
    path, task = office.sign_link(SHESTAKOV)
    page = browser.get(path)
    assert "ПИН-код не нужен" in page.text
    answer = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": task.digest})
    assert "доверенный браузер" in answer.text


def test_a_decision_can_be_disowned(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser, task_id = office.opened_to_sign(SHESTAKOV)
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
    browser, task_id = office.opened_to_sign(SHESTAKOV)
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
    browser, task_id = office.opened_to_sign(SHESTAKOV)
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
    browser, task_id = office.opened_to_sign(SHESTAKOV)
    page = browser.get(f"/sign/{task_id}")
    assert "Ввод плана на 2021 год в действие" in page.text
    assert "01.03.2020 → 01.03.2021" in page.text
    assert "Итог исполнения" not in page.text
    browser.post(
        f"/sign/{task_id}",
        {"decision": DecisionKind.AGREE.value, "digest": office.task_of(SHESTAKOV).digest, "pin": PIN},
    )
    last, last_id = office.opened_to_sign(EFIMOVA)
    answer = last.post(
        f"/sign/{last_id}", {"decision": "approve", "digest": office.task_of(EFIMOVA).digest, "pin": PIN}
    )
    assert "План введён в действие" in answer.text
