"""A simulated year as JSON for scripts and as tables for people."""

from typing import Any

from cli.simulation.outcome import SimulatedLetter, SimulatedYear
from cli.terminal import say, table
from workflow.wording.dates import date_text, moment_text, plural, working_days_text
from workflow.wording.terms import NOTICES

EVERYTHING_FITS = 6


def year_json(year: SimulatedYear) -> dict[str, Any]:
    """Everything, with a summary. Times are UTC, dates local."""
    busiest, most = year.busiest_day, year.most_a_day
    return {
        "plan": year.plan_id,
        "title": year.title,
        "scenario": year.scenario,
        "timezone": year.timezone,
        "first_day": year.first_day.isoformat(),
        "last_day": year.last_day.isoformat(),
        "letters": [_letter_json(letter) for letter in year.letters],
        "summary": {
            "letters": len(year.letters),
            "per_person": dict(year.per_person),
            "busiest_day": None if busiest is None else {"on": busiest[0].isoformat(), "letters": busiest[1]},
            "most_a_day": None if most is None else {"to": most[0], "on": most[1].isoformat(), "letters": most[2]},
            "rungs_fired": dict(year.fired),
            "rungs_passed_over": year.passed_over,
            "undelivered": year.undelivered,
            "dropped": year.dropped,
        },
        "late": [
            {
                "place": item.place,
                "number": item.number,
                "title": item.title,
                "lead": item.lead,
                "control_date": item.control_date.isoformat() if item.control_date else None,
                "executed_on": item.executed_on.isoformat() if item.executed_on else None,
                "days_late": item.days,
            }
            for item in year.late
        ],
        "doubts_accepted": year.doubts_accepted,
        "without_address": list(year.without_address),
        "refused": list(year.obstacles),
        "unknown_year": year.unknown_year,
    }


def _letter_json(letter: SimulatedLetter) -> dict[str, Any]:
    return {
        "at": letter.at.isoformat(),
        "on": letter.on.isoformat(),
        "to": letter.recipient,
        "kind": letter.kind.value,
        "subject": letter.subject,
        "tells": [
            {"kind": told.kind.value, "place": told.place, "number": told.number, "rung": told.rung}
            for told in letter.told
        ],
    }


def print_year(year: SimulatedYear, person: str | None) -> None:
    """The letters in their order, of one person where one is named, then what it comes to."""
    letters = [letter for letter in year.letters if person is None or letter.recipient == person]
    table(
        f"Письма: {year.scenario}, {date_text(year.first_day)} – {date_text(year.last_day)}",
        ("Когда", "Кому", "Письмо", "Пункты", "Тема"),
        (
            (
                moment_text(letter.at, year.timezone),
                letter.recipient,
                NOTICES[letter.kind],
                _items(letter),
                letter.subject,
            )
            for letter in letters
        ),
    )
    _print_people(year)
    _print_rungs(year)
    _print_late(year)
    _print_doubtful(year)


def _items(letter: SimulatedLetter) -> str:
    shown = ", ".join(letter.items[:EVERYTHING_FITS])
    more = len(letter.items) - EVERYTHING_FITS
    return f"{shown} и ещё {more}" if more > 0 else shown or "—"


def _print_people(year: SimulatedYear) -> None:
    table("Писем за период", ("Кому", "Писем"), [*year.per_person.items(), ("Всего", len(year.letters))], right=(1,))
    busiest, most = year.busiest_day, year.most_a_day
    if busiest is not None and most is not None:
        letters = plural(busiest[1], "письмо", "письма", "писем")
        say(f"Больше всего писем {date_text(busiest[0])}: {busiest[1]} {letters} на всех.")
        letters = plural(most[2], "письмо", "письма", "писем")
        say(f"Больше всего одному человеку за день: {most[0]}, {date_text(most[1])}, {most[2]} {letters}.\n")


def _print_rungs(year: SimulatedYear) -> None:
    if year.fired:
        rows = [(year.rung_name(rung), count) for rung, count in year.fired.items()]
        table("Сработавшие ступени", ("Ступень", "Раз"), rows, right=(1,))
    if year.passed_over:
        say(f"Ступеней пропущено без письма: {year.passed_over}.\n")


def _print_late(year: SimulatedYear) -> None:
    if not year.late:
        say("Просроченных пунктов нет, с опозданием ничего не исполнено.")
        return
    table(
        "Просрочено и исполнено с опозданием",
        ("Пункт", "Мероприятие", "Ответственный", "Контрольная дата", "Исполнен"),
        (
            (
                item.number,
                item.title,
                item.lead or "—",
                date_text(item.control_date),
                f"нет, {working_days_text(item.days)}" if item.executed_on is None else date_text(item.executed_on),
            )
            for item in year.late
        ),
    )


def _print_doubtful(year: SimulatedYear) -> None:
    """What the simulation supposed, and what would not have gone as the scenario says."""
    if year.doubts_accepted:
        say(f"Замечаний к плану принято как есть: {year.doubts_accepted}. До введения в действие урегулируйте их.")
    if year.without_address:
        say(f"Нет адреса электронной почты, письма показаны условно: {', '.join(year.without_address)}")
    if year.unknown_year is not None:
        say(
            f"Производственный календарь на {year.unknown_year} год не подтверждён: "
            "напоминания за этот год не показаны."
        )
    if year.undelivered:
        say(f"Писем, которые некуда отправить: {year.undelivered}.")
    for refused in year.obstacles:
        say(f"Не удалось по сценарию. {refused}")
