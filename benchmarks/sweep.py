"""The sweep over many items: with nothing due beside its own time at 1,000 items, and with 1 % due beside the floor.

Items come in plans of 1,000, inserted in bulk. A group of 1 % is made due for one run: overdue since yesterday, all
earlier rungs recorded, so that exactly one rung fires for each and two people are told.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, insert, literal, select, update

from benchmarks import sweep_floor
from benchmarks.stage import (
    LEAD,
    RUNS,
    TODAY,
    add_people,
    add_plans,
    bench_engine,
    bench_row,
    postgres,
    sqlite,
)
from config.database import Database
from models.plans import RungRecord
from models.states import ItemState, RungFate
from workflow.engine import Engine
from workflow.rows import ITEM
from workflow.sweep import sweep
from workflow.transaction import NOTICE

DEFAULT_N = 100_000
ITEMS = 1000
HUNDREDTH = 100
IDLE_SWEEPS = 40
LATER = date(2021, 6, 1)
OVERDUE_SINCE = date(2021, 2, 26)
TOLD = 2
RUNG = RungRecord.__table__  # type: ignore[attr-defined]
EARLIER = (("upcoming", 0), ("upcoming", 1), ("not_started", 0), ("behind_pace", 0))
Floor = Callable[[], tuple[int, float]]


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """Rows at 1,000, 100,000, 1,000,000 up to `n` items with nothing due, and at `n` with 1 % due, on each backend."""
    sizes = sorted({size for size in (ITEMS, 100_000, 1_000_000) if size < n} | {max(n // ITEMS, 1) * ITEMS})
    rows: list[dict[str, object]] = []
    for backend, opened in (("sqlite-full", _sqlite), ("postgresql", _postgresql)):
        with opened() as (database, floor):
            engine = bench_engine(database)
            add_people(engine)
            rows += _idle(backend, engine, sizes)
            rows.append(_due(backend, engine, sizes[-1], floor))
    return rows


@contextmanager
def _sqlite() -> Iterator[tuple[Database, Floor]]:
    with sqlite("FULL") as database:
        file = Path(str(database.url.database))
        yield database, lambda: sweep_floor.on_sqlite(file, "FULL", *_days())


@contextmanager
def _postgresql() -> Iterator[tuple[Database, Floor]]:
    with postgres() as server, server.migrated() as database:
        address = server.address(str(database.url.database))
        yield database, lambda: sweep_floor.on_postgresql(address, *_days())


def _days() -> tuple[str, str]:
    return TODAY.isoformat(), (TODAY + timedelta(days=1)).isoformat()


def _idle(backend: str, engine: Engine, sizes: list[int]) -> list[dict[str, object]]:
    rates: list[list[float]] = []
    plans = 0
    for size in sizes:
        add_plans(engine, range(plans + 1, size // ITEMS + 1), ITEMS, LATER)
        plans = size // ITEMS
        rates.append([_idle_rate(engine) for _ in range(RUNS)])
    return [
        bench_row("sweep-idle", backend, size, "sweeps/s", each, rates[0])
        for size, each in zip(sizes, rates, strict=True)
    ]


def _idle_rate(engine: Engine) -> float:
    """Sweeps a second with nothing due, by the median of some; the first one warms up."""
    times = []
    for _ in range(IDLE_SWEEPS + 1):
        start = perf_counter()
        report = sweep(engine)
        times.append(perf_counter() - start)
        if report.looked_at or report.held:
            raise AssertionError(report)
    return 1 / median(times[1:])


def _due(backend: str, engine: Engine, n: int, floor: Floor) -> dict[str, object]:
    expected = n // HUNDREDTH
    ours, floors = [], []
    for turn in range(RUNS + 1):
        _make_due(engine, 2 * turn)
        fired, rate = floor()
        floors.append(rate)
        _make_due(engine, 2 * turn + 1)
        start = perf_counter()
        report = sweep(engine)
        ours.append(expected / (perf_counter() - start))
        if (fired, len(report.fired), report.passed_over) != (expected, expected, 0):
            raise AssertionError((fired, report))
    with engine.database.read() as conn:
        notices = conn.execute(select(func.count()).select_from(NOTICE)).scalar_one()
    if notices != TOLD * 2 * (RUNS + 1) * expected:
        raise AssertionError(f"{notices} notices")
    # The first turn warmed both up.
    return bench_row("sweep-due", backend, n, "rungs/s", ours[1:], floors[1:])


def _make_due(engine: Engine, group: int) -> None:
    """One item in a hundred is overdue today for the first time."""
    of_group = ITEM.c.place % HUNDREDTH == group
    with engine.database.write() as conn:
        conn.execute(
            update(ITEM)
            .where(of_group)
            .values(state=ItemState.IN_PROGRESS, clock_ends_on=OVERDUE_SINCE, next_rung_on=TODAY)
        )
        for rung, occurrence in EARLIER:
            fixed = {"rung": rung, "occurrence": occurrence, "recipient_id": LEAD, "fate": RungFate.FIRED}
            values = {name: literal(value, RUNG.c[name].type) for name, value in fixed.items()}
            day = literal(OVERDUE_SINCE, RUNG.c.on_date.type)
            conn.execute(
                insert(RUNG).from_select(
                    ["clock_id", "item_id", "on_date", *values],
                    select(ITEM.c.clock_id, ITEM.c.id, day, *values.values()).where(of_group),
                )
            )
