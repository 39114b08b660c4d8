"""The message's bytes: parsed without a defect, the same every time, no header smuggled in."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.errors import UnsafeHeader
from notifications.headers import one_line, text_value
from notifications.message import MessageHeaders, build_message
from notifications.preparing import SENDER_NAME

FIELDS: dict[str, Any] = {
    "sender": "viza@dep.omsk.example",
    "sender_name": SENDER_NAME,
    "recipient": "shestakov@omsk-edu.example",
    "recipient_name": "Шестаков В.В.",
    "subject": "П. 3: на согласование до 05.03.2021 — Мониторинговые визиты в образовательные организации города",
    "message_id": "<0f0f@dep.omsk.example>",
    "boundary": "viza-0123456789abcdef",
    "dated_at": datetime(2021, 3, 3, 8, 5, 1, 7, tzinfo=UTC),
    "list_name": "Виза",
    "list_id": "<plan-1.viza.dep.omsk.example>",
    "references": "<item-3.1@dep.omsk.example>",
}


def built(text: str = "Текст\n", html: str = "<p>Текст</p>\n", **changes: Any) -> bytes:
    return build_message(MessageHeaders(**FIELDS | changes), text, html)


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    assert not part.defects
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_s33_a_message_parses_without_a_defect() -> None:
    data = built()
    message = parsed(data)
    assert not message.defects
    assert not any(message[name].defects for name in message)
    assert message["Subject"] == FIELDS["subject"]
    assert message["From"].addresses[0].display_name == FIELDS["sender_name"]
    assert message["To"].addresses[0].addr_spec == FIELDS["recipient"]
    assert message["To"].addresses[0].display_name == FIELDS["recipient_name"]
    assert message["Date"].datetime == FIELDS["dated_at"].replace(microsecond=0)
    assert message["In-Reply-To"] == message["References"] == FIELDS["references"]
    assert message["List-Id"] == "Виза <plan-1.viza.dep.omsk.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_calendar_file_stands_beside_the_letter_and_not_among_its_forms() -> None:
    calendar = b"BEGIN:VCALENDAR\r\nSUMMARY:\xd1\x81\xd1\x80\xd0\xbe\xd0\xba\r\nEND:VCALENDAR\r\n"
    data = build_message(MessageHeaders(**FIELDS), "Текст\n", "<p>Текст</p>\n", calendar)
    message = parsed(data)
    assert not message.defects
    assert message.get_content_type() == "multipart/mixed"
    forms, attached = message.iter_parts()
    assert [part.get_content_type() for part in forms.iter_parts()] == ["text/plain", "text/html"]
    assert (body(message, "plain"), body(message, "html")) == ("Текст\n", "<p>Текст</p>\n")
    assert attached.get_content_type() == "text/calendar"
    assert (attached["Content-Type"].params["method"], attached.get_filename()) == ("PUBLISH", "srok.ics")
    assert attached.get_payload(decode=True) == calendar
    assert not attached.defects
    # RFC 2046 5.1.2: the inner boundary's lines must not look like the outer one's.
    inner, outer = forms.get_boundary(), message.get_boundary()
    assert inner is not None
    assert outer is not None
    assert not outer.startswith(inner)
    assert not inner.startswith(outer)
    assert data == build_message(MessageHeaders(**FIELDS), "Текст\n", "<p>Текст</p>\n", calendar)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert built() == built()


@given(st.text(), st.text())
def test_bodies_arrive_as_they_were_written(text: str, html: str) -> None:
    text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    html = html.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    message = parsed(built(text, html))
    assert body(message, "plain") == text
    assert body(message, "html") == html


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=300))
def test_any_subject_arrives_on_lines_of_proper_length(subject: str) -> None:
    subject = one_line(subject, 300)
    data = built(subject=subject)
    assert all(len(line) <= 78 for line in data.split(b"\r\n"))
    assert parsed(data)["Subject"] == subject


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@y.example", "a\nX: y", "a\x00b", "a\u2028b", "a\u2029b", "a\x85b", "a\rb"]
)
@pytest.mark.parametrize("name", ["sender_name", "recipient_name", "subject", "message_id", "references", "list_id"])
def test_s26_a_line_break_in_a_header_is_refused(name: str, evil: str) -> None:
    with pytest.raises(UnsafeHeader):
        built(**{name: evil})


@pytest.mark.parametrize(
    "evil", ["a@b.example\r\nRCPT TO:<c@d.example>", "a b@c.example", "<a@b.example>", "нет@почты.рф", "a@b,c@d"]
)
def test_s26_an_address_is_one_plain_word(evil: str) -> None:
    with pytest.raises(UnsafeHeader):
        built(recipient=evil)


def test_s27_smtp_in_a_body_stays_in_the_body() -> None:
    data = built("до\r\n.\r\nMAIL FROM:<x@y.example>\rпосле\n.\n", "\n.\n\r--viza-0123456789abcdef--\r\n")
    assert b"\n." not in data
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"MAIL FROM" not in data
    assert len(list(parsed(data).iter_parts())) == 2


def test_encoded_words_never_split_a_character() -> None:
    value = text_value("Subject", "ё" * 200)
    assert all(len(word) <= 75 for word in value.split("\r\n "))
    assert parsed(b"Subject: " + value.encode() + b"\r\n\r\n")["Subject"] == "ё" * 200


def test_a_title_is_cut_at_a_word() -> None:
    assert one_line("Перепроверка\r\nВПР  по\tматематике", 100) == "Перепроверка ВПР по математике"
    assert one_line("Перепроверка работ по математике", 26) == "Перепроверка работ по…"
