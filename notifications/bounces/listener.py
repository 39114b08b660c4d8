"""A small SMTP server that takes what comes back, for a relay that is told to hand it over.

It knows the addresses that we made and no others, so a stranger's message is refused before its text is sent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.bounces.opening import SIZE_LIMIT
from notifications.links import LinkService
from notifications.return_paths import letter_of

SILENCE_LIMIT_S = 60.0
# However busy: twenty who say nothing but NOOP would else keep every report out.
SESSION_LIMIT_S = 300.0
SESSIONS_AT_ONCE = 20
RECIPIENTS_A_MESSAGE = 5
NO_SUCH_ADDRESS = "550 5.1.1 no such address here"
TOO_MANY = "452 4.5.3 too many recipients"
KEPT = "250 2.0.0 kept"
TRY_AGAIN = "451 4.3.0 not kept now, try again later"

log = structlog.get_logger("notifications")
# The message, and the recipients that its envelope names.
Handle = Callable[[bytes, Sequence[str]], Awaitable[object]]


class BounceListener:
    """Listens in the event loop that opens it; `handle` is awaited before a message is acknowledged."""

    def __init__(self, links: LinkService, handle: Handle) -> None:
        self._links = links
        self._handle = handle
        self._free = SESSIONS_AT_ONCE
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port; after `open`."""
        if self._server is None:
            raise RuntimeError("the listener is not open")
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self, host: str, port: int) -> None:
        """Take messages. Raises `OSError` where the address cannot be listened on."""
        self._server = await asyncio.get_running_loop().create_server(self._session, host, port)

    async def close(self) -> None:
        """Take no more messages."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take recipients that are return paths of ours (rule 32)."""
        del server, session, options
        if letter_of(self._links, address) is None:
            return NO_SUCH_ADDRESS
        if len(envelope.rcpt_tos) >= RECIPIENTS_A_MESSAGE:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Hand one message on; where that fails the relay keeps it and comes again."""
        del server, session
        content = envelope.original_content
        if content is None:
            return TRY_AGAIN
        try:
            for recipient in envelope.rcpt_tos:
                await self._handle(content, [recipient])
        except Exception:  # whatever it was: the relay keeps the message and comes again
            log.exception("a returned message was not kept")
            return TRY_AGAIN
        return KEPT

    def _session(self) -> SMTP:
        return _Session(
            self,
            hostname="viza",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            timeout=SILENCE_LIMIT_S,
            loop=asyncio.get_running_loop(),
        )

    def take_place(self) -> bool:
        """Whether one more session may begin."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def give_back_place(self) -> None:
        """A session ended."""
        self._free += 1


class _Session(SMTP):
    """A session that takes one of the listener's places; there are not more of them than that."""

    _has_place = False
    _end: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._has_place = self.event_handler.take_place()
        if self._has_place:
            self._end = self.loop.call_later(SESSION_LIMIT_S, transport.close)
        else:
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self._has_place:
            self._has_place = False
            self._end.cancel()
            self.event_handler.give_back_place()
        super().connection_lost(error)
