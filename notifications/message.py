"""The bytes of a message: multipart/alternative of plain text and HTML, the same at every try. A calendar file stands
beside them in a multipart/mixed.

Sources: RFC 5322, RFC 2045, RFC 2046 5.1.4 (the plainest part first), RFC 3834 5 (Auto-Submitted), RFC 2919
(List-Id). Bodies are base64, so that no text can look like SMTP or like a boundary (rule 27).
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from notifications.headers import FOLD, date_value, demand_safe, mailbox, text_value

LINE_LENGTH = 76  # RFC 2045 6.8
CALENDAR_HEAD = (
    'Content-Type: text/calendar; charset="utf-8"; method=PUBLISH\r\n'
    'Content-Disposition: attachment; filename="srok.ics"'
)


@dataclass(frozen=True, slots=True)
class MessageHeaders:
    """What a message says about itself. `message_id`, `references` and `list_id` come with their angle brackets."""

    sender: str
    sender_name: str | None
    recipient: str
    recipient_name: str | None
    subject: str
    message_id: str
    boundary: str
    dated_at: datetime
    list_name: str
    list_id: str
    references: str | None = None


def build_message(headers: MessageHeaders, text: str, html: str, calendar: bytes | None = None) -> bytes:
    """The whole message with CRLF line ends alone. Raises `UnsafeHeader` (rule 26)."""
    boundary = demand_safe("Content-Type", headers.boundary)
    message_id = demand_safe("Message-ID", headers.message_id)
    lines = [
        f"From: {mailbox('From', headers.sender_name, headers.sender)}",
        f"To: {mailbox('To', headers.recipient_name, headers.recipient)}",
        f"Subject: {text_value('Subject', headers.subject)}",
        f"Date: {date_value(headers.dated_at)}",
        f"Message-ID: {message_id}",
    ]
    if headers.references is not None:
        thread = demand_safe("References", headers.references)
        lines += [f"In-Reply-To: {thread}", f"References: {thread}"]
    lines += [
        f"List-Id: {text_value('List-Id', headers.list_name)}{FOLD}{demand_safe('List-Id', headers.list_id)}",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ]
    alternative = f'Content-Type: multipart/alternative;{FOLD}boundary="{boundary}"'
    mark = b"--" + boundary.encode("ascii")
    bodies = b"".join((_text(mark, "plain", text), _text(mark, "html", html), mark, b"--\r\n"))
    if calendar is None:
        return b"".join(("\r\n".join([*lines, alternative]).encode("ascii"), b"\r\n\r\n", bodies))
    # Not begun like the inner boundary: a line is a boundary where it begins like one (RFC 2046 5.1.2).
    outer = f"mixed-{boundary}"
    whole = "\r\n".join([*lines, f'Content-Type: multipart/mixed;{FOLD}boundary="{outer}"']).encode("ascii")
    between = b"--" + outer.encode("ascii")
    inner = b"".join((between, b"\r\n", alternative.encode("ascii"), b"\r\n\r\n", bodies))
    return b"".join((whole, b"\r\n\r\n", inner, _part(between, CALENDAR_HEAD, calendar), between, b"--\r\n"))


def _text(mark: bytes, subtype: str, body: str) -> bytes:
    content = body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode()
    return _part(mark, f'Content-Type: text/{subtype}; charset="utf-8"', content)


def _part(mark: bytes, head: str, content: bytes) -> bytes:
    encoded = b64encode(content)
    lines = [encoded[start : start + LINE_LENGTH] for start in range(0, len(encoded), LINE_LENGTH)]
    opened = f"\r\n{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode("ascii")
    return b"".join((mark, opened, *(line + b"\r\n" for line in lines)))
