"""Who may change a draft on its pages, and what no form may break."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from models.states import WarningCode
from tests.integration.draft_pages import draft_browser, values, warning
from tests.integration.office import EFIMOVA, PIN
from tests.integration.plan_pages import REASON, PlanPages, new_pages
from tests.integration.web_site import Browser

NAZEMKINA = "Наземкина Е.А."
ODD = ("\x00٣", "9" * 400, "\u2028\u202e<b>")

office = new_pages
browser = draft_browser


def test_only_the_coordinator_changes_a_draft(office: PlanPages, browser: Browser) -> None:
    with office.database.write() as conn:
        conn.execute(text("UPDATE person SET email = 'n@omsk-edu.example' WHERE name = :name"), {"name": NAZEMKINA})
    office.enrol_everyone()
    lead = office.signed_in(NAZEMKINA)
    page = lead.get("/plans/1").text
    assert "/correct" not in page
    assert "/amend" not in page
    assert lead.get("/plans/1/document").status_code == 200
    for path in ("items/4/correct", "items/add", "amend", "route", "items/4/route", "ladder", "items/4/ladder"):
        assert lead.get(f"/plans/1/{path}").status_code == 403
    for path in (
        "items/4/correct",
        "items/4/exclude",
        "items/add",
        "people/contacts",
        "people/add",
        "route",
        "items/4/route",
        "ladder",
        "items/4/ladder",
        "settle/1",
        "activate",
        "amend/withdraw/1",
    ):
        assert lead.post(f"/plans/1/{path}", {"pin": PIN, "reason": REASON}).status_code == 403


def test_s16_a_foreign_form_changes_nothing(office: PlanPages, browser: Browser) -> None:
    evil = {"Origin": "https://evil.example"}
    for path in ("items/4/correct", "items/4/exclude", "items/add", "people/contacts", "people/add", "route", "ladder"):
        assert browser.post(f"/plans/1/{path}", values(office, 4), headers=evil).status_code == 403
        assert browser.post(f"/plans/1/{path}", {"csrf": "0" * 64}).status_code == 403


def test_every_page_has_one_heading_and_nothing_inline(office: PlanPages, browser: Browser) -> None:
    for path in (
        "/plans/new",
        "/plans/1",
        "/plans/1/document",
        "/plans/1/items/4/correct",
        "/plans/1/items/add",
        "/plans/1/people",
        "/plans/1/route",
        "/plans/1/items/4/route",
        "/plans/1/ladder",
        "/plans/1/items/4/ladder",
        "/plans/1/amend",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1
        assert "!" not in answer.text.replace("<!doctype", "")
        for inline in ("<script", "style=", "onclick", "javascript:"):
            assert inline not in answer.text
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', answer.text))
        fields = set(
            re.findall(r'<(?:input(?! type="(?:hidden|radio|checkbox))|textarea|select)[^>]* id="([^"]+)"', answer.text)
        )
        assert fields <= labelled


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_value_breaks_a_page(office: PlanPages, browser: Browser, odd: str) -> None:
    doubt = warning(office, WarningCode.UNKNOWN_ORGANISATION)
    person = office.person(NAZEMKINA)
    shown = values(office, 3)
    forms: dict[str, dict[str, Any]] = {
        "items/3/correct": shown | {"recurrence": "", "target_percent": ""},
        "items/add": shown | {"target_percent": ""},
        "items/3/exclude": {"reason": ""},
        f"settle/{doubt.id}": {"resolution": "corrected", "organisations": "11", "due_on": "", "reason": REASON},
        "people/contacts": {"person": str(person), f"email-{person}": "", f"position-{person}": "", "contacts": ""},
        "people/add": dict.fromkeys(("name", "email", "position", "given_names", "phone"), ""),
        "route": {
            "names-1": EFIMOVA,
            "verb-1": "approve",
            "term-1": "2",
            "mode-1": "quorum",
            "quorum-1": "1",
            "order-1": "1",
            "roles-1": "coordinator",
            "alternate-1": "",
            "reserve-1": "",
            "when-1": "",
            "interim-1": "1",
            "reason": REASON,
        },
    }
    for path, fields in forms.items():
        for name in fields:
            answer = browser.post(f"/plans/1/{path}", fields | {name: odd})
            assert answer.status_code in (200, 403, 409, 413, 422), (path, name)
            assert "<b>" not in answer.text
    for query in ("page", "doubts", "warning", "fix", "entry", "person"):
        assert browser.get("/plans/1", params={query: odd}).status_code in (200, 404)
        assert browser.get("/plans/1/document", params={query: odd}).status_code in (200, 404)
