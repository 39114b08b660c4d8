"""`viza plan paper`: what waits for decisions, a sheet registered by the coordinator, its day in `viza sweep`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.database import Database
from config.signing_rules import signing_rules
from models.states import Assurance
from tests.integration.cli_program import Program, program_on
from tests.integration.web_site import PDF
from workflow.actor import SYSTEM, Actor
from workflow.commands import IssueActivationCode, SetPin
from workflow.queries import person_by_name

LEAD, COORDINATOR, PIN = "Наземкина Е.А.", "Ковалёва И.П.", "274913"


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = program_on(sqlite_database, tmp_path, monkeypatch)
    program.import_and_activate()
    return program


def give_pin(viza: Program, name: str) -> None:
    engine = viza.parts().engine
    with viza.database.read() as conn:
        person = person_by_name(conn, name).id
    code = engine.execute(IssueActivationCode(person_id=person), SYSTEM).secret
    assert code is not None
    rules = signing_rules().sha256
    engine.execute(
        SetPin(person_id=person, activation_code=SecretStr(code), pin=SecretStr(PIN), rules_sha256=rules),
        Actor(person, Assurance.LINK),
    )


def test_a_sheet_is_registered_with_the_coordinators_pin_and_takes_effect_in_a_sweep(
    viza: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Лист 5.pdf"
    file.write_bytes(PDF)
    assert "ничего не ждёт" in viza.run("plan", "paper", "1").stdout
    viza.run("item", "start", "1", "3", "--as", LEAD)
    viza.run(
        "item", "evidence", "1", "3", str(file), "--as", LEAD, "--kind", "справка", "--units", "7",
    )  # fmt: skip
    viza.run("item", "submit", "1", "3", "--as", LEAD, "--summary", "Проведено 7 визитов")
    (task,) = viza.json("plan", "paper", "1")
    assert (task["place"], task["verb"], task["acting"]) == (3, "agree", "Шестаков В.В.")
    assert "Шестаков В.В." in viza.run("plan", "paper", "1").stdout
    viza.run("plan", "paper", "1", str(task["task"]), "--number", "5", code=2)
    sheet = tmp_path / "Подписанный лист.pdf"
    sheet.write_bytes(PDF + b"signed")
    told = (
        "plan", "paper", "1", str(task["task"]), "--sheet", str(sheet), "--number", "5", "--date", "2021-01-25",
        "--original", "Приёмная, папка 3",
    )  # fmt: skip
    give_pin(viza, COORDINATOR)
    monkeypatch.setenv("VIZA_PIN", "111222")
    assert "ПИН" in viza.refused(*told)
    monkeypatch.setenv("VIZA_PIN", PIN)
    give_pin(viza, LEAD)
    assert "контроль исполнения плана (Ковалёва И.П.) или администратор" in viza.refused(*told, "--as", LEAD)
    assert "вступит в силу 27.01.2021" in viza.run(*told).stdout
    assert "уже зарегистрирован лист № 5" in viza.refused(*told)
    assert "лист № 5" in viza.run("item", "show", "1", "3").stdout
    assert viza.json("sweep")["papers"] == {"effective": 0, "refused": []}
    viza.set_clock(datetime(2021, 1, 27, 2, 0, tzinfo=UTC))
    assert "Решений с бумаги вступило в силу: 1, отменено: 0." in viza.run("sweep").stdout
    shown = viza.json("item", "show", "1", "3")
    decided = shown["submissions"][0]["tasks"][0]
    assert (decided["decision"], decided["assurance"], decided["papers"][0]["state"]) == ("agree", "paper", "effective")
