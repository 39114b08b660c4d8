"""`viza mail` and the doctor's test letter."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from config.database import Database
from flows.watching import SWEEP, SWEEP_MISSING
from notifications.rows import LETTER
from tests.integration.cli_program import Program, program_on
from tests.integration.smtp_server import SmtpServer, running_smtp
from tests.integration.test_cli_operating import set_relay
from workflow.alarms import raise_alarm
from workflow.queries.job_runs import JOB_RUN
from workflow.transaction import NOTICE

SHESTAKOV_MAIL = "shestakov@omsk-edu.example"
MORNING = datetime(2021, 1, 21, 3, tzinfo=UTC)


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpServer]:
    with running_smtp() as server:
        set_relay(monkeypatch, server.port)
        yield server


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return program_on(sqlite_database, tmp_path, monkeypatch)


def test_letters_are_listed_shown_and_sent_again(viza: Program, relay: SmtpServer) -> None:
    viza.import_and_activate()
    relay.script.data[SHESTAKOV_MAIL].append("550 mailbox full")
    viza.run("deliver")
    with viza.database.read() as conn:
        dead = conn.execute(select(LETTER.c.id).where(LETTER.c.last_answer == "550 mailbox full")).scalar_one()
    page = viza.json("mail", "list", "--state", "failed", "--to", "Шестаков", "--plan", "1")
    assert ([letter["letter_id"] for letter in page["letters"]], page["next_before"]) == ([dead], None)
    assert "550 mailbox full" in viza.run("mail", "list").stdout
    first = viza.json("mail", "list", "--limit", "2")
    rest = viza.json("mail", "list", "--limit", "1000", "--before", first["next_before"])
    with viza.database.read() as conn:
        notices = conn.execute(select(NOTICE.c.id).where(NOTICE.c.letter_id.is_(None))).all()
        letters = conn.execute(select(LETTER.c.id)).all()
    assert len(first["letters"] + rest["letters"]) == len(letters) + len(notices)
    shown = viza.run("mail", "show", str(dead)).stdout
    assert "Кому: Шестаков В.В. <shestakov@omsk-edu.example>" in shown
    told = viza.json("mail", "show", str(dead))
    assert (told["state"], told["tries"]) == ("dead", 1)
    assert "без изменений" in viza.run("mail", "resend", str(dead)).stdout
    assert "отправит его сама" in viza.refused("mail", "resend", str(dead))
    assert "Такого письма нет" in viza.refused("mail", "show", "4096")
    assert "--state: «late» не бывает" in viza.refused("mail", "list", "--state", "late")
    assert "назовите и план" in viza.refused("mail", "list", "--item", "3")
    assert "Письмо составлено автоматически" in told["text"]


def test_the_doctor_sends_a_test_letter_and_says_what_the_server_answered(viza: Program, relay: SmtpServer) -> None:
    viza.run("plan", "show")
    found = {one["check"]: one for one in viza.json("doctor", "--send-test", "me@omsk-edu.example")}["пробное письмо"]
    assert (found["ok"], "принято, ответ сервера: 250" in found["detail"]) == (True, True)
    (letter,) = relay.received
    assert (letter.recipient, "Пробное письмо" in letter.message["Subject"]) == ("me@omsk-edu.example", True)
    relay.script.rcpt["me@omsk-edu.example"].append("550 no such user")
    assert "550 no such user" in viza.run("doctor", "--send-test", "me@omsk-edu.example", code=1).stdout
    assert "записан с ошибкой" in viza.run("doctor", "--send-test", "me@@x", code=1).stdout


def test_the_doctor_says_when_the_sweep_ran_and_what_is_wrong(viza: Program, relay: SmtpServer) -> None:
    viza.run("plan", "show")
    with viza.database.write() as conn:
        ran = {"started_at": MORNING, "ended_at": MORNING, "seconds": 0.25, "failure": None}
        conn.execute(JOB_RUN.insert().values(name=SWEEP, **ran))
    assert "проверка сроков: 21.01.2021 03:00 UTC" in viza.run("doctor").stdout
    with viza.database.write() as conn:
        raise_alarm(conn, MORNING, SWEEP_MISSING, "the sweep last ran long ago")
    told = viza.run("doctor", code=1).stdout
    assert "!!  тревоги: sweep_missing (проверка сроков не выполнялась больше суток" in told
    assert "!!  проверка сроков" in told
