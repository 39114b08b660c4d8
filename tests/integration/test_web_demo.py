"""The demonstration: guests read everything and change nothing, letters are shown, the clock is moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from models.states import LinkPurpose
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, PIN, START
from tests.integration.web_site import QuietDemo, WebOffice, ready_office

PAGES = (
    "/", "/plans/1", "/plans/1/items/1", "/plans/1/organisations", "/plans/1/organisations/11", "/plans/1/mail",
    "/plans/1/ledger", "/plans/1/review", "/plans/1/people", "/mailbox", "/mailbox/7", "/login",
    "/?person=1&state=planned&overdue=1", "/?plan=77&person=x&state=nonsense", "/plans/1/ledger?before=5",
    "/plans/1/document", "/plans/1?page=9&doubts=x&warning=1&fix=1",
)  # fmt: skip


@dataclass(frozen=True)
class Caught:
    """A caught letter."""

    id: str
    to: str
    subject: str
    date: datetime
    text: str
    html: str | None
    raw: bytes


LETTER = Caught(
    id="7",
    to="nazemkina@omsk-edu.example",
    subject="П. 3: срок <b>истёк</b>",
    date=START,
    text="Открыть: https://testserver/r/abc.\n<script>alert(1)</script>",
    html='<p style="color:red">Открыть</p><script>alert(2)</script>"',
    raw=b"Subject: =?utf-8?b?0J8uIDM=?=\r\n\r\n\xff",
)


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    office = ready_office(sqlite_template, tmp_path, is_demo=True)
    office.demo = QuietDemo(office, (LETTER,))
    office.app = office.make_app()
    yield office
    office.database.dispose()


@pytest.mark.parametrize("path", PAGES)
def test_a_guest_reads_every_page(office: WebOffice, path: str) -> None:
    answer = office.browser().get(path)
    assert answer.status_code == 200
    assert "Демонстрация." in answer.text
    assert answer.text.count("<h1") == 1
    assert "!" not in answer.text.replace("<!doctype", "")


def test_a_guest_changes_nothing(office: WebOffice) -> None:
    browser = office.browser()
    browser.get("/plans/1/items/3")
    assert "<button>Принять в работу" not in browser.get("/plans/1/items/3").text
    assert browser.post("/plans/1/items/3/start", {"pin": PIN}).status_code == 403
    assert office.item(3).state.value == "planned"


def test_letters_are_shown_inert_with_links_that_work(office: WebOffice) -> None:
    browser = office.browser()
    page = browser.get("/mailbox/7")
    assert '<a href="https://testserver/r/abc">' in page.text
    assert "<script" not in page.text
    assert 'sandbox="allow-top-navigation-by-user-activation allow-popups"' in page.text
    assert PIN in page.text
    assert browser.get("/mailbox?to=nazemkina@omsk-edu.example&q=ИСТЁК").text.count("/mailbox/7") == 1
    assert "/mailbox/7" not in browser.get("/mailbox?to=efimova@omsk-edu.example").text
    assert browser.get("/mailbox/8").status_code == 404


def test_the_clock_moves_by_the_bars_buttons(office: WebOffice) -> None:
    browser = office.browser()
    browser.get("/")
    assert browser.post("/demo/move", {"to": "week"}).status_code == 200
    assert browser.post("/demo/move", {"to": "yesterday"}).status_code == 400
    assert office.demo is not None
    assert office.demo.moves == ["week"]


def test_outside_a_demonstration_there_is_no_mailbox(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    office = ready_office(sqlite_template, tmp_path)
    browser = office.browser()
    browser.get(office.link(LinkPurpose.RESPOND, COORDINATOR))
    assert browser.get("/mailbox").status_code == 404
    assert browser.post("/demo/move", {"to": "day"}).status_code == 404
    assert "Демонстрация" not in browser.get("/").text
    office.database.dispose()


def test_health(office: WebOffice) -> None:
    client = office.browser().client
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "parts": {"database": True}})
    client.get("/s/secret-token")
    metrics = client.get("/metrics").text
    assert 'viza_http_requests_total{method="GET",page="s",status="404"} 1.0' in metrics
    assert "secret-token" not in metrics


def test_the_style_sheet_is_kept_for_long_and_fetches_nothing(office: WebOffice) -> None:
    answer = office.browser().client.get("/static/viza.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "http" not in answer.text
    assert "@import" not in answer.text
