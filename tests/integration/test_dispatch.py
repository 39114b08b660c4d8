"""Letters through a real relay on loopback, on both databases."""

import asyncio
import re
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from config.link_keys import parse_link_keys
from config.settings import Settings
from models.people import Alarm
from models.states import DecisionKind, MailState, NoticeKind
from notifications.claiming import claim_letters
from notifications.dispatch import DispatchReport, dispatch
from notifications.freezing import freeze_letters
from notifications.links import LinkService
from notifications.marking import mark_letters, resume
from notifications.outcomes import Accepted
from notifications.policy import LetterPolicy
from notifications.return_paths import letter_of
from notifications.rows import LETTER, LINK_TOKEN, QUEUE_PAUSE, SUPPRESSED
from notifications.transport import SmtpTransport
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.smtp_server import DROP, Received, Script, SmtpServer, running_smtp, self_signed
from workflow.rows import PERSON
from workflow.sweep import sweep
from workflow.transaction import NOTICE

KEYS = parse_link_keys("5a" * 32)
BASE_URL = "http://127.0.0.1:8000"
MAIL_FROM = "viza@dep.omsk.example"
LINKS = LinkService(KEYS, "viza.test.example", BASE_URL)
ALARM = Alarm.__table__  # type: ignore[attr-defined]
SHESTAKOV_MAIL, NAZEMKINA_MAIL = "shestakov@omsk-edu.example", "nazemkina@omsk-edu.example"
COORDINATOR_MAIL = "kovaleva@omsk-edu.example"


class PostOffice:
    """An office in which a request to sign waits, a relay, and the means to send."""

    def __init__(self, office: Office, server: SmtpServer, **account: Any) -> None:
        self.office = office
        self.script = server.script
        self.transport = SmtpTransport("127.0.0.1", server.port, account.pop("security", "none"), **account)
        self.settings = Settings(smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM)

    def send(self, **options: Any) -> DispatchReport:
        return asyncio.run(dispatch(self.office.engine, self.transport, LINKS, self.settings, **options))

    def wait(self, **time_passed: float) -> None:
        self.office.move_to(self.office.clock.now() + timedelta(**time_passed))

    def to(self, address: str) -> list[Received]:
        return [received for received in self.script.received if received.recipient == address]

    def letters(self, *where: Any) -> list[Any]:
        with self.office.database.read() as conn:
            return list(conn.execute(select(LETTER).where(*where).order_by(LETTER.c.id)))

    def the_letter(self, address: str) -> Any:
        return self.letters(LETTER.c.address == address)[-1]

    def alarms(self) -> list[str]:
        with self.office.database.read() as conn:
            return list(conn.execute(select(ALARM.c.code).where(ALARM.c.cleared_at.is_(None))).scalars())


def sign_token(post: PostOffice) -> str:
    """The token in the first letter to the first approver."""
    (token, *_) = re.findall(r"/s/(\S{43})", post.to(SHESTAKOV_MAIL)[0].text())
    return str(token)


def forget_notices(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(NOTICE).where(NOTICE.c.state == MailState.WAITING).values(state=MailState.CANCELLED))


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database).ready()
    forget_notices(office)
    office.bring_to_approvers(3)
    return office


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def post(office: Office, server: SmtpServer) -> PostOffice:
    return PostOffice(office, server)


def test_a_request_to_sign_arrives_with_a_link_that_opens_its_task(post: PostOffice) -> None:
    report = post.send()
    (received,) = post.to(SHESTAKOV_MAIL)
    assert (report.frozen, report.accepted, report.paused) == (1, 1, False)
    assert received.message["Subject"] == "П. 3: на согласование до 25.01.2021 — Мониторинговые визиты"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert not received.message.defects
    token = re.search(rf"{BASE_URL}/s/(\S{{43}})\n", received.text())
    assert token is not None
    with post.office.database.read() as conn:
        link = LINKS.resolve(conn, token[1], post.office.clock.now())
        stored = conn.execute(select(LINK_TOKEN)).one()
    task = post.office.task_of(SHESTAKOV)
    assert link.is_live
    assert (link.task_id, link.digest, link.person_id) == (task.id, task.digest, post.office.person(SHESTAKOV))
    assert token[1].encode() not in bytes(stored.token_sha256) + bytes(stored.token_id)
    assert all(address.startswith(BASE_URL) for address in re.findall(r"https?://[^\s\"<]+", received.html()))


