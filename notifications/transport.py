"""How a message reaches the relay: aiosmtplib, one recipient a message, every failure a named outcome.

A connection is kept for the next message only where both sides know where they stand: never after a time that ran out,
nor after half a DATA, however the attempt ended.
Source: RFC 5321 4.2 (replies), 4.5.3.2 (timeouts). TLS is required unless the relay is this machine (rule 30).
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

import aiosmtplib

from config.addresses import is_loopback
from config.errors import SettingsError
from config.settings import Settings, require_mail
from notifications.outcomes import Accepted, Outcome, Paused, Retry, Unknown
from notifications.smtp_answers import (
    answer_of,
    connection_failed,
    data_refused,
    recipient_refused,
    sender_refused,
)

QUIT_TIMEOUT_S = 2.0
# Relays limit how many messages they take in one connection, a hundred being usual among Russian hosts.
MESSAGES_A_CONNECTION = 100
STALLED = "no answer within the time of one attempt"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a relay may take, in seconds: to connect, to answer a command, to answer after the final dot."""

    connect_s: float = 30.0
    command_s: float = 60.0
    final_dot_s: float = 600.0

    @property
    def attempt_s(self) -> float:
        """The longest that one attempt may take in all."""
        return self.connect_s + 3 * self.command_s + self.final_dot_s


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to one recipient. `return_path` is the envelope's sender."""

    return_path: str
    recipient: str
    data: bytes


class Session(Protocol):
    """A connection that is opened when first needed and kept for the next message. For one task at a time."""

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Try once. Never raises for what a relay or a network does."""
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...


class Transport(Protocol):
    """Where letters go."""

    def session(self) -> Session:
        """A new, not yet connected session."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """The relay of the settings. Raises `SettingsError` for clear text to another machine.

    `tls_context` is the system's trust by default; `client_name` is what EHLO says; `patience` what the standard asks.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    client_name: str | None = None
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)
    patience: Patience = PATIENCE

    def __post_init__(self) -> None:
        if self.security == "none" and not is_loopback(self.host):
            raise SettingsError("VIZA_SMTP_SECURITY: none is allowed for a loopback VIZA_SMTP_HOST only")

    @classmethod
    def from_settings(cls, settings: Settings, *, tls_context: ssl.SSLContext | None = None) -> Self:
        """The relay that the operator set. Raises `SettingsError` when host or sender is missing."""
        require_mail(settings)
        password = settings.smtp_password
        return cls(
            host=settings.smtp_host or "",
            port=settings.effective_smtp_port,
            security=settings.smtp_security,
            username=settings.smtp_username,
            password=None if password is None else password.get_secret_value(),
            client_name=(settings.mail_from or "").rpartition("@")[2] or None,
            tls_context=tls_context,
        )

    def session(self) -> "SmtpSession":
        """A new, not yet connected session."""
        return SmtpSession(self)


class SmtpSession:
    """One connection to the relay, reused until it breaks, is doubtful, or has carried its share."""

    def __init__(self, account: SmtpTransport) -> None:
        self._account = account
        self._client: aiosmtplib.SMTP | None = None
        self._carried = 0

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Try once; a kept connection that turns out to be closed is opened anew first."""
        if self._carried >= MESSAGES_A_CONNECTION:
            await self.close()
        was_kept = self._is_open
        is_settled = False
        try:
            async with asyncio.timeout(self._account.patience.attempt_s):
                outcome = await self._connected(message)
                if outcome is None and was_kept:
                    outcome = await self._connected(message)
            is_settled = True
        except TimeoutError:
            return Unknown(STALLED)
        finally:
            if not is_settled:
                self._abandon()
        return outcome or Retry("connection lost before the message was handed over")

    async def close(self) -> None:
        """QUIT where the connection still stands, and close it."""
        if self._client is not None and self._is_open:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await asyncio.wait_for(self._client.quit(timeout=QUIT_TIMEOUT_S), QUIT_TIMEOUT_S)
        self._abandon()

    @property
    def _is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    def _abandon(self) -> None:
        """Close without a word: in the middle of a message, QUIT would be a line of it."""
        client, self._client, self._carried = self._client, None, 0
        if client is not None:
            client.close()

    async def _connected(self, message: OutgoingMessage) -> Outcome | None:
        """The outcome; None where the connection was lost before the message's data."""
        if not self._is_open:
            failure = await self._open()
            if failure is not None:
                return failure
        assert self._client is not None  # noqa: S101 -- `_open` gave a client or a failure
        patience = self._account.patience
        self._carried += 1
        outcome = await _transfer(self._client, message, patience)
        if isinstance(outcome, Accepted):
            return outcome
        is_doubtful = outcome is None or isinstance(outcome, Unknown | Paused)
        if is_doubtful or (self._is_open and not await _is_reset(self._client, patience)):
            self._abandon()
        return outcome

    async def _open(self) -> Outcome | None:
        account = self._account
        client = self._client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            local_hostname=account.client_name,
            timeout=account.patience.connect_s,
            use_tls=account.security == "tls",
            start_tls=account.security == "starttls",
            tls_context=account.tls_context,
        )
        self._carried = 0
        is_login = False
        try:
            await client.connect()
            if account.username is not None:
                is_login = True
                await client.login(account.username, account.password or "")
        except (aiosmtplib.SMTPException, OSError) as error:
            self._abandon()
            return connection_failed(error, is_login=is_login)
        return None


async def _is_reset(client: aiosmtplib.SMTP, patience: Patience) -> bool:
    try:
        await client.rset(timeout=patience.command_s)
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True


async def _transfer(client: aiosmtplib.SMTP, message: OutgoingMessage, patience: Patience) -> Outcome | None:
    """MAIL, RCPT, DATA; None where the connection was lost before DATA, so that nothing was taken."""
    try:
        await client.mail(message.return_path, timeout=patience.command_s)
        await client.rcpt(message.recipient, timeout=patience.command_s)
    except aiosmtplib.SMTPRecipientRefused as refusal:
        return recipient_refused(refusal, message.recipient)
    except aiosmtplib.SMTPResponseException as refusal:
        return sender_refused(refusal)
    except (aiosmtplib.SMTPException, OSError):
        return None
    try:
        response = await client.data(message.data, timeout=patience.final_dot_s)
    except aiosmtplib.SMTPDataError as refusal:
        return data_refused(refusal)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Unknown(answer_of(error))
    return Accepted(f"{response.code} {response.message}")
