"""The flows' work without Prefect: cheap when there is nothing to do, and nothing twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.states import Completed, Crashed, Failed
from sqlalchemy import select

from config.database import Database
from config.settings import load_settings
from flows import jobs
from flows.alarms import clear_alarm, raise_alarm
from flows.deliver import deliver
from flows.hooks import clear_flow_alarm, raise_flow_alarm
from flows.wiring import SETTINGS_VARIABLE, Parts, assemble, known_clock, parts
from models.states import MailState
from notifications.dispatch import DispatchReport
from tests.integration.databases import SqliteTemplate
from tests.integration.office import Office
from tests.integration.smtp_server import running_smtp
from workflow.clock import DemoClock, FixedClock, SystemClock
from workflow.transaction import ALARM, NOTICE

OMSK = ZoneInfo("Asia/Omsk")


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return Office(sqlite_database).ready()


@pytest.fixture
def known(office: Office, tmp_path: Path) -> Parts:
    settings = load_settings(
        data_dir=tmp_path, smtp_host="127.0.0.1", smtp_port=9, smtp_security="none", mail_from="viza@omsk-edu.example"
    )
    made = assemble(settings, office.database, office.clock)
    return replace(made, engine=office.engine, signer=office.engine.signer)


def waiting(office: Office) -> int:
    with office.database.read() as conn:
        states = list(conn.execute(select(NOTICE.c.state)).scalars())
    return sum(state is MailState.WAITING for state in states)


async def test_a_rung_fires_once_however_often_the_sweep_runs(office: Office, known: Parts) -> None:
    office.move_to(datetime(2021, 2, 4, 6, tzinfo=OMSK))
    before = waiting(office)
    first = await jobs.escalate(known)
    assert first.on == date(2021, 2, 4)
    assert first.fired
    assert waiting(office) > before
    again = await jobs.escalate(known)
    assert again.fired == []
    assert again.looked_at == 0


async def test_a_ledger_that_did_not_grow_is_not_sealed_again(known: Parts) -> None:
    sealed = await jobs.seal(known, "daily")
    assert "plan-1" not in {ledger_id for ledger_id, _ in sealed}, "sealed at its activation"
    assert await jobs.seal(known, "daily") == []


async def test_letters_are_sent_and_then_nothing_waits(office: Office, known: Parts) -> None:
    with running_smtp() as server:
        settings = known.settings.model_copy(update={"smtp_port": server.port})
        here = replace(known, settings=settings)
        assert (await jobs.deliver(here)).accepted > 0
        assert await jobs.deliver(here) == DispatchReport()


async def test_a_notice_for_later_is_left_for_later(office: Office, known: Parts) -> None:
    with office.database.write() as conn:
        conn.execute(NOTICE.update().values(not_before=datetime(2021, 1, 22, tzinfo=UTC)))
    assert await jobs.deliver(known) == DispatchReport()
    assert waiting(office) > 0


async def test_before_december_there_is_nothing_to_review(known: Parts) -> None:
    assert await jobs.review(known) == []


def test_an_alarm_stands_once_until_it_is_cleared(sqlite_database: Database) -> None:
    clock = FixedClock(datetime(2021, 3, 1, tzinfo=UTC))
    for _ in range(3):
        raise_alarm(sqlite_database, clock, "flow_deliver", "it failed")
    clear_alarm(sqlite_database, clock, "flow_deliver")
    clear_alarm(sqlite_database, clock, "flow_seal")
    raise_alarm(sqlite_database, clock, "flow_deliver", "it failed again")
    with sqlite_database.read() as conn:
        rows = conn.execute(select(ALARM.c.detail, ALARM.c.cleared_at).order_by(ALARM.c.id)).all()
    assert [(row.detail, row.cleared_at is None) for row in rows] == [("it failed", False), ("it failed again", True)]


def test_the_clock_is_the_machines_unless_the_database_holds_another(sqlite_database: Database) -> None:
    assert isinstance(known_clock(sqlite_database), SystemClock)
    start = datetime(2021, 1, 21, 3, tzinfo=UTC)
    DemoClock(sqlite_database, start).wind_up()
    clock = known_clock(sqlite_database)
    assert isinstance(clock, DemoClock)
    assert start <= clock.now() < datetime(2021, 1, 21, 4, tzinfo=UTC)


@pytest.fixture
def no_parts() -> Iterator[None]:
    parts.cache_clear()
    yield
    parts.cache_clear()


def test_the_flows_process_gets_the_settings_that_up_has_chosen(
    no_parts: None, tmp_path: Path, sqlite_template: SqliteTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_template.fresh(tmp_path, name="viza.db"):
        monkeypatch.setenv("VIZA_DEPLOYMENT", "elsewhere.example")
        monkeypatch.setenv(SETTINGS_VARIABLE, f'{{"deployment": "demo.viza.example", "data_dir": "{tmp_path}"}}')
        made = parts()
    assert made.settings.deployment == "demo.viza.example"
    assert made.settings.paths.root == tmp_path
    assert parts() is made
    made.database.dispose()


async def test_a_failed_flow_leaves_an_alarm_until_a_run_ends_well(
    no_parts: None, tmp_path: Path, sqlite_template: SqliteTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path))
    with sqlite_template.fresh(tmp_path, name="viza.db") as database:
        run = FlowRun.model_validate({"flow_id": uuid4(), "name": "deliver 01.03.2021 06:00:00"})
        await raise_flow_alarm(deliver, run, Failed(message="the disk is full"))
        await raise_flow_alarm(deliver, run, Crashed(message="killed"))
        with database.read() as conn:
            (row,) = conn.execute(select(ALARM)).all()
        assert (row.code, row.cleared_at) == ("flow_deliver", None)
        assert row.detail == "deliver 01.03.2021 06:00:00: Failed: the disk is full"
        await clear_flow_alarm(deliver, run, Completed())
        with database.read() as conn:
            (row,) = conn.execute(select(ALARM)).all()
        assert row.cleared_at is not None
    parts().database.dispose()
