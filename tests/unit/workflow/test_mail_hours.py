"""When letters may go: a table over days and hours of 2021 in Omsk (UTC+6)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.states import NoticeKind
from workflow.calendar import working_calendar
from workflow.mail_hours import AT_ONCE, DIGESTED, MailHours

OMSK = ZoneInfo("Asia/Omsk")
USUAL = MailHours(working_calendar())
LATE_DIGEST = MailHours(working_calendar(), digest_hour=10)
PATIENT = MailHours(working_calendar(), digest_hour=9, sign_requests_wait=True)
REMINDER, RETURNED, SIGN_REQUEST = NoticeKind.REMINDER, NoticeKind.RETURNED, NoticeKind.SIGN_REQUEST


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m %H:%M").replace(year=2021, tzinfo=OMSK).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "kind", "now", "goes"),
    [
        # A working day at its edges.
        (USUAL, RETURNED, "04.03 07:59", "04.03 08:00"),
        (USUAL, RETURNED, "04.03 08:00", "04.03 08:00"),
        (USUAL, RETURNED, "04.03 19:59", "04.03 19:59"),
        (USUAL, RETURNED, "04.03 20:00", "05.03 08:00"),
        (USUAL, RETURNED, "04.03 00:00", "04.03 08:00"),
        # A late sweep sends the next working morning; Friday evening waits for Tuesday, for 8 March is a day off.
        (USUAL, REMINDER, "04.03 23:00", "05.03 08:00"),
        (USUAL, REMINDER, "05.03 23:00", "09.03 08:00"),
        (USUAL, REMINDER, "04.03 14:10", "04.03 14:10"),
        # Days off: a weekend, a transferred day (22 February), a working Saturday before it (20 February).
        (USUAL, RETURNED, "06.03 12:00", "09.03 08:00"),
        (USUAL, RETURNED, "22.02 12:00", "24.02 08:00"),
        (USUAL, RETURNED, "20.02 12:00", "20.02 12:00"),
        (USUAL, RETURNED, "31.12 12:00", "10.01 08:00"),
        # The digest hour holds reminders alone.
        (LATE_DIGEST, REMINDER, "04.03 08:30", "04.03 10:00"),
        (LATE_DIGEST, RETURNED, "04.03 08:30", "04.03 08:30"),
        (LATE_DIGEST, RETURNED, "04.03 06:00", "04.03 08:00"),
        # Requests to sign go at any hour, or wait where so set.
        (USUAL, SIGN_REQUEST, "06.03 03:00", "06.03 03:00"),
        (PATIENT, SIGN_REQUEST, "06.03 03:00", "09.03 09:00"),
        (PATIENT, SIGN_REQUEST, "04.03 08:30", "04.03 09:00"),
        (PATIENT, SIGN_REQUEST, "04.03 15:00", "04.03 15:00"),
        (PATIENT, NoticeKind.RECEIPT, "06.03 03:00", "06.03 03:00"),
    ],
)
def test_nothing_goes_at_night_or_on_a_day_off_but_what_may(
    hours: MailHours, kind: NoticeKind, now: str, goes: str
) -> None:
    expected = at(goes)
    if expected < at(now):
        expected = expected.replace(year=2022)
    moment = hours.goes_at(kind, at(now))
    assert moment == expected
    assert kind in hours.kinds_at(moment)
    assert (kind in hours.kinds_at(at(now))) is (moment == at(now))


@pytest.mark.parametrize("kind", sorted(AT_ONCE))
def test_what_somebody_just_asked_for_goes_at_any_hour(kind: NoticeKind) -> None:
    for moment in ("04.03 03:00", "06.03 12:00", "01.01 00:00"):
        assert USUAL.goes_at(kind, at(moment)) == at(moment)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize(("day", "is_working"), [("04.03", True), ("06.03", False), ("20.02", True), ("10.11", True)])
def test_every_hour_of_a_day_has_one_answer(day: str, is_working: bool, hour: int) -> None:
    kinds = LATE_DIGEST.kinds_at(at(f"{day} {hour:02}:30"))
    assert kinds >= AT_ONCE | {SIGN_REQUEST}
    assert (RETURNED in kinds) is (is_working and 8 <= hour < 20)
    assert (kinds >= DIGESTED) is (is_working and 10 <= hour < 20)
    assert kinds.isdisjoint(DIGESTED) or kinds >= DIGESTED


def test_the_digest_after_this_ones_is_of_the_next_working_day() -> None:
    assert USUAL.next_digest(at("05.03 08:00")) == at("09.03 08:00")
    assert LATE_DIGEST.next_digest(at("03.03 23:30")) == at("04.03 10:00")


@pytest.mark.parametrize("hours", [USUAL, LATE_DIGEST, PATIENT], ids=["usual", "late digest", "patient"])
@pytest.mark.parametrize("now", ["04.03 08:00", "04.03 13:30", "20.02 19:59"])
def test_a_kind_that_may_go_could_have_gone_since_its_hours_began_and_no_sooner(hours: MailHours, now: str) -> None:
    moment, minute = at(now), timedelta(minutes=1)
    night = hours.kinds_at(at("04.03 03:00"))
    for kind in hours.kinds_at(moment) - night:
        since = hours.open_since(kind, moment)
        assert since <= moment
        assert kind in hours.kinds_at(since)
        assert kind not in hours.kinds_at(since - minute)
    assert all(hours.open_since(kind, moment).year == 1 for kind in night)
