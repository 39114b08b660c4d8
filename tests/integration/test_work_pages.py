"""Parts, the register of requests, samples and coverage on the pages, in letters and on the command line's facts."""

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from cli.item_facts import item_view_json
from models.states import NoticeKind, SubmissionState
from notifications.around import read_around
from notifications.letters.compose import compose
from notifications.letters.draft import Desk, Draft
from notifications.letters.facts import Facts
from notifications.truth import no_longer_true
from tests.integration.databases import SqliteTemplate
from tests.integration.office import EFIMOVA, PIN, SHESTAKOV
from tests.integration.web_site import PDF, Browser, WebOffice, ready_office
from workflow import commands as c
from workflow.queries import item_view, person_view
from workflow.sweep import sweep
from workflow.transaction import NOTICE
from workflow.views import ItemView

ON_REQUEST, SAMPLED = 9, 16
LEAD, CO_EXECUTOR = "Романенко С.А.", "Наземкина Е.А."


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> WebOffice:
    office = ready_office(sqlite_template, tmp_path)
    for place in (ON_REQUEST, SAMPLED):
        office.start(place)
    return office


def opened(office: WebOffice, name: str, place: int) -> Browser:
    browser = office.browser()
    assert browser.get(office.respond_link(name, place)).status_code == 200
    return browser


def view(office: WebOffice, place: int) -> ItemView:
    with office.database.read() as conn:
        return item_view(conn, office.plan_id, place, office.engine.today())


def post(browser: Browser, place: int, path: str, **fields: object) -> str:
    answer = browser.post(f"/plans/1/items/{place}/{path}", {"pin": PIN} | fields)
    return unescape(answer.text)


def letters(office: WebOffice, kind: NoticeKind) -> list[tuple[Draft, str | None]]:
    """Each waiting notice of a kind as its letter, and why it would not be sent."""
    with office.database.write() as conn:
        rows = conn.execute(NOTICE.select().where(NOTICE.c.kind == kind).order_by(NOTICE.c.id)).all()
        facts = Facts(conn, rows, office.engine.now(), "Asia/Omsk")
        around = read_around(conn, rows, office.engine.now())
        told = []
        for row in rows:
            person = person_view(conn, row.recipient_id)
            desk = Desk(conn, facts, office.engine.now(), person, person.email or "")
            told.append((compose([row], desk), no_longer_true(row, around)))
        return told


def test_a_co_executor_marks_the_part_and_the_lead_sees_it_before_submitting(office: WebOffice) -> None:
    whose = office.person(CO_EXECUTOR)
    page = post(opened(office, LEAD, ON_REQUEST), ON_REQUEST, "part-due", person_id=whose, due_on="2021-03-12")
    assert "внутренний срок 12.03.2021" in page
    browser = opened(office, CO_EXECUTOR, ON_REQUEST)
    page = unescape(browser.get(f"/plans/1/items/{ON_REQUEST}").text)
    assert "Моя часть готова" in page
    assert "Назначить внутренний срок" not in page
    assert "готова 21.01.2021" in post(browser, ON_REQUEST, "part", ready="yes")
    assert "Часть уже отмечена готовой" in post(browser, ON_REQUEST, "part", ready="yes")
    page = unescape(opened(office, LEAD, ON_REQUEST).get(f"/plans/1/items/{ON_REQUEST}").text)
    assert "Ещё не отмечены готовыми части: Васюхичев Д.В." in page


def test_the_lead_gets_a_letter_while_all_parts_are_ready(office: WebOffice) -> None:
    office.do("Наземкина Е.А.", c.MarkPart(plan_id=1, place=SAMPLED))
    ((letter, gone),) = letters(office, NoticeKind.PARTS_READY)
    assert (letter.subject, gone) == ("П. 16: части соисполнителей готовы — направьте отчёт", None)
    assert letter.context["parts_told"] == ["Наземкина Е.А. — 21.01.2021"]
    office.do("Наземкина Е.А.", c.MarkPart(plan_id=1, place=SAMPLED, is_ready=False))
    ((_, gone),) = letters(office, NoticeKind.PARTS_READY)
    assert gone is not None


def test_the_register_is_kept_on_the_page_and_no_requests_is_one_tick(office: WebOffice) -> None:
    browser = opened(office, CO_EXECUTOR, ON_REQUEST)
    assert "Запросов пока нет" in browser.get(f"/plans/1/items/{ON_REQUEST}").text
    page = post(browser, ON_REQUEST, "requests", sender="ОО № 11", subject="Рекомендации", received_on="2021-01-22")
    assert "ещё не наступила" in page
    page = post(browser, ON_REQUEST, "requests", sender="ОО № 11", subject="Рекомендации", received_on="2021-01-20")
    assert "№ 1 от 20.01.2021" in page
    page = post(browser, ON_REQUEST, "requests/answer", number="1", answered_on="2021-01-21", answer="Направлены.")
    assert "Ответ 21.01.2021" in page
    lead = opened(office, LEAD, ON_REQUEST)
    assert "снимите отметку" in post(lead, ON_REQUEST, "submit", summary="Готово.", no_requests="yes")
    assert "Запросов не поступало</label>" not in lead.get(f"/plans/1/items/{ON_REQUEST}").text


