"""What the pages of a plan show a viewer is what they may open and do: tabs, addresses, ways to act."""

import re
from datetime import date
from pathlib import Path

from models.states import LinkPurpose
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, SHESTAKOV
from tests.integration.reading import NAZEMKINA
from tests.integration.web_site import Browser, WebOffice, ready_office, ready_pages
from workflow.actor import SYSTEM
from workflow.commands import AddPerson, ProposeAmendment

TAB = re.compile(r'<li><a href="(/[^"]*)"')
ADDRESS = "@omsk-edu.example"
INSPECTOR, OPERATOR = "Проверяющая П.П.", "Оператор О.О."

office = ready_pages


def by_letter(office: WebOffice, name: str) -> Browser:
    browser = office.browser()
    browser.get(office.link(LinkPurpose.SIGN_IN, name))
    return browser


def tabs_of(page: str) -> list[str]:
    return TAB.findall(page[page.index('<nav class="tabs"') : page.index("</nav>")])


def test_every_tab_that_a_person_is_shown_opens_and_no_other(office: WebOffice) -> None:
    office.engine.execute(AddPerson(name=INSPECTOR, email="inspector@gov.example", role="inspector"), SYSTEM)
    office.enrol_everyone()
    for name, reads_mail in ((COORDINATOR, True), (INSPECTOR, True), (SHESTAKOV, False), (NAZEMKINA, False)):
        browser = office.signed_in(name)
        tabs = tabs_of(browser.get("/plans/1").text)
        assert {browser.get(path).status_code for path in tabs} == {200}, name
        assert ("/plans/1/mail" in tabs, browser.get("/plans/1/mail").status_code == 200) == (reads_mail,) * 2, name


def test_a_guest_of_the_demonstration_opens_every_tab_and_sees_no_address(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    guest = ready_office(sqlite_template, tmp_path, is_demo=True).browser()
    tabs = tabs_of(guest.get("/plans/1").text)
    assert "/plans/1/mail" in tabs
    pages = [guest.get(path) for path in tabs]
    assert {page.status_code for page in pages} == {200}
    assert not any(ADDRESS in page.text for page in pages)


def test_s19_addresses_are_shown_to_who_keeps_the_plan_or_reads_everything(office: WebOffice) -> None:
    office.engine.execute(AddPerson(name=INSPECTOR, email="inspector@gov.example", role="inspector"), SYSTEM)
    office.enrol_everyone()
    for name, is_shown in ((COORDINATOR, True), (INSPECTOR, True), (SHESTAKOV, False), (NAZEMKINA, False)):
        page = office.signed_in(name).get("/plans/1/people").text
        assert (ADDRESS in page) is is_shown, name
        assert SHESTAKOV in page


def test_the_way_to_register_a_sheet_is_shown_where_the_engine_would_accept_it(office: WebOffice) -> None:
    office.engine.execute(AddPerson(name=OPERATOR, email="operator@gov.example", role="operator"), SYSTEM)
    office.enrol_everyone()
    change = {"kind": "change", "place": 8, "due_on": date(2021, 11, 1)}
    office.do(COORDINATOR, ProposeAmendment.model_validate({"plan_id": 1, "reason": "Приказ.", "changes": [change]}))
    own = office.task_of(SHESTAKOV).id
    office.bring_to_approvers(3)
    others = office.task_of(SHESTAKOV).id
    coordinator, operator = office.signed_in(COORDINATOR), office.signed_in(OPERATOR)
    way = "/plans/1/papers/register/{}"
    assert way.format(own) not in coordinator.get("/plans/1").text
    assert way.format(own) in operator.get("/plans/1").text
    for browser in (coordinator, operator):
        assert way.format(others) in browser.get("/plans/1/items/3").text
    assert way.format(others) not in office.signed_in(SHESTAKOV).get("/plans/1/items/3").text
