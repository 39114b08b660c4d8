"""What is on its way about an item when an amendment changes it was asked for of the item as it was: it is void."""

from datetime import date

from models.states import NoticeKind, SubmissionState, TaskState
from tests.integration.amending import (
    NAZEMKINA,
    ROGOVAYA,
    ROMANENKO,
    amend,
    no_difference,
    submission,
    tasks,
    told,
)
from tests.integration.office import SHESTAKOV, Office
from tests.integration.post_office import NAZEMKINA_MAIL, SHESTAKOV_MAIL, PostOffice
from tests.integration.reading import on_both
from tests.integration.smtp_server import running_smtp
from workflow import commands as c
from workflow.amendment_changes import ChangeItem
from workflow.queries import item_view
from workflow.views import Receipt

SUCCESSOR = ChangeItem(place=3, responsible=(ROGOVAYA,), lead=ROGOVAYA)


def ask(office: Office) -> Receipt:
    office.start(3)
    wanted = date(2021, 3, 15)
    return office.do(NAZEMKINA, c.RequestExtension(plan_id=office.plan_id, place=3, due_on=wanted, reason="Карантин."))


@on_both
def test_s07_an_extension_that_the_former_lead_asked_for_is_void_with_the_item_it_was_asked_of(office: Office) -> None:
    asked = ask(office)
    amend(office, SUCCESSOR)
    assert submission(office, asked).state is SubmissionState.VOIDED
    assert {task.state for task in tasks(office, asked)} == {TaskState.VOIDED}
    assert {NAZEMKINA, ROGOVAYA, SHESTAKOV} <= set(told(office, NoticeKind.PLAN_AMENDED))
    with office.database.read() as conn:
        history = item_view(conn, office.plan_id, 3, office.engine.today("Asia/Omsk")).history
    assert any(line.text == "Запрос № 1 на продление срока утратил силу" for line in history)
    no_difference(office)


def test_s07_a_sample_is_void_when_another_person_leads_the_item(office: Office) -> None:
    lead = office.lead(16)
    office.start(16)
    sample = office.do(
        lead, c.ProposeSample(plan_id=office.plan_id, place=16, organisations=("5", "6"), grounds="Приказ № 7.")
    )
    other = ROMANENKO if lead != ROMANENKO else ROGOVAYA
    amend(office, ChangeItem(place=16, responsible=(other,), lead=other))
    assert submission(office, sample).state is SubmissionState.VOIDED
    assert lead in told(office, NoticeKind.PLAN_AMENDED)
    no_difference(office)


def test_the_author_and_who_was_to_decide_read_that_it_is_void(office: Office) -> None:
    ask(office)
    amend(office, SUCCESSOR)
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
    void = "Запрос № 1 на продление срока утратил силу"
    assert f"{void}: если это ещё нужно, направьте заново." in post.to(NAZEMKINA_MAIL)[-1].text()
    assert any(f"{void}." in received.text() for received in post.to(SHESTAKOV_MAIL))
