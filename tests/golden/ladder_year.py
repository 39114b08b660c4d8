"""The year 2021 of the Omsk plan as `viza simulate --days` prints it: the ladder alone, and a year in time."""

from datetime import date
from pathlib import Path

from cli.simulation.days_table import days_table
from cli.simulation.outcome import SimulatedYear
from cli.simulation.simulating import Real, simulate_stored
from config.database import Database
from config.scenario import read_scenario
from tests.integration.office import Office
from workflow.calendar import working_calendar

FOLDER = Path(__file__).parent
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)
TABLES = {"nobody": FOLDER / "ladder-2021.tsv", "on-time": FOLDER / "course-2021.tsv"}


def lived_year(database: Database, scenario: str) -> SimulatedYear:
    """The year from the plan's activation on 21 January to its last day; the database is empty before."""
    office = Office(database).ready()
    to_the_end = read_scenario(scenario).model_copy(update={"until": LAST})
    real = Real(database, office.clock, office.files)
    return simulate_stored(real, office.plan_id, to_the_end, lambda days: days)


def printed_year(year: SimulatedYear) -> str:
    """The table, one line an item and rung."""
    return days_table(year, working_calendar(), FIRST, LAST)
