"""`viza simulate`: the real engine on a scratch database, by a scenario; the real one is only read, no mail is sent."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from migrations.metadata import metadata
from tests.integration.cli_program import SEED, Program, program_on
from tests.integration.smtp_server import running_smtp
from tests.integration.test_cli_operating import PDF, set_relay

COURSE = """
title = "Проба"
until = {until}

[[item]]
number = "3"
submits = 4

[[returned]]
number = "4"
by = "Ефимова Л.Г."
comment = "Нет подписи."

[[person]]
name = "Шестаков В.В."
decides = 0

[[away]]
name = "Романенко С.А."
from = 2021-02-20
to = 2021-02-28
substitute = "Наземкина Е.А."
order = "12-к"
"""


@pytest.fixture
def viza(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """An active plan on 25 January 2021."""
    program = program_on(database, tmp_path, monkeypatch)
    program.import_and_activate()
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return program


def course(folder: Path, until: str, more: str = "") -> str:
    path = folder / "course.toml"
    path.write_text(COURSE.format(until=until) + more, "utf-8")
    return str(path)


def everything(database: Database) -> dict[str, list[Any]]:
    with database.read() as conn:
        return {
            table.name: sorted(map(repr, conn.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name != "business_clock"
        }


def told(letters: list[dict[str, Any]], item: str) -> list[tuple[str, str, str, str | None]]:
    """What the letters tell of an item: the day, to whom, the kind, the rung."""
    return [
        (letter["on"], letter["to"], one["kind"], one["rung"])
        for letter in letters
        for one in letter["tells"]
        if one["number"] == item
    ]


def test_a_plan_in_force_is_lived_by_the_scenario_and_nothing_real_changes(
    viza: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {path: path.read_bytes() for path in viza.folder.rglob("*") if path.is_file()}
    before = everything(viza.database)
    with running_smtp() as relay:
        set_relay(monkeypatch, relay.port)
        year = viza.json("simulate", "1", "--scenario", course(tmp_path, "2021-03-12"))
        assert relay.received == []
    assert everything(viza.database) == before
    assert {path: path.read_bytes() for path in viza.folder.rglob("*") if path.is_file()} == files
    assert list((tmp_path / "scratch").iterdir()) == []
    assert year["refused"] == []
    letters = year["letters"]
    late = told(letters, "3")
    assert ("2021-03-03", "Шестаков В.В.", "superior_report", "overdue_director") in late
    assert ("2021-03-04", "Шестаков В.В.", "sign_request", None) in late
    assert "overdue_head" not in {rung for *_, rung in late}
    returned = told(letters, "4")
    assert ("2021-03-01", "Наземкина Е.А.", "returned", None) in returned
    assert ("2021-03-03", "Шестаков В.В.", "sign_request", None) in returned
    stood_in = [(one["on"], one["to"]) for one in letters if one["kind"] == "substitution"]
    assert stood_in == [
        ("2021-02-15", "Романенко С.А."),
        ("2021-02-15", "Наземкина Е.А."),
        ("2021-02-20", "Романенко С.А."),
        ("2021-02-20", "Наземкина Е.А."),
    ]
    assert [(item["number"], item["executed_on"]) for item in year["late"]] == [("3", "2021-03-04")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_work_that_was_begun_goes_on_with_its_documents_where_they_lie(viza: Program, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    viza.run("item", "start", "1", "3", "--as", "Наземкина")
    viza.run("item", "evidence", "1", "3", str(tmp_path / "a.pdf"), "--as", "Наземкина", "--kind", "справка")
    viza.run("item", "submit", "1", "3", "--as", "Наземкина", "--summary", "Визит", "--shortfall", "Карантин")
    (file,) = (path for path in (viza.folder / "evidence").rglob("*") if path.is_file())
    scenario = course(tmp_path, "2021-01-29")
    heard = told(viza.json("simulate", "1", "--scenario", scenario)["letters"], "3")
    assert ("2021-01-26", "Наземкина Е.А.", "approved", None) in heard
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.7 another")
    year = viza.json("simulate", "1", "--scenario", scenario)
    assert [refusal.partition(":")[0] for refusal in year["refused"]] == ["Пункт 3"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_does_not_fit_the_plan_is_named_by_its_key(viza: Program, tmp_path: Path) -> None:
    def refused(more: str) -> str:
        return viza.refused("simulate", "1", "--scenario", course(tmp_path, "2021-02-24", more))

    assert refused('[[item]]\nnumber = "99"\nstarts = 1\n') == "Сценарий, item[1].number: пункта 99 в плане нет."
    assert "person[1].name: «Иванов И.И.» нет среди людей плана" in refused('[[person]]\nname = "Иванов И.И."\n')
    again = '[[away]]\nname = "Романенко С.А."\nfrom = 2021-02-22\nto = 2021-02-23\nsubstitute = "Кузнецова Н.М."\n'
    assert "Сценарий, away[1]: Романенко С.А. уже замещается" in refused(again)
    assert "укажите файл TOML или late, nobody, on-time" in viza.refused("simulate", "1", "--scenario", "often")
    assert "Такого плана нет" in viza.refused("simulate", "9")
    assert "не больше 1500 дней" in viza.refused("simulate", "1", "--scenario", course(tmp_path, "2030-01-01"))
    over = viza.refused("simulate", "1", "--scenario", course(tmp_path, "2021-01-22"))
    assert over.startswith("Срок плана уже прошёл")


def test_a_file_is_lived_from_its_approval_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIZA_DATA_DIR", str(tmp_path / "data"))
    viza = Program(Database(f"sqlite:///{tmp_path}/none.db"), tmp_path / "data")
    scenario = course(tmp_path, "2021-02-26")
    outputs = {name: tmp_path / name for name in ("letters.ics", "letters.svg", "days.tsv")}
    ics, svg, tsv = map(str, outputs.values())
    shown = viza.run(
        "simulate",
        str(SEED),
        "--scenario",
        scenario,
        "--person",
        "ефимова",
        "--ics",
        ics,
        "--chart",
        svg,
        "--days",
        tsv,
    ).stdout
    assert "Проба, 21.01.2021 – 26.02.2021" in shown
    assert "Роговая М.В.     план введён" not in shown
    assert "Замечаний к плану принято как есть: 9" in shown
    assert outputs["letters.ics"].read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert b"<svg" in outputs["letters.svg"].read_bytes()
    assert "upcoming" in outputs["days.tsv"].read_text("utf-8")
    assert not (tmp_path / "data").exists()
    assert "укажите одного из тех" in viza.refused("simulate", str(SEED), "--scenario", scenario, "--person", "Иванов")
