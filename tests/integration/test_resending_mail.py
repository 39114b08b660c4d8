"""A letter once more: the same message where it may not have arrived, a new one where it did; on both databases."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from models.mail import SuppressedAddress
from models.states import MailState, NoticeKind
from notifications.rows import LETTER
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import NAZEMKINA_MAIL, SHESTAKOV_MAIL, PostOffice, office_with_a_request, sign_token
from tests.integration.smtp_server import DROP, SmtpServer, running_smtp
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import InvalidCommand, NotFound, NotYourTurn
from workflow.queries import deployment_lines, ledger_lines
from workflow.rows import PERSON
from workflow.sweep import sweep
from workflow.transaction import NOTICE

SUPPRESSED = SuppressedAddress.__table__  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


@pytest.fixture
def post(database: Database, server: SmtpServer) -> PostOffice:
    return PostOffice(office_with_a_request(database), server)


def resend(office: Office, letter_id: int, by: str = COORDINATOR) -> str:
    return office.do(by, c.ResendLetter(letter_id=letter_id)).text


def the_letter(post: PostOffice) -> int:
    return int(post.the_letter(SHESTAKOV_MAIL).id)


@pytest.mark.parametrize(("answer", "state"), [(DROP, MailState.UNKNOWN), ("550 full", MailState.DEAD)])
def test_s28_what_may_not_have_arrived_goes_again_as_the_same_message(
    post: PostOffice, answer: str, state: MailState
) -> None:
    post.script.data[SHESTAKOV_MAIL].append(answer)
    post.send()
    letter = post.the_letter(SHESTAKOV_MAIL)
    assert letter.state is state
    assert "без изменений: сейчас" in resend(post.office, letter.id)
    assert post.send().accepted >= 1
    again = post.the_letter(SHESTAKOV_MAIL)
    assert (again.id, again.state, again.tries) == (letter.id, MailState.ACCEPTED, 2)
    messages = {received.data for received in post.to(SHESTAKOV_MAIL)}
    assert len(messages) == 1
    assert letter.message_id.encode() in messages.pop()
    with post.office.database.read() as conn:
        said = ledger_lines(conn, post.office.plan_id, limit=1)[0].text
        told = conn.execute(select(NOTICE.c.state).where(NOTICE.c.letter_id == letter.id)).scalars().all()
    assert said == f"Письмо № {letter.id} «на согласование» отправлено ещё раз без изменений, получатель {SHESTAKOV}"
    assert set(told) == {MailState.ACCEPTED}


def test_a_letter_that_arrived_goes_again_as_a_new_one_and_once_at_a_time(post: PostOffice) -> None:
    post.send()
    first = the_letter(post)
    for time in (2, 3):
        assert "новым письмом" in resend(post.office, first)
        with pytest.raises(InvalidCommand, match="уже отправляется"):
            resend(post.office, first)
        post.send()
        assert len(post.to(SHESTAKOV_MAIL)) == time
    ids = {received.message["Message-ID"] for received in post.to(SHESTAKOV_MAIL)}
    assert len(ids) == 3
    assert sign_token(post) in post.to(SHESTAKOV_MAIL)[-1].text(), "the link that waits is the same"


def test_who_has_another_address_by_now_gets_a_new_letter_there(post: PostOffice) -> None:
    post.script.data[SHESTAKOV_MAIL].append("550 moved")
    post.send()
    letter, other = the_letter(post), "shestakov.vv@omsk-edu.example"
    with post.office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(email=other))
    assert "новым письмом" in resend(post.office, letter)
    post.send()
    assert len(post.to(other)) == 1
    assert post.letters(LETTER.c.id == letter)[0].state is MailState.DEAD


def test_s12_a_letter_whose_links_are_old_is_written_anew(post: PostOffice) -> None:
    post.script.data[SHESTAKOV_MAIL].append("550 full")
    post.send()
    letter = the_letter(post)
    post.wait(days=14)
    assert "новым письмом" in resend(post.office, letter)
    post.send()
    token = re.findall(r"/s/(\S{43})", post.to(SHESTAKOV_MAIL)[-1].text())[0]
    with post.office.database.read() as conn:
        assert post.links.resolve(conn, token, post.office.engine.now()).is_live


def test_what_fails_once_more_is_told_once_more(post: PostOffice) -> None:
    for time in (1, 2):
        post.script.data[SHESTAKOV_MAIL].append("550 full")
        post.send()
        with post.office.database.read() as conn:
            told = conn.execute(select(NOTICE.c.id).where(NOTICE.c.kind == NoticeKind.DELIVERY_FAILED)).all()
        assert len(told) == time
        resend(post.office, the_letter(post))


def test_what_is_no_longer_true_is_not_sent_again(post: PostOffice) -> None:
    post.script.data[SHESTAKOV_MAIL].append("550 full")
    post.send()
    letter = the_letter(post)
    post.office.sign(SHESTAKOV)
    resend(post.office, letter)
    post.send()
    assert post.letters(LETTER.c.id == letter)[0].state is MailState.CANCELLED


def test_what_makes_no_sense_is_refused_and_leaves_no_trace(post: PostOffice) -> None:
    office = post.office
    with pytest.raises(NotFound):
        resend(office, 4096)
    post.script.rcpt[SHESTAKOV_MAIL].append("451 later")
    post.send()
    letter = the_letter(post)
    before = entries(office)
    with pytest.raises(InvalidCommand, match="отправит его сама"):
        resend(office, letter)
    refusals = (
        ({"state": MailState.CANCELLED}, "отменено"),
        ({"state": MailState.DEAD, "kind": NoticeKind.SIGN_IN}, "запрашивает сам"),
    )
    for values, words in refusals:
        with office.database.write() as conn:
            conn.execute(update(LETTER).where(LETTER.c.id == letter).values(**values))
        with pytest.raises(InvalidCommand, match=words):
            resend(office, letter)
    with office.database.write() as conn:
        conn.execute(update(LETTER).where(LETTER.c.id == letter).values(kind=NoticeKind.SIGN_REQUEST))
        conn.execute(insert(SUPPRESSED).values(address=SHESTAKOV_MAIL, answer="550", since=office.engine.now()))
    with pytest.raises(InvalidCommand, match="не принимает письма"):
        resend(office, letter)
    assert entries(office) == before


def entries(office: Office) -> int:
    with office.database.read() as conn:
        return len(ledger_lines(conn, office.plan_id, limit=500)) + len(deployment_lines(conn, limit=500))


def test_s19_only_who_keeps_the_plan_or_operates_sends_again(post: PostOffice) -> None:
    office = post.office
    office.engine.execute(c.AddPerson(name="Второй В.В.", role="coordinator"), SYSTEM)
    office.engine.execute(c.AddPerson(name="Операторов О.О.", role="operator"), SYSTEM)
    office.engine.execute(c.AddPerson(name="Смотров С.С.", role="inspector"), SYSTEM)
    post.send()
    letter = the_letter(post)
    for name in (SHESTAKOV, EFIMOVA, "Второй В.В.", "Смотров С.С."):
        with pytest.raises(NotYourTurn, match="Ковалёва"):
            resend(office, letter, by=name)
    assert resend(office, letter, by="Операторов О.О.")
    with office.database.write() as conn:
        conn.execute(update(LETTER).where(LETTER.c.id == letter).values(plan_id=None))
        conn.execute(update(NOTICE).where(NOTICE.c.letter_id == letter).values(plan_id=None))
    with pytest.raises(NotYourTurn, match="администратор"):
        resend(office, letter)


def test_a_digest_that_arrived_goes_again_with_the_next_one(post: PostOffice) -> None:
    office = post.office
    office.move_to(datetime(2021, 2, 4, 3, tzinfo=UTC))
    sweep(office.engine)
    post.send()
    (digest,) = post.letters(LETTER.c.kind == NoticeKind.DIGEST, LETTER.c.address == NAZEMKINA_MAIL)
    assert "ближайшую сводку" in resend(office, digest.id)
    post.send()
    assert len(post.to(NAZEMKINA_MAIL)) == 1, "one a day"
    post.wait(days=1)
    post.send()
    assert len(post.to(NAZEMKINA_MAIL)) == 2
