"""Amendments as people see them: the sign-off page, the outcome, and the item's page."""

import re
from datetime import date
from html import unescape
from io import BytesIO

from models.states import ItemState, LinkPurpose
from tests.integration.amending import REASON, ROGOVAYA, new_item, propose
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import PDF, Browser, WebOffice, ready_pages
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.commands import StoredDocument

CHANGES = (
    ChangeItem(place=3, due_on=date(2021, 4, 30), responsible=(ROGOVAYA,)),
    CancelItem(place=5),
    AddItem(item=new_item(title="Совет <script>alert(1)</script>")),
)

office = ready_pages


def shown(page: str) -> str:
    """The text of a page, as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())


def keeper_of(office: WebOffice) -> Browser:
    """The coordinator's browser, in which the PIN was given."""
    browser = office.browser()
    browser.get(office.link(LinkPurpose.SIGN_IN, COORDINATOR))
    assert browser.post("/login/pin", {"pin": PIN}).status_code == 200
    return browser


def proposed(office: WebOffice) -> StoredDocument:
    stored = office.store.put(BytesIO(PDF), file_name="План 2021, редакция 2.pdf")
    document = StoredDocument(
        sha256=stored.sha256, name=stored.file_name, size=stored.size, media_type=stored.media_type
    )
    propose(office, *CHANGES, source=document)
    return document


def signed(office: WebOffice, browser: Browser, name: str, decision: str, **fields: str) -> str:
    path, task = office.sign_link(name)
    page = browser.get(path)
    digest = browser.hidden(page, "digest")
    answer = browser.post(f"/sign/{task.id}", {"decision": decision, "digest": digest, "pin": PIN} | fields)
    assert answer.status_code == 200
    return answer.text


def test_the_page_shows_item_by_item_what_was_and_what_becomes(office: WebOffice) -> None:
    document = proposed(office)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    page = browser.get(path).text
    text = shown(page)
    parts = [
        "Изменение № 1 в план на 2021 год",
        "Согласуйте или верните на доработку",
        "план меняется ровно так, как показано ниже",
        "План 2021, редакция 2.pdf",
        " ".join(document.sha256[i : i + 4] for i in range(0, 64, 4)),
        REASON,
        "Изменить пункт 3. Мониторинговые визиты",
        "Срок 28.02.2021 30.04.2021",
        "Ответственный исполнитель Наземкина Е.А. Роговая М.В.",
        "Исключить пункт 5.",
        "Добавить пункт 22. Совет <script>alert(1)</script>",
        "Срок: 01.09.2021",
        "Ваше решение",
    ]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)
    assert "<script>alert" not in page
    assert browser.client.get(f"/sign/{task.id}/document").content == PDF


def test_an_amendment_is_agreed_and_approved_from_the_link(office: WebOffice) -> None:
    proposed(office)
    answer = shown(signed(office, office.browser(), SHESTAKOV, "agree"))
    assert "Решение записано" in answer
    assert "Следующий этап: утверждение — Ефимова Л.Г." in answer
    answer = shown(signed(office, office.browser(), EFIMOVA, "approve"))
    assert "Изменение вступило в силу. Исполнители изменённых пунктов получат письма." in answer
    assert (office.item(3).due_on, office.item(5).state) == (date(2021, 4, 30), ItemState.CANCELLED)


def test_a_stale_amendment_says_what_happened_and_can_be_returned(office: WebOffice) -> None:
    propose(office, CHANGES[0])
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    digest = browser.hidden(browser.get(path), "digest")
    office.finish(3)
    browser.get(f"/sign/{task.id}")
    refused = browser.post(f"/sign/{task.id}", {"decision": "agree", "digest": digest, "pin": PIN})
    assert refused.status_code == 409
    assert "Пункт 3 уже исполнен и снят с контроля. Изменение устарело" in shown(refused.text)
    fields = {"decision": "return", "digest": digest, "pin": PIN, "comment": "Пункт исполнен."}
    assert "Возвращено на доработку: Ковалёва И.П." in shown(browser.post(f"/sign/{task.id}", fields).text)


def test_the_items_page_tells_the_amended_deadline_and_the_history(office: WebOffice) -> None:
    proposed(office)
    browser = office.browser()
    signed(office, browser, SHESTAKOV, "agree")
    signed(office, browser, EFIMOVA, "approve")
    text = shown(browser.get("/plans/1/items/3").text)
    assert "по 30.04.2021 Изменён 21.01.2021" in text
    assert "было 28.02.2021 (изменение № 1)" in text
    assert "В документе: срок 28.02.2021 (изменение № 1)" in text
    assert "Изменения пункта Изменение № 1, 21.01.2021" in text
    assert f"Основание: {REASON}" in text
    cancelled = shown(browser.get("/plans/1/items/5").text)
    assert "Исключён из плана" in cancelled
    added = shown(browser.get("/plans/1/items/22").text)
    assert "Пункт добавлен в план" in added
    for place in (3, 5, 22):
        assert browser.get(f"/plans/1/items/{place}").status_code == 200


def test_what_waits_for_a_signer_is_named_as_an_amendment(office: WebOffice) -> None:
    proposed(office)
    office.bring_to_approvers(4)
    answer = shown(signed(office, office.browser(), SHESTAKOV, "agree", outcome=""))
    assert "Изменение № 1 плана: согласуйте или верните" in answer


