"""The calendar file (.ics) of a letter: one event of a whole day for each deadline, made of frozen data alone.

Sources: RFC 5545 (iCalendar), RFC 5546 3.2.1 (PUBLISH: an organizer, no attendees), RFC 6047 2.4 (the part's type).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//viza//work plan//RU"
METHOD = "PUBLISH"


def calendar_file(
    events: Sequence[Mapping[str, Any]],
    *,
    dated_at: datetime,
    domain: str,
    base_url: str,
    organizer: tuple[str, str],
) -> bytes:
    """The file's bytes, with CRLF line ends; the same letter gives the same bytes.

    `domain` ends the identifiers of events, which stay the same from letter to letter; `organizer` is an address and
    a name.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    for event in events:
        calendar.add_component(_event(event, dated_at, domain, base_url, organizer))
    content: bytes = calendar.to_ical()
    return content


def _event(
    told: Mapping[str, Any], dated_at: datetime, domain: str, base_url: str, organizer: tuple[str, str]
) -> Event:
    day = date.fromisoformat(told["day"])
    address, name = organizer
    sender = vCalAddress(f"mailto:{address}")
    sender.params["CN"] = vText(name)
    event = Event()
    event.add("uid", f"{told['of']}@{domain}")
    event.add("dtstamp", dated_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", told["sequence"])
    event.add("organizer", sender)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", told["title"])
    event.add("description", told["note"])
    event.add("url", f"{base_url}{told['path']}")
    event.add("status", "CANCELLED" if told["is_off"] else "CONFIRMED")
    # A deadline takes nobody's time: the day stays free for meetings.
    event.add("transp", "TRANSPARENT")
    return event
