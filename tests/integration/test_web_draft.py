"""The pages of a draft: doubts settled in place, items corrected, people described, the route set."""

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from models.plans import PlanWarning
from models.states import ItemState, Resolution, WarningCode
from tests.integration.amending import responsible
from tests.integration.draft_pages import draft_browser, values, warning
from tests.integration.office import COORDINATOR, EFIMOVA
from tests.integration.plan_pages import REASON, PlanPages, imported, new_pages, rows, seed
from tests.integration.web_site import Browser
from workflow.queries import plan_view
from workflow.rows import ITEM

WARNING = PlanWarning.__table__  # type: ignore[attr-defined]
NAZEMKINA = "Наземкина Е.А."
TYPED = 'input(?! type="(?:hidden|radio|checkbox))'
ODD = ("\x00٣", "9" * 400, "\u2028\u202e<b>")

office = new_pages
browser = draft_browser


def test_the_proposal_fills_the_form_and_still_needs_a_reason(office: PlanPages, browser: Browser) -> None:
    doubt = warning(office, WarningCode.UNKNOWN_ORGANISATION)
    page = browser.get("/plans/1").text
    assert f'href="/plans/1?warning={doubt.id}&amp;fix=1#warning-{doubt.id}">Исправить на «ККШИ»' in page
    filled = browser.get(f"/plans/1?warning={doubt.id}&fix=1").text
    assert 'value="11, 27, 39, 59, 95, 112, ККШИ"' in filled
    assert 'name="resolution" value="corrected" checked' in filled
    fields = {"resolution": "corrected", "organisations": "11, 27, 39, 59, 95, 112, ККШИ"}
    refused = browser.post(f"/plans/1/settle/{doubt.id}", fields)
    assert refused.status_code == 422
    assert f'href="#warning-{doubt.id}-reason"' in refused.text
    done = browser.post(f"/plans/1/settle/{doubt.id}", fields | {"reason": REASON})
    assert "урегулировано" in done.text
    assert office.item(3).organisations[-1] == "ККШИ"


def test_a_doubt_shows_its_place_and_its_source(browser: Browser) -> None:
    page = browser.get("/plans/1").text
    assert "Страница 1, таблица 1, строка 4: «ОО № 11,27,39,59, 95,112, КШИ № 9»" in page


@pytest.mark.parametrize("code", [WarningCode.MISSING_DEADLINE, WarningCode.UNPARSED_DEADLINE])
def test_a_missing_deadline_is_given_and_never_accepted(office: PlanPages, code: WarningCode) -> None:
    browser = office.signed_in()
    document = seed()
    document["items"][3] |= {"starts_on": None, "due_on": None}
    if code is WarningCode.UNPARSED_DEADLINE:
        document["reader_warnings"] = [
            {"code": code.value, "item": "4", "place": 4, "message": "Срок «по графику» не распознан."}
        ]
    imported(office, browser, document)
    doubt = warning(office, code)
    page = browser.get(f"/plans/1?warning={doubt.id}").text
    panel = page[page.index(f'id="warning-{doubt.id}"') :]
    panel = panel[: panel.index("</form>")]
    assert "Принять как есть" not in panel
    assert 'name="due_on"' in panel
    assert 'href="/plans/1/items/4/correct" class="nowrap">п. 4</a>' in page
    path = f"/plans/1/settle/{doubt.id}"
    assert browser.post(path, {"resolution": "accepted", "reason": REASON}).status_code == 422
    assert browser.post(path, {"resolution": "corrected", "reason": REASON}).status_code == 422
    wrong = browser.post(path, {"resolution": "corrected", "due_on": "вчера", "reason": REASON})
    assert wrong.status_code == 422
    assert browser.post(path, {"resolution": "corrected", "due_on": "28.02.2021", "reason": REASON}).status_code == 200
    assert str(office.item(4).due_on) == "2021-02-28"


def test_new_values_beside_accepting_are_refused_and_not_thrown_away(office: PlanPages, browser: Browser) -> None:
    doubt = warning(office, WarningCode.TARGET_NEEDS_SETTLING)
    fields = {"resolution": "accepted", "target_count": "24", "reason": REASON}
    answer = browser.post(f"/plans/1/settle/{doubt.id}", fields)
    assert answer.status_code == 422
    assert "не выбрано «Исправить пункт»" in answer.text
    assert office.item(19).target_count is None
    assert warning(office, WarningCode.TARGET_NEEDS_SETTLING).resolution is None


def test_the_document_stands_beside_the_draft(office: PlanPages, browser: Browser) -> None:
    page = browser.get("/plans/1/document").text
    row = page[page.index('id="item-10"') : page.index('id="item-11"')]
    assert "с 01.03.2020 по 30.04.2020" in row
    assert 'href="/plans/1/items/10/correct"' in row
    doubt = warning(office, WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR)
    assert f'href="/plans/1?warning={doubt.id}#warning-{doubt.id}"' in row


def test_a_stored_row_that_cannot_be_read_is_an_error_and_no_wrong_form(office: PlanPages, browser: Browser) -> None:
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 10).values(as_written={"printed": {"cells": 5}}))
    with pytest.raises(ValidationError, match="cells"):
        browser.get("/plans/1/document")


