"""Opening a message that anybody may have sent: its size, its parts and its headers are bounded before it is parsed."""

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from html import unescape

from notifications.errors import LetterError

SIZE_LIMIT = 1024 * 1024
PARTS_LIMIT = 25
HEADER_LINES_LIMIT = 600
LINE_LIMIT = 20_000
VALUE_LIMIT = 2_000
TEXT_LIMIT = 64 * 1024

# Each of these opens a level or a part; the parser walks them one inside the other.
_CONTAINER = re.compile(rb"^content-type[ \t]*:[ \t\r\n]*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_ANY_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY_LINE = re.compile(rb"^--\S", re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
BOUNDARY_LINES_LIMIT = 400


class UnreadableMail(LetterError):
    """A message that is too large, too deep or no message at all; nothing of it is believed."""


def open_mail(raw: bytes) -> Message:
    """The parsed message. Raises `UnreadableMail` before any work that grows faster than the message."""
    if len(raw) > SIZE_LIMIT:
        raise UnreadableMail(f"письмо больше {SIZE_LIMIT // 1024 // 1024} МБ")
    if len(_CONTAINER.findall(raw)) > PARTS_LIMIT or len(_ANY_PART.findall(raw)) > 4 * PARTS_LIMIT:
        raise UnreadableMail("письмо вложено само в себя слишком много раз")
    if len(_BOUNDARY_LINE.findall(raw)) > BOUNDARY_LINES_LIMIT:
        raise UnreadableMail("в письме слишком много частей")
    head = _BLANK.split(raw, maxsplit=1)[0]
    if head.count(b"\n") > HEADER_LINES_LIMIT or any(len(line) > LINE_LIMIT for line in head.split(b"\n")):
        raise UnreadableMail("у письма слишком много заголовков")
    try:
        return message_from_bytes(raw, policy=compat32)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise UnreadableMail(f"письмо не разобрано: {type(error).__name__}") from error


def header_text(message: Message, name: str) -> str:
    """The first value of a header on one line, its encoded words read; empty where there is none."""
    value = str(message.get(name, ""))[:VALUE_LIMIT]
    try:
        words = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        words = [(value, None)]
    parts = [word if isinstance(word, str) else _decoded(word, charset) for word, charset in words]
    return " ".join("".join(parts).split())


def header_addresses(message: Message, *names: str) -> tuple[str, ...]:
    """The bare addresses of these headers, in lower case."""
    values = [str(value)[:VALUE_LIMIT] for name in names for value in message.get_all(name, ())[:5]]
    found = [address for _, address in getaddresses(values) if "@" in address]
    return tuple(dict.fromkeys(address.strip().lower() for address in found))


def address_in(text: str) -> str | None:
    """The first bare address in a text such as `rfc822; anna@example.ru`, in lower case."""
    found = _ADDRESS.search(text[:VALUE_LIMIT])
    return None if found is None else found[0].strip("'.").lower()


def part_text(part: Message) -> str:
    """The text of a part, whatever it says of its character set; at most 64 KiB of it."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return _decoded(payload[:TEXT_LIMIT], part.get_content_charset())


def body_text(message: Message) -> str:
    """The plain text that a person would read first; of HTML alone its words without the tags."""
    html = ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/plain" and (text := part_text(part)).strip():
            return text
        if kind == "text/html" and not html:
            html = re.sub(r"<(?:[^<>]{0,2000})>", " ", part_text(part))
        if kind in ("message/rfc822", "text/rfc822-headers"):
            break
    return unescape(html)


def _decoded(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "windows-1251"):
        if name is None:
            continue
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")
