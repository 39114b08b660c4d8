"""`/plans/new`: from an uploaded document to a draft, and everything that must not become one."""

import json
import re

from sqlalchemy import select, text

from models.plans import PlanWarning
from models.states import PlanState, Resolution
from tests.integration.office import COORDINATOR, CORRECTIONS, EFIMOVA, PIN, SHESTAKOV
from tests.integration.plan_pages import (
    REASON,
    SEED_TEXT,
    PlanPages,
    imported,
    key_of,
    new_pages,
    rows,
    seed,
    upload,
)
from tests.integration.web_site import Browser
from workflow.rows import ITEM, PERSON, PLAN

WARNING = PlanWarning.__table__  # type: ignore[attr-defined]

office = new_pages


def settle(browser: Browser, office: PlanPages) -> None:
    """Every doubt through its form: corrected where the seed's right correction is known, else accepted."""
    with office.database.read() as conn:
        found = conn.execute(
            select(WARNING.c.id, WARNING.c.code, ITEM.c.place)
            .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
            .where(WARNING.c.plan_id == office.plan_id, WARNING.c.resolution.is_(None))
            .order_by(WARNING.c.id)
        ).all()
    for row in found:
        change = CORRECTIONS.get((row.code.value, row.place), {})
        fields = {key: ", ".join(value) if isinstance(value, list) else str(value) for key, value in change.items()}
        resolution = Resolution.CORRECTED if change else Resolution.ACCEPTED
        answer = browser.post(
            f"/plans/{office.plan_id}/settle/{row.id}", {"resolution": resolution.value, "reason": REASON} | fields
        )
        assert answer.status_code == 200, answer.text


def sign(office: PlanPages, name: str, decision: str) -> str:
    path, task = office.sign_link(name)
    browser = office.browser()
    browser.get(path)
    answer = browser.post(f"/sign/{task.id}", {"decision": decision, "digest": task.digest, "pin": PIN})
    assert answer.status_code == 200
    return answer.text


def test_a_document_becomes_a_plan_that_both_signers_confirm(office: PlanPages) -> None:
    office.read_for_real()
    browser = office.signed_in()
    assert "Прочитать документ" in browser.get("/plans/new").text
    preview = upload(browser, name="План 2021.txt", content=SEED_TEXT.read_bytes())
    assert "таблица 1, строка 4" in preview.text
    assert "ККШИ" in preview.text
    assert office.plans() == 0
    assert office.stored_files() == []

    draft = browser.post(f"/plans/new/{key_of(preview)}", {"pin": PIN})
    office.plan_id = 1
    assert "Что осталось до ввода в действие" in draft.text
    assert "нет адреса" in draft.text
    assert "Направить план на утверждение</button>" not in draft.text
    assert office.pending_files() == [] or {file.name for file in office.pending_files()} == {"outcome.json"}

    settle(browser, office)
    with office.database.read() as conn:
        people = conn.execute(select(PERSON.c.id, PERSON.c.name).where(PERSON.c.email.is_(None))).all()
    contacts = {f"email-{person.id}": f"person{person.id}@omsk-edu.example" for person in people}
    saved = browser.post("/plans/1/people/contacts", contacts | {"person": [str(person.id) for person in people]})
    assert "Сведения о людях записаны" in saved.text
    office.enrol_everyone()
    browser = office.signed_in()
    ready = browser.get("/plans/1")
    assert "Направить план на утверждение</button>" in ready.text
    sent = browser.post("/plans/1/activate", {"summary": "План с исправлениями."})
    assert "План на утверждении" in sent.text
    assert "/correct" not in sent.text
    sign(office, SHESTAKOV, "agree")
    assert "План введён в действие" in sign(office, EFIMOVA, "approve")
    with office.database.read() as conn:
        assert conn.execute(select(PLAN.c.state)).scalar_one() is PlanState.ACTIVE


def test_the_document_lies_in_the_store_and_in_the_ledger(office: PlanPages) -> None:
    browser = office.signed_in()
    imported(office, browser)
    with office.database.read() as conn:
        plan = conn.execute(select(PLAN)).one()
    assert office.store.path(plan.source_sha256).read_bytes() == b"document 0"
    assert plan.source_name == "План 2021.docx"
    with office.database.read() as conn:
        entry = conn.execute(text("SELECT body FROM ledger_entry WHERE ledger_id = 'plan-1' AND seq = 0")).scalar_one()
    assert json.loads(entry)["evidence_sha256"] == [plan.source_sha256]
    assert plan.coordinator_id == office.person(COORDINATOR)


