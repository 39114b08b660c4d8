"""Letters through a real relay on loopback, on both databases."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from models.states import DecisionKind, MailState, NoticeKind
from notifications.links import LinkService
from notifications.return_paths import letter_of
from notifications.rows import LETTER, LINK_TOKEN
from tests.integration.office import SHESTAKOV, Office
from tests.integration.post_office import (
    BASE_URL,
    COORDINATOR_MAIL,
    KEYS,
    LINKS,
    NAZEMKINA_MAIL,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
    office_with_a_request,
    sign_token,
)
from tests.integration.smtp_server import SmtpServer, running_smtp
from workflow.rows import PERSON
from workflow.sweep import sweep
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
        stored = conn.execute(select(LINK_TOKEN).where(LINK_TOKEN.c.task_id.is_not(None))).one()
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
    assert digest.message["Subject"] == "П. 2: отстаёт от срока — добавьте документы"
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
        first = conn.execute(select(LINK_TOKEN).where(LINK_TOKEN.c.task_id.is_not(None))).one()
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
