"""The letters of a simulated year as a calendar file (RFC 5545): an event a letter, when it would go out."""

from icalendar import Calendar, Event

from cli.simulation.outcome import SimulatedLetter, SimulatedYear
from cli.simulation.scratch import ORIGIN
from workflow.wording.terms import NOTICES


def letters_calendar(year: SimulatedYear) -> bytes:
    """The file's bytes; the same year gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//viza//simulate//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Письма по плану, моделирование: {year.scenario}")
    for number, letter in enumerate(year.letters, 1):
        calendar.add_component(_event(year, number, letter))
    found: bytes = calendar.to_ical()
    return found


def _event(year: SimulatedYear, number: int, letter: SimulatedLetter) -> Event:
    event = Event()
    event.add("uid", f"letter-{number}.plan-{year.plan_id}@{ORIGIN}")
    event.add("dtstamp", letter.at)
    event.add("dtstart", letter.at)
    event.add("summary", f"{letter.recipient}: {letter.subject}")
    event.add("description", _description(year, letter))
    event.add("categories", [NOTICES[letter.kind]])
    # Nobody is busy because a letter comes.
    event.add("transp", "TRANSPARENT")
    return event


def _description(year: SimulatedYear, letter: SimulatedLetter) -> str:
    lines = [f"Письмо: {NOTICES[letter.kind]}", f"Кому: {letter.recipient}"]
    if letter.items:
        lines.append(f"Пункты: {', '.join(letter.items)}")
    if letter.rungs:
        lines.append(f"Ступени: {', '.join(year.rung_name(rung) for rung in letter.rungs)}")
    return "\n".join(lines)
