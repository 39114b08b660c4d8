"""A decision on paper through the pages: the coordinator brings the sheet, its signer may say that it is not theirs."""

from datetime import date
from pathlib import Path

import pytest

from models.states import NoticeKind, PaperState
from tests.integration.amending import propose, told
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.plan_pages import PlanPages, running_office
from tests.integration.sheets import OPERATOR, papers
from tests.integration.web_site import PDF, Browser, files_under
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeItem

ON_THE_SHEET = {
    "kind": "agree", "number": "5", "signed_on": "21.01.2021", "original_at": "Приёмная, папка 3", "pin": PIN,
}  # fmt: skip


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> PlanPages:
    office = running_office(sqlite_template, tmp_path)
    office.bring_to_approvers(3)
    return office


def register(office: PlanPages, browser: Browser, **changes: str) -> tuple[int, str]:
    """Send the form for Шестаков's open task; gives the answer's status and text."""
    task = office.task_of(SHESTAKOV)
    path = f"/plans/{office.plan_id}/papers/register/{task.id}"
    page = browser.get(path)
    form = ON_THE_SHEET | {"digest": browser.hidden(page, "digest")} | changes
    answer = browser.post(path, form, files=[("sheet", ("Лист 5.pdf", PDF))])
    return answer.status_code, answer.text


def test_a_sheet_goes_from_the_coordinators_form_to_its_signers_page(office: PlanPages) -> None:
    coordinator = office.signed_in()
    task = office.task_of(SHESTAKOV)
    item = coordinator.get(f"/plans/{office.plan_id}/items/3").text
    assert f"/papers/register/{task.id}" in item
    status, page = register(office, coordinator)
    assert status == 200
    assert "Решение на бумаге" in page
    assert f"/papers/register/{task.id}" not in page
    assert told(office, NoticeKind.PAPER_REGISTERED) == [SHESTAKOV]
    paper = papers(office)[0]
    scan = coordinator.get(f"/plans/{office.plan_id}/papers/{paper.id}")
    assert (scan.headers["content-type"], scan.content) == ("application/pdf", PDF)
    signer = office.browser()
    path, _ = office.sign_link(SHESTAKOV)
    page = signer.get(path).text
    assert "Зарегистрировано ваше решение на бумаге" in page
    assert "лист № 5</a> от 21.01.2021" in page or "лист № 5 от 21.01.2021" in page
    assert signer.get(f"/sign/{task.id}/papers/{paper.id}").content == PDF
    answer = signer.post(f"/sign/{task.id}/papers/{paper.id}/disown", {"pin": PIN})
    assert answer.status_code == 200
    assert "сообщено «решение принято не мной»" in answer.text.lower()
    assert papers(office)[0].state is PaperState.DISOWNED
    assert told(office, NoticeKind.DECISION_DISOWNED) == [COORDINATOR]


def test_a_sheet_is_nobody_elses_to_register(office: PlanPages) -> None:
    task = office.task_of(SHESTAKOV)
    path = f"/plans/{office.plan_id}/papers/register/{task.id}"
    before = files_under(office.settings.data_dir / "evidence")
    lead = office.signed_in(office.lead(3))
    assert lead.get(path).status_code == 403
    assert "/papers/register/" not in lead.get(f"/plans/{office.plan_id}/items/3").text
    assert lead.post(path, ON_THE_SHEET, files=[("sheet", ("Лист.pdf", PDF))]).status_code == 403
    coordinator = office.signed_in()
    assert coordinator.get(f"/plans/{office.plan_id + 1}/papers/register/{task.id}").status_code == 404
    assert files_under(office.settings.data_dir / "evidence") == before


def test_a_sheet_on_an_amendment_is_refused_to_the_coordinator_and_taken_from_an_operator(office: PlanPages) -> None:
    office.engine.execute(c.AddPerson(name=OPERATOR, email="operator@omsk-edu.example", role="operator"), SYSTEM)
    office.enrol_everyone()
    propose(office, ChangeItem(place=5, title="Новое название"))
    status, page = register(office, office.signed_in())
    assert status == 403
    assert "Передайте лист администратору" in page
    operator = office.signed_in(OPERATOR)
    link = f"/papers/register/{office.task_of(SHESTAKOV).id}"
    assert link in operator.get(f"/plans/{office.plan_id}").text
    status, page = register(office, operator)
    assert status == 200
    assert "Решение на бумаге" in page
    assert len(papers(office)) == 1


def test_a_form_that_is_not_whole_keeps_what_was_typed_and_no_scan(office: PlanPages) -> None:
    coordinator = office.signed_in()
    before = files_under(office.settings.data_dir / "evidence")
    status, page = register(office, coordinator, number="", original_at="Шкаф 2")
    assert status == 422
    assert "Номер: заполните это поле." in page
    assert "Шкаф 2" in page
    assert files_under(office.settings.data_dir / "evidence") == before
    assert papers(office) == []


def test_s19_a_sheet_opens_for_those_of_its_plan_and_its_task_alone(office: PlanPages) -> None:
    register(office, office.signed_in())
    paper, task = papers(office)[0], office.task_of(SHESTAKOV)
    assert "Вход" in office.browser().get(f"/plans/{office.plan_id}/papers/{paper.id}").text
    office.bring_to_approvers(4)
    other = office.browser()
    path, other_task = office.sign_link(SHESTAKOV)
    other.get(path)
    assert other_task.id != task.id
    assert other.get(f"/sign/{other_task.id}/papers/{paper.id}").status_code == 404
    stranger = office.signed_in(EFIMOVA)
    assert stranger.post(f"/sign/{task.id}/papers/{paper.id}/disown", {"pin": PIN}).status_code == 404
    assert papers(office)[0].signed_on == date(2021, 1, 21)
