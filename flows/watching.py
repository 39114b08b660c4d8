"""Alarms about what does not happen: letters that wait too long, a sweep that did not run.

Each is raised once and cleared when it is over.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection

from flows.wiring import Parts
from workflow.alarms import clear_alarms, raise_alarm, standing_among
from workflow.clock import DemoClock
from workflow.queries.job_runs import job_runs
from workflow.queries.mail_queue import oldest_waiting

MAIL_WAITS = "mail_waits"
SWEEP_MISSING = "sweep_missing"
SWEEP = "escalate"
LONGEST_WAIT = timedelta(hours=1)
# A run a day, with room for a late start and for the day on which clocks are put back.
LONGEST_REST = timedelta(hours=26)


async def watch(parts: Parts) -> None:
    """Look once. Where nothing changed, that is three small reads."""
    await asyncio.to_thread(_watch, parts)


def _watch(parts: Parts) -> None:
    now, machine_now = parts.engine.now(), parts.machine_clock.now()
    with parts.database.read() as conn:
        wrong = {MAIL_WAITS: _mail_waits(conn, parts, now), SWEEP_MISSING: _sweep_missing(conn, machine_now)}
        standing = standing_among(conn, wrong)
    over = [code for code in standing if wrong[code] is None]
    new = {code: detail for code, detail in wrong.items() if detail is not None and code not in standing}
    if not over and not new:
        return
    with parts.database.write() as conn:
        clear_alarms(conn, now, over)
        for code, detail in new.items():
            raise_alarm(conn, now, code, detail)


def _mail_waits(conn: Connection, parts: Parts, now: datetime) -> str | None:
    """What is wrong with the queue; never anything in the demonstration, whose clock jumps over hours of waiting."""
    if isinstance(parts.clock, DemoClock):
        return None
    waited = oldest_waiting(conn, now, parts.engine.policy.hours(parts.engine.calendar))
    if waited <= LONGEST_WAIT:
        return None
    return f"the oldest letter that could go has waited {waited.total_seconds() / 60:.0f} minutes"


def _sweep_missing(conn: Connection, machine_now: datetime) -> str | None:
    run = next((run for run in job_runs(conn) if run.name == SWEEP), None)
    if run is None or machine_now - run.started_at <= LONGEST_REST:
        return None
    what = "never ran, it is awaited since" if run.ended_at is None else "last ran"
    return f"reminders and escalation: the sweep {what} {run.started_at:%Y-%m-%d %H:%M} UTC by the machine's clock"
