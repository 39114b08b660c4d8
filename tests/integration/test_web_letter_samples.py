"""The page of sample letters: for who operates the system, and for everybody in the demonstration."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from notifications.samples.catalogue import sample_letters
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR
from tests.integration.web_site import WebOffice, ready_office
from workflow.actor import SYSTEM
from workflow.commands import AddPerson

OPERATOR = "Оператор О.О."


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    office = ready_office(sqlite_template, tmp_path)
    office.engine.execute(AddPerson(name=OPERATOR, email="operator@gov.example", role="operator"), SYSTEM)
    office.enrol_everyone()
    yield office
    office.database.dispose()


def test_s19_only_who_operates_the_system_sees_the_samples(office: WebOffice) -> None:
    operator, coordinator = office.signed_in(OPERATOR), office.signed_in(COORDINATOR)
    for path in ("/letters", "/letters/sign_request"):
        assert operator.get(path).status_code == 200
        refused = coordinator.get(path)
        assert refused.status_code == 403
        assert "только администратору системы" in refused.text
        assert office.browser().get(path).url.path == "/login"
    assert 'href="/letters"' in operator.get("/me").text
    assert 'href="/letters"' not in coordinator.get("/me").text


def test_s15_every_sample_opens_in_a_frame_that_runs_and_opens_nothing(office: WebOffice) -> None:
    operator = office.signed_in(OPERATOR)
    listed = operator.get("/letters").text
    for letter in sample_letters():
        assert f'href="/letters/{letter.key}"' in listed
        page = operator.get(f"/letters/{letter.key}?theme=dark")
        assert page.status_code == 200
        assert page.text.count("sandbox srcdoc=") == 2
        assert "script-src" not in page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert letter.subject in unescape(page.text)
        assert "@media all {" in unescape(page.text)
    assert "Вижу, сделаю до …: " in operator.get("/letters/digest").text
    assert "@media not all {" in unescape(operator.get("/letters/receipt").text)
    assert operator.get("/letters/receipt?theme=red").status_code == 200
    assert operator.get("/letters/nothing").status_code == 404
    calendar = operator.get("/letters/extended/srok.ics")
    assert (calendar.status_code, calendar.text.count("BEGIN:VEVENT")) == (200, 1)
    assert operator.get("/letters/receipt/srok.ics").status_code == 404


def test_a_guest_of_the_demonstration_reads_the_samples(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    office = ready_office(sqlite_template, tmp_path, is_demo=True)
    assert "Образцы писем" in office.browser().get("/letters").text
    office.database.dispose()
