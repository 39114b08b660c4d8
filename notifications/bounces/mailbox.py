"""The mailbox that letters come back to, read over IMAP.

What was understood is deleted, for the database keeps what it said; anything else stays, marked as read, for whoever
looks. Each message is handed on before it is deleted or marked: a crash in between brings it again, and again it
changes nothing.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, Self

# It has annotations, but says so nowhere.
from aioimaplib import (  # type: ignore[import-untyped]
    IMAP4,
    IMAP4_SSL,
    AioImapException,
    Response,
)

from config.addresses import is_loopback
from config.errors import SettingsError, VizaError
from config.settings import Settings
from notifications.bounces.opening import SIZE_LIMIT

TIMEOUT_S = 30.0
RUN_LIMIT_S = 300.0
GOODBYE_S = 2.0
MESSAGES_A_RUN = 200
_BROKEN = (AioImapException, OSError, TimeoutError, UnicodeError, IndexError)
# True where the message was understood and need not be kept.
Handle = Callable[[bytes], Awaitable[bool]]


class MailboxUnavailable(VizaError):
    """The mailbox of bounces does not answer, or refuses us."""

    retry_helps = True


@dataclass(frozen=True, slots=True)
class BounceMailbox:
    """Where the mailbox is and who reads it. Raises `SettingsError` for clear text to another machine."""

    host: str
    port: int
    security: Literal["tls", "none"]
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.security == "none" and not is_loopback(self.host):
            raise SettingsError("VIZA_BOUNCE_IMAP_SECURITY: none is allowed for a loopback VIZA_BOUNCE_IMAP_HOST only")

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """The mailbox that the operator set, None where none is."""
        if settings.bounce_imap_host is None:
            return None
        password = settings.bounce_imap_password
        return cls(
            host=settings.bounce_imap_host,
            port=settings.effective_bounce_imap_port,
            security=settings.bounce_imap_security,
            username=settings.bounce_imap_username or "",
            password="" if password is None else password.get_secret_value(),
            folder=settings.bounce_imap_folder,
        )


async def waiting_messages(mailbox: BounceMailbox) -> int:
    """How many messages were not read yet. Raises `MailboxUnavailable`."""
    async with _opened(mailbox) as client:
        return len(await _unread(client))


async def read_mailbox(mailbox: BounceMailbox, handle: Handle, *, limit: int = MESSAGES_A_RUN) -> int:
    """Hand at most `limit` unread messages to `handle`, oldest first; gives how many.

    One that `handle` fails on stays unread and holds no other; its error is raised when the others are done.
    Raises `MailboxUnavailable`.
    """
    failures: list[Exception] = []
    async with _opened(mailbox) as client:
        handled = 0
        for uid in (await _unread(client))[:limit]:
            raw = await _fetched(client, uid)
            if raw is None:
                continue  # somebody else took it meanwhile
            try:
                is_understood = await handle(raw)
            except Exception as failure:  # noqa: BLE001 - it is raised below, after the others had their turn
                failures.append(failure)
                continue
            flags = r"(\Seen \Deleted)" if is_understood else r"(\Seen)"
            _demand_ok(await client.uid("store", uid, "+FLAGS", flags), "STORE")
            handled += 1
        _demand_ok(await client.expunge(), "EXPUNGE")
    if failures:
        raise failures[0]
    return handled


@asynccontextmanager
async def _opened(mailbox: BounceMailbox) -> AsyncIterator[IMAP4]:
    """A signed-in session in the folder. The library waits for answers on a connection that is gone; this does not."""
    where = f"VIZA_BOUNCE_IMAP_HOST: {mailbox.host}:{mailbox.port}"
    is_lost = is_over = False
    try:
        async with asyncio.timeout(RUN_LIMIT_S) as limit:

            def lost(_error: Exception | None) -> None:
                nonlocal is_lost
                is_lost = not is_over
                if is_lost:
                    limit.reschedule(asyncio.get_running_loop().time())

            client = _connecting(mailbox, lost)
            try:
                await client.wait_hello_from_server()
                _demand_ok(await client.login(mailbox.username, mailbox.password), "LOGIN")
                _demand_ok(await client.select(_quoted(mailbox.folder)), "SELECT")
                yield client
            finally:
                is_over = True
                if not is_lost:
                    await _goodbye(client)
    except _BROKEN as error:
        said = "the connection was lost" if is_lost else f"{type(error).__name__}: {error}"
        raise MailboxUnavailable(f"{where}: {said}") from error


def _connecting(mailbox: BounceMailbox, lost: Callable[[Exception | None], None]) -> IMAP4:
    if mailbox.security == "none":
        return IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_S, conn_lost_cb=lost)
    # The library's own default context checks neither the host's name nor its certificate.
    context = mailbox.tls_context or ssl.create_default_context()
    return IMAP4_SSL(mailbox.host, mailbox.port, timeout=TIMEOUT_S, conn_lost_cb=lost, ssl_context=context)


async def _goodbye(client: IMAP4) -> None:
    with suppress(*_BROKEN):
        await asyncio.wait_for(client.logout(), GOODBYE_S)
    _close(client)


def _close(client: IMAP4) -> None:
    transport = getattr(client.protocol, "transport", None)
    if isinstance(transport, asyncio.BaseTransport):
        transport.close()


async def _unread(client: IMAP4) -> list[str]:
    found = _demand_ok(await client.uid_search("UNSEEN", "UNDELETED", charset=None), "SEARCH")
    words = bytes(found.lines[0]).decode("ascii", "replace").split() if found.lines else []
    return sorted((word for word in words if word.isdecimal()), key=int)


async def _fetched(client: IMAP4, uid: str) -> bytes | None:
    """The message, or as much of a larger one as tells that it is too large."""
    answer = _demand_ok(await client.uid("fetch", uid, f"(BODY.PEEK[]<0.{SIZE_LIMIT + 1}>)"), "FETCH")
    return next((bytes(line) for line in answer.lines if isinstance(line, bytearray)), None)


def _demand_ok(answer: Response, what: str) -> Response:
    if answer.result != "OK":
        said = b" ".join(bytes(line) for line in answer.lines[-1:]).decode("utf-8", "replace")
        raise OSError(f"{what}: {answer.result} {said}"[:300])
    return answer


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
