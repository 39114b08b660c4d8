"""What a simulated year came to: its letters, the rungs that fired, what is late at its end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from models.plans import RungRecord
from models.states import MailState, NoticeKind, RungFate
from workflow.queries.tables import LETTER
from workflow.rows import ITEM, PERSON
from workflow.transaction import NOTICE
from workflow.views import PlanView

_RUNG = RungRecord.__table__  # type: ignore[attr-defined]
REACHED = (MailState.ACCEPTED, MailState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a letter tells: about an item (by its place, None for the plan), by a rung where one fired."""

    kind: NoticeKind
    place: int | None
    number: str | None
    rung: str | None


@dataclass(frozen=True, slots=True)
class SimulatedLetter:
    """A letter as it would go out. `at` is UTC, `on` the local date; `told` in the order of the items."""

    at: datetime
    on: date
    recipient: str
    kind: NoticeKind
    subject: str
    told: tuple[Told, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The numbers of the items that it tells of, each once."""
        return tuple(dict.fromkeys(one.number for one in self.told if one.number is not None))

    @property
    def rungs(self) -> tuple[str, ...]:
        """The rungs that it tells of, each once."""
        return tuple(dict.fromkeys(one.rung for one in self.told if one.rung is not None))


@dataclass(frozen=True, slots=True)
class LateItem:
    """An item that is late or was: `days` working days late now, 0 where it was done, after its deadline."""

    place: int
    number: str
    title: str
    lead: str | None
    control_date: date | None
    executed_on: date | None
    days: int


@dataclass(frozen=True, slots=True)
class SimulatedYear:
    """The year from `first_day` to `last_day`, local dates. `fired` counts rungs; `undelivered` are letters that had
    no way out, `dropped` notices that were no longer true; `obstacles` what the engine refused, in Russian.
    `control_dates` are those of the items by place, at the end; `rung_names` what people call the rungs.
    """

    plan_id: int
    title: str
    scenario: str
    timezone: str
    first_day: date
    last_day: date
    letters: tuple[SimulatedLetter, ...]
    fired: Mapping[str, int]
    passed_over: int
    late: tuple[LateItem, ...]
    control_dates: Mapping[int, date | None]
    rung_names: Mapping[str, str]
    undelivered: int
    dropped: int
    doubts_accepted: int = 0
    without_address: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    unknown_year: int | None = None

    def rung_name(self, rung: str) -> str:
        """The rung as people call it."""
        return self.rung_names.get(rung, rung)

    @property
    def per_person(self) -> Mapping[str, int]:
        """How many letters each person gets, most first."""
        return dict(Counter(letter.recipient for letter in self.letters).most_common())

    @property
    def busiest_day(self) -> tuple[date, int] | None:
        """The day with the most letters, the first of such; None where there is no letter."""
        days = Counter(letter.on for letter in self.letters)
        return min(days.items(), key=lambda day: (-day[1], day[0]), default=None)

    @property
    def most_a_day(self) -> tuple[str, date, int] | None:
        """Who gets the most letters in one day: the person, the day, how many."""
        days = Counter((letter.recipient, letter.on) for letter in self.letters)
        found = min(days.items(), key=lambda day: (-day[1], day[0][1], day[0][0]), default=None)
        return None if found is None else (*found[0], found[1])


def letters_of(conn: Connection, plan_id: int, zone: ZoneInfo) -> tuple[SimulatedLetter, ...]:
    """The letters that went out, in their order, with what they tell."""
    told: dict[int, list[Told]] = {}
    notices = (
        select(NOTICE.c.letter_id, NOTICE.c.kind, NOTICE.c.rung, ITEM.c.place, ITEM.c.number)
        .outerjoin(ITEM, (ITEM.c.id == NOTICE.c.item_id) & (ITEM.c.plan_id == plan_id))
        .where(NOTICE.c.letter_id.is_not(None), NOTICE.c.state.in_(REACHED))
        .order_by(ITEM.c.place, NOTICE.c.id)
    )
    for row in conn.execute(notices):
        told.setdefault(row.letter_id, []).append(Told(row.kind, row.place, row.number, row.rung))
    letters = (
        select(LETTER.c.id, LETTER.c.kind, LETTER.c.subject, LETTER.c.frozen_at, LETTER.c.address, PERSON.c.name)
        .outerjoin(PERSON, PERSON.c.id == LETTER.c.recipient_id)
        .where(LETTER.c.state.in_(REACHED))
        .order_by(LETTER.c.frozen_at, LETTER.c.id)
    )
    return tuple(
        SimulatedLetter(
            at=row.frozen_at,
            on=row.frozen_at.astimezone(zone).date(),
            recipient=row.name or row.address,
            kind=row.kind,
            subject=row.subject,
            told=tuple(told.get(row.id, ())),
        )
        for row in conn.execute(letters)
    )


def rungs_fired(conn: Connection, since: date) -> tuple[Mapping[str, int], int]:
    """How often each rung fired from a local date on, for whomever, and how many were passed over."""
    occasions = (
        select(_RUNG.c.clock_id, _RUNG.c.rung, _RUNG.c.occurrence, _RUNG.c.fate)
        .where(_RUNG.c.on_date >= since)
        .distinct()
        .subquery()
    )
    counted = conn.execute(
        select(occasions.c.rung, occasions.c.fate, func.count().label("times")).group_by(
            occasions.c.rung, occasions.c.fate
        )
    ).all()
    fired = Counter({row.rung: row.times for row in counted if row.fate is RungFate.FIRED})
    return dict(fired.most_common()), sum(row.times for row in counted if row.fate is RungFate.PASSED_OVER)


def control_dates(plan: PlanView) -> Mapping[int, date | None]:
    """The control date of each item by its place."""
    return {item.place: item.control_date for item in plan.items}


def late_items(plan: PlanView) -> tuple[LateItem, ...]:
    """The items that are late on the day of the view, and those that were done after their deadline."""
    return tuple(
        LateItem(
            item.place,
            item.number,
            item.title,
            None if item.lead is None else item.lead.name,
            item.control_date,
            item.executed_on,
            item.days_late if item.executed_on is None else 0,
        )
        for item in plan.items
        if item.is_overdue or item.was_on_time is False
    )


def lost_and_dropped(conn: Connection, since: datetime) -> tuple[int, int]:
    """Of the notices since a moment: how many had no way out, how many were no longer true when their letter was due.
    """  # fmt: skip
    wanted = select(NOTICE.c.state, func.count().label("times")).where(NOTICE.c.created_at >= since)
    counted = conn.execute(wanted.group_by(NOTICE.c.state))
    times = {row.state: row.times for row in counted}
    return times.get(MailState.DEAD, 0), times.get(MailState.CANCELLED, 0)
