"""The calendar file of a letter: what other programs read in it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from notifications.calendar_file import calendar_file
from notifications.samples.changes import EXTENDED_DEADLINE
from notifications.samples.scene import BASE_URL

DATED = datetime(2021, 3, 4, 3, 5, 1, 7, tzinfo=UTC)


def made(*events: dict[str, Any], dated_at: datetime = DATED) -> bytes:
    organizer = ("viza@dep.omsk.example", "Виза: планы работы")
    return calendar_file(events, dated_at=dated_at, domain="dep.omsk.example", base_url=BASE_URL, organizer=organizer)


def test_an_event_is_the_whole_day_of_the_deadline_and_takes_nobody_s_time() -> None:
    calendar = Calendar.from_ical(made(EXTENDED_DEADLINE))
    assert (calendar["METHOD"], calendar["VERSION"], len(calendar.walk("VEVENT"))) == ("PUBLISH", "2.0", 1)
    (event,) = calendar.walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2021, 3, 12), date(2021, 3, 13))
    assert (event["TRANSP"], event["STATUS"]) == ("TRANSPARENT", "CONFIRMED")
    assert event["SUMMARY"] == "Срок: п. 3. Мониторинговые визиты"
    assert event["URL"] == f"{BASE_URL}/plans/1/items/3"
    assert event["ORGANIZER"] == "mailto:viza@dep.omsk.example"
    assert event["ORGANIZER"].params["CN"] == "Виза: планы работы"
    # RFC 5546 3.2.1: what is published has no attendees.
    assert "ATTENDEE" not in event


def test_a_later_letter_about_an_item_mends_the_same_event() -> None:
    def identity(data: bytes) -> tuple[str, int, datetime]:
        (event,) = Calendar.from_ical(data).walk("VEVENT")
        return str(event["UID"]), int(str(event["SEQUENCE"])), event.decoded("DTSTAMP")

    first = made(EXTENDED_DEADLINE)
    later = made(EXTENDED_DEADLINE | {"sequence": 9, "day": "2021-03-31"}, dated_at=DATED.replace(day=20))
    assert identity(first) == ("item-3.1@dep.omsk.example", 7, DATED.replace(microsecond=0))
    assert identity(later) == ("item-3.1@dep.omsk.example", 9, DATED.replace(day=20, microsecond=0))


def test_what_is_nobody_s_any_more_is_called_off() -> None:
    (event,) = Calendar.from_ical(made(EXTENDED_DEADLINE | {"is_off": True})).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("evil", ["а\r\nATTENDEE:mailto:x@y.example", "а;b,c\\n:d\nEND:VEVENT", "\x00\x07", "я" * 500])
def test_s26_no_text_breaks_out_of_its_field(evil: str) -> None:
    data = made(EXTENDED_DEADLINE | {"title": evil, "note": evil})
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert event["STATUS"] == "CONFIRMED"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
