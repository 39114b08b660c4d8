"""`viza simulate`: the year of a plan on a moved clock, no mail sent: who gets which letter when."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import AsJson, Coordinator

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cli.simulation.outcome import SimulatedYear
    from config.scenario import Scenario

ON_TIME = "on-time"


def simulate(
    plan: Annotated[
        str, typer.Argument(metavar="PLAN", help="The plan's number, or a file: .toml, .docx, .xlsx, .pdf, .txt.")
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="on-time, late, nobody, or a TOML file of your own.")
    ] = ON_TIME,
    coordinator: Coordinator = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help="List the letters of this person alone.")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Write the letters as calendar events.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw the letters by person and week, as SVG.")
    ] = None,
    days: Annotated[
        Path | None,
        typer.Option("--days", metavar="FILE", help="Write who hears what on each working day, tab-separated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Live the year of a plan on a moved clock: who would get which letter when. Nothing is stored, no mail is sent.

    A draft and a file are lived from the day of their approval, a plan in force from today. A scenario says who is
    late, who is away and who returns what: config/scenarios/on-time.toml explains its keys.

    Example: viza simulate 1 --scenario late --chart letters.svg
    """
    from cli.simulation.facts import print_year, year_json
    from cli.terminal import say, say_json
    from config.scenario import read_scenario

    chosen = read_scenario(scenario)
    year = _simulated(plan, coordinator, chosen)
    shown_to = None if person is None else _recipient(year, person)
    written = _write(year, ics, chart, days)
    if as_json:
        say_json(year_json(year))
        return
    print_year(year, shown_to)
    for path in written:
        say(f"Записано: {path}")


def _simulated(plan: str, coordinator: str | None, scenario: "Scenario") -> "SimulatedYear":
    from cli.simulation.simulating import Real, simulate_draft, simulate_stored

    if not plan.isdecimal():
        from cli.plan_reading import demand_coordinator, read_any_plan

        draft = demand_coordinator(read_any_plan(Path(plan)).draft, coordinator)
        return simulate_draft(draft, scenario, _one_by_one)
    from cli.context import open_database
    from config.settings import load_settings
    from documents.evidence_store import EvidenceStore
    from flows.wiring import known_clock

    settings = load_settings()
    database = open_database(settings)
    real = Real(database, known_clock(database), EvidenceStore(settings.paths.evidence))
    return simulate_stored(real, int(plan), scenario, _one_by_one)


def _one_by_one(days: "list[date]") -> "Iterable[date]":
    from cli.terminal import progress

    return progress(days, "Дни плана")


def _recipient(year: "SimulatedYear", text: str) -> str:
    """The recipient whose name this is or begins. Raises `NotFound`."""
    from workflow.errors import NotFound

    wanted = " ".join(text.split()).casefold()
    found = [name for name in year.per_person if name.casefold().startswith(wanted)]
    exact = [name for name in found if name.casefold() == wanted]
    if len(exact or found) != 1:
        names = ", ".join(found or year.per_person) or "никто"
        raise NotFound(f"«{text}»: укажите одного из тех, кто получает письма: {names}")
    return (exact or found)[0]


def _write(year: "SimulatedYear", ics: Path | None, chart: Path | None, days: Path | None) -> list[Path]:
    from cli.simulation.days_table import days_table
    from cli.simulation.letters_calendar import letters_calendar
    from cli.simulation.weeks_chart import weeks_chart
    from config.errors import VizaError
    from workflow.calendar import working_calendar

    made: tuple[tuple[Path | None, Callable[[], bytes]], ...] = (
        (ics, lambda: letters_calendar(year)),
        (chart, lambda: weeks_chart(year)),
        (days, lambda: days_table(year, working_calendar(), year.first_day, year.last_day).encode()),
    )
    written = []
    for path, content in made:
        if path is None:
            continue
        try:
            path.write_bytes(content())
        except OSError as error:
            raise VizaError(f"{path}: файл не записан: {error.strerror or error}") from error
        written.append(path)
    return written