def test_the_route_of_a_plan_in_force_is_changed_by_an_amendment(office: WebOffice) -> None:
    browser = keeper_of(office)
    page = shown(browser.get("/plans/1/route").text)
    assert "Этап «Согласование» пропущен: Шестаков В.В. — ответственный исполнитель" in page
    fields = {"verb-1": "approve", "names-1": EFIMOVA, "term-1": "5", "reason": REASON}
    answer = browser.post("/plans/1/route", fields)
    told = shown(answer.text)
    assert "Изменить маршрут согласования плана" in told
    assert "Утверждение — Ефимова Л.Г. (5 рабочих дней)" in told
    assert "Маршрут уже меняет изменение № 1" in shown(browser.get("/plans/1/route").text)
    stuck = browser.post("/plans/1/items/7/route", fields | {"names-1": SHESTAKOV})
    assert stuck.status_code == 403
    assert "Пункт 7. Некому принять последнее решение" in shown(stuck.text)
    signed(office, office.browser(), EFIMOVA, "approve")
    assert "Утверждение — Ефимова Л.Г. (5 рабочих дней)" in shown(browser.get("/plans/1/people").text)


def test_an_item_comes_back_and_an_organisation_is_listed(office: WebOffice) -> None:
    propose(office, CancelItem(place=5))
    browser = office.browser()
    signed(office, browser, SHESTAKOV, "agree")
    signed(office, browser, EFIMOVA, "approve")
    keeper = keeper_of(office)
    assert "/plans/1/items/5/restore" in keeper.get("/plans/1/items/5").text
    assert keeper.get("/plans/1/items/3/restore").status_code == 409
    assert keeper.post("/plans/1/items/5/restore", {"due_on": "вчера", "reason": REASON}).status_code == 422
    done = shown(keeper.post("/plans/1/items/5/restore", {"due_on": "2021-06-30", "reason": REASON}).text)
    assert "Вернуть в план пункт 5." in done
    assert keeper.post("/plans/1/amend/organisation", {"code": "25", "reason": REASON}).status_code == 422
    fields = {"code": "25", "name": "СОШ № 25", "reason": REASON}
    assert "Добавить в список плана организацию 25. СОШ № 25" in shown(
        keeper.post("/plans/1/amend/organisation", fields).text
    )
    for _ in range(2):
        signed(office, browser, SHESTAKOV, "agree")
        signed(office, browser, EFIMOVA, "approve")
    item = office.item(5)
    assert (item.state, item.due_on) == (ItemState.PLANNED, date(2021, 6, 30))
    assert "Пункт возвращён в план" in shown(keeper.get("/plans/1/items/5").text)
    assert "СОШ № 25" in keeper.get("/plans/1/organisations").text


def test_a_returned_amendment_needs_the_coordinators_attention(office: WebOffice) -> None:
    document = proposed(office)
    signed(office, office.browser(), SHESTAKOV, "return", comment="Приложите приказ")
    keeper = keeper_of(office)
    page = keeper.get("/").text
    assert "Изменение № 1 плана возвращено на доработку" in page
    assert 'href="/plans/1#amendments"' in page
    path = re.search(r"/plans/1/amend/document/\d+", keeper.get("/plans/1").text)
    assert path is not None
    assert keeper.get(path[0]).content == office.store.path(document.sha256).read_bytes()
    assert keeper.get("/plans/1/amend/document/1").status_code == 404


def test_the_ladder_of_an_item_is_changed_in_a_form_by_an_amendment(office: WebOffice) -> None:
    browser = keeper_of(office)
    page = shown(browser.get("/plans/1/items/3/ladder").text)
    assert "Своих ступеней у пункта нет, действуют ступени плана" in page
    assert "Срок приближается — за 5 рабочих дней и за 1 рабочий день до срока исполнения: ответственный" in page
    row = {"name-1": "upcoming", "label-1": "скоро срок", "clock-1": "lead", "when-1": "days", "severity-1": "1"}
    fields = row | {"at-1": "−10, −2", "to-1": "lead", "label-3": "доложить", "clock-3": "lead", "when-3": "days"}
    fields |= {"at-3": "2", "to-3": "final_approver", "severity-3": "2", "report-3": "1", "also-3": "1"}
    fields |= {"reason": REASON}
    for wrong, said in (
        ({"at-1": "пять"}, "Укажите числа рабочих дней через запятую"),
        ({"to-3": "approver"}, "только для срока решения"),
        ({"severity-3": "1"}, "у каждой ступени одного срока своё"),
        ({"label-1": "", "label-3": ""}, "Оставьте хотя бы одну ступень"),
    ):
        answer = browser.post("/plans/1/items/3/ladder", fields | wrong)
        assert answer.status_code == 422
        assert said in shown(answer.text)
    told = shown(browser.post("/plans/1/items/3/ladder", fields).text)
    assert "Изменить ступени информирования пункта 3" in told
    assert "доложить — через 2 рабочих дня после срока исполнения, доклад: утверждающий" in told
    signed(office, office.browser(), SHESTAKOV, "agree", outcome="")
    signed(office, office.browser(), EFIMOVA, "approve")
    assert [rung["name"] for rung in office.item(3).ladder] == ["upcoming", "own_1"]
    assert "Вернуть пункт на ступени плана" in shown(browser.get("/plans/1/items/3/ladder").text)
    browser.post("/plans/1/items/3/ladder", {"as_plan": "1", "reason": REASON})
    signed(office, office.browser(), SHESTAKOV, "agree", outcome="")
    signed(office, office.browser(), EFIMOVA, "approve")
    assert office.item(3).ladder is None
