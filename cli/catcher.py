"""The demonstration's mail server: takes every letter, delivers none, keeps each as a file."""

import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from cli.catcher_letters import CaughtMail, read_letter

LOOPBACK = "127.0.0.1"
LIMIT_BYTES = 30_000_000
SUFFIX = ".eml"


class MailCatcher:
    """An SMTP server on a free loopback port, in the event loop that opens it. Letters survive a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._letters: dict[str, CaughtMail] = {}
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port; after `open`."""
        if self._socket is None:
            raise RuntimeError("the mail catcher is not open")
        return int(self._socket.getsockname()[1])

    async def open(self) -> None:
        """Read what was caught before and take letters."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            self._letters[file.stem] = read_letter(file)
        self._socket = socket.create_server((LOOPBACK, 0))
        self._server = await asyncio.get_running_loop().create_server(self._protocol, sock=self._socket)

    async def close(self) -> None:
        """Take no more letters."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def letters(self) -> Sequence[CaughtMail]:
        """All letters, newest first."""
        return list(self._letters.values())[::-1]

    def letter(self, letter_id: str) -> CaughtMail | None:
        """One letter."""
        return self._letters.get(letter_id)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep one message."""
        del server, session
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 no message"
        letter_id = f"{len(self._letters) + 1:06}"
        file = self._folder / f"{letter_id}{SUFFIX}"
        draft = file.with_suffix(".part")
        draft.write_bytes(content)
        draft.replace(file)
        self._letters[letter_id] = read_letter(file)
        return "250 2.0.0 kept"

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="demo.viza.example", data_size_limit=LIMIT_BYTES, loop=asyncio.get_running_loop())
