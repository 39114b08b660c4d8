"""Letters around an amendment, as their recipients get them."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from models.states import DecisionKind, NoticeKind
from tests.integration.amending import DOCUMENT, REASON, ROGOVAYA, amend, new_item, propose
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import (
    BASE_URL,
    COORDINATOR_MAIL,
    NAZEMKINA_MAIL,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
)
from tests.integration.reading import at
from tests.integration.smtp_server import Received, running_smtp
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, AddOrganisation, CancelItem, ChangeChain, ChangeItem
from workflow.sweep import sweep
from workflow.transaction import NOTICE

ROGOVAYA_MAIL, EFIMOVA_MAIL = "rogovaya@omsk-edu.example", "efimova@omsk-edu.example"


@pytest.fixture
def post(office: Office) -> Iterator[PostOffice]:
    with running_smtp() as server:
        forget_notices(office)
        yield PostOffice(office, server)


def newest(post: PostOffice, address: str) -> Received:
    post.send()
    return post.to(address)[-1]


def subject_and_text(received: Received) -> tuple[str, str]:
    assert not received.message.defects
    return str(received.message["Subject"]), received.text()


def test_an_approver_is_asked_item_by_item(post: PostOffice) -> None:
    propose(
        post.office,
        ChangeItem(place=3, due_on=date(2021, 4, 30)),
        CancelItem(place=5),
        AddItem(item=new_item()),
        source=DOCUMENT,
    )
    received = newest(post, SHESTAKOV_MAIL)
    subject, text = subject_and_text(received)
    assert subject == "План 2021: на согласование до 25.01.2021 — изменение № 1"
    for line in (
        "поступило изменение № 1 в план работы на 2021 год.",
        "Кто представил: Ковалёва И.П.",
        REASON,
        "П. 3. Мониторинговые визиты — изменить:\n  срок: 28.02.2021 → 30.04.2021\n",
        "П. 5. Мониторинг ЛНПА по объективности — исключить из плана:\n  срок: 28.02.2021\n",
        "П. 22. Педагогический совет — добавить в план:\n  срок: 01.09.2021\n",
        f"Документ: {DOCUMENT.name}, SHA-256 {DOCUMENT.sha256}.",
        "Открыть изменение и принять решение:",
        f"{BASE_URL}/s/",
    ):
        assert line in text, line
    assert "отчёт" not in text.lower()
    assert "28.02.2021 → 30.04.2021" in received.html()


def test_a_long_amendment_is_told_by_its_beginning(post: PostOffice) -> None:
    propose(post.office, *(AddItem(item=new_item(number=str(number))) for number in range(22, 47)))
    _, text = subject_and_text(newest(post, SHESTAKOV_MAIL))
    assert text.count("добавить в план") == 20
    assert "И ещё 5 пунктов: все изменения — по ссылке." in text


def test_who_was_responsible_and_who_is_now_read_what_changed_for_them(post: PostOffice) -> None:
    amend(
        post.office,
        ChangeItem(place=3, due_on=date(2021, 4, 30), responsible=(ROGOVAYA,)),
        CancelItem(place=5),
        AddItem(item=new_item()),
    )
    post.send()
    _, text = subject_and_text(post.to(NAZEMKINA_MAIL)[-1])
    assert "зменение № 1 в план работы на 2021 год утверждено и вступило в силу." in text
    assert f"Основание: {REASON}" in text
    assert "срок: 28.02.2021 → 30.04.2021" in text
    assert "Вы больше не отвечаете за этот пункт." in text
    assert f"Открыть пункт 3: {BASE_URL}/plans/1/items/3" in text
    assert "П. 22. Педагогический совет — добавлен в план:" in text
    assert "Вы ответственный исполнитель этого пункта." in text
    assert text.count(f"{BASE_URL}/r/") == 1
    assert "П. 5." not in text
    subject, text = subject_and_text(post.to(ROGOVAYA_MAIL)[-1])
    assert subject == "П. 3: изменён, изменение № 1 в план 2021 года"
    assert "Вы ответственный исполнитель этого пункта." in text
    subject, text = subject_and_text(post.to(COORDINATOR_MAIL)[-1])
    assert subject == "План 2021: вступило в силу изменение № 1, 3 пункта"
    assert text.count("Открыть пункт ") == 3


def test_a_letter_of_a_long_amendment_ends_after_twenty_items(post: PostOffice) -> None:
    amend(post.office, *(AddItem(item=new_item(number=str(number))) for number in range(22, 45)))
    subject, text = subject_and_text(newest(post, COORDINATOR_MAIL))
    assert subject == "План 2021: вступило в силу изменение № 1, 23 пункта"
    assert text.count("добавлен в план") == 20
    assert "И ещё 3 пункта: все изменения — на странице плана." in text


def test_a_report_that_is_void_is_told_to_its_lead_and_to_who_was_to_decide(post: PostOffice) -> None:
    post.office.bring_to_approvers(3)
    amend(post.office, ChangeItem(place=3, target_count=9))
    post.send()
    _, text = subject_and_text(post.to(NAZEMKINA_MAIL)[-1])
    assert "Отчёт № 1 утратил силу: представьте его заново." in text
    texts = [received.text() for received in post.to(SHESTAKOV_MAIL)]
    assert sum("Отчёт № 1 утратил силу, решение по нему больше не требуется." in text for text in texts) == 1


def test_the_receipt_and_the_return_name_the_amendment(post: PostOffice) -> None:
    propose(post.office, ChangeItem(place=3, due_on=date(2021, 4, 30)))
    post.office.sign(SHESTAKOV)
    subject, text = subject_and_text(newest(post, SHESTAKOV_MAIL))
    assert subject == "План 2021: решение записано 21.01.2021"
    assert "Изменение № 1 в план работы на 2021 год." in text
    post.office.sign(EFIMOVA, kind=DecisionKind.RETURN, comment="Обоснуйте срок.")
    subject, text = subject_and_text(newest(post, COORDINATOR_MAIL))
    assert subject == "План 2021: изменение № 1 — возвращено на доработку"
    assert "изменение № 1 в план работы на 2021 год возвращено на доработку." in text.lower()
    assert "Обоснуйте срок." in text


def test_a_return_is_told_though_another_amendment_was_proposed_since(post: PostOffice) -> None:
    propose(post.office, ChangeItem(place=3, due_on=date(2021, 4, 30)))
    post.office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Обоснуйте срок.")
    propose(post.office, CancelItem(place=5))
    subject, _ = subject_and_text(newest(post, COORDINATOR_MAIL))
    assert "возвращено на доработку" in subject


def test_a_request_that_waits_too_long_names_the_amendment(post: PostOffice) -> None:
    propose(post.office, ChangeItem(place=3, due_on=date(2021, 4, 30)))
    forget_notices(post.office)
    at(post.office, "2021-01-25")
    sweep(post.office.engine)
    at(post.office, "2021-01-26")
    _, text = subject_and_text(newest(post, SHESTAKOV_MAIL))
    assert "План 2021: изменение № 1" in text
    assert "Открыть изменение и принять решение" in text


def test_s31_reminders_of_a_cancelled_item_and_of_an_old_deadline_are_not_sent(post: PostOffice) -> None:
    at(post.office, "2021-02-25")
    sweep(post.office.engine)
    assert {3, 5} <= set(_reminded(post.office))
    amend(post.office, ChangeItem(place=3, due_on=date(2021, 4, 30)), CancelItem(place=5))
    at(post.office, "2021-02-26")
    post.send()
    reminders = [
        received.text()
        for address in (NAZEMKINA_MAIL, "romanenko@omsk-edu.example")
        for received in post.to(address)
        if "внимания" in str(received.message["Subject"])
    ]
    assert not [text for text in reminders if "Мониторинговые визиты" in text or "Мониторинг ЛНПА" in text]
    with post.office.database.read() as conn:
        reasons = set(
            conn.execute(select(NOTICE.c.cancel_reason).where(NOTICE.c.kind == NoticeKind.REMINDER)).scalars()
        )
    assert {"пункт исключён из плана", "срок, о котором напоминание, больше не идёт"} <= reasons


def _reminded(office: Office) -> list[int]:
    with office.database.read() as conn:
        ids = set(conn.execute(select(NOTICE.c.item_id).where(NOTICE.c.kind == NoticeKind.REMINDER)).scalars())
    return [place for place in range(1, 22) if office.item(place).id in ids]


def test_a_changed_route_is_told_to_who_sits_in_it_and_who_is_responsible(post: PostOffice) -> None:
    """Шестаков is responsible for items that follow the plan's route, so that he does not decide on it."""
    deputy = "deputy@omsk-edu.example"
    post.office.engine.execute(c.AddPerson(name="Новикова Н.Н.", email=deputy), SYSTEM)
    steps = [
        {"verb": "agree", "approvers": [SHESTAKOV], "alternate": "Новикова Н.Н."},
        {"verb": "approve", "approvers": [EFIMOVA]},
    ]
    propose(
        post.office,
        ChangeChain.model_validate({"chain": steps}),
        AddOrganisation.model_validate({"organisation": {"code": "25", "name": "СОШ № 25"}}),
    )
    asked = newest(post, EFIMOVA_MAIL)
    for line in (
        "План — изменить маршрут согласования:",
        "  стало: Согласование — Шестаков В.В. (2 рабочих дня, замещает Новикова Н.Н.); Утверждение",
        "Организация 25. СОШ № 25 — добавить в список плана.",
    ):
        assert line in asked.text(), line
    post.office.sign(EFIMOVA)
    subject, text = subject_and_text(newest(post, deputy))
    assert subject == "План 2021: вступило в силу изменение № 1"
    assert "Теперь решение по маршруту принимаете и вы: о каждом придёт отдельное письмо." in text
    assert f"Открыть план: {BASE_URL}/plans/1" in text
    assert "Организация 25" in subject_and_text(post.to(COORDINATOR_MAIL)[-1])[1]
    assert "План — изменён маршрут согласования:\n  было: Согласование" in newest(post, NAZEMKINA_MAIL).text()
