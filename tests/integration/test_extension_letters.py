"""Letters around an extension of a deadline, as their recipients get them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from models.states import DecisionKind
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import (
    COORDINATOR_MAIL,
    NAZEMKINA_MAIL,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
)
from tests.integration.smtp_server import running_smtp
from workflow import commands as c
from workflow.sweep import sweep

EFIMOVA_MAIL = "efimova@omsk-edu.example"
REASON = "Две организации на карантине."


@pytest.fixture
def post(office: Office) -> Iterator[PostOffice]:
    with running_smtp() as server:
        office.start(3)
        office.move_to(datetime(2021, 3, 3, 4, 0, tzinfo=UTC))
        forget_notices(office)
        yield PostOffice(office, server)


def ask(post: PostOffice) -> None:
    office = post.office
    command = c.RequestExtension(plan_id=office.plan_id, place=3, due_on=date(2021, 3, 14), reason=REASON)
    office.do(office.lead(3), command)


def newest(post: PostOffice, address: str) -> tuple[str, str]:
    post.send()
    received = post.to(address)[-1]
    assert not received.message.defects
    return str(received.message["Subject"]), received.text()


def test_the_approvers_are_asked_and_everyone_hears_of_the_new_deadline(post: PostOffice) -> None:
    ask(post)
    subject, text = newest(post, SHESTAKOV_MAIL)
    assert subject == "П. 3: на согласование до 05.03.2021 — продление срока до 14.03.2021"
    assert "Срок по плану: 28.02.2021. Просят продлить до 14.03.2021, запрошено после срока." in text
    assert f"Причина: {REASON}" in text
    assert "Открыть запрос и принять решение:" in text
    post.office.sign(SHESTAKOV)
    subject, text = newest(post, EFIMOVA_MAIL)
    assert subject == "П. 3: на утверждение до 05.03.2021 — продление срока до 14.03.2021"
    assert "Согласовано: Шестаков В.В., 03.03.2021." in text
    assert "Предмет решения: продление срока до 14.03.2021." in post.to(SHESTAKOV_MAIL)[-1].text()
    post.office.sign(EFIMOVA)
    for address in (NAZEMKINA_MAIL, COORDINATOR_MAIL):
        subject, text = newest(post, address)
        assert subject == "П. 3: срок продлён до 14.03.2021"
        for line in (
            "Срок по плану: 28.02.2021, он остаётся в плане",
            "Контрольная дата: 12.03.2021.",
            "Срок продлён: Ефимова Л.Г., 03.03.2021.",
        ):
            assert line in text, line


def test_a_refusal_reaches_who_asked(post: PostOffice) -> None:
    ask(post)
    post.office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Причина не подтверждена.")
    subject, text = newest(post, NAZEMKINA_MAIL)
    assert subject == "П. 3: в продлении срока отказано"
    assert "Отказано в продлении срока: Шестаков В.В., 03.03.2021." in text
    assert "Замечание: Причина не подтверждена." in text
    assert "Контрольная дата прежняя: 26.02.2021." in text


def test_a_digest_offers_to_ask_until_a_request_waits_and_says_what_the_clock_follows(post: PostOffice) -> None:
    sweep(post.office.engine)
    post.wait(hours=6)
    _, text = newest(post, NAZEMKINA_MAIL)
    assert "Запросить продление: http://127.0.0.1:8000/r/" in text
    assert "#request_extension" in text
    ask(post)
    post.wait(days=2)
    sweep(post.office.engine)
    post.wait(hours=1)  # five in the afternoon: later than eight no digest goes
    _, text = newest(post, NAZEMKINA_MAIL)
    third = text.split("Мониторинговые визиты")[1].split("http")[0]
    assert "Запрошено продление до 14.03.2021, решение ожидается." in third
    post.office.sign(SHESTAKOV)
    post.office.sign(EFIMOVA)
    post.office.move_to(datetime(2021, 3, 11, 1, 0, tzinfo=UTC))
    sweep(post.office.engine)
    post.wait(hours=6)
    _, text = newest(post, NAZEMKINA_MAIL)
    assert "Срок по плану 28.02.2021, продлён до 14.03.2021." in text
