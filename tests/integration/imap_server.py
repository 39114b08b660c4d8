"""A small real IMAP4rev1 server on loopback: one user, one folder, and the commands that reading a mailbox takes."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "bounces@dep.omsk.example", 'pass "word"'
_LOGIN = re.compile(r'(\S+) "((?:[^"\\]|\\.)*)"')
_FETCH = re.compile(r"\(BODY\.PEEK\[\]<0\.(\d+)>\)")


@dataclass
class Kept:
    """A message in the folder."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class ImapServer:
    """What the server holds by UID, and what was asked of it. `breaks_at` ends the connection at that command."""

    messages: dict[int, Kept] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    breaks_at: str = ""
    port: int = 0

    def add(self, *raws: bytes) -> None:
        """New mail."""
        for raw in raws:
            self.messages[max(self.messages, default=0) + 1] = Kept(raw)

    def unread(self) -> list[int]:
        """The UIDs that a search for new mail finds."""
        return [uid for uid, kept in self.messages.items() if not kept.flags & {r"\Seen", r"\Deleted"}]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"* OK ready\r\n")
        try:
            while line := await reader.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                name, _, arguments = rest.partition(" ")
                if name.upper() == "UID":
                    name, _, arguments = arguments.partition(" ")
                self.commands.append(name.upper())
                if name.upper() == self.breaks_at:
                    break
                writer.write(self._answered(tag, name.upper(), arguments))
                await writer.drain()
                if name.upper() == "LOGOUT":
                    break
        finally:
            writer.close()

    def _answered(self, tag: str, name: str, arguments: str) -> bytes:
        untagged, result = b"", "OK"
        if name == "CAPABILITY":
            untagged = b"* CAPABILITY IMAP4rev1\r\n"
        elif name == "LOGIN":
            found = _LOGIN.fullmatch(arguments)
            is_right = found is not None and (found[1], re.sub(r"\\(.)", r"\1", found[2])) == (USER, PASSWORD)
            result = "OK" if is_right else "NO"
        elif name == "SELECT":
            untagged = f"* {len(self.messages)} EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n".encode()
            result = "OK" if arguments == '"INBOX"' else "NO"
        elif name == "SEARCH":
            untagged = f"* SEARCH {' '.join(map(str, self.unread()))}\r\n".encode()
        elif name == "FETCH":
            uid, _, what = arguments.partition(" ")
            limit = _FETCH.fullmatch(what)
            assert limit is not None, f"what is asked for has no limit: {what}"
            data = self.messages[int(uid)].raw[: int(limit[1])]
            untagged = f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(data)}}}\r\n".encode() + data + b")\r\n"
        elif name == "STORE":
            uid, _, flags = arguments.partition(" +FLAGS ")
            self.messages[int(uid)].flags |= set(flags.strip("()").split())
            untagged = f"* {uid} FETCH (UID {uid} FLAGS {flags})\r\n".encode()
        elif name == "EXPUNGE":
            self.messages = {uid: kept for uid, kept in self.messages.items() if r"\Deleted" not in kept.flags}
        elif name == "LOGOUT":
            untagged = b"* BYE\r\n"
        return untagged + f"{tag} {result} {name} done\r\n".encode()


@asynccontextmanager
async def running_imap(server: ImapServer) -> AsyncIterator[ImapServer]:
    """The server on 127.0.0.1 with a free port, in this event loop."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
