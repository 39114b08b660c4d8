"""`viza audit`: what verifies, what does not, and what leaves the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.database import Database
from tests.integration.cli_program import Program, program_on


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = program_on(sqlite_database, tmp_path, monkeypatch)
    program.import_and_activate()
    return program


def test_untouched_ledgers_verify(viza: Program) -> None:
    verdicts = viza.json("audit", "verify")
    assert [verdict["origin"] for verdict in verdicts] == ["127.0.0.1/deployment", "127.0.0.1/plan-1"]
    assert all(verdict["ok"] for verdict in verdicts)
    assert verdicts[1]["differences"] == []
    assert "РАСХОЖДЕНИЙ НЕ НАЙДЕНО" in viza.run("audit", "verify", "--plan", "1").stdout


def test_s37_a_table_that_does_not_follow_from_the_ledger_is_found(viza: Program) -> None:
    with viza.database.write() as conn:
        conn.exec_driver_sql("UPDATE plan_item SET state = 'approved', outcome = 'executed' WHERE place = 3")
    result = viza.run("audit", "verify", "--plan", "1", code=1)
    assert "Таблицы расходятся с журналом: item/3" in result.stdout
    assert result.stderr == "Найдены расхождения: 127.0.0.1/plan-1\n"


def test_s34_a_changed_entry_is_found(viza: Program) -> None:
    with viza.database.write() as conn:
        conn.exec_driver_sql("DROP TRIGGER ledger_entry_update")
        conn.exec_driver_sql(
            "UPDATE ledger_entry SET body = replace(body, '\"seq\":3', '\"seq\":4') "
            "WHERE ledger_id = 'plan-1' AND seq = 3"
        )
    (verdict,) = viza.json("audit", "verify", "--plan", "1", code=1)
    assert not verdict["ok"]


def test_printed_checkpoints_are_kept_and_held_against_the_ledger(viza: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(viza.run("audit", "checkpoint").stdout)
    viza.run("item", "start", "1", "3", "--as", "Наземкина")
    verdicts = viza.json("audit", "verify", "--since", str(kept))
    assert [len(verdict["kept_sizes"]) for verdict in verdicts] == [1, 1]
    (one,) = viza.json("audit", "verify", "--plan", "1", "--since", str(kept))
    assert one["kept_sizes"]


def test_a_checkpoint_of_another_deployment_is_refused(viza: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(viza.run("audit", "checkpoint", "--plan", "1").stdout.replace("127.0.0.1", "elsewhere.example"))
    assert "другого журнала" in viza.refused("audit", "verify", "--since", str(kept))
    assert "не читается" in viza.refused("audit", "verify", "--since", str(tmp_path / "none.txt"))


def test_a_bundle_verifies_without_our_database(viza: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "bundle"
    exported = viza.json("audit", "export", "--plan", "1", "--out", str(bundle))
    assert exported["absent_evidence"] == []
    kept = tmp_path / "kept.txt"
    kept.write_text(viza.run("audit", "checkpoint").stdout)
    monkeypatch.setenv("VIZA_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    (verdict,) = viza.json("audit", "verify", "--bundle", str(bundle), "--since", str(kept))
    assert (verdict["ok"], verdict["size"]) == (True, exported["size"])
    assert verdict["kept_sizes"] == [exported["size"]]
    done = subprocess.run([sys.executable, bundle / "verify.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_s34_a_changed_bundle_is_found(viza: Program, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    viza.run("audit", "export", "--plan", "1", "--out", str(bundle))
    entries = next(path for path in (bundle / "tile/entries").rglob("*") if path.is_file())
    entries.write_bytes(entries.read_bytes().replace(b"plan:imported", b"plan:imparted"))
    viza.run("audit", "verify", "--bundle", str(bundle), code=1)


def test_an_export_never_overwrites(viza: Program, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle/mine.txt").write_text("mine")
    assert "not an empty folder" in viza.refused("audit", "export", "--plan", "1", "--out", str(tmp_path / "bundle"))
    assert "Такого плана нет" in viza.refused("audit", "export", "--plan", "9", "--out", str(tmp_path / "b"))


def test_a_key_is_made_once(tmp_path: Path, viza: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "never overwritten" in viza.refused("audit", "keygen")
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "new"))
    made = viza.json("audit", "keygen")
    assert made["vkey"].startswith("127.0.0.1+")
    assert Path(made["path"]).stat().st_mode & 0o777 == 0o600


def test_s35_a_restored_old_backup_is_found_against_a_newer_checkpoint(
    viza: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viza.run("backup", "--out", str(tmp_path / "old.tar"), "--with-keys")
    viza.run("item", "start", "1", "3", "--as", "Наземкина")
    kept = tmp_path / "kept.txt"
    kept.write_text(viza.run("audit", "checkpoint", "--plan", "1").stdout)
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "restored"))
    monkeypatch.setenv("VIZA_DATABASE_URL", "")
    viza.run("restore", str(tmp_path / "old.tar"))
    viza.run("audit", "verify", "--plan", "1")
    (verdict,) = viza.json("audit", "verify", "--plan", "1", "--since", str(kept), code=1)
    assert not verdict["ok"]


def test_s37_a_word_that_is_in_no_list_is_a_difference_and_the_other_ledgers_are_still_checked(viza: Program) -> None:
    with viza.database.write() as conn:
        conn.exec_driver_sql("UPDATE plan_item SET outcome = 'good' WHERE place = 4")
        conn.exec_driver_sql("UPDATE plan SET ladder = '[', chain = '{'")
    result = viza.run("audit", "verify", code=1)
    assert "plan_item 4 outcome" in result.stdout
    assert "«good»" in result.stdout
    with viza.database.write() as conn:
        conn.exec_driver_sql("UPDATE plan_item SET outcome = NULL")
    result = viza.run("audit", "verify", code=1)
    assert result.stdout.count("127.0.0.1/") >= 2
    assert "the table holds what cannot be read" in result.stdout
    assert result.stderr == "Найдены расхождения: 127.0.0.1/plan-1\n"