def test_the_overview_leads_who_may_load_a_plan_to_the_page(office: PlanPages) -> None:
    office.add_person("Посторонний П.П.", "stranger@omsk-edu.example")
    assert 'href="/plans/new"' in office.signed_in().get("/").text
    assert 'href="/plans/new"' not in office.by_link("Посторонний П.П.").get("/").text


def test_a_second_click_leads_to_the_same_draft(office: PlanPages) -> None:
    browser = office.signed_in()
    path = f"/plans/new/{key_of(upload(browser))}"
    first, second = browser.post(path), browser.post(path)
    assert str(first.url) == str(second.url) == str(browser.get(path).url)
    assert office.plans() == 1


def test_a_discarded_document_is_gone(office: PlanPages) -> None:
    browser = office.signed_in()
    path = f"/plans/new/{key_of(upload(browser))}"
    assert browser.post(f"{path}/discard").status_code == 200
    assert browser.get(path).status_code == 404
    assert office.pending_files() == []


def test_the_approvers_are_asked_for_where_the_document_names_none(office: PlanPages) -> None:
    browser = office.signed_in()
    office.document = seed(agreed_by=None, approved_by=None)
    preview = upload(browser)
    path = f"/plans/new/{key_of(preview)}"
    assert "Документ не называет, кто его утвердил" in preview.text
    missing = browser.post(path, {"agrees": "Шестаков В. В."})
    assert missing.status_code == 422
    assert 'href="#accept-approves"' in missing.text
    assert 'value="Шестаков В. В."' in missing.text
    twice = browser.post(path, {"agrees": EFIMOVA, "approves": EFIMOVA})
    assert twice.status_code == 422
    assert browser.post(path, {"approves": "я" * 400}).status_code == 422
    assert office.plans() == 0
    browser.post(path, {"agrees": "Шестаков В. В.", "approves": EFIMOVA})
    with office.database.read() as conn:
        chain = conn.execute(select(PLAN.c.chain)).scalar_one()
    assert [step["approvers"] for step in chain] == [[office.person(SHESTAKOV)], [office.person(EFIMOVA)]]


def test_what_is_doubtful_stands_beside_its_row(office: PlanPages) -> None:
    browser = office.signed_in()
    page = upload(browser).text
    row = page[page.index('id="item-3"') : page.index('id="item-4"')]
    for words in ("Справка по итогу мониторингового визита", "не менее 7", "с 01.02.2021 по 28.02.2021"):
        assert words in row
    assert "организация не из списка плана" in row
    assert "Возможно, имеется в виду «ККШИ»" in row
    assert 'href="#item-10" class="nowrap">п. 10</a>' in page


def test_a_long_plan_is_shown_in_pages(office: PlanPages) -> None:
    browser = office.signed_in()
    document = rows(450)
    document["items"][420] |= {"due_on": None}
    office.document = document
    first = upload(browser)
    assert len(re.findall(r'<li class="compare"', first.text)) == 200
    assert "?page=3#item-421" in first.text
    last = browser.get(f"/plans/new/{key_of(first)}?page=3")
    assert len(re.findall(r'<li class="compare"', last.text)) == 50
    assert 'id="item-421"' in last.text
    for odd in ("0", "-1", "99", "x", "3.5"):
        assert browser.get(f"/plans/new/{key_of(first)}?page={odd}").status_code == 200


def test_the_same_file_again_is_told(office: PlanPages) -> None:
    browser = office.signed_in()
    browser.post(f"/plans/new/{key_of(upload(browser))}")
    assert "Этот файл уже загружен" in upload(browser).text


def test_a_text_document_is_kept_as_text(office: PlanPages) -> None:
    office.read_for_real()
    browser = office.signed_in()
    preview = upload(browser, name="План.txt", content=SEED_TEXT.read_bytes())
    browser.post(f"/plans/new/{key_of(preview)}")
    with office.database.read() as conn:
        assert conn.execute(select(PLAN.c.source_media_type)).scalar_one() == "text/plain"


def test_the_original_is_downloaded_under_its_name_by_who_may_see_the_plan(office: PlanPages) -> None:
    browser = office.signed_in()
    imported(office, browser)
    answer = browser.get("/plans/1/document/file")
    assert answer.content == b"document 0"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert "%D0%9F%D0%BB%D0%B0%D0%BD%202021.docx" in disposition
    assert "sandbox" in answer.headers["content-security-policy"]
    office.add_person("Посторонний П.П.", "stranger@omsk-edu.example")
    stranger = office.by_link("Посторонний П.П.")
    assert stranger.get("/plans/1/document/file").status_code == 404
    assert stranger.get("/plans/1/document").status_code == 404