def test_an_item_is_corrected_with_a_reason(office: PlanPages, browser: Browser) -> None:
    form = browser.get("/plans/1/items/10/correct").text
    assert "до 2020-04-30" in form
    posted = values(office, 10) | {
        "starts_on": "2021-03-01",
        "due_on": "30.04.2021",
        "title": "Выходы на ВПР\r\nпо графику",
        "target_count": "12",
        "responsible-1": NAZEMKINA,
        "responsible-2": "",
        "responsible-3": "Васюхичев Д.В.",
        "lead": "3",
    }
    assert browser.post("/plans/1/items/10/correct", posted | {"reason": ""}).status_code == 422
    done = browser.post("/plans/1/items/10/correct", posted)
    assert done.status_code == 200
    assert str(done.url).endswith("#item-10")
    item = office.item(10)
    assert (str(item.starts_on), str(item.due_on), item.target_count) == ("2021-03-01", "2021-04-30", 12)
    assert item.title == "Выходы на ВПР по графику"
    assert responsible(office, 10) == [(NAZEMKINA, False), ("Васюхичев Д.В.", True)]
    assert REASON in browser.get("/plans/1/ledger").text


def test_a_corrected_item_no_longer_has_the_doubt_that_was_mended(office: PlanPages, browser: Browser) -> None:
    browser.get("/plans/1/items/10/correct")
    posted = values(office, 10) | {"starts_on": "2021-03-01", "due_on": "2021-04-30"}
    browser.post("/plans/1/items/10/correct", posted)
    assert warning(office, WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR).resolution is Resolution.CORRECTED


@pytest.mark.parametrize(
    ("field", "value", "target"),
    [
        ("title", "", "item-title"),
        ("target_count", "много", "item-target_count"),
        ("target_count", "0", "item-target_count"),
        ("target_percent", "101", "item-target_percent"),
        ("due_on", "вчера", "item-due_on"),
        ("starts_on", "2021-12-31", "item-due_on"),
        ("recurrence", "weekly", "item-recurrence"),
        ("responsible-2", "Неизвестная Н.Н.", "item-responsible"),
        ("responsible-2", "Шестаков В.В., Ефимова Л.Г.", "item-responsible"),
        ("responsible-2", "Наземкина Е. А.", "item-responsible"),
        ("lead", "4", "item-responsible"),
        ("organisations", "11, 999", "item-organisations"),
        ("number", "9" * 30, "item-number"),
    ],
)
def test_a_wrong_value_is_named_at_its_field(
    office: PlanPages, browser: Browser, field: str, value: str, target: str
) -> None:
    browser.get("/plans/1/items/3/correct")
    answer = browser.post("/plans/1/items/3/correct", values(office, 3) | {field: value})
    assert answer.status_code == 422, answer.text
    assert f'href="#{target}"' in answer.text
    assert f'id="{target}"' in answer.text


def test_a_form_without_a_change_says_so(office: PlanPages, browser: Browser) -> None:
    browser.get("/plans/1/items/4/correct")
    answer = browser.post("/plans/1/items/4/correct", values(office, 4))
    assert answer.status_code == 422
    assert "Вы ничего не изменили" in answer.text


def test_an_item_is_added_and_another_taken_out(office: PlanPages, browser: Browser) -> None:
    assert 'value="22"' in browser.get("/plans/1/items/add").text
    fields = {
        "number": "22",
        "title": "Итоговое совещание",
        "due_on": "2021-12-20",
        "responsible-1": NAZEMKINA,
        "lead": "1",
        "reason": REASON,
    }
    assert browser.post("/plans/1/items/add", fields | {"title": ""}).status_code == 422
    added = browser.post("/plans/1/items/add", fields)
    assert added.status_code == 200
    assert "Итоговое совещание" in added.text
    assert responsible(office, 22) == [(NAZEMKINA, True)]
    browser.get("/plans/1/items/15/correct")
    assert browser.post("/plans/1/items/15/exclude", {}).status_code == 422
    page = browser.post("/plans/1/items/15/exclude", {"reason": REASON})
    assert "(исключён)" in page.text
    assert office.item(15).state is ItemState.CANCELLED
    assert browser.get("/plans/1/items/15/correct").status_code == 409


def test_the_checklist_follows_the_draft(office: PlanPages) -> None:
    browser = office.signed_in()
    document = seed(year=2035)
    document["items"][4] |= {"starts_on": None, "due_on": None}
    document["items"][5] |= {"responsible": []}
    document["items"][6] |= {"responsible": [EFIMOVA]}
    imported(office, browser, document)
    page = browser.get("/plans/1").text
    page = page[page.index('id="checklist"') : page.index('id="warnings"')]
    for words in (
        "урегулировано 0 из",
        "не указан срок:",
        "никто не назначен:",
        "некому принять последнее решение",
        "нет адреса:",
        "на 2035 год не подтверждён",
        "без ПИН-кода решение не принять",
    ):
        assert words in page
    assert "Направить план на утверждение</button>" not in page
    with office.database.read() as conn:
        assert plan_view(conn, 1, office.engine.today()).activation is None


def test_a_draft_of_many_items_comes_in_pages(office: PlanPages) -> None:
    browser = office.signed_in()
    document = rows(450)
    for item in document["items"]:
        item["note"] = "Выборочно"
    imported(office, browser, document)
    page = browser.get("/plans/1").text
    assert page.count('<div class="panel" id="warning-') == 50
    assert page.count('<th scope="row">') == 200
    assert 'href="/plans/1?page=2#items"' in page
    last = browser.get("/plans/1?page=3&doubts=9").text
    assert "Мероприятие 450" in last
    assert 'id="warning-450"' in last
    assert 'id="warning-120"' in browser.get("/plans/1?warning=120").text
    assert "Мероприятие 401" in browser.get("/plans/1/document?page=3").text


def test_the_coordinator_of_a_draft_is_who_took_it(office: PlanPages, browser: Browser) -> None:
    assert f"Ответственный за контроль</dt><dd>{COORDINATOR}" in browser.get("/plans/1").text