def test_s05_the_database_never_holds_a_token(post: PostOffice) -> None:
    post.send()
    token = sign_token(post)
    with post.office.database.read() as conn:
        for table in (LETTER, LINK_TOKEN, NOTICE):
            for row in conn.execute(select(table)):
                assert token not in str(row)


def test_the_envelope_names_the_letter(post: PostOffice) -> None:
    post.send()
    letter = post.the_letter(SHESTAKOV_MAIL)
    (received,) = post.to(SHESTAKOV_MAIL)
    assert received.sender == letter.return_path
    assert letter_of(LINKS, received.sender) == letter.id
    assert letter_of(LINKS, received.sender.replace(f"+{letter.id}-", f"+{letter.id + 1}-")) is None


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
    report = post.send(connections=1)
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
        report = post.send(connections=1)
        assert (report.accepted, report.paused) == (0, True)
        assert post.alarms() == ["smtp_login"]
        states = Counter(letter.state for letter in post.letters())
        assert states == {MailState.RETRY: 1, MailState.WAITING: 1}, "the second one was given back as it was"
        server.script.refuse_login = False
        with office.database.write() as conn:
            assert resume(conn) == 1
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


def test_s31_an_item_that_is_done_cancels_its_waiting_reminders(post: PostOffice) -> None:
    post.send()
    post.wait(days=28)
    sweep(post.office.engine)
    post.office.finish(4)
    report = post.send()
    assert report.cancelled > 0
    with post.office.database.read() as conn:
        item = post.office.item(4)
        fates = conn.execute(
            select(NOTICE.c.state, NOTICE.c.cancel_reason).where(
                NOTICE.c.item_id == item.id, NOTICE.c.kind == NoticeKind.REMINDER
            )
        ).all()
    assert fates
    assert set(fates) == {(MailState.CANCELLED, "пункт исполнен и снят с контроля")}


def test_s31_a_done_item_leaves_a_digest_that_was_refused_before(post: PostOffice) -> None:
    forget_notices(post.office)
    post.wait(days=28)
    post.script.rcpt["vasyukhichev@omsk-edu.example"] = ["450 busy"]
    sweep(post.office.engine)
    post.send()
    post.office.finish(5)
    post.wait(minutes=2)
    post.send()
    (digest,) = post.to("vasyukhichev@omsk-edu.example")[:1]
    assert digest.message["Subject"] == "План 2021: 1 пункт требует внимания"
    assert "п. 5." not in digest.text()


def test_one_digest_a_person_and_day(post: PostOffice) -> None:
    post.send()
    post.wait(days=28)
    sweep(post.office.engine)
    post.send()
    (first,) = post.to("vasyukhichev@omsk-edu.example")
    with post.office.database.write() as conn:
        row = conn.execute(
            select(NOTICE).where(NOTICE.c.letter_id.is_not(None), NOTICE.c.kind == NoticeKind.REMINDER).limit(1)
        ).one()
        again = {c.name: getattr(row, c.name) for c in NOTICE.c if c.name not in {"id", "letter_id"}}
        conn.execute(insert(NOTICE).values(**again | {"dedupe_key": "again", "state": MailState.WAITING}))
    before = len(post.script.received)
    assert post.send().frozen == 0
    post.wait(hours=22)
    assert post.send().frozen == 0, "the digest hour is 8:00 in Omsk, now it is 7:00"
    post.wait(hours=1)
    assert post.send().frozen == 1
    assert len(post.script.received) == before + 1
    assert first.message["Subject"].startswith("План 2021: ")


