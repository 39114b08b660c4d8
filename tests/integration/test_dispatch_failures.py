"""What becomes of letters that are refused, interrupted or claimed twice, through a real relay, on both databases."""

import ssl
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from config.database import Database
from models.states import MailState
from notifications.claiming import claim_letters
from notifications.freezing import freeze_letters
from notifications.marking import mark_letters
from notifications.outcomes import Accepted
from notifications.policy import LetterPolicy
from notifications.rows import LETTER, QUEUE_PAUSE, SUPPRESSED
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import (
    COORDINATOR_MAIL,
    LINKS,
    MAIL_FROM,
    SHESTAKOV_MAIL,
    PostOffice,
    office_with_a_request,
)
from tests.integration.smtp_server import DROP, SmtpServer, running_smtp, self_signed
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.rows import PERSON
from workflow.transaction import NOTICE


@pytest.fixture
def office(database: Database) -> Office:
    return office_with_a_request(database)


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def post(office: Office, server: SmtpServer) -> PostOffice:
    return PostOffice(office, server)


def test_s29_a_451_is_retried_after_a_minute_with_the_same_bytes(post: PostOffice) -> None:
    post.script.data[SHESTAKOV_MAIL] = ["451 4.3.0 try later"]
    assert post.send().retried == 1
    assert post.send().accepted == 0, "not before its time"
    post.wait(minutes=1)
    assert post.send().accepted == 1
    letter = post.the_letter(SHESTAKOV_MAIL)
    assert (letter.state, letter.tries, letter.fence) == (MailState.ACCEPTED, 2, 2)
    assert letter.message_id == post.to(SHESTAKOV_MAIL)[0].message["Message-ID"]


def test_waits_grow_from_a_minute_to_an_hour_and_end_after_four_days(post: PostOffice) -> None:
    post.script.rcpt[SHESTAKOV_MAIL] = ["450 busy"] * 200
    waits = []
    while True:
        post.send()
        letter = post.the_letter(SHESTAKOV_MAIL)
        if letter.state is MailState.DEAD:
            break
        waits.append((letter.next_try_at - post.office.clock.now()) / timedelta(minutes=1))
        post.office.move_to(letter.next_try_at)
    assert waits[:4] == [1, 5, 15, 30]
    assert all(54 <= wait <= 66 for wait in waits[4:])
    assert timedelta(days=3, hours=22) < letter.ended_at - letter.frozen_at <= timedelta(days=4)
    post.send()
    assert "не доставлено" in post.to(COORDINATOR_MAIL)[-1].message["Subject"]


def test_s29_a_550_is_dead_suppressed_and_told_to_the_coordinator(post: PostOffice) -> None:
    post.script.rcpt[SHESTAKOV_MAIL] = ["550 5.1.1 no such user"]
    assert post.send().dead == 1
    post.send()
    told = post.to(COORDINATOR_MAIL)[0]
    assert told.message["Subject"] == "План 2021: письмо не доставлено — Шестаков В.В."
    assert "550 5.1.1 no such user" in told.text()
    with post.office.database.read() as conn:
        assert conn.execute(select(SUPPRESSED.c.address)).scalars().all() == [SHESTAKOV_MAIL]
    post.office.bring_to_approvers(4)
    report = post.send()
    assert report.dead == 1
    assert not post.to(SHESTAKOV_MAIL)
    with post.office.database.read() as conn:
        notice = conn.execute(
            select(NOTICE).where(NOTICE.c.state == MailState.DEAD, NOTICE.c.letter_id.is_(None))
        ).one()
    assert notice.cancel_reason == "адрес не принимает почту"


def test_a_refusal_of_us_suppresses_nobody(post: PostOffice) -> None:
    post.script.rcpt[SHESTAKOV_MAIL] = ["554 5.7.1 relay access denied"]
    assert post.send().dead == 1
    with post.office.database.read() as conn:
        assert conn.execute(select(SUPPRESSED)).first() is None


def test_s29_a_421_pauses_the_queue_shortly(post: PostOffice) -> None:
    post.script.mail = ["421 closing"]
    report = post.send()
    assert (report.retried, report.paused) == (1, True)
    post.wait(minutes=4)
    assert post.send().paused
    post.wait(minutes=1)
    assert post.send().accepted == 1
    assert post.alarms() == []


def test_s29_a_421_at_rcpt_pauses_that_domain_alone(post: PostOffice) -> None:
    post.office.bring_to_approvers(4)
    with post.office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == EFIMOVA).values(email="efimova@elsewhere.example"))
    post.office.sign(SHESTAKOV)
    post.script.rcpt[SHESTAKOV_MAIL] = ["421 too many from you"]
    report = post.send(smtp_connections=1)
    assert report.paused
    assert {received.recipient for received in post.script.received} == {"efimova@elsewhere.example"}
    with post.office.database.read() as conn:
        assert conn.execute(select(QUEUE_PAUSE.c.scope)).scalars().all() == ["omsk-edu.example"]
    post.wait(minutes=6)
    post.send()
    assert post.to(SHESTAKOV_MAIL)
    with post.office.database.read() as conn:
        assert conn.execute(select(QUEUE_PAUSE)).first() is None


