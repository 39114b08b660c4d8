"""A caught letter: what a list shows is kept, the rest is read from its file when asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One letter as its recipient got it. `to` is the bare address, `date` the letter's own, aware."""

    id: str
    to: str
    subject: str
    date: datetime
    file: Path

    @property
    def raw(self) -> bytes:
        """The message's bytes."""
        return self.file.read_bytes()

    @property
    def text(self) -> str:
        """The plain text part; empty where there is none."""
        return self._part("plain") or ""

    @property
    def html(self) -> str | None:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str | None:
        part = _parse(self.raw).get_body((kind,))
        return None if part is None else str(part.get_content())


def read_letter(file: Path) -> CaughtMail:
    """The letter in a file; its id is the file's name."""
    message = _parse(file.read_bytes())
    dated = message["date"]
    moment = dated.datetime if isinstance(dated, DateHeader) else None
    kept = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return CaughtMail(file.stem, _address(message["to"]), str(message["subject"] or ""), moment or kept, file)


def _address(header: object) -> str:
    """The bare address, without the name beside it."""
    if isinstance(header, AddressHeader) and header.addresses:
        return header.addresses[0].addr_spec
    return str(header or "")


def _parse(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
