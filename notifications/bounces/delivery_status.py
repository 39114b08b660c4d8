"""Delivery reports: the machine's form of RFC 3464, and the prose of servers that do not write it.

A report says of each recipient whether the message failed, waits or arrived, with the status of RFC 3463.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from models.states import ReportKind
from notifications.bounces.failure_kind import failure_kind, status_in
from notifications.bounces.opening import address_in, body_text, header_addresses, header_text, part_text

RECIPIENTS_LIMIT = 20
DETAIL_LIMIT = 400
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail delivery|mdaemon", re.IGNORECASE)
_FAILED_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failed|failure|has failed|incomplete)|failure notice|returned mail|"
    r"mail (?:delivery|system error)|message (?:not delivered|delayed)|warning: (?:message|could not send)|"
    r"недостав|не доставлен|не удалось доставить|ошибка доставки|доставка .{0,40}(?:не удалась|отложена)",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"\bdelayed\b|warning: |will (?:be )?retr|still being|отложен|задерж", re.IGNORECASE)
_FAILED = re.compile(
    r"could not be delivered|permanent(?:ly)? (?:error|fail)|failed permanently|не доставлен", re.IGNORECASE
)
_ADDRESS_LINE = re.compile(r"^[ \t>]*<?([^\s<>@,;:\"]{1,64}@[A-Za-z0-9.\-]{3,253})>?[ \t]*:?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What became of one recipient. `address` is the final one, `original` the one that we wrote to, both lower case.

    `kind` is None where the message arrived.
    """

    kind: ReportKind | None
    address: str | None
    original: str | None
    status: str | None
    detail: str


def delivery_statuses(message: Message) -> tuple[RecipientStatus, ...] | None:
    """What a delivery report says; None where the message is none."""
    found = [status for part in message.walk() if _is_status(part) for status in _of_form(part)]
    if found:
        return tuple(found[:RECIPIENTS_LIMIT])
    if message.get_content_type() == "multipart/report":
        report = str(message.get_param("report-type", "") or "").lower()
        if report not in ("", "delivery-status"):
            return None  # a receipt that somebody read a letter, or a complaint: neither is about delivery
    return _of_prose(message) if _is_prose(message) else None


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _of_form(part: Message) -> Iterator[RecipientStatus]:
    """The groups of a message/delivery-status: the first is about the message, each other about a recipient."""
    groups = part.get_payload()
    if not isinstance(groups, list):
        return
    for group in groups[: RECIPIENTS_LIMIT + 1]:
        if not isinstance(group, Message) or group.get("Action") is None:
            continue
        status = status_in(header_text(group, "Status"))
        answer = _typed(header_text(group, "Diagnostic-Code"))
        action = header_text(group, "Action").split()[:1]
        yield RecipientStatus(
            kind=_kind_of(action[0].lower() if action else "", status, answer),
            address=address_in(_typed(header_text(group, "Final-Recipient"))),
            original=address_in(_typed(header_text(group, "Original-Recipient"))),
            status=status,
            detail=_detail(answer or header_text(group, "Status")),
        )


def _kind_of(action: str, status: str | None, answer: str) -> ReportKind | None:
    if action == "delayed":
        return ReportKind.DELAYED
    return failure_kind(status, answer) if action == "failed" else None


def _typed(value: str) -> str:
    """The value behind its type: `rfc822; anna@example.ru`, `smtp; 550 …`."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value.strip()


def _is_prose(message: Message) -> bool:
    if message.get("X-Failed-Recipients") is not None:
        return True
    sender, subject = header_text(message, "From"), header_text(message, "Subject")
    is_daemon = bool(_DAEMON.search(sender)) or str(message.get("Return-Path", "")).strip() == "<>"
    return is_daemon and bool(_FAILED_SUBJECT.search(subject))


def _of_prose(message: Message) -> tuple[RecipientStatus, ...] | None:
    text = _first_text(message)
    named = header_addresses(message, "X-Failed-Recipients")
    addresses = named or tuple(dict.fromkeys(found.lower() for found in _ADDRESS_LINE.findall(text)))
    if not addresses:
        return None
    subject = header_text(message, "Subject")
    is_delayed = bool(_DELAYED.search(subject)) or (
        not named and bool(_DELAYED.search(text)) and not _FAILED.search(text)
    )
    kind = ReportKind.DELAYED if is_delayed else failure_kind(None, text)
    status = status_in(text)
    return tuple(
        RecipientStatus(kind, address, None, status, _detail(_answer_after(text, address)))
        for address in addresses[:RECIPIENTS_LIMIT]
    )


def _first_text(message: Message) -> str:
    if not message.is_multipart():
        return part_text(message)
    return body_text(message)


def _answer_after(text: str, address: str) -> str:
    """What stands behind the address: the server's words. Without it the whole text's first lines."""
    at = text.lower().find(address)
    rest = text[at + len(address) :] if at >= 0 else text
    return " ".join(rest.strip(" \r\n\t<>:").split()[:60])


def _detail(answer: str) -> str:
    return " ".join(answer.split())[:DETAIL_LIMIT]
