"""When each job of the timetable ran last, kept for alarms and for the pages, which are another process.

By the machine's clock, as the schedules are: the demonstration's days jump, its timetable does not.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from config.errors import DatabaseUnavailable
from flows.wiring import Parts
from workflow.insertion import insert_new
from workflow.queries.job_runs import JOB_RUN

FAILURE_LIMIT = 2000


@asynccontextmanager
async def recorded(parts: Parts, name: str) -> AsyncIterator[None]:
    """Keep when what is done meanwhile began, how long it took, and what stopped it; that goes on its way."""
    started_at, began = parts.machine_clock.now(), time.perf_counter()
    try:
        yield
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"[:FAILURE_LIMIT]
        with suppress(DatabaseUnavailable):
            await asyncio.to_thread(_keep, parts, name, started_at, time.perf_counter() - began, failure)
        raise
    await asyncio.to_thread(_keep, parts, name, started_at, time.perf_counter() - began, None)


def expect(parts: Parts, names: Iterable[str]) -> None:
    """Those jobs that never ran are awaited from now on."""
    awaited = {"started_at": parts.machine_clock.now(), "ended_at": None, "seconds": None, "failure": None}
    with parts.database.write() as conn:
        insert_new(conn, JOB_RUN, [{"name": name, **awaited} for name in names], ["name"])


def _keep(parts: Parts, name: str, started_at: datetime, seconds: float, failure: str | None) -> None:
    run = {
        "started_at": started_at,
        "ended_at": parts.machine_clock.now(),
        "seconds": round(seconds, 3),
        "failure": failure,
    }
    with parts.database.write() as conn:
        if conn.execute(JOB_RUN.update().where(JOB_RUN.c.name == name).values(**run)).rowcount == 0:
            insert_new(conn, JOB_RUN, [{"name": name, **run}], ["name"])
