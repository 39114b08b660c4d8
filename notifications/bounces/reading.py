"""From the bytes of a message to what it says about a letter of ours. Pure: who may be believed is asked later."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from email.message import Message

from models.states import ReportKind
from notifications.bounces.automatic_answer import automatic_answer
from notifications.bounces.delivery_status import RecipientStatus, delivery_statuses
from notifications.bounces.opening import (
    SIZE_LIMIT,
    UnreadableMail,
    header_addresses,
    header_text,
    open_mail,
    part_text,
)

# Where mailboxes and relays write the address that the envelope named.
ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Rcpt-To", "To")
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,190}>")
_RETURNED_ID = re.compile(r"^message-id[ \t]*:[ \t\r\n]*(<[^<>\s]{3,190}>)", re.IGNORECASE | re.MULTILINE)
# The way that a message took is not a part of what it says: brought twice, it has two of these.
_BODY = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """What a message says. `kind` is UNREADABLE where it is neither a report nor an automatic answer.

    `statuses` are those of a delivery report; `sender` is who answers automatically, `until` the last day of an
    absence. `message_ids` are those of the letters that the message is about; `addressed_to` is whom it was sent to.
    """

    kind: ReportKind | None
    fingerprint: bytes
    addressed_to: tuple[str, ...]
    message_ids: frozenset[str]
    statuses: tuple[RecipientStatus, ...] = ()
    sender: str | None = None
    is_absence: bool = False
    until: date | None = None
    detail: str = ""


def read_returned(raw: bytes, received: date, envelope: Iterable[str] = ()) -> ReturnedMail:
    """Read a message that came back; never raises for what it holds.

    `envelope` are the recipients that the relay named, `received` the local date, for dates without a year.
    """
    named = tuple(address.strip().strip("<>").lower() for address in envelope)
    try:
        message = open_mail(raw)
        addressed = tuple(dict.fromkeys((*named, *header_addresses(message, *ENVELOPE_HEADERS))))
        read = _read(message, raw, received, addressed)
        statuses = tuple(replace(each, detail=printable(each.detail)) for each in read.statuses)
        sender = None if read.sender is None else printable(read.sender)
        return replace(read, detail=printable(read.detail), sender=sender, statuses=statuses)
    except UnreadableMail as refusal:
        return _unreadable(raw, named, refusal.message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # The standard parser fails on some malformed headers: such a message is as good as none.
        return _unreadable(raw, named, f"письмо не разобрано: {type(error).__name__}")


def _read(message: Message, raw: bytes, received: date, addressed: tuple[str, ...]) -> ReturnedMail:
    fingerprint = _fingerprint(message, raw, addressed)
    statuses = delivery_statuses(message)
    if statuses is not None:
        ids = _returned_ids(message)
        telling = [status for status in statuses if status.kind is not None]
        kind = telling[0].kind if telling else None
        detail = telling[0].detail if telling else ""
        return ReturnedMail(kind, fingerprint, addressed, ids, statuses, detail=detail)
    answer = automatic_answer(message, received)
    ids = frozenset(_MESSAGE_ID.findall(f"{header_text(message, 'In-Reply-To')} {header_text(message, 'References')}"))
    senders = header_addresses(message, "From")
    sender = senders[0] if senders else None
    if answer is None:
        if message.get_content_type() == "multipart/report":
            return ReturnedMail(None, fingerprint, addressed, ids, sender=sender)
        subject = header_text(message, "Subject")[:200]
        detail = f"не отчёт о доставке и не автоответ: {subject}"
        return ReturnedMail(ReportKind.UNREADABLE, fingerprint, addressed, ids, sender=sender, detail=detail)
    return ReturnedMail(
        ReportKind.AUTO_REPLY,
        fingerprint,
        addressed,
        ids,
        sender=sender,
        is_absence=answer.is_absence,
        until=answer.until,
        detail=answer.detail,
    )


def printable(text: str) -> str:
    """The text as both databases keep it: what is no sign of writing (NUL, half a surrogate pair) is a blank."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _unreadable(raw: bytes, addressed: tuple[str, ...], why: str) -> ReturnedMail:
    digest = hashlib.sha256(raw[: SIZE_LIMIT + 1]).digest()
    return ReturnedMail(ReportKind.UNREADABLE, digest, addressed, frozenset(), detail=why)


def _returned_ids(message: Message) -> frozenset[str]:
    """The Message-IDs of the returned letter, or of its headers, inside a report."""
    found: set[str] = set()
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                found |= set(_MESSAGE_ID.findall(str(inner[0].get("Message-ID", ""))[:400]))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/plain"):
            found |= set(_RETURNED_ID.findall(part_text(part)))
    return frozenset(found)


def _fingerprint(message: Message, raw: bytes, addressed: tuple[str, ...]) -> bytes:
    """Who it was sent to, what names it, and its body: the same however often it is brought."""
    body = _BODY.split(raw, maxsplit=1)
    names = [str(message.get(name, "")) for name in ("Message-ID", "Date", "From", "Subject")]
    to = addressed[0] if addressed else ""
    digest = hashlib.sha256("\n".join([to, *names]).encode("utf-8", "surrogateescape"))
    digest.update(body[1] if len(body) > 1 else raw)
    return digest.digest()
