"""A real Postfix takes every kind of letter, and the bounce of an unknown user comes back and is applied.

Skipped, by name, only where Postfix is not installed and cannot be.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

import pytest
from sqlalchemy import update

from config.database import Database
from config.settings import load_settings
from flows.returned_mail import listening
from flows.wiring import assemble
from models.states import MailState, NoticeKind
from notifications.message import MessageHeaders, build_message
from notifications.outcomes import Accepted
from notifications.rendering import LetterRenderer
from notifications.return_paths import return_path
from notifications.samples import BASE_URL, SAMPLES, URLS
from notifications.transport import OutgoingMessage, SmtpTransport
from tests.integration.office import SHESTAKOV
from tests.integration.post_office import COORDINATOR_MAIL, LINKS, MAIL_FROM, PostOffice, office_with_a_request
from tests.integration.postfix_server import LOCAL_DOMAIN, Postfix, running_postfix
from tests.integration.smtp_server import Received, SmtpServer, running_smtp
from tests.postfix import PostfixNotFoundError, find_postfix
from workflow.rows import PERSON

UNKNOWN_USER = f"no-such-user@{LOCAL_DOMAIN}"
PATIENCE_S = 40.0
DATED = datetime(2021, 3, 1, 3, tzinfo=UTC)


def _missing() -> str:
    try:
        find_postfix()
    except PostfixNotFoundError as error:
        return str(error)
    return ""


pytestmark = pytest.mark.skipif(bool(_missing()), reason=_missing())


def letter_of(kind: NoticeKind, number: int) -> OutgoingMessage:
    """A letter of this kind with its sample's data."""
    subject, context = SAMPLES[kind]
    bodies = LetterRenderer(BASE_URL).render(kind, subject, context, URLS.get(kind, {}))
    headers = MessageHeaders(
        sender=MAIL_FROM,
        sender_name="Виза: планы работы",
        recipient=f"{kind.value}@omsk-edu.example",
        recipient_name="Шестаков В.В.",
        subject=subject,
        message_id=f"<{number}.{kind.value}@dep.omsk.example>",
        boundary=f"viza-{number:032x}",
        dated_at=DATED,
        list_name="Виза",
        list_id="<plan-1.viza.dep.omsk.example>",
    )
    data = build_message(headers, bodies.text, bodies.html)
    return OutgoingMessage(return_path(LINKS, number, MAIL_FROM), headers.recipient, data)


async def until(is_so: Callable[[], object], postfix: Postfix) -> None:
    """Wait for what Postfix does in its own time; its log says why where it does not come."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, postfix.log()
        await asyncio.sleep(0.1)


def demand_sound(received: Received, kind: NoticeKind) -> None:
    """Rule 33: no defect, text and HTML, every link of ours."""
    message = received.message
    assert not message.defects, kind
    for part in message.walk():
        assert not part.defects, kind
        for name, value in part.items():
            assert not getattr(value, "defects", ()), (kind, name)
    assert message["Auto-Submitted"] == "auto-generated"
    (to,) = message["To"].addresses
    assert isinstance(to, Address)
    assert to.addr_spec == received.recipient
    for text in (received.text(), received.html()):
        assert text.strip()
        for link in re.findall(r"https?://[^\s\"<>]+", text):
            assert link.startswith(f"{BASE_URL}/"), (kind, link)


async def test_s33_a_real_postfix_takes_every_kind_of_letter() -> None:
    with running_smtp() as behind, running_postfix({"omsk-edu.example": behind.port}) as postfix:
        session = SmtpTransport("127.0.0.1", postfix.port, "none").session()
        for number, kind in enumerate(NoticeKind, 1):
            outcome = await session.send(letter_of(kind, number))
            assert isinstance(outcome, Accepted), (kind, outcome)
        await session.close()
        await until(lambda: len(behind.received) == len(NoticeKind), postfix)
    arrived = {received.recipient.partition("@")[0]: received for received in behind.received}
    for kind in NoticeKind:
        demand_sound(arrived[kind.value], kind)


async def test_s32_the_bounce_of_a_real_postfix_comes_back_and_is_applied(
    sqlite_database: Database, tmp_path: Path
) -> None:
    office = office_with_a_request(sqlite_database)
    with sqlite_database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(email=UNKNOWN_USER))
    settings = load_settings(data_dir=tmp_path, smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM,
                             bounce_listen="127.0.0.1:0")  # fmt: skip
    parts = replace(assemble(settings, sqlite_database, office.clock), engine=office.engine, links=LINKS)
    with running_smtp() as behind:
        async with listening(parts, lambda: None) as listener:
            assert listener is not None
            routes = {"omsk-edu.example": behind.port, "dep.omsk.example": listener.port}
            with running_postfix(routes) as postfix:
                post = PostOffice(office, SmtpServer(postfix.port, behind.script))
                assert (await asyncio.to_thread(post.send)).accepted == 1
                await until(lambda: post.the_letter(UNKNOWN_USER).state is MailState.BOUNCED, postfix)
                assert 'unknown user: "no-such-user"' in post.the_letter(UNKNOWN_USER).last_answer
                await asyncio.to_thread(post.send)
                await until(lambda: post.to(COORDINATOR_MAIL), postfix)
    assert "письмо не доставлено — Шестаков В.В." in post.to(COORDINATOR_MAIL)[0].message["Subject"]
