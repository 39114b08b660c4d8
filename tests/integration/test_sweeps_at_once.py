"""Several sweeps at once, and sweeps that are killed: each rung fires once, and none is lost."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text

from config.database import Database
from models.states import RungFate
from tests.integration.databases import SqliteTemplate
from tests.integration.many_plans import LATE, Traces, office_with_plans, traces
from tests.integration.office import Office
from workflow import sweep as sweep_module
from workflow.engine import Engine
from workflow.replay import replay
from workflow.rows import ITEM, SUBMISSION, plan_row
from workflow.sweep import SweepReport, sweep

SMALL_BATCH = 9
WAIT_S = 30


@pytest.fixture(scope="module")
def alone(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Traces:
    """What one sweep does that nobody disturbs."""
    with sqlite_template.fresh(tmp_path_factory.mktemp("alone")) as database:
        sweep(office_with_plans(database).engine)
        found = traces(database)
    assert len({rung for _, rung, _, _ in found.records}) > 4
    assert found.still_due == 0
    return found


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "BATCH", SMALL_BATCH)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def demand_nothing_doubled_or_lost(office: Office, alone: Traces) -> None:
    found = traces(office.database)
    assert found == alone
    assert set(found.entries) == found.records
    assert set(found.entries.values()) == {1}
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def child(office: Office, *, death: str = "never", run: int = 0) -> "subprocess.Popen[str]":
    url = office.database.url.render_as_string(hide_password=False)
    told = (url, LATE.isoformat(), str(SMALL_BATCH), death, str(run))
    command = [sys.executable, "-m", "tests.integration.sweep_child", *told]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def fired(alone: Traces) -> int:
    return sum(fate is RungFate.FIRED for *_, fate in alone.entries)


@pytest.mark.usefixtures("small_batches")
def test_two_sweeps_at_once_on_postgresql_share_the_work_and_double_nothing(
    postgresql_database: Database, alone: Traces, pool: ThreadPoolExecutor
) -> None:
    office = office_with_plans(postgresql_database)
    barrier = Barrier(2)

    def swept(engine: Engine) -> SweepReport:
        barrier.wait(WAIT_S)
        return sweep(engine)

    reports = list(pool.map(swept, [office.engine] * 2, timeout=WAIT_S))
    demand_nothing_doubled_or_lost(office, alone)
    assert sum(len(report.fired) for report in reports) == fired(alone)
    assert sum(report.notices for report in reports) == len(alone.notices)
    assert sweep(office.engine).looked_at == 0


def test_two_processes_that_sweep_one_sqlite_file_double_nothing(sqlite_database: Database, alone: Traces) -> None:
    office = office_with_plans(sqlite_database)
    children = [child(office), child(office)]
    for each in children:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate(timeout=WAIT_S)[0] for each in children]
    assert [each.returncode for each in children] == [0, 0]
    assert sum(int(text) for text in told) == fired(alone)
    demand_nothing_doubled_or_lost(office, alone)


def test_sweeps_killed_within_a_batch_and_between_two_lose_and_double_nothing(
    database: Database, alone: Traces
) -> None:
    office = office_with_plans(database)
    done = 0
    for death in ("before", "after"):
        killed = child(office, death=death, run=3)
        killed.communicate("\n", timeout=WAIT_S)
        assert killed.returncode == -signal.SIGKILL
        left = traces(database)
        assert set(left.entries) == left.records
        assert done < len(left.records) < len(alone.records)
        done = len(left.records)
    sweep(office.engine)
    demand_nothing_doubled_or_lost(office, alone)


@pytest.mark.parametrize("held", ["item", "submission"])
def test_what_somebody_works_on_is_swept_last_and_holds_up_nothing_else(
    postgresql_database: Database, alone: Traces, pool: ThreadPoolExecutor, held: str
) -> None:
    office = office_with_plans(postgresql_database)
    table = ITEM if held == "item" else SUBMISSION
    mine = select(table.c.id).where(table.c.plan_id == office.plan_id).order_by(table.c.id).with_for_update()
    with postgresql_database.write() as conn:
        conn.execute(mine).all()
        sweeping = pool.submit(sweep, office.engine)
        wait_until(lambda: is_waited_for(postgresql_database))
        others = ITEM.c.plan_id != office.plan_id
        assert conn.execute(select(ITEM.c.id).where(others, ITEM.c.next_rung_on <= LATE.date())).all() == []
        assert traces(postgresql_database).still_due > 0
    sweeping.result(WAIT_S)
    demand_nothing_doubled_or_lost(office, alone)


def test_a_sweep_does_not_wait_for_who_changes_the_plan(
    postgresql_database: Database, alone: Traces, pool: ThreadPoolExecutor
) -> None:
    """They would wait for one another: who changes a plan locks it first and asks for its ledger's head last."""
    office = office_with_plans(postgresql_database)
    with postgresql_database.write() as conn:
        plan_row(conn, office.plan_id, is_locked=True)
        pool.submit(sweep, office.engine).result(WAIT_S)
    demand_nothing_doubled_or_lost(office, alone)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_waited_for(database: Database) -> bool:
    """Does a statement of this database wait for a lock?"""
    waiting = text(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
    )
    with database.read() as conn:
        return bool(conn.execute(waiting).scalar_one())