def test_a_person_without_an_address_is_told_about_and_never_lost(post: PostOffice) -> None:
    with post.office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(email=None))
    assert post.send().dead == 1
    post.send()
    (told,) = post.to(COORDINATOR_MAIL)
    assert "в карточке получателя нет адреса" in told.text()


def test_when_the_coordinator_cannot_be_reached_the_operator_is(post: PostOffice) -> None:
    post.script.rcpt[SHESTAKOV_MAIL] = ["550 no"]
    post.script.rcpt[COORDINATOR_MAIL] = ["550 no"]
    post.send()
    post.send()
    post.send()
    assert post.alarms() == ["mail_undeliverable"]


def test_returned_and_receipt_letters(post: PostOffice) -> None:
    post.send()
    post.office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Нет справки <script>alert(1)</script>")
    post.send()
    (returned,) = post.to(NAZEMKINA_MAIL)
    assert returned.message["Subject"] == "П. 3: возвращён на доработку до 26.02.2021"
    assert "<script>" not in returned.html()
    assert returned.message["References"] == post.to(SHESTAKOV_MAIL)[0].message["References"]
    receipt = post.to(SHESTAKOV_MAIL)[1]
    assert receipt.message["Subject"] == "П. 3: решение записано 21.01.2021"


def test_a_reminder_of_the_same_task_renews_the_link(post: PostOffice) -> None:
    post.send()
    with post.office.database.read() as conn:
        first = conn.execute(select(LINK_TOKEN)).one()
    post.wait(days=4)
    sweep(post.office.engine)
    post.send()
    (_, reminder) = post.to(SHESTAKOV_MAIL)
    with post.office.database.read() as conn:
        (renewed,) = conn.execute(select(LINK_TOKEN).where(LINK_TOKEN.c.task_id.is_not(None))).all()
    assert renewed.id == first.id
    assert renewed.expires_at - first.expires_at == timedelta(days=4)
    assert sign_token(post) in reminder.text()


def test_a_superior_gets_one_neutral_table(post: PostOffice) -> None:
    post.send()
    post.wait(days=41)
    sweep(post.office.engine)
    post.send()
    reports = [r for r in post.script.received if "не исполнен" in r.message["Subject"]]
    assert [r.recipient for r in reports].count(SHESTAKOV_MAIL) == 1
    text = next(r for r in reports if r.recipient == SHESTAKOV_MAIL).text()
    assert "информируем о неисполнении в срок" in text.lower()
    assert "Ковалёва И.П., тел." in text
    assert "просрочен на 3 рабочих дня" in text
    assert "!" not in text


def test_the_checkpoint_letter_carries_the_note_verbatim(database: Database, server: SmtpServer) -> None:
    office = Office(database).ready()
    post = PostOffice(office, server)
    post.send()
    (letter,) = post.to("witness@inspection.example")
    with database.read() as conn:
        note = conn.execute(select(NOTICE.c.facts).where(NOTICE.c.kind == NoticeKind.CHECKPOINT)).scalar_one()["note"]
    assert note in letter.text()
    assert {r.recipient for r in server.received} >= {COORDINATOR_MAIL, NAZEMKINA_MAIL}
    assert all(not r.message.defects for r in server.received)


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
    assert (report.dead, report.accepted) == (1, 1)
    assert "letter_not_rendered" in post.alarms()