def test_an_approver_sees_that_no_request_came(office: WebOffice) -> None:
    lead = opened(office, LEAD, ON_REQUEST)
    assert "Запросов не поступало</label>" in lead.get(f"/plans/1/items/{ON_REQUEST}").text
    page = post(lead, ON_REQUEST, "submit", summary="За период обращений не было.", no_requests="yes")
    assert "запросов не поступало" in page
    browser = office.browser()
    page = unescape(browser.get(office.sign_link(SHESTAKOV)[0]).text)
    assert "запросов не поступало" in page
    (letter, _), *_ = letters(office, NoticeKind.SIGN_REQUEST)[-1:]
    assert letter.context["item"]["shown"] == "Запросов не поступало"


def test_a_sample_is_proposed_signed_and_counted_on_the_pages(office: WebOffice) -> None:
    lead = opened(office, LEAD, SAMPLED)
    assert "Предложить выборку" in lead.get(f"/plans/1/items/{SAMPLED}").text
    chosen_none = {"pin": PIN, "grounds": "Приказ № 7."}
    answer = lead.post(f"/plans/1/items/{SAMPLED}/sample", chosen_none, files=[("document", ("", b""))])
    assert "Выберите организации" in unescape(answer.text)
    answer = lead.post(
        f"/plans/1/items/{SAMPLED}/sample",
        {"pin": PIN, "organisations": ["11", "27"], "grounds": "Приказ № 7."},
        files=[("document", ("Приказ.pdf", PDF))],
    )
    assert "Организации (2 из 24): 11, 27." in unescape(answer.text)
    assert lead.get(f"/plans/1/items/{SAMPLED}/samples/1/document").content == PDF
    approver = office.browser()
    page = unescape(approver.get(office.sign_link(SHESTAKOV)[0]).text)
    assert "Выборка: пункт 16." in page
    assert "Войдут в выборку" in page
    request = letters(office, NoticeKind.SIGN_REQUEST)[-1][0]
    assert "поступила" in str(request.context)
    assert request.subject.endswith("выборка: 2 из 24 организаций")
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.add(SAMPLED, organisations=("11",))
    matrix = unescape(lead.get("/plans/1/organisations").text)
    assert "не входит в выборку" in matrix
    assert "1 из 2" in matrix
    page = unescape(lead.get(f"/plans/1/items/{SAMPLED}").text)
    assert "Показано по организациям: 1 из 2" in page
    assert "Ещё не показаны:" in page
    told = letters(office, NoticeKind.SAMPLE_APPROVED)
    assert [letter.subject for letter, _ in told] == ["П. 16: выборка утверждена: 2 из 24 организаций"] * len(told)
    facts = item_view_json(view(office, SAMPLED))
    assert (facts["sample"], facts["organisations_missing"], facts["progress_percent"]) == (["11", "27"], ["27"], 20)


def test_the_author_takes_a_sample_back_on_the_page(office: WebOffice) -> None:
    office.do(LEAD, c.ProposeSample(plan_id=1, place=SAMPLED, organisations=("11",), grounds="Приказ № 7."))
    (sample,) = view(office, SAMPLED).samples
    stranger = opened(office, CO_EXECUTOR, SAMPLED)
    assert "отозвать может только тот" in post(stranger, SAMPLED, "sample/withdraw", submission_id=sample.id)
    post(opened(office, LEAD, SAMPLED), SAMPLED, "sample/withdraw", submission_id=sample.id)
    assert view(office, SAMPLED).samples[0].state is SubmissionState.WITHDRAWN


def test_a_part_that_was_marked_since_leaves_the_digest(office: WebOffice) -> None:
    due = c.SetPartDue(plan_id=1, place=SAMPLED, person_id=office.person(CO_EXECUTOR), due_on=date(2021, 1, 22))
    office.do(LEAD, due)
    sweep(office.engine)
    reminders = [each for each in letters(office, NoticeKind.REMINDER) if "Ваша часть" in str(each[0].context)]
    ((letter, gone),) = reminders
    assert gone is None
    (line,) = letter.context["lines"]
    assert (line["headline"], line["is_late"]) == ("Ваша часть: через 1 рабочий день", False)
    office.do(CO_EXECUTOR, c.MarkPart(plan_id=1, place=SAMPLED))
    gone_now = [why for each, why in letters(office, NoticeKind.REMINDER) if "Ваша часть" in str(each.context)]
    assert gone_now == ["часть уже отмечена готовой, или её срок изменён"]
