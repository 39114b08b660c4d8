"""When a rung of the ladder is due on a running clock: pure rules over dates.

1. A rung has dates on a clock: days from its end, days after the start, or a share of the term.
2. A date before the clock's floor (the activation, a return) is passed over without a word.
3. Of all that is due and not yet handled, the gravest fires alone; the others are recorded as passed over.
4. A rung whose condition does not hold (started already, pace kept) is passed over as well.
5. A rung that was put off comes on its later day instead, and then beside whatever else fires: it is never lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from config.ladder import DaysAfterStart, DaysFromEnd, Rung, ShareOfTerm
from models.states import ClockKind, ItemState
from workflow.calendar import WorkingCalendar

# A rung's name and which of its dates.
Occasion = tuple[str, int]
# Rungs by name, each with the day on which it comes instead of its own.
PutOff = tuple[tuple[str, date], ...]
WEEK = timedelta(days=7)
WEEKLY_LIMIT = 120


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that runs. `shown` is the share of the target that is shown, `floor` the first date that counts.

    `put_off` names the rungs that somebody held, with the day on which each comes instead.
    """

    clock_id: str
    kind: ClockKind
    starts_on: date | None
    ends_on: date
    floor: date
    state: ItemState | None = None
    shown: Fraction = Fraction(0)
    put_off: PutOff = ()


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung at one of its dates."""

    rung: Rung
    occurrence: int
    on_date: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sweep does with a clock: at most one rung fires, the others are passed over.

    What was put off until now fires `beside` it.
    """

    fires: DueRung | None
    passed_over: tuple[DueRung, ...]
    beside: tuple[DueRung, ...] = ()


def dates_of(rung: Rung, clock: RunningClock, calendar: WorkingCalendar, until: date) -> Iterator[DueRung]:
    """The dates of a rung on a clock, ascending, up to and with `until`."""
    when = rung.when
    if isinstance(when, DaysFromEnd):
        for occurrence, days in enumerate(when.days):
            yield from _before(until, DueRung(rung, occurrence, calendar.shift(clock.ends_on, days)))
        if rung.repeats == "weekly":
            yield from _weekly(rung, calendar.shift(clock.ends_on, when.days[0]), calendar, until)
    elif isinstance(when, DaysAfterStart):
        if clock.starts_on is not None:
            yield from _before(until, DueRung(rung, 0, calendar.shift(clock.starts_on, when.after_start)))
    elif clock.starts_on is not None and clock.starts_on < clock.ends_on:
        gone = int((clock.ends_on - clock.starts_on).days * when.share_of_term)
        half_way = calendar.control_date(clock.starts_on + timedelta(gone), "following")
        yield from _before(until, DueRung(rung, 0, half_way))


def _before(until: date, due: DueRung) -> Iterator[DueRung]:
    if due.on_date <= until:
        yield due


def _weekly(rung: Rung, first: date, calendar: WorkingCalendar, until: date) -> Iterator[DueRung]:
    """From the Monday after the first time, each week's first working day."""
    monday = first + timedelta(days=7 - first.weekday())
    for occurrence in range(1, WEEKLY_LIMIT):
        day = calendar.control_date(monday, "following")
        if day > until:
            return
        if day < monday + WEEK:  # a week without a working day has no table
            yield DueRung(rung, occurrence, day)
        monday += WEEK


def applies(rung: Rung, clock: RunningClock) -> bool:
    """Does the rung's condition hold now?"""
    if isinstance(rung.when, DaysAfterStart):
        return clock.state is ItemState.PLANNED
    if isinstance(rung.when, ShareOfTerm):
        return clock.shown < rung.when.share_of_target
    return True


def judge(
    clock: RunningClock,
    ladder: Sequence[Rung],
    today: date,
    calendar: WorkingCalendar,
    handled: AbstractSet[Occasion],
) -> Verdict:
    """What is due today on a clock. `handled` holds (rung, occurrence) that fired or were passed over before."""
    return verdict_of(due_rungs(clock, ladder, today, calendar, handled), clock)


