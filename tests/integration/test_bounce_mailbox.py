"""What comes back, read from a mailbox over IMAP or taken by the listener over SMTP, through the flows' own jobs."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from config.errors import SettingsError
from config.settings import load_settings
from flows import jobs
from flows.returned_mail import NOT_LISTENING, listening, read_returned_mail
from flows.wiring import Parts, assemble
from models.states import MailState, ReportKind
from notifications.bounces import listener as listener_module
from notifications.bounces.listener import BounceListener
from notifications.bounces.mailbox import BounceMailbox, MailboxUnavailable, read_mailbox, waiting_messages
from notifications.rows import REPORT
from tests.integration.imap_server import PASSWORD, USER, ImapServer, running_imap
from tests.integration.post_office import COORDINATOR_MAIL, LINKS, MAIL_FROM, SHESTAKOV_MAIL, PostOffice
from tests.integration.post_office import office_with_a_request as an_office
from tests.integration.smtp_server import SmtpServer, running_smtp
from tests.integration.test_bounces import came_back
from tests.unit.notifications.bounces import shapes


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def post(sqlite_database: Database, server: SmtpServer) -> PostOffice:
    post = PostOffice(an_office(sqlite_database), server)
    post.send()
    return post


def settings_for(port: int, **rest: Any) -> dict[str, Any]:
    return {
        "bounce_imap_host": "127.0.0.1", "bounce_imap_port": port, "bounce_imap_security": "none",
        "bounce_imap_username": USER, "bounce_imap_password": PASSWORD, **rest,
    }  # fmt: skip


def parts_of(post: PostOffice, server: SmtpServer, folder: Path, **settings: Any) -> Parts:
    """The flows' parts around the office's engine."""
    made = load_settings(data_dir=folder, smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none",
                         mail_from=MAIL_FROM, **settings)  # fmt: skip
    parts = assemble(made, post.office.database, post.office.clock)
    return replace(parts, engine=post.office.engine, links=LINKS)


async def test_the_mailbox_is_read_once_and_keeps_what_was_not_understood(
    post: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    imap = ImapServer()
    imap.add(came_back(letter), shapes.PERSON, shapes.GMAIL, b"x" * 1_200_000)
    async with running_imap(imap):
        parts = parts_of(post, server, tmp_path, **settings_for(imap.port))
        report = await read_returned_mail(parts)
        assert (report.seen, dict(report.new)) == (4, {"hard": 1, "unreadable": 2, "forged": 1})
        assert sorted(imap.messages) == [2, 3, 4], "what was understood is gone, the rest is left for a person"
        assert imap.unread() == []
        assert (await read_returned_mail(parts)).seen == 0
    assert post.the_letter(SHESTAKOV_MAIL).state is MailState.BOUNCED
    await jobs.deliver(parts)
    assert post.to(COORDINATOR_MAIL)


async def test_a_mailbox_that_breaks_off_brings_the_message_again_and_it_counts_once(
    post: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    imap = ImapServer(breaks_at="STORE")
    imap.add(came_back(post.the_letter(SHESTAKOV_MAIL)))
    async with running_imap(imap):
        parts = parts_of(post, server, tmp_path, **settings_for(imap.port))
        with pytest.raises(MailboxUnavailable):
            await asyncio.wait_for(read_returned_mail(parts), 60)
        imap.breaks_at = ""
        assert imap.unread() == [1]
        report = await read_returned_mail(parts)
        assert (report.seen, dict(report.new), imap.messages) == (1, {}, {})
    with post.office.database.read() as conn:
        assert conn.execute(select(REPORT.c.kind)).scalars().all() == [ReportKind.HARD]


async def test_one_message_that_cannot_be_kept_holds_no_other() -> None:
    imap = ImapServer()
    imap.add(b"first", b"second")

    async def handle(raw: bytes) -> bool:
        if raw == b"first":
            raise RuntimeError("not kept")
        return True

    async with running_imap(imap):
        mailbox = BounceMailbox("127.0.0.1", imap.port, "none", USER, PASSWORD)
        with pytest.raises(RuntimeError, match="not kept"):
            await read_mailbox(mailbox, handle)
        assert imap.unread() == [1]
        assert await waiting_messages(mailbox) == 1


async def test_a_mailbox_that_refuses_us_is_named() -> None:
    async with running_imap(ImapServer()) as imap:
        with pytest.raises(MailboxUnavailable, match=r"VIZA_BOUNCE_IMAP_HOST: 127\.0\.0\.1:\d+: OSError: LOGIN: NO"):
            await waiting_messages(BounceMailbox("127.0.0.1", imap.port, "none", USER, "wrong"))
    with pytest.raises(MailboxUnavailable):
        await waiting_messages(BounceMailbox("127.0.0.1", imap.port, "none", USER, PASSWORD))


def test_a_mailbox_elsewhere_is_read_over_tls_alone() -> None:
    with pytest.raises(SettingsError, match="loopback"):
        BounceMailbox("imap.example.ru", 143, "none", USER, PASSWORD)
    for wrong, told in (
        ({"bounce_imap_host": "imap.example.ru"}, "VIZA_BOUNCE_IMAP_USERNAME"),
        ({**settings_for(143), "bounce_imap_host": "imap.example.ru"}, "VIZA_BOUNCE_IMAP_SECURITY"),
        ({"bounce_listen": "127.0.0.1"}, "VIZA_BOUNCE_LISTEN"),
    ):
        with pytest.raises(SettingsError, match=told):
            load_settings(**wrong)


def hand_over(port: int, recipient: str, raw: bytes) -> str:
    """A relay hands a message over; gives what it was answered last."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as relay:
        relay.ehlo()
        relay.mail("")
        code, said = relay.rcpt(recipient)
        return str(relay.data(raw)[0]) if code == 250 else f"{code} {said.decode()}"


