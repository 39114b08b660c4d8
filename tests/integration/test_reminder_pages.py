"""The page that a letter's link opens: «Вижу, сделаю до …» of who must act, the hold of the coordinator."""

from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from cli.item_facts import item_view_json
from models.states import MailState, NoticeKind
from notifications.letters.compose import compose
from notifications.letters.draft import Desk
from notifications.letters.facts import Facts
from notifications.rendering import letter_renderer
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, PIN, SHESTAKOV
from tests.integration.reading import NAZEMKINA
from tests.integration.web_site import Browser, WebOffice, ready_office
from workflow.holds import HOLD
from workflow.promises import ACKNOWLEDGEMENT
from workflow.queries import item_view, person_view
from workflow.sweep import sweep
from workflow.transaction import NOTICE

PLACE = 3
ITEM_PAGE = f"/plans/1/items/{PLACE}"


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> WebOffice:
    office = ready_office(sqlite_template, tmp_path)
    for day in (1, 2):
        go_to(office, day)
    return office


def go_to(office: WebOffice, day: int) -> None:
    """The morning of a day of March, with its sweep."""
    office.move_to(datetime(2021, 3, day, 3, tzinfo=UTC))
    sweep(office.engine)


def page(browser: Browser, path: str = ITEM_PAGE) -> str:
    return unescape(browser.get(path).text)


def letter(office: WebOffice, name: str, rung: str) -> str:
    """The text of the letter that tells a person of a rung of the item."""
    with office.database.write() as conn:
        wanted = NOTICE.select().where(
            NOTICE.c.item_id == office.item(PLACE).id,
            NOTICE.c.rung == rung,
            NOTICE.c.recipient_id == office.person(name),
            NOTICE.c.state == MailState.WAITING,
        )
        rows = list(conn.execute(wanted))
        facts = Facts(conn, rows, office.engine.now(), "Asia/Omsk")
        person = person_view(conn, office.person(name))
        draft = compose(rows, Desk(conn, facts, office.engine.now(), person, person.email or ""))
    urls = dict.fromkeys(draft.links, "https://viza.example/r/link")
    context = draft.context | {"recipient_name": name}
    return letter_renderer("https://viza.example").render(NoticeKind.DIGEST, draft.subject, context, urls).text


def test_a_promise_from_the_letters_page_needs_the_pin_and_is_seen_by_all_who_look(office: WebOffice) -> None:
    assert "Вижу, сделаю до …: https://viza.example/r/link#acknowledge" in letter(office, NAZEMKINA, "overdue")
    browser = office.by_letter(NAZEMKINA, PLACE)
    assert "Вижу, сделаю до …" in page(browser)
    fields = {"promised_on": "2021-03-10", "note": "Ждём две школы."}
    for proof in ({}, {"pin": "000000"}):
        browser.post(f"{ITEM_PAGE}/acknowledge", fields | proof)
        assert office.count(ACKNOWLEDGEMENT) == 0
    refused = unescape(
        browser.post(f"{ITEM_PAGE}/acknowledge", fields | {"promised_on": "2021-03-01", "pin": PIN}).text
    )
    assert "Этот день уже прошёл" in refused
    empty = unescape(browser.post(f"{ITEM_PAGE}/acknowledge", {"note": "Ждём.", "pin": PIN}).text)
    assert "Сделаю до: укажите дату" in empty
    done = unescape(browser.post(f"{ITEM_PAGE}/acknowledge", fields | {"pin": PIN}).text)
    assert "Наземкина Е.А.: обещано до 10.03.2021 — позже срока" in done
    assert "Ждём две школы." in done
    keeper = office.signed_in(COORDINATOR)
    assert "обещано до 10.03.2021 — позже срока" in page(keeper, "/plans/1")
    with office.database.read() as conn:
        told = item_view_json(item_view(conn, 1, PLACE, office.engine.today()))
    assert [(one["promised_on"], one["is_after_deadline"]) for one in told["promises"]] == [("2021-03-10", True)]
    go_to(office, 3)
    assert "Обещано до 10.03.2021 — позже срока: «Ждём две школы.»\n" in letter(office, SHESTAKOV, "overdue_director")
    assert "Вы сообщили, что сделаете до 10.03.2021." in letter(office, NAZEMKINA, "overdue_director")


def test_the_report_is_held_on_the_page_by_the_coordinator_alone(office: WebOffice) -> None:
    told = letter(office, COORDINATOR, "director_notice")
    assert "Доклад можно один раз отложить, не больше чем на 2 рабочих дня." in told
    assert f"Отложить доклад: https://viza.example{ITEM_PAGE}#hold" in told
    lead = office.by_letter(NAZEMKINA, PLACE)
    assert "Отложить доклад" not in page(lead)
    keeper = office.by_letter(COORDINATOR, PLACE)
    shown = page(keeper)
    assert "На 1 рабочий день: доклад 04.03.2021" in shown
    assert "На 2 рабочих дня: доклад 05.03.2021" in shown
    fields = {"until": "2021-03-04", "reason": "Справки на подписи."}
    for browser, proof in ((keeper, {}), (lead, {"pin": PIN})):
        browser.post(f"{ITEM_PAGE}/hold", fields | proof)
        assert office.count(HOLD) == 0
    for kept, asked in (("until", "Причина: заполните"), ("reason", "На сколько отложить: укажите дату")):
        refused = keeper.post(f"{ITEM_PAGE}/hold", {kept: fields[kept], "pin": PIN})
        assert asked in unescape(refused.text)
    done = unescape(keeper.post(f"{ITEM_PAGE}/hold", fields | {"pin": PIN}).text)
    assert "Доклад о просрочке отложен до 04.03.2021 включительно" in done
    assert "он пойдёт 05.03.2021" in done
    assert "На 1 рабочий день" not in done
    go_to(office, 5)
    assert "Справки на подписи." not in letter(office, SHESTAKOV, "overdue_director")
