"""What does not happen is an alarm, raised once and cleared when it is over; jobs say when they ran."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from config.settings import load_settings
from flows import jobs
from flows.job_runs import expect, recorded
from flows.operator_mail import tell_operator
from flows.watching import LONGEST_REST, MAIL_WAITS, SWEEP, SWEEP_MISSING, watch
from flows.wiring import Parts, assemble
from models.states import MailState, NoticeKind
from tests.integration.office import COORDINATOR, Office
from tests.integration.smtp_server import SmtpServer, running_smtp
from workflow.clock import DemoClock, FixedClock
from workflow.queries.job_runs import job_runs
from workflow.queries.mail_queue import PAUSE
from workflow.sweep import sweep
from workflow.transaction import ALARM, NOTICE

NINE = datetime(2021, 3, 1, 3, tzinfo=UTC)
OPERATOR = "operator@omsk-edu.example"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


def parts_of(office: Office, server: SmtpServer, folder: Path) -> Parts:
    settings = load_settings(
        data_dir=folder, smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none",
        mail_from="viza@omsk-edu.example", operator=OPERATOR,
    )  # fmt: skip
    made = assemble(settings, office.database, office.clock)
    return replace(made, engine=office.engine, signer=office.engine.signer, machine_clock=FixedClock(NINE))


@pytest.fixture
def office(database: Database) -> Office:
    """An office with a draft alone, whose clock stands at nine of a working day: nothing waits."""
    office = Office(database)
    office.import_plan().move_to(NINE)
    with database.write() as conn:
        conn.execute(NOTICE.delete())
    return office


@pytest.fixture
def parts(office: Office, server: SmtpServer, tmp_path: Path) -> Parts:
    return parts_of(office, server, tmp_path)


def alarms(parts: Parts) -> list[tuple[str, bool]]:
    with parts.database.read() as conn:
        rows = conn.execute(select(ALARM.c.code, ALARM.c.cleared_at).order_by(ALARM.c.id))
        return [(row.code, row.cleared_at is None) for row in rows]


def wait(office: Office, since: datetime, kind: NoticeKind = NoticeKind.PLAN_AMENDED) -> None:
    """A notice of the kind waits since then."""
    told = {"dedupe_key": f"{kind} {since}", "kind": kind, "plan_id": office.plan_id, "facts": {}}
    told |= {"recipient_id": office.person(COORDINATOR), "state": MailState.WAITING}
    with office.database.write() as conn:
        conn.execute(insert(NOTICE).values(not_before=since, created_at=since, **told))


async def test_mail_that_waits_over_an_hour_is_one_alarm_until_it_went(office: Office, parts: Parts) -> None:
    wait(office, NINE - timedelta(minutes=60))
    await watch(parts)
    assert alarms(parts) == []
    wait(office, NINE - timedelta(minutes=61), NoticeKind.SIGN_REQUEST)
    await watch(parts)
    await watch(parts)
    assert alarms(parts) == [(MAIL_WAITS, True)]
    with office.database.write() as conn:
        conn.execute(update(NOTICE).values(state=MailState.CANCELLED))
    await watch(parts)
    assert alarms(parts) == [(MAIL_WAITS, False)]


async def test_letters_that_may_not_go_at_night_do_not_wait_through_it(office: Office, parts: Parts) -> None:
    evening = NINE + timedelta(hours=10, minutes=30)
    wait(office, evening)
    wait(office, evening, NoticeKind.REMINDER)
    for hours, is_alarm in ((20, False), (23, False), (24, False), (24.1, True)):
        office.move_to(NINE + timedelta(hours=hours))
        await watch(parts)
        assert bool(alarms(parts)) is is_alarm, hours


async def test_the_demonstrations_jumps_over_hours_are_no_alarm(office: Office, parts: Parts) -> None:
    wait(office, NINE - timedelta(days=3))
    await watch(replace(parts, clock=DemoClock(office.database, NINE)))
    assert alarms(parts) == []


async def test_a_sweep_that_did_not_run_for_a_day_is_an_alarm_by_the_machines_clock(parts: Parts) -> None:
    expect(parts, [SWEEP])
    expect(replace(parts, machine_clock=FixedClock(NINE + timedelta(days=9))), [SWEEP])
    office_far_ahead = replace(parts, clock=FixedClock(NINE + timedelta(days=300)))
    await watch(office_far_ahead)
    assert alarms(parts) == []
    late = replace(parts, machine_clock=FixedClock(NINE + LONGEST_REST + timedelta(seconds=1)))
    await watch(late)
    await watch(late)
    assert alarms(parts) == [(SWEEP_MISSING, True)]
    async with recorded(late, SWEEP):
        await jobs.escalate(late)
    await watch(late)
    assert alarms(parts) == [(SWEEP_MISSING, False)]


async def test_a_job_says_when_it_ran_how_long_and_what_stopped_it(parts: Parts) -> None:
    with pytest.raises(ValueError, match="broken"):
        async with recorded(parts, "seal"):
            raise ValueError("broken")
    with parts.database.read() as conn:
        (run,) = job_runs(conn)
    assert (run.name, run.started_at, run.ended_at, run.failure) == ("seal", NINE, NINE, "ValueError: broken")
    async with recorded(parts, "seal"):
        pass
    with parts.database.read() as conn:
        (run,) = job_runs(conn)
    assert (run.failure, run.seconds is not None and run.seconds < 1) == (None, True)


async def test_an_alarm_about_mail_is_in_the_log_at_once_and_told_when_mail_works(
    office: Office, parts: Parts, server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    wait(office, NINE - timedelta(hours=2), NoticeKind.RECEIPT)
    with office.database.write() as conn:
        conn.execute(insert(PAUSE).values(scope="all", reason="535", since=NINE, until=None))
    await watch(parts)
    assert await tell_operator(parts) == 0
    assert await tell_operator(parts) == 0
    assert [record.message.startswith(f"alarm {MAIL_WAITS}: ") for record in caplog.records] == [True]
    office.move_to(NINE + timedelta(minutes=30))
    with office.database.write() as conn:
        conn.execute(PAUSE.delete())
        conn.execute(NOTICE.delete())
    await watch(parts)
    assert await tell_operator(parts) == 1
    (letter,) = server.received
    assert "over since 2021-03-01 03:30:00 UTC" in letter.text()


def test_a_year_without_a_calendar_is_told_once_and_cleared_when_there_is_one(office: Office, parts: Parts) -> None:
    office.move_to(datetime(2040, 3, 1, 4, tzinfo=UTC))
    for _ in range(3):
        assert sweep(office.engine).held is not None
    assert alarms(parts) == [("calendar_year_unknown", True)]
    sweep(office.engine, on=NINE.date())
    assert alarms(parts) == [("calendar_year_unknown", False)]
