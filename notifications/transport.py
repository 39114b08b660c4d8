"""How a message reaches the relay: aiosmtplib, one recipient a message, every failure a named outcome.

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

CONNECT_TIMEOUT_S = 30.0
COMMAND_TIMEOUT_S = 60.0
FINAL_DOT_TIMEOUT_S = 600.0
ATTEMPT_LIMIT_S = CONNECT_TIMEOUT_S + 3 * COMMAND_TIMEOUT_S + FINAL_DOT_TIMEOUT_S
QUIT_TIMEOUT_S = 2.0


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

    `tls_context` is the system's trust by default; `client_name` is what EHLO says.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    client_name: str | None = None
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)

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
    """One connection to the relay, reused until it breaks."""

    def __init__(self, account: SmtpTransport) -> None:
        self._account = account
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Try once; a kept connection that turns out to be closed is opened anew first."""
        was_kept = self._client is not None and self._client.is_connected
        outcome = await self._connected(message)
        if outcome is None and was_kept:
            outcome = await self._connected(message)
        return outcome or Retry("connection lost before the message was handed over")

    async def close(self) -> None:
        """QUIT where the connection still stands, and close it."""
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await asyncio.wait_for(client.quit(timeout=QUIT_TIMEOUT_S), QUIT_TIMEOUT_S)
        client.close()

    async def _connected(self, message: OutgoingMessage) -> Outcome | None:
        """The outcome; None where the connection was lost before the message's data."""
        if self._client is None or not self._client.is_connected:
            failure = await self._open()
            if failure is not None:
                return failure
        assert self._client is not None  # noqa: S101 -- `_open` gave a client or a failure
        outcome = await _transfer(self._client, message)
        if isinstance(outcome, Accepted):
            return outcome
        if outcome is None or isinstance(outcome, Unknown | Paused):
            self._client.close()
        elif self._client.is_connected:
            await self._reset(self._client)
        return outcome

    async def _open(self) -> Outcome | None:
        account = self._account
        client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            local_hostname=account.client_name,
            timeout=CONNECT_TIMEOUT_S,
            use_tls=account.security == "tls",
            start_tls=account.security == "starttls",
            tls_context=account.tls_context,
        )
        is_login = False
        try:
            await client.connect()
            if account.username is not None:
                is_login = True
                await client.login(account.username, account.password or "")
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            return connection_failed(error, is_login=is_login)
        self._client = client
        return None

    @staticmethod
    async def _reset(client: aiosmtplib.SMTP) -> None:
        try:
            await client.rset(timeout=COMMAND_TIMEOUT_S)
        except (aiosmtplib.SMTPException, OSError):
            client.close()


async def _transfer(client: aiosmtplib.SMTP, message: OutgoingMessage) -> Outcome | None:
    """MAIL, RCPT, DATA; None where the connection was lost before DATA, so that nothing was taken."""
    try:
        await client.mail(message.return_path, timeout=COMMAND_TIMEOUT_S)
        await client.rcpt(message.recipient, timeout=COMMAND_TIMEOUT_S)
    except aiosmtplib.SMTPRecipientRefused as refusal:
        return recipient_refused(refusal, message.recipient)
    except aiosmtplib.SMTPResponseException as refusal:
        return sender_refused(refusal)
    except (aiosmtplib.SMTPException, OSError):
        return None
    try:
        response = await client.data(message.data, timeout=FINAL_DOT_TIMEOUT_S)
    except aiosmtplib.SMTPDataError as refusal:
        return data_refused(refusal)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Unknown(answer_of(error))
    return Accepted(f"{response.code} {response.message}")
