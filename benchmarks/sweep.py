"""The sweep over many items: with nothing due beside its own time at 1,000 items, and with 1 % due beside the floor.

Items come in plans of 1,000, inserted in bulk. A group of 1 % is made due for one run: overdue since yesterday, all
earlier rungs recorded, so that exactly one rung fires for each and two people are told. Each size has its own groups.
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
# One for us and one for the floor in each run, the first of which warms both up.
GROUPS = 2 * (RUNS + 1)
RUNG = RungRecord.__table__  # type: ignore[attr-defined]
EARLIER = (("upcoming", 0), ("upcoming", 1), ("not_started", 0), ("behind_pace", 0))
Floor = Callable[[], tuple[int, float]]


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """Rows at 1,000, 100,000, 1,000,000 up to `n` items, with nothing due and with 1 % due, on each backend."""
    sizes = sorted({size for size in (ITEMS, 100_000, 1_000_000) if size < n} | {max(n // ITEMS, 1) * ITEMS})
    rows: list[dict[str, object]] = []
    for backend, opened in (("sqlite-full", _sqlite), ("postgresql", _postgresql)):
        with opened() as (database, floor):
            engine = bench_engine(database)
            add_people(engine)
            rows += _grow(backend, engine, sizes, floor)
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


def _grow(backend: str, engine: Engine, sizes: list[int], floor: Floor) -> list[dict[str, object]]:
    """Measure both at each size, the same database growing from one to the next."""
    idle: list[list[float]] = []
    due = []
    plans = 0
    for turn, size in enumerate(sizes):
        add_plans(engine, range(plans + 1, size // ITEMS + 1), ITEMS, LATER)
        plans = size // ITEMS
        idle.append([_idle_rate(engine) for _ in range(RUNS)])
        due.append(_due(backend, engine, size, floor, GROUPS * turn))
    return [
        bench_row("sweep-idle", backend, size, "sweeps/s", rates, idle[0])
        for size, rates in zip(sizes, idle, strict=True)
    ] + due


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


def _due(backend: str, engine: Engine, n: int, floor: Floor, first: int) -> dict[str, object]:
    """The rate at `n` items; `first` is the first of the groups that this size uses."""
    expected = n // HUNDREDTH
    ours, floors = [], []
    before = _notices(engine)
    for group in range(first, first + GROUPS, 2):
        _make_due(engine, group)
        fired, rate = floor()
        floors.append(rate)
        _make_due(engine, group + 1)
        start = perf_counter()
        report = sweep(engine)
        ours.append(expected / (perf_counter() - start))
        if (fired, len(report.fired), report.passed_over) != (expected, expected, 0):
            raise AssertionError((fired, report))
    told = _notices(engine) - before
    if told != TOLD * GROUPS * expected:
        raise AssertionError(f"{told} notices")
    return bench_row("sweep-due", backend, n, "rungs/s", ours[1:], floors[1:])


def _notices(engine: Engine) -> int:
    with engine.database.read() as conn:
        return conn.execute(select(func.count()).select_from(NOTICE)).scalar_one()


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
