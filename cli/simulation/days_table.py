"""Who hears what on each working day, item by item: the ladder laid out over the calendar, as tab-separated lines."""

from collections.abc import Iterator
from datetime import date, timedelta

from cli.simulation.outcome import SimulatedYear, Told
from workflow.calendar import WorkingCalendar
from workflow.wording.terms import NOTICES

HEADINGS = ("день", "", "пункт", "контрольная дата", "раб. дней от неё", "что", "кто узнаёт")
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
NOBODY = "никто"
PLAN = "план"


def days_table(year: SimulatedYear, calendar: WorkingCalendar, first: date, last: date) -> str:
    """The lines of the days from `first` to `last`: one for each item and rung, or saying that nobody hears anything.

    A day off has a line only where somebody hears something on it.
    """
    by_day: dict[date, dict[tuple[int, str], list[str]]] = {}
    for letter in year.letters:
        for told in letter.told or (Told(letter.kind, None, None, None),):
            heard = by_day.setdefault(letter.on, {}).setdefault((told.place or 0, _what(told)), [])
            if letter.recipient not in heard:
                heard.append(letter.recipient)
    numbers = {told.place: told.number for letter in year.letters for told in letter.told}
    lines = ["\t".join(HEADINGS)]
    day = first
    while day <= last:
        if day in by_day:
            lines += ["\t".join(line) for line in _lines(day, by_day[day], numbers, year, calendar)]
        elif calendar.is_working(day):
            lines.append("\t".join((day.isoformat(), WEEKDAYS[day.weekday()], "", "", "", "", NOBODY)))
        day += timedelta(days=1)
    return "\n".join(lines) + "\n"


def _lines(
    day: date,
    heard: dict[tuple[int, str], list[str]],
    numbers: dict[int | None, str | None],
    year: SimulatedYear,
    calendar: WorkingCalendar,
) -> Iterator[tuple[str, ...]]:
    for (place, what), people in sorted(heard.items()):
        control = year.control_dates.get(place)
        yield (
            day.isoformat(),
            WEEKDAYS[day.weekday()],
            numbers.get(place) or PLAN,
            "" if control is None else control.isoformat(),
            "" if control is None else f"{calendar.days_between(control, day):+d}",
            what,
            ", ".join(sorted(people)),
        )


def _what(told: Told) -> str:
    """The rung with the kind of what is told by it, or the kind alone."""
    return NOTICES[told.kind] if told.rung is None else f"{told.rung}: {NOTICES[told.kind]}"
