"""A real SMTP server on loopback whose answers a test writes in advance."""

import asyncio
import ipaddress
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DROP = "drop"
STALL = "stall"
OK = "250 OK"


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server took (or had in full when it dropped or stalled), and the connection that it came in.

    Connections are numbered from 1.
    """

    sender: str
    recipient: str
    data: bytes
    connection: int

    @property
    def message(self) -> EmailMessage:
        """The message as the recipient's program reads it."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def text(self) -> str:
        """The plain-text alternative."""
        return self._body("plain")

    def html(self) -> str:
        """The HTML alternative."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        content = part.get_content()
        assert isinstance(content, str)
        return content.replace("\r\n", "\n")


@dataclass
class Script:
    """What the server says, by stage; each list is used up from its front, then the answer is yes.

    `rcpt` and `data` are keyed by the recipient. `DROP` ends the connection without an answer, `STALL` after `stall_s`
    of silence; as the data's answer they come after the final dot, and the message counts as received. `ended` are the
    connections that the client took leave of.
    """

    mail: list[str] = field(default_factory=list)
    rcpt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    data: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refuse_login: bool = False
    delay_s: float = 0.0
    stall_s: float = 5.0
    received: list[Received] = field(default_factory=list)
    sessions: int = 0
    ended: set[int] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.mail.pop(0) if self.mail else OK
        if answer == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return await self._said(server, answer)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.rcpt[address]
        answer = answers.pop(0) if answers else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return await self._said(server, answer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        answers = self.data[recipient]
        answer = answers.pop(0) if answers else OK
        content = envelope.original_content
        assert content is not None
        if answer in (OK, DROP, STALL):
            assert isinstance(server, _Server)
            self.received.append(Received(envelope.mail_from or "", recipient, content, server.number))
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        return await self._said(server, answer)

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Remember who took leave."""
        assert isinstance(server, _Server)
        self.ended.add(server.number)
        return "221 Bye"

    async def _said(self, server: SMTP, answer: str) -> str:
        if answer == STALL:
            await asyncio.sleep(self.stall_s)
        if answer in (DROP, STALL):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Accept every login, or none."""
        return AuthResult(success=not self.refuse_login, handled=False)


class _Server(SMTP):
    def connection_made(self, transport: Any) -> None:
        self.event_handler.sessions += 1
        self.number: int = self.event_handler.sessions
        super().connection_made(transport)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A running server."""

    port: int
    script: Script

    @property
    def received(self) -> list[Received]:
        """What arrived, in order."""
        return self.script.received


@contextmanager
def running_smtp(
    script: Script | None = None, *, tls_context: ssl.SSLContext | None = None, with_login: bool = False
) -> Iterator[SmtpServer]:
    """A server on 127.0.0.1 with a free port, in a thread of its own; `tls_context` offers STARTTLS."""
    script = script or Script()
    options: dict[str, Any] = {"tls_context": tls_context, "hostname": "relay"}
    if with_login:
        options |= {"authenticator": script.authenticate, "auth_require_tls": False, "auth_exclude_mechanism": []}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp")
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(lambda: _Server(script, **options), host="127.0.0.1", port=0)

    async def stop() -> None:
        listening.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    listening = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield SmtpServer(listening.sockets[0].getsockname()[1], script)
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for 127.0.0.1 with a fresh certificate, and the certificate's file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "relay.crt", folder / "relay.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate_file, key_file)
    return context, certificate_file