def test_two_dispatchers_at_once_send_nothing_twice(postgresql_database: Database, server: SmtpServer) -> None:
    office = Office(postgresql_database).ready()
    for place in (4, 5, 6, 8, 9):
        office.bring_to_approvers(place)
    office.move_to(office.clock.now() + timedelta(days=5))
    sweep(office.engine)
    post = PostOffice(office, server)

    async def both() -> list[DispatchReport]:
        runs = [
            dispatch(office.engine, post.transport, LINKS, post.settings, connections=2, limit=500) for _ in range(3)
        ]
        return list(await asyncio.gather(*runs))

    reports = asyncio.run(both())
    reports.append(post.send())
    ids = [received.message["Message-ID"] for received in server.received]
    assert len(ids) == len(set(ids)) == sum(report.accepted for report in reports)
    digests = [r.recipient for r in server.received if "внимания" in r.message["Subject"]]
    assert len(digests) == len(set(digests)), "a group is never split"
    with postgresql_database.read() as conn:
        left = conn.execute(select(NOTICE.c.id).where(NOTICE.c.state.in_([MailState.WAITING, MailState.ATTEMPTING])))
        assert left.first() is None


CHILD = """
import asyncio, sys
from datetime import datetime
from config.database import Database
from config.link_keys import parse_link_keys
from config.settings import Settings
from notifications.dispatch import dispatch
from notifications.links import LinkService
from notifications.transport import SmtpTransport

class Standing:
    database = Database(sys.argv[1])
    def now(self): return datetime.fromisoformat(sys.argv[3])

settings = Settings(smtp_host="127.0.0.1", smtp_security="none", mail_from="viza@dep.omsk.example")
links = LinkService(parse_link_keys("5a" * 32), "viza.test.example", "http://127.0.0.1:8000")
transport = SmtpTransport("127.0.0.1", int(sys.argv[2]), "none")
asyncio.run(dispatch(Standing(), transport, links, settings))
"""


@pytest.mark.parametrize("arrived", [0, 1, 3, 6])
def test_s28_killed_in_the_middle_no_letter_is_lost(office: Office, arrived: int) -> None:
    for place in (4, 5, 6, 8, 9, 11, 12):
        office.bring_to_approvers(place)
    url = office.database.url.render_as_string(hide_password=False)
    with running_smtp(Script(delay_s=0.05)) as server:
        post = PostOffice(office, server)
        command = [sys.executable, "-c", CHILD, url, str(server.port), office.clock.now().isoformat()]
        child = subprocess.Popen(command)
        deadline = time.monotonic() + 30
        while len(server.received) < arrived and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.6 if arrived == 0 else 0.01)
        child.send_signal(signal.SIGKILL)
        assert child.wait(10) == -signal.SIGKILL
        server.script.delay_s = 0
        post.wait(minutes=16)
        post.send()
        ids = Counter(received.message["Message-ID"] for received in server.received)
        assert set(ids) == {letter.message_id for letter in post.letters()}
        assert len(ids) == 8
        doubles = [message_id for message_id, count in ids.items() if count > 1]
        assert len(doubles) <= 2, "at most one a connection"
        for message_id in doubles:
            assert len({r.data for r in server.received if r.message["Message-ID"] == message_id}) == 1
        assert {letter.state for letter in post.letters()} == {MailState.ACCEPTED}


def test_s11_a_changed_address_or_a_deactivated_person_ends_the_link(post: PostOffice) -> None:
    post.send()
    token = sign_token(post)
    for change in ({"email": "other@omsk-edu.example"}, {"email": SHESTAKOV_MAIL, "is_active": False}):
        with post.office.database.write() as conn:
            conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(**change))
        with post.office.database.read() as conn:
            assert LINKS.resolve(conn, token, post.office.clock.now()).status == "revoked"


def test_s12_a_link_expires_to_the_second(post: PostOffice) -> None:
    post.send()
    token = sign_token(post)
    end: datetime = post.office.clock.now() + timedelta(days=14)
    with post.office.database.read() as conn:
        assert LINKS.resolve(conn, token, end - timedelta(seconds=1)).status == "live"
        assert LINKS.resolve(conn, token, end).status == "expired"
        assert LINKS.resolve(conn, token.swapcase(), end).status == "unknown"
        elsewhere = LinkService(KEYS, "another.example", BASE_URL)
        assert elsewhere.resolve(conn, token, post.office.clock.now()).status == "unknown"
