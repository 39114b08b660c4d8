"""Asking for a longer term on the pages: from a digest's link, to the approvers, and back to the item."""

from datetime import UTC, datetime

from tests.integration.office import EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import WebOffice, ready_pages

REASON = "Две организации на карантине."
ITEM = "/plans/1/items/3"

office = ready_pages


def test_the_lead_asks_from_a_letters_link_and_the_approvers_decide_by_theirs(office: WebOffice) -> None:
    office.move_to(datetime(2021, 3, 3, 4, 0, tzinfo=UTC))
    browser = office.browser()
    page = browser.get(office.respond_link(office.lead(3), 3))
    assert 'id="request_extension"' in page.text
    assert "запрос будет отмечен как поданный после срока" in page.text
    wrong = browser.post(f"{ITEM}/extension", {"due_on": "2021-02-27", "reason": REASON, "pin": PIN})
    assert wrong.status_code == 422
    assert "Новый срок должен быть позже действующего (28.02.2021)." in wrong.text
    done = browser.post(f"{ITEM}/extension", {"due_on": "2021-03-15", "reason": REASON, "pin": PIN})
    assert "Запрошено продление до 15.03.2021" in done.text
    assert 'id="request_extension"' not in done.text
    shown = done
    for name, button, answer in (
        (SHESTAKOV, "Согласовать продление", "agree"),
        (EFIMOVA, "Продлить срок", "approve"),
    ):
        approver = office.browser()
        path, task = office.sign_link(name)
        asked = approver.get(path)
        assert button in asked.text
        assert "Отказать в продлении" in asked.text
        assert "Вернуть на доработку" not in asked.text
        assert "<strong>после срока</strong>" in asked.text
        decision = {"decision": answer, "digest": approver.hidden(asked, "digest"), "pin": PIN}
        shown = approver.post(f"/sign/{task.id}", decision)
        assert "Решение записано" in shown.text
    assert "Срок продлён до 15.03.2021. Исполнители получат письма." in shown.text
    page = browser.get(ITEM)
    assert "Продлён до 15.03.2021" in page.text
    assert "по 28.02.2021" in page.text
    assert "Срок продлён: Ефимова Л.Г." in page.text
    assert "Срок истёк" not in page.text


def test_a_refusal_needs_a_comment_and_says_that_it_is_one(office: WebOffice) -> None:
    lead = office.browser()
    lead.get(office.respond_link(office.lead(3), 3))
    lead.post(f"{ITEM}/extension", {"due_on": "2021-03-15", "reason": REASON, "pin": PIN})
    approver = office.browser()
    path, task = office.sign_link(SHESTAKOV)
    asked = approver.get(path)
    decision = {"decision": "return", "digest": approver.hidden(asked, "digest"), "pin": PIN}
    assert approver.post(f"/sign/{task.id}", decision).status_code == 422
    shown = approver.post(f"/sign/{task.id}", decision | {"comment": "Причина не подтверждена."})
    assert "Отказано в продлении срока: Шестаков В.В." in shown.text
    page = lead.get(ITEM)
    assert "Запрос № 1 от 21.01.2021: с 28.02.2021 до 15.03.2021 — отказано" in page.text
    assert 'id="request_extension"' in page.text


def test_the_lead_takes_the_request_back(office: WebOffice) -> None:
    lead = office.browser()
    lead.get(office.respond_link(office.lead(3), 3))
    page = lead.post(f"{ITEM}/extension", {"due_on": "2021-03-15", "reason": REASON, "pin": PIN})
    assert 'id="withdraw_extension"' in page.text
    action = page.text.split('id="withdraw_extension" action="')[1].split('"')[0]
    page = lead.post(action, {"pin": PIN})
    assert "запрос отозван" in page.text
    assert 'id="request_extension"' in page.text
