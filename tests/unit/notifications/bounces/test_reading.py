"""What comes back, in the shapes of many servers: what it says, about whom, and what is refused unread."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.states import ReportKind
from notifications.bounces.opening import SIZE_LIMIT
from notifications.bounces.reading import ReturnedMail, read_returned
from tests.unit.notifications.bounces import shapes

DAY = date(2021, 3, 1)
HARD, SOFT, DELAYED = ReportKind.HARD, ReportKind.SOFT, ReportKind.DELAYED


def read(raw: bytes) -> ReturnedMail:
    return read_returned(raw, DAY)


@pytest.mark.parametrize(
    ("name", "kind", "status", "words"),
    [
        ("POSTFIX_UNKNOWN", HARD, "5.1.1", "User unknown"),
        ("POSTFIX_DELAY", DELAYED, "4.4.1", "timed out"),
        ("POSTFIX_EXPIRED", SOFT, "4.4.1", "timed out"),
        ("EXCHANGE_ONLINE", HARD, "5.4.1", "Access denied"),
        ("EXCHANGE_RUSSIAN", HARD, "5.1.10", "RecipientNotFound"),
        ("EXCHANGE_QUOTA", SOFT, "5.2.2", "mailbox full"),
        ("YANDEX", HARD, "5.0.0", "No such user"),
        ("MAILRU_DISABLED", HARD, "5.0.0", "account is disabled"),
        ("MAILRU_SPAM", SOFT, "5.0.0", "spam"),
        ("GMAIL", HARD, "5.1.1", "does not exist"),
        ("GMAIL_OVER_QUOTA", SOFT, "4.2.2", "out of storage"),
        ("EXIM", HARD, None, "Unrouteable address"),
        ("EXIM_DELAY", DELAYED, None, "timed out"),
        ("QMAIL", HARD, "5.1.1", "no mailbox here"),
    ],
)
def test_a_delivery_report_says_what_became_of_whom(
    name: str, kind: ReportKind, status: str | None, words: str
) -> None:
    mail = read(getattr(shapes, name))
    (told,) = mail.statuses
    assert (mail.kind, told.address, told.status) == (kind, shapes.ANNA, status)
    assert words in told.detail
    assert shapes.RETURN_PATH in mail.addressed_to


def test_the_letter_is_known_by_its_message_id_where_a_forwarder_reports_another_address() -> None:
    mail = read(shapes.FORWARDED)
    assert mail.statuses[0].address == "a.petrova@elsewhere.example"
    assert mail.message_ids == {shapes.LETTER_ID}
    assert read(shapes.EXIM).message_ids == {shapes.LETTER_ID}


def test_a_report_that_a_letter_arrived_says_nothing() -> None:
    assert read(shapes.ARRIVED).kind is None


@pytest.mark.parametrize(
    ("name", "is_absence", "until"),
    [
        ("EXCHANGE_AWAY", True, date(2021, 3, 15)),
        ("YANDEX_AWAY", True, date(2021, 3, 12)),
        ("MAILRU_AWAY", True, date(2021, 3, 15)),
        ("ENGLISH_AWAY", True, date(2021, 3, 15)),
        ("GMAIL_AWAY", True, date(2021, 3, 15)),
        ("GONE", True, None),
        ("TICKET", False, None),
    ],
)
def test_an_automatic_answer_says_who_is_away_and_until_when(name: str, is_absence: bool, until: date | None) -> None:
    mail = read(getattr(shapes, name))
    assert (mail.kind, mail.sender) == (ReportKind.AUTO_REPLY, shapes.ANNA)
    assert (mail.is_absence, mail.until) == (is_absence, until)
    assert "на согласование до" not in mail.detail


def test_what_a_person_writes_is_no_report() -> None:
    assert read(shapes.PERSON).kind is ReportKind.UNREADABLE


def test_the_same_message_has_one_fingerprint_whichever_way_it_came() -> None:
    again = b"Received: from mx.example by here; Mon, 1 Mar 2021\r\n" + shapes.GMAIL
    assert read(again).fingerprint == read(shapes.GMAIL).fingerprint
    assert read(shapes.GMAIL).fingerprint != read(shapes.YANDEX).fingerprint


def bomb(levels: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
    return b"To: " + shapes.RETURN_PATH.encode() + b"\r\n" + opened + b"Content-Type: text/plain\r\n\r\nx"


@pytest.mark.parametrize(
    "raw",
    [
        bomb(5_000),
        bomb(200),
        b"To: x@y.example\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n",
        b"Subject: " + b"=?utf-8?q?=41?= " * 20_000 + b"\r\n\r\n",
        b"To: " + b"(" * 15_000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 60_000,
        b"a" * (SIZE_LIMIT + 1),
        b"",
        b"\x00" * 1000,
    ],
    ids=["deep", "deeper than any report", "headers", "long header", "comments", "parts", "too large", "empty", "NUL"],
)
def test_a_mail_bomb_is_refused_quickly(raw: bytes) -> None:
    began = time.perf_counter()
    assert read(raw).kind is ReportKind.UNREADABLE
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "raw",
    [
        shapes.answer("Автоответ", "до " * 300_000, Auto_Submitted="auto-replied"),
        shapes.answer("Автоответ", "буду " + "а " * 300_000, Auto_Submitted="auto-replied"),
        shapes.answer("Автоответ", "<" * 900_000, html=True, Auto_Submitted="auto-replied"),
        shapes.report(shapes.group("failed", "5.0.0", "smtp; " + "mailbox " * 2_000), says="x@y " * 200_000),
        shapes.raw({"From": "mailer-daemon@x.example", "Subject": "failure notice"}, "a@b.example:\n" * 60_000),
    ],
    ids=["days", "returns", "tags", "report", "prose"],
)
def test_reading_takes_time_by_the_length_alone(raw: bytes) -> None:
    began = time.perf_counter()
    read(raw)
    assert time.perf_counter() - began < 3


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    assert read(raw).kind in {None, *ReportKind}


@given(st.sampled_from([shapes.GMAIL, shapes.EXIM, shapes.EXCHANGE_AWAY]), st.data())
def test_a_damaged_report_is_read_without_an_error(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    spoilt = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 40)) :]
    mail = read(spoilt)
    assert all(sign.isprintable() for sign in mail.detail)
    assert all(status.address is None or "@" in status.address for status in mail.statuses)
