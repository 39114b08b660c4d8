"""Simulating one plan, from a file or from the database: what is lived, from when to when, and what it comes to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from cli.simulation.course import Course, fitted
from cli.simulation.office import SimulatedOffice
from cli.simulation.outcome import (
    SimulatedYear,
    control_dates,
    late_items,
    letters_of,
    lost_and_dropped,
    rungs_fired,
)
from cli.simulation.plan_copy import copy_plan
from cli.simulation.putting_in_force import day_of_approval, import_draft, send_to_be_signed
from cli.simulation.rung_names import rung_names
from cli.simulation.scratch import Scratch, scratch
from cli.simulation.year import YearOfPlan
from config.database import Database
from config.errors import PlanFileError
from config.plan_draft import PlanDraft
from config.scenario import Scenario
from models.states import PlanState
from workflow.calendar import WorkingCalendar
from workflow.clock import Clock
from workflow.errors import PlanNotReady
from workflow.evidence_reader import EvidenceReader
from workflow.queries import plan_view
from workflow.rows import plan_row

IN_FORCE_AT = time(9)
# The report is frozen on the closing day at the latest; then its approvers have their terms.
AFTER_CLOSING_DAY = timedelta(days=14)
LONGEST = timedelta(days=1500)
Days = Callable[[list[date]], Iterable[date]]


@dataclass(frozen=True, slots=True)
class Real:
    """The deployment that a plan is copied from. It is only read."""

    database: Database
    clock: Clock
    documents: EvidenceReader


def simulate_draft(draft: PlanDraft, scenario: Scenario, days: Days) -> SimulatedYear:
    """The year of a plan file. `days` is handed the days and gives them one by one (a progress bar).

    Raises `PlanFileError` for a scenario that does not fit the plan, `CommandRefused` for a plan that is not ready.
    """
    approved_on = None if draft.approved_by is None else draft.approved_by.date
    with scratch(partial(_activation, draft.year, draft.timezone, approved_on, scenario)) as to:
        plan_id = import_draft(to, draft)
        with to.parts.database.read() as conn:
            course = fitted(conn, plan_id, scenario)
        return _simulated(to, plan_id, course, days)


def simulate_stored(real: Real, plan_id: int, scenario: Scenario, days: Days) -> SimulatedYear:
    """The year of a plan that the database holds: a draft from its activation, one in force from now on.

    Raises as `simulate_draft`, `NotFound`, and `PlanNotReady` for a plan whose time is over.
    """
    with real.database.read() as conn:
        plan = plan_row(conn, plan_id)
        course = fitted(conn, plan_id, scenario)
    now, signed = real.clock.now(), (plan.approved_by or {}).get("date")
    approved_on = date.fromisoformat(signed) if signed else None
    is_draft = plan.state is PlanState.DRAFT
    start = partial(_activation, plan.year, plan.timezone, approved_on, scenario) if is_draft else lambda _: now
    with scratch(start, documents=real.documents) as to:
        copy_plan(real.database, plan_id, to)
        return _simulated(to, plan_id, course, days)


def _activation(
    year: int, timezone: str, approved_on: date | None, scenario: Scenario, calendar: WorkingCalendar
) -> datetime:
    first = calendar.first_working_day(year, 1)
    day = scenario.activated_on or day_of_approval(year, approved_on, first)
    return datetime.combine(day, IN_FORCE_AT, ZoneInfo(timezone)).astimezone(UTC)


def _days_to_live(plan: Any, scenario: Scenario, first: date) -> tuple[date, date]:
    last = scenario.until or plan.closes_by + AFTER_CLOSING_DAY
    if plan.state is PlanState.CLOSED or last < first:
        raise PlanNotReady("Срок плана уже прошёл, моделировать нечего. Последний день задаёт ключ until сценария.")
    if last - first > LONGEST:
        raise PlanFileError(f"Сценарий, until: моделируется не больше {LONGEST.days} дней, укажите день раньше.")
    return first, last


def _simulated(to: Scratch, plan_id: int, course: Course, days: Days) -> SimulatedYear:
    with to.parts.database.read() as conn:
        plan = plan_row(conn, plan_id)
    zone, start = ZoneInfo(plan.timezone), to.clock.now()
    first_day, last_day = _days_to_live(plan, course.scenario, start.astimezone(zone).date())
    assumed = send_to_be_signed(to, plan.id)
    in_force_on = first_day if plan.activated_at is None else plan.activated_at.astimezone(zone).date()
    office = SimulatedOffice(to, plan.id, course, in_force_on)
    year = YearOfPlan(to, zone, office)
    year.put_in_force()
    for day in days([first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]):
        year.live(day)
        if year.is_closed():
            last_day = day
            break
    with to.parts.database.read() as conn:
        letters = letters_of(conn, plan.id, zone)
        fired, passed_over = rungs_fired(conn, first_day)
        view = plan_view(conn, plan.id, last_day)
        names = rung_names(conn, plan.id)
        undelivered, dropped = lost_and_dropped(conn, start)
    heard = {letter.recipient for letter in letters}
    lived = range(first_day.year, last_day.year + 1)
    return SimulatedYear(
        plan_id=plan.id,
        title=plan.title,
        scenario=course.scenario.title,
        timezone=plan.timezone,
        first_day=first_day,
        last_day=last_day,
        letters=letters,
        fired=fired,
        passed_over=passed_over,
        late=late_items(view),
        control_dates=control_dates(view),
        rung_names=names,
        undelivered=undelivered,
        dropped=dropped,
        doubts_accepted=assumed.doubts,
        without_address=tuple(name for name in assumed.without_address if name in heard),
        obstacles=tuple(office.obstacles),
        unknown_year=next((each for each in lived if not to.parts.engine.calendar.is_known(each)), None),
    )
