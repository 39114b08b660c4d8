"""Letters about substitutions, replaced approvers and changed addresses, as their recipients get them."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from models.states import MailState, NoticeKind
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import (
    BASE_URL,
    COORDINATOR_MAIL,
    NAZEMKINA_MAIL,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
)
from tests.integration.reading import NAZEMKINA
from tests.integration.smtp_server import running_smtp
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.transaction import NOTICE

DAY = date(2021, 1, 21)
DEPUTY, DEPUTY_MAIL, EFIMOVA_MAIL = "Петренко А.А.", "petrenko@omsk-edu.example", "efimova@omsk-edu.example"


@pytest.fixture
def post(office: Office) -> Iterator[PostOffice]:
    with running_smtp() as server:
        office.engine.execute(c.AddPerson(name=DEPUTY, email=DEPUTY_MAIL), SYSTEM)
        office.bring_to_approvers(3)
        forget_notices(office)
        yield PostOffice(office, server)


def absent(office: Office, name: str, by: str) -> None:
    command = c.AddSubstitution(
        absent_id=office.person(name),
        substitute_id=office.person(by),
        starts_on=DAY,
        ends_on=date(2021, 1, 30),
        order_number="12-к",
        order_date=DAY,
    )
    office.do(COORDINATOR, command)


def got(post: PostOffice, address: str) -> dict[str, str]:
    """Text by subject of what came to an address."""
    for received in post.to(address):
        assert not received.message.defects
    return {str(received.message["Subject"]): received.text() for received in post.to(address)}


def test_both_sides_of_a_substitution_hear_and_the_substitute_is_asked_to_sign(post: PostOffice) -> None:
    absent(post.office, SHESTAKOV, DEPUTY)
    post.send()
    subject = "Замещение назначено с 21.01.2021 по 30.01.2021: Шестаков В.В., и.о. Петренко А.А."
    assert "Вас замещают с 21.01.2021 по 30.01.2021" in got(post, SHESTAKOV_MAIL)[subject]
    letters = got(post, DEPUTY_MAIL)
    assert "приказ № 12-к от 21.01.2021" in letters[subject]
    request = next(text for told, text in letters.items() if told.startswith("П. 3: на согласование"))
    assert "Замещаемое лицо: Шестаков В.В." in request
    assert f"{BASE_URL}/s/" in request


def test_a_substitute_without_a_pin_reads_how_to_get_one_until_there_is_one(post: PostOffice) -> None:
    absent(post.office, SHESTAKOV, DEPUTY)
    post.send()
    letters = got(post, DEPUTY_MAIL)
    assert len(letters) == 2
    for text in letters.values():
        told = " ".join(text.split())
        assert "лист выдачи с кодом активации: его печатает ответственный за контроль исполнения плана Ковалёва" in told
        assert f"Установить ПИН-код: {BASE_URL}/e/" in told
    post.office.enrol_everyone()
    post.office.bring_to_approvers(4)
    post.send()
    later = [text for told, text in got(post, DEPUTY_MAIL).items() if told.startswith("П. 4: ")]
    assert len(later) == 1
    assert "/e/" not in later[0]


def test_a_request_that_waited_for_somebody_else_is_dropped_when_it_is_claimed(post: PostOffice) -> None:
    office = post.office
    office.bring_to_approvers(4)
    absent(office, SHESTAKOV, DEPUTY)
    office.do(COORDINATOR, c.EndSubstitution(substitution_id=1, reason="Вышел раньше."))
    post.send()
    subjects = [told for told in got(post, DEPUTY_MAIL) if told.startswith("П. ")]
    assert subjects == []
    assert list(got(post, DEPUTY_MAIL)) == ["Замещение прекращено: Шестаков В.В., и.о. Петренко А.А."]
    with office.database.read() as conn:
        dropped = conn.execute(select(NOTICE.c.cancel_reason).where(NOTICE.c.state == MailState.CANCELLED)).scalars()
        assert {"решение теперь принимает другое лицо", "замещение отменено или уже окончено"} <= set(dropped)


def test_the_coordinator_hears_whose_substitute_may_not_decide(post: PostOffice) -> None:
    absent(post.office, SHESTAKOV, NAZEMKINA)
    post.send()
    text = got(post, COORDINATOR_MAIL)["П. 3: назначьте, кто решает вместо отсутствующего лица (Шестаков В.В.)"]
    assert "Наземкина Е.А. (и.о.) — ответственный исполнитель пункта" in text
    assert f"{BASE_URL}/plans/1/people#substitutions" in text


def test_everybody_in_the_route_hears_of_a_replaced_approver(post: PostOffice) -> None:
    office = post.office
    command = c.ReplaceApprover(
        plan_id=office.plan_id,
        person_id=office.person(EFIMOVA),
        successor_id=office.person(DEPUTY),
        reason="Переход на другую работу.",
        order_number="30-к",
        order_date=DAY,
    )
    office.do(COORDINATOR, command)
    post.send()
    subject = "План 2021: сменилось согласующее лицо (Ефимова Л.Г. → Петренко А.А.)"
    said = {
        EFIMOVA_MAIL: "Решать по этому плану вам больше не нужно",
        DEPUTY_MAIL: "ждёт теперь вас",
        SHESTAKOV_MAIL: "Если о замене вам ничего не известно",
    }
    for address, words in said.items():
        text = got(post, address)[subject]
        assert words in text
        assert "Где: маршрут плана\nОснование: приказ № 30-к от 21.01.2021. Переход на другую работу." in text
    assert post.alarms() == ["approver_replaced"]


def test_the_old_mailbox_is_told_and_nothing_more_goes_there(post: PostOffice) -> None:
    office = post.office
    office.do(COORDINATOR, c.ChangePerson(person_id=office.person(NAZEMKINA), email="new@omsk-edu.example"))
    post.send()
    ((subject, text),) = got(post, NAZEMKINA_MAIL).items()
    assert subject == "Адрес для писем изменён: Наземкина Е.А."
    assert "new@omsk-edu.example" not in text
    assert "Ковалёва И.П." in text


def test_a_deactivated_person_gets_no_letter_that_waits(post: PostOffice) -> None:
    office = post.office
    office.do(COORDINATOR, c.AddSubstitution(
        absent_id=office.person(EFIMOVA), substitute_id=office.person(DEPUTY), starts_on=DAY, ends_on=DAY,
        order_number="1", order_date=DAY,
    ))  # fmt: skip
    office.do(COORDINATOR, c.EndSubstitution(substitution_id=1, reason="Отменено."))
    office.engine.execute(c.DeactivatePerson(person_id=office.person(DEPUTY), reason="Уволен."), SYSTEM)
    post.send()
    assert got(post, DEPUTY_MAIL) == {}
    with office.database.read() as conn:
        told = select(NOTICE.c.state).where(
            NOTICE.c.recipient_id == office.person(DEPUTY), NOTICE.c.kind == NoticeKind.SUBSTITUTION
        )
        assert set(conn.execute(told).scalars()) == {MailState.CANCELLED}
