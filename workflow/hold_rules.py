"""Which report the coordinator may hold, and until when: the one rule behind the button and the command. Pure.

1. Held is the first report upwards of the lead's clock, of which the coordinator hears a day before. One that reaches
   the final approver is never held.
2. It is held once on a clock, after the term is over and before the report went.
3. Its day and the working day after it are the last days held that there are; on the next one it goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from config.ladder import DaysFromEnd, Rung
from models.states import ClockKind
from workflow.calendar import WorkingCalendar
from workflow.wording.dates import date_text

MOST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Holdable:
    """What is known of an item whose report may be held. `report_on` is the rung's own day on the running clock."""

    has_clock: bool
    is_overdue: bool
    rung: Rung | None
    report_on: date | None
    is_told: bool
    held_until: date | None


@dataclass(frozen=True, slots=True)
class HoldChoice:
    """A last day held, and the day on which the report goes then; of itself it goes on `due_on`."""

    until: date
    report_on: date
    due_on: date
    days: int


def held_rung(ladder: Iterable[Rung]) -> Rung | None:
    """The first report upwards on the lead's clock; None of a ladder that has none to hold."""
    reports = [
        rung
        for rung in ladder
        if rung.clock is ClockKind.LEAD
        and rung.letter == "superior_report"
        and rung.repeats == "none"
        and isinstance(rung.when, DaysFromEnd)
        and len(rung.when.days) == 1
        and "final_approver" not in rung.to
    ]
    return min(reports, key=lambda rung: rung.severity, default=None)


def hold_choices(report_on: date, today: date, calendar: WorkingCalendar) -> tuple[HoldChoice, ...]:
    """The last days held that may still be chosen."""
    days = [(count, calendar.shift(report_on, count - 1)) for count in range(1, MOST_DAYS + 1)]
    return tuple(HoldChoice(day, calendar.shift(day, 1), report_on, count) for count, day in days if day >= today)


def hold_refusal(item: Holdable) -> str | None:
    """Why the report cannot be held now, in Russian; None where it can."""
    if not item.has_clock:
        return "По пункту сейчас не идёт срок исполнения: докладывать не о чем."
    if item.rung is None or item.report_on is None:
        return "По этому пункту нет доклада, который можно отложить."
    if item.is_told:
        return "Доклад уже направлен: отложить его нельзя."
    if item.held_until is not None:
        return f"Доклад уже откладывали до {date_text(item.held_until)}: это можно сделать один раз."
    if not item.is_overdue:
        return "Срок ещё не истёк: отложить доклад можно, когда он предстоит."
    return None
