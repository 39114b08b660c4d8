"""Plan items through their four durable transitions (start, submit, agree, approve) by the real engine.

Each transition is one transaction with its ledger entry and its notices. Evidence is there beforehand; commands are
made, and the open tasks looked up, outside the timing, as a page would have done.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import func, select

from benchmarks import transitions_floor
from benchmarks.stage import (
    DIRECTOR,
    HEAD,
    LEAD,
    RUNS,
    TODAY,
    Postgres,
    add_evidence,
    add_people,
    add_plans,
    bench_engine,
    bench_row,
    postgres,
    sqlite,
)
from config.database import Database, Synchronous
from migrations.runner import upgrade
from models.states import Assurance, DecisionKind, ItemState, Outcome, TaskState
from workflow.actor import Actor
from workflow.commands import Command, Decide, StartItem, SubmitEvidence
from workflow.engine import Engine
from workflow.rows import ITEM, SUBMISSION, TASK

JOB = "transitions"
UNIT = "transitions/s"
DEFAULT_N = 320
ITEMS = 10
STEPS = 4
CONNECTIONS = 8
Lane = Sequence[tuple[Command, Actor]]


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """`n` transitions on each backend with one connection, then on PostgreSQL with eight."""
    plans = max(CONNECTIONS, n // (STEPS * ITEMS))
    rows: list[dict[str, object]] = []
    with TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        upgrade(f"sqlite:///{template}")
        backends: tuple[Synchronous, ...] = ("FULL", "NORMAL")
        rows += [_on_sqlite(synchronous, template, plans) for synchronous in backends]
    with postgres() as server:
        rows.append(_on_postgresql(server, plans, 1))
        rows.append(_on_postgresql(server, plans, CONNECTIONS))
    return rows


def measure(fresh: AbstractContextManager[Database], plans: int, connections: int = 1) -> float:
    """Transitions a second of the engine in a fresh database. The first plan warms the caches up and is not timed."""
    with fresh as database:
        engine = bench_engine(database)
        add_people(engine)
        add_plans(engine, range(1, plans + 2), ITEMS, TODAY)
        add_evidence(engine)
        with ThreadPoolExecutor(connections) as threads:
            lanes = [range(2 + lane, plans + 2, connections) for lane in range(connections)]
            _walk(engine, [range(1, 2)] * connections, threads, shared=True)
            seconds = _walk(engine, lanes, threads)
        _check(engine, plans + 1)
        return STEPS * ITEMS * plans / seconds


def _on_sqlite(synchronous: Synchronous, template: Path, plans: int) -> dict[str, object]:
    ours, floors = [], []
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            floors.append(transitions_floor.on_sqlite(Path(folder) / "floor.db", synchronous, plans, ITEMS))
        ours.append(measure(sqlite(synchronous, template), plans))
    return bench_row(JOB, f"sqlite-{synchronous.lower()}", STEPS * ITEMS * plans, UNIT, ours, floors)


def _on_postgresql(server: Postgres, plans: int, connections: int) -> dict[str, object]:
    ours, floors = [], []
    for _ in range(RUNS):
        with server.empty() as name:
            floors.append(transitions_floor.on_postgresql(server.address(name), plans, ITEMS, connections))
        ours.append(measure(server.migrated(), plans, connections))
    job = JOB if connections == 1 else f"{JOB}-parallel"
    return bench_row(job, "postgresql", STEPS * ITEMS * plans, UNIT, ours, floors)


def _walk(engine: Engine, lanes: Sequence[range], threads: ThreadPoolExecutor, *, shared: bool = False) -> float:
    """Take the plans of every lane through the four steps, one thread a lane; gives the seconds that it took.

    `shared` lanes all name the same plans: the items are dealt among them.
    """
    seconds = 0.0
    for prepare in (_starts, _submits, partial(_decisions, engine, DIRECTOR), partial(_decisions, engine, HEAD)):
        if shared:
            whole = list(prepare(lanes[0]))
            work = [whole[lane :: len(lanes)] for lane in range(len(lanes))]
        else:
            work = [list(prepare(lane)) for lane in lanes]
        start = perf_counter()
        list(threads.map(partial(_execute, engine), work))
        seconds += perf_counter() - start
    return seconds


def _execute(engine: Engine, lane: Lane) -> None:
    for command, actor in lane:
        engine.execute(command, actor)


def _starts(plans: range) -> Iterator[tuple[Command, Actor]]:
    lead = Actor(LEAD, Assurance.PIN)
    return ((StartItem(plan_id=plan, place=place), lead) for plan in plans for place in range(1, ITEMS + 1))


def _submits(plans: range) -> Iterator[tuple[Command, Actor]]:
    lead = Actor(LEAD, Assurance.PIN)
    for plan in plans:
        for place in range(1, ITEMS + 1):
            yield SubmitEvidence(plan_id=plan, place=place, summary="Работа выполнена."), lead


def _decisions(engine: Engine, person_id: int, plans: range) -> Iterator[tuple[Command, Actor]]:
    """What waits for this person in these plans."""
    is_last = person_id == HEAD
    approver = Actor(person_id, Assurance.PIN)
    with engine.database.read() as conn:
        waiting = conn.execute(
            select(TASK.c.id, SUBMISSION.c.digest)
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .where(SUBMISSION.c.plan_id.in_(plans), TASK.c.acting_id == person_id, TASK.c.state == TaskState.OPEN)
            .order_by(SUBMISSION.c.plan_id, TASK.c.id)
        ).all()
    for task_id, digest in waiting:
        kind = DecisionKind.APPROVE if is_last else DecisionKind.AGREE
        outcome = Outcome.EXECUTED if is_last else None
        yield Decide(task_id=task_id, kind=kind, digest=digest, outcome=outcome), approver


def _check(engine: Engine, plans: int) -> None:
    """Every item came through; anything else is no measurement."""
    with engine.database.read() as conn:
        approved = conn.execute(
            select(func.count()).select_from(ITEM).where(ITEM.c.state == ItemState.APPROVED)
        ).scalar_one()
    if approved != plans * ITEMS:
        raise AssertionError(f"{approved} of {plans * ITEMS} items were approved")
