"""`viza calendar`: the working calendar as it is read, and bringing the terms that run to it."""

from typing import Annotated

import typer

from cli.arguments import AsJson

MONTHS = 12

calendar = typer.Typer(
    name="calendar",
    no_args_is_help=True,
    help="The working calendar.\n\nExample: viza calendar show 2026",
)


@calendar.command()
def show(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year to show.", min=2013, max=2100)],
    as_json: AsJson = False,
) -> None:
    """Show a year's days off and working days by month, to be held against the published calendar.

    Example: viza calendar show 2026
    """
    import calendar as months
    from datetime import date

    from cli.terminal import say, say_json, table
    from config.calendar_file import DEFAULT_PATH, load_calendar
    from config.settings import load_settings
    from workflow.calendar import WorkingCalendar
    from workflow.wording.dates import MONTH_NAMES, working_days_text

    path = load_settings().calendar_file or DEFAULT_PATH
    config = load_calendar(path)
    working = WorkingCalendar(config)
    days = {
        month: [date(year, month, day + 1) for day in range(months.monthrange(year, month)[1])]
        for month in range(1, MONTHS + 1)
    }
    off = {month: [day for day in each if not working.is_working(day)] for month, each in days.items()}
    count = sum(len(each) - len(off[month]) for month, each in days.items())
    if as_json:
        say_json(
            {
                "year": year,
                "is_known": working.is_known(year),
                "six_day_week": config.six_day_week,
                "working_days": count,
                "days_off": [day.isoformat() for each in off.values() for day in each],
            }
        )
        return
    rows = [
        (MONTH_NAMES[month - 1], str(len(each) - len(off[month])), ", ".join(str(day.day) for day in off[month]))
        for month, each in days.items()
    ]
    week = "шестидневная" if config.six_day_week else "пятидневная"
    table(f"Производственный календарь, {year} год, {week} неделя", ("Месяц", "Рабочих", "Выходные и праздники"), rows)
    known = "подтверждён" if working.is_known(year) else "не подтверждён (known_years)"
    say(f"Всего {working_days_text(count)}. Год {known}. Файл: {path}")
    for each in config.days_off:
        if each.date.year == year:
            say(f"{each.date:%d.%m.%Y}: {each.decree}")


@calendar.command()
def apply(as_json: AsJson = False) -> None:
    """Bring the terms that run to the calendar, after a decree changed it: ends, next rungs, terms of decisions.

    Run it once the running viza was restarted with the new file. Each term that moves has its entry in the ledger, and
    who works by it reads of it in the next digest.

    Example: viza calendar apply
    """
    from cli.context import build
    from cli.terminal import say, say_json, table
    from workflow.following_calendar import apply_calendar
    from workflow.wording.dates import date_text

    found = apply_calendar(build().engine)
    moved = [(plan_id, *each) for plan_id, done in found.plans.items() for each in done.moved]
    if as_json:
        say_json(
            {
                "plans": list(found.plans),
                "moved": [
                    {"plan": plan_id, "what": what, "before": before.isoformat(), "after": after.isoformat()}
                    for plan_id, what, before, after in moved
                ],
            }
        )
        return
    if moved:
        table(
            "Сроки пересчитаны",
            ("План", "Что", "Было", "Стало"),
            [
                (str(plan_id), _what(what), date_text(before), date_text(after))
                for plan_id, what, before, after in moved
            ],
        )
    say(f"Действующих планов: {len(found.plans)}, перенесено сроков: {len(moved)}.")


def _what(name: str) -> str:
    from workflow.wording.terms import SUBJECTS_OF_OBJECT

    kind, _, rest = name.partition("/")
    if kind == "item":
        return f"пункт на месте {rest}"
    subject, _, numbers = rest.partition("/")
    return f"решение: {SUBJECTS_OF_OBJECT[subject]} {numbers.replace('/', ', № ')}"