def due_rungs(
    clock: RunningClock,
    ladder: Sequence[Rung],
    today: date,
    calendar: WorkingCalendar,
    handled: AbstractSet[Occasion],
) -> tuple[DueRung, ...]:
    """What is due today and not yet handled, whether its condition holds or not; the gravest comes last."""
    due = [
        each
        for each in _all_dates(
            clock.kind, clock.starts_on, clock.ends_on, tuple(ladder), calendar, today, clock.put_off
        )
        if each.on_date >= clock.floor and (each.rung.name, each.occurrence) not in handled
    ]
    return tuple(sorted(due, key=lambda each: (each.rung.severity, each.on_date, each.occurrence)))


def verdict_of(due: tuple[DueRung, ...], clock: RunningClock) -> Verdict:
    """Of what `due_rungs` gave, the gravest whose condition holds fires; the others are passed over."""
    fires = next((each for each in reversed(due) if applies(each.rung, clock)), None)
    others = [each for each in due if each is not fires]
    if not clock.put_off:
        return Verdict(fires, tuple(others))
    late = dict(clock.put_off)
    beside = tuple(each for each in others if each.rung.name in late and applies(each.rung, clock))
    return Verdict(fires, tuple(each for each in others if each not in beside), beside)


def asks_progress(due: Iterable[DueRung]) -> bool:
    """Does whether one of these fires hang on what is shown of the target?"""
    return any(isinstance(each.rung.when, ShareOfTerm) for each in due)


def next_date(clock: RunningClock, ladder: Sequence[Rung], after: date, calendar: WorkingCalendar) -> date | None:
    """The first date after `after` on which some rung of the clock is due."""
    horizon = max(after, clock.ends_on) + timedelta(days=60)
    dates = [
        each.on_date
        for each in _all_dates(
            clock.kind, clock.starts_on, clock.ends_on, tuple(ladder), calendar, horizon, clock.put_off
        )
        if each.on_date > after and each.on_date >= clock.floor
    ]
    return min(dates, default=None)


@lru_cache(maxsize=1024)
def _all_dates(
    kind: ClockKind,
    starts_on: date | None,
    ends_on: date,
    ladder: tuple[Rung, ...],
    calendar: WorkingCalendar,
    until: date,
    put_off: PutOff,
) -> tuple[DueRung, ...]:
    """The dates of every rung on a clock with these dates: many clocks end on one day, such as a quarter's last."""
    clock = RunningClock("", kind, starts_on, ends_on, ends_on)
    dates = (each for rung in ladder if rung.clock is kind for each in dates_of(rung, clock, calendar, until))
    if not put_off:
        return tuple(dates)
    later = dict(put_off)
    moved = (replace(each, on_date=max(each.on_date, later.get(each.rung.name, each.on_date))) for each in dates)
    return tuple(each for each in moved if each.on_date <= until)


class Timetable:
    """What is due of a ladder on one day, worked out once for clocks that stand alike: many end on the same day."""

    def __init__(self, ladder: Sequence[Rung], today: date, calendar: WorkingCalendar) -> None:
        self._ladder, self._today, self._calendar = tuple(ladder), today, calendar
        self._due: dict[object, tuple[DueRung, ...]] = {}
        self._next: dict[object, date | None] = {}

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """The rungs."""
        return self._ladder

    def due(self, clock: RunningClock, handled: frozenset[Occasion]) -> tuple[DueRung, ...]:
        """What `due_rungs` says of the clock."""
        key = (clock.kind, clock.starts_on, clock.ends_on, clock.floor, clock.put_off, handled)
        found = self._due.get(key)
        if found is None:
            found = self._due[key] = due_rungs(clock, self._ladder, self._today, self._calendar, handled)
        return found

    def next_on(self, clock: RunningClock) -> date | None:
        """The next date after the day on which some rung of the clock is due."""
        key = (clock.kind, clock.starts_on, clock.ends_on, clock.floor, clock.put_off)
        if key not in self._next:
            self._next[key] = next_date(clock, self._ladder, self._today, self._calendar)
        return self._next[key]
