"""Letters around a decision on paper, as their recipients get them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.states import MailState, NoticeKind
from tests.integration.office import COORDINATOR, SHESTAKOV, Office
from tests.integration.post_office import BASE_URL, COORDINATOR_MAIL, SHESTAKOV_MAIL, PostOffice, forget_notices
from tests.integration.sheets import paper_of, papers
from tests.integration.smtp_server import running_smtp
from workflow.commands import DisownDecision, DisownPaper, Withdraw
from workflow.paper_work import carry_out_papers
from workflow.transaction import NOTICE


@pytest.fixture
def post(office: Office) -> Iterator[PostOffice]:
    with running_smtp() as server:
        office.bring_to_approvers(3)
        forget_notices(office)
        office.do(COORDINATOR, paper_of(office, SHESTAKOV))
        yield PostOffice(office, server)


def newest(post: PostOffice, address: str) -> tuple[str, str]:
    post.send()
    received = post.to(address)[-1]
    assert not received.message.defects
    return str(received.message["Subject"]), received.text()


def test_the_signer_reads_what_was_registered_and_how_to_say_that_it_was_not_them(post: PostOffice) -> None:
    subject, text = newest(post, SHESTAKOV_MAIL)
    assert subject == "П. 3: зарегистрировано ваше решение с бумаги, вступит в силу 25.01.2021"
    for words in (
        "П. 3. Мониторинговые визиты",
        "Согласовано: Шестаков В.В., лист № 5 от 21.01.2021.",
        "Где подлинник: Приёмная, папка 3.",
        "Ковалёва И.П.",
        "«Сообщить: решение принято не мной»",
        f"{BASE_URL}/s/",
    ):
        assert words in text, words


def test_the_coordinator_hears_that_a_sheet_was_disowned(post: PostOffice) -> None:
    post.office.do(SHESTAKOV, DisownPaper(paper_id=papers(post.office)[0].id))
    subject, text = newest(post, COORDINATOR_MAIL)
    assert subject == "П. 3: сообщение «решение принято не мной»"
    assert "Решение с этого листа не вступит в силу" in text
    assert "подтверждение: на бумаге, лист № 5 от 21.01.2021" in text


def test_a_receipt_names_the_sheet_and_the_coordinator_hears_what_became_of_a_void_decision(post: PostOffice) -> None:
    post.office.move_to(post.office.clock.now() + timedelta(days=4))
    carry_out_papers(post.office.engine)
    _, text = newest(post, SHESTAKOV_MAIL)
    assert "Подтверждение: на бумаге, лист № 5 от 21.01.2021." in text
    decision_id = papers(post.office)[0].decision_id
    post.office.do(SHESTAKOV, DisownDecision(decision_id=decision_id))
    _, text = newest(post, COORDINATOR_MAIL)
    assert "Решение утратило силу: этап ждёт его заново" in text


def test_s31_a_registration_that_is_void_is_told_to_nobody(post: PostOffice) -> None:
    office = post.office
    office.do(office.lead(3), Withdraw(plan_id=office.plan_id, place=3))
    post.send()
    assert post.to(SHESTAKOV_MAIL) == []
    with office.database.read() as conn:
        states = conn.execute(select(NOTICE.c.state).where(NOTICE.c.kind == NoticeKind.PAPER_REGISTERED)).scalars()
        assert list(states) == [MailState.CANCELLED]