def test_s29_a_535_pauses_the_queue_with_an_alarm_and_loses_nothing(office: Office) -> None:
    with running_smtp(with_login=True) as server:
        post = PostOffice(office, server, username="viza", password="wrong")
        server.script.refuse_login = True
        post.office.bring_to_approvers(4)
        report = post.send(smtp_connections=1)
        assert (report.accepted, report.paused) == (0, True)
        assert post.alarms() == ["smtp_login"]
        states = Counter(letter.state for letter in post.letters())
        assert states == {MailState.RETRY: 1, MailState.WAITING: 1}, "the second one was given back as it was"
        server.script.refuse_login = False
        assert office.engine.execute(c.ResumeMail(), SYSTEM).text == "Отправка писем возобновлена."
        post.wait(minutes=1)
        assert post.send().accepted == 2
        assert len({received.message["Message-ID"] for received in server.received}) == len(server.received) == 2
        assert post.alarms() == []


def test_a_relay_that_is_away_pauses_for_a_minute(office: Office) -> None:
    with running_smtp() as server:
        post = PostOffice(office, server)
    report = post.send()
    assert (report.retried, report.paused) == (1, True)
    assert post.alarms() == ["smtp_unreachable"]


def test_s30_no_starttls_means_nothing_is_sent(office: Office) -> None:
    with running_smtp() as server:
        post = PostOffice(office, server, security="starttls")
        assert post.send().paused
        assert server.received == []
        assert post.alarms() == ["smtp_tls"]


def test_s30_a_bad_certificate_means_nothing_is_sent(office: Office, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with running_smtp(tls_context=context) as server:
        post = PostOffice(office, server, security="starttls")
        assert post.send().paused
        assert server.received == []
        assert post.alarms() == ["smtp_tls"]


def test_a_trusted_certificate_lets_letters_through(office: Office, tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    trust = ssl.create_default_context(cafile=str(certificate))
    with running_smtp(tls_context=context) as server:
        post = PostOffice(office, server, security="starttls", tls_context=trust)
        assert post.send().accepted == 1


def test_s28_a_connection_lost_after_the_final_dot_resends_the_identical_message(post: PostOffice) -> None:
    post.script.data[SHESTAKOV_MAIL] = [DROP]
    assert post.send().unknown == 1
    post.office.sign(SHESTAKOV)
    post.wait(minutes=9)
    post.send()
    assert len([r for r in post.to(SHESTAKOV_MAIL) if "на согласование" in r.message["Subject"]]) == 1
    post.wait(minutes=1)
    post.send()
    first, second = (r for r in post.to(SHESTAKOV_MAIL) if "на согласование" in r.message["Subject"])
    assert first.data == second.data, "though the task is decided by now: it may have been taken"


def test_a_mark_with_an_older_fence_changes_nothing(post: PostOffice) -> None:
    database, clock = post.office.database, post.office.clock
    with database.write() as conn:
        freeze_letters(conn, now=clock.now(), links=LINKS, policy=LetterPolicy(MAIL_FROM))
        (slow,) = claim_letters(conn, clock.now(), 10).letters
    post.wait(minutes=16)
    with database.write() as conn:
        (fast,) = claim_letters(conn, clock.now(), 10).letters
        report = mark_letters(conn, clock.now(), [(slow, Accepted("250 late"))])
    assert (report.fenced_off, report.accepted) == (1, 0)
    assert fast.fence == slow.fence + 1
    assert post.the_letter(SHESTAKOV_MAIL).state is MailState.ATTEMPTING


def test_one_letter_that_cannot_be_made_holds_no_other(post: PostOffice) -> None:
    post.office.bring_to_approvers(4)
    with post.office.database.write() as conn:
        freeze_letters(conn, now=post.office.clock.now(), links=LINKS, policy=LetterPolicy(MAIL_FROM))
        spoilt = conn.execute(select(LETTER).order_by(LETTER.c.id).limit(1)).one()
        broken = {key: value for key, value in spoilt.context.items() if key != "summary"}
        conn.execute(update(LETTER).where(LETTER.c.id == spoilt.id).values(context=broken))
    report = post.send()
    assert report.dead == 1
    assert report.accepted >= 1
    states = {letter.id: letter.state for letter in post.letters()}
    assert states.pop(spoilt.id) is MailState.DEAD
    assert set(states.values()) == {MailState.ACCEPTED}
    assert "letter_not_rendered" in post.alarms()