async def test_s32_the_listener_takes_what_comes_to_our_return_paths_alone(
    post: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    woken: list[bool] = []
    parts = parts_of(post, server, tmp_path, bounce_listen="127.0.0.1:0")
    async with listening(parts, lambda: woken.append(True)) as listener:
        assert listener is not None
        raw = came_back(letter, to="somebody@else.example")
        forged = letter.return_path.replace("-", "-0", 1)[:-1]
        assert await asyncio.to_thread(hand_over, listener.port, forged, raw) == "550 5.1.1 no such address here"
        assert await asyncio.to_thread(hand_over, listener.port, letter.return_path, raw) == "250"
        assert await asyncio.to_thread(hand_over, listener.port, letter.return_path, raw) == "250"
        assert woken == [True]
        assert await asyncio.to_thread(hand_over, listener.port, letter.return_path, b"x\r\n" * 500_000) == "552"
    assert post.the_letter(SHESTAKOV_MAIL).state is MailState.BOUNCED


@asynccontextmanager
async def dialled(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to the listener."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_s32_who_keeps_the_listener_busy_keeps_no_report_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "SESSIONS_AT_ONCE", 1)
    monkeypatch.setattr(listener_module, "SESSION_LIMIT_S", 0.3)
    listener = BounceListener(LINKS, lambda _raw, _recipients: asyncio.sleep(0))
    await listener.open("127.0.0.1", 0)
    async with dialled(listener.port) as (idler, saying):
        assert (await idler.readline()).startswith(b"220")
        async with dialled(listener.port) as (other, _):
            assert await other.read() == b"", "there is no place"
        with suppress(ConnectionError):
            async with asyncio.timeout(10):
                while await idler.readline():
                    saying.write(b"NOOP\r\n")
    async with dialled(listener.port) as (relay, _):
        assert (await relay.readline()).startswith(b"220")
    await listener.close()


async def test_an_address_that_is_taken_is_an_alarm_and_nothing_worse(
    post: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    parts = parts_of(post, server, tmp_path, bounce_listen=f"127.0.0.1:{server.port}")
    async with listening(parts, lambda: None) as listener:
        assert listener is None
    assert post.alarms() == [NOT_LISTENING]
