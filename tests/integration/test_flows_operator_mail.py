"""Alarms reach the operator, each once, and not through a relay that stands still."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from config.database import Database
from config.settings import load_settings
from flows.alarms import clear_alarm, raise_alarm
from flows.operator_mail import tell_operator
from flows.wiring import Parts, assemble
from models.mail import QueuePause
from tests.integration.smtp_server import Script, SmtpServer, running_smtp
from workflow.clock import FixedClock

NOW = datetime(2021, 3, 1, 0, 10, tzinfo=UTC)
OPERATOR = "operator@omsk-edu.example"
PAUSE = QueuePause.__table__  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp(Script()) as running:
        yield running


@pytest.fixture
def parts(sqlite_database: Database, server: SmtpServer, tmp_path: Path) -> Parts:
    settings = load_settings(
        data_dir=tmp_path,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        mail_from="viza@omsk-edu.example",
        operator=OPERATOR,
        deployment="viza.omsk-edu.example",
    )
    return assemble(settings, sqlite_database, FixedClock(NOW))


async def test_what_stands_is_told_once_in_one_letter(parts: Parts, server: SmtpServer) -> None:
    raise_alarm(parts.database, parts.clock, "flow_deliver", "deliver 01.03.2021: Failed: the disk is full")
    raise_alarm(parts.database, parts.clock, "process_ended", "flows ended by itself with code 1")
    assert await tell_operator(parts) == 2
    assert await tell_operator(parts) == 0
    (letter,) = server.received
    assert letter.recipient == OPERATOR
    assert letter.message["Subject"] == "viza viza.omsk-edu.example: flow_deliver, process_ended"
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert "2021-03-01 00:10:00 UTC  flow_deliver\ndeliver 01.03.2021: Failed: the disk is full" in letter.text()
    raise_alarm(parts.database, parts.clock, "flow_seal", "seal 01.03.2021: Crashed")
    assert await tell_operator(parts) == 1


async def test_what_was_cleared_meanwhile_is_not_told(parts: Parts, server: SmtpServer) -> None:
    raise_alarm(parts.database, parts.clock, "process_ended", "flows ended by itself with code 1")
    clear_alarm(parts.database, parts.clock, "process_ended")
    assert await tell_operator(parts) == 0
    assert server.received == []


async def test_a_letter_that_was_refused_is_tried_again(parts: Parts, server: SmtpServer) -> None:
    server.script.data[OPERATOR].append("451 later")
    raise_alarm(parts.database, parts.clock, "flow_seal", "seal 01.03.2021: Crashed")
    assert await tell_operator(parts) == 0
    assert await tell_operator(parts) == 1


@pytest.mark.parametrize(("until", "told"), [(None, 0), (NOW + timedelta(minutes=1), 0), (NOW, 1)])
async def test_a_pause_of_all_mail_holds_it(
    parts: Parts, server: SmtpServer, until: datetime | None, told: int
) -> None:
    with parts.database.write() as conn:
        conn.execute(insert(PAUSE).values(scope="all", reason="535", since=NOW, until=until))
    raise_alarm(parts.database, parts.clock, "mail_login_failed", "535 refused")
    assert await tell_operator(parts) == told


async def test_without_an_operator_nothing_is_sent(parts: Parts, server: SmtpServer) -> None:
    raise_alarm(parts.database, parts.clock, "flow_seal", "seal 01.03.2021: Crashed")
    nobody = replace(parts, settings=parts.settings.model_copy(update={"operator": None}))
    assert await tell_operator(nobody) == 0
    assert server.received == []


async def test_a_line_break_in_a_detail_adds_no_header(parts: Parts, server: SmtpServer) -> None:
    raise_alarm(parts.database, parts.clock, "flow_seal", "seal\r\nBcc: all@omsk-edu.example\n\n<script>")
    assert await tell_operator(parts) == 1
    (letter,) = server.received
    assert letter.message["Bcc"] is None
