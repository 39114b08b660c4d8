"""When letters may go: pure rules over a moment, the working calendar and what the operator set.

1. Letters that answer what somebody does just now (sign-in, PIN, a receipt) and the marks for keepers outside go at
   any hour.
2. Requests to sign go at any hour too, or, where the operator set it, as the day's digest does.
3. Reminders and reports wait for the digest hour of a working day.
4. Everything else goes in the mail hours of a working day. All hours are local to the deployment.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.states import NoticeKind
from workflow.calendar import WorkingCalendar

# Somebody waits for these at the open page. A mark for a keeper outside guards the ledger: a night without is a hole.
AT_ONCE = frozenset(
    {NoticeKind.SIGN_IN, NoticeKind.ENROLMENT, NoticeKind.TOKEN_ISSUED, NoticeKind.RECEIPT, NoticeKind.CHECKPOINT}
)
# Reminders and reports: all of one person's make one letter a day.
DIGESTED = frozenset(
    {NoticeKind.REMINDER, NoticeKind.SUPERIOR_REPORT, NoticeKind.EXPLANATION_REQUEST, NoticeKind.DELIVERY_FAILED}
)
LIKE_THE_DIGEST = DIGESTED | {NoticeKind.DIGEST}
EVERY_KIND = frozenset(NoticeKind)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MailHours:
    """The mail hours [`opens`, `closes`) of working days, and the digest hour within them.

    `sign_requests_wait`: requests to sign wait for the digest hour as well.
    """

    calendar: WorkingCalendar
    timezone: str = "Asia/Omsk"
    opens: int = 8
    closes: int = 20
    digest_hour: int = 8
    sign_requests_wait: bool = False

    def day_of(self, moment: datetime) -> date:
        """The local day."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def kinds_at(self, moment: datetime) -> frozenset[NoticeKind]:
        """What may go at this moment."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        always = self._at_any_hour
        if not self.calendar.is_working(local.date()) or not self.opens <= local.hour < self.closes:
            return always
        if local.hour >= self.digest_hour:
            return EVERY_KIND
        return (EVERY_KIND - LIKE_THE_DIGEST - {NoticeKind.SIGN_REQUEST}) | always

    def open_since(self, kind: NoticeKind, moment: datetime) -> datetime:
        """From when on, in UTC, a letter of a kind that may go at this moment could have gone; long ago, if always."""
        if kind in self._at_any_hour:
            return datetime.min.replace(tzinfo=UTC)
        is_late = kind in LIKE_THE_DIGEST or kind is NoticeKind.SIGN_REQUEST
        return self._at(self.day_of(moment), max(self.digest_hour, self.opens) if is_late else self.opens)

    def goes_at(self, kind: NoticeKind, moment: datetime) -> datetime:
        """The first moment from this one on, in UTC, at which a letter of the kind may go."""
        if kind in self.kinds_at(moment):
            return moment
        is_early = kind not in LIKE_THE_DIGEST and kind is not NoticeKind.SIGN_REQUEST
        hour = self.opens if is_early else self.digest_hour
        today = self.day_of(moment)
        if self.calendar.is_working(today) and moment <= (at := self._at(today, hour)):
            return at
        return self._at(self.calendar.shift(today, 1), hour)

    def next_digest(self, moment: datetime) -> datetime:
        """The digest hour of the next working day after this moment's, in UTC."""
        return self._at(self.calendar.shift(self.day_of(moment), 1), self.digest_hour)

    @property
    def _at_any_hour(self) -> frozenset[NoticeKind]:
        return AT_ONCE if self.sign_requests_wait else AT_ONCE | {NoticeKind.SIGN_REQUEST}

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), ZoneInfo(self.timezone)).astimezone(UTC)
