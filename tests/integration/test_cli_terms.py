"""An item's term at the command line: asked to be longer, extended, run anew."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.database import Database
from config.signing_rules import signing_rules
from models.states import Assurance
from tests.integration.cli_program import Program, program_on
from workflow.actor import SYSTEM, Actor
from workflow.commands import IssueActivationCode, SetPin
from workflow.queries import person_by_name

LEAD, FINAL, PIN = "Наземкина Е.А.", "Ефимова Л.Г.", "274913"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
REASON = "Две школы на карантине"


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = program_on(sqlite_database, tmp_path, monkeypatch)
    program.import_and_activate()
    return program


def ask(viza: Program, until: str = "2021-03-15") -> tuple[str, ...]:
    return ("item", "extend", "1", "3", "--as", LEAD, "--until", until, "--reason", REASON)


def test_a_longer_term_is_asked_for_taken_back_and_granted(viza: Program) -> None:
    assert "должен быть позже действующего (28.02.2021)" in viza.refused(*ask(viza, "28.02.2021"))
    asked = viza.run(*ask(viza)).stdout
    assert "Запрос № 1 на продление срока до 15.03.2021 направлен на согласование." in asked
    assert "Запрошено продление до 15.03.2021, решение ожидается" in viza.run("item", "show", "1", "3").stdout
    assert "уже на согласовании" in viza.refused(*ask(viza))
    viza.run("item", "extend", "1", "3", "--as", LEAD, "--withdraw")
    assert "нет" in viza.refused("item", "extend", "1", "3", "--as", LEAD, "--withdraw")
    viza.run(*ask(viza))
    viza.decide_all()
    shown = viza.json("item", "show", "1", "3")
    assert (shown["due_on"], shown["extended_due_on"]) == ("2021-02-28", "2021-03-15")
    assert [each["state"] for each in shown["extensions"]] == ["accepted", "withdrawn"]
    text = viza.run("item", "show", "1", "3").stdout
    assert "Срок по плану 28.02.2021, продлён до 15.03.2021; контрольная дата: 15.03.2021" in text
    viza.run("item", "extend", "1", "3", "--as", LEAD, code=2)


def test_control_is_resumed_by_the_final_approver_with_their_pin(
    viza: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "справка.pdf"
    file.write_bytes(PDF)
    viza.run("item", "start", "1", "3", "--as", LEAD)
    viza.run("item", "evidence", "1", "3", str(file), "--as", LEAD, "--kind", "справка", "--units", "7")
    viza.run("item", "submit", "1", "3", "--as", LEAD, "--summary", "Проведено")
    viza.decide_all()
    engine = viza.parts().engine
    with engine.database.read() as conn:
        person = person_by_name(conn, FINAL).id
    code = engine.execute(IssueActivationCode(person_id=person), SYSTEM).secret or ""
    rules = signing_rules().sha256
    command = SetPin(person_id=person, activation_code=SecretStr(code), pin=SecretStr(PIN), rules_sha256=rules)
    engine.execute(command, Actor(person, Assurance.LINK))
    again = ("item", "reopen", "1", "3", "--as", FINAL, "--until", "2021-05-30", "--reason", "Выявлены расхождения")
    monkeypatch.setenv("VIZA_PIN", "000000")
    assert "ПИН" in viza.refused(*again)
    monkeypatch.setenv("VIZA_PIN", PIN)
    assert "Контроль возобновлён." in viza.run(*again).stdout
    shown = viza.json("item", "show", "1", "3")
    assert (shown["state"], shown["extended_due_on"], shown["reopened_due_on"]) == (
        "in_progress",
        "2021-05-30",
        "2021-05-30",
    )
    (reopening,) = shown["reopenings"]
    assert reopening["superseded"] == [1]
    text = viza.run("item", "show", "1", "3").stdout
    assert "утратил силу: контроль возобновлён" in " ".join(text.split())
    assert "контроль возобновлён, новый срок 30.05.2021" in text


def test_a_reminder_is_answered_and_a_report_held(viza: Program) -> None:
    viza.set_clock(datetime(2021, 3, 2, 4, 0, tzinfo=UTC))
    viza.run("sweep")
    promise = ("item", "acknowledge", "1", "3", "--as", LEAD, "--until")
    hold = ("item", "hold", "1", "3", "--as", "Ковалёва", "--reason", "Справки на подписи", "--until")
    assert "уже прошёл" in viza.refused(*promise, "2021-03-01")
    assert "сделаете до 10.03.2021 — это позже срока" in viza.run(*promise, "2021-03-10", "--note", "Ждём ККШИ").stdout
    assert "до 03.03.2021 или 04.03.2021 включительно" in viza.refused(*hold, "2021-03-09")
    assert "Доклад отложен до 04.03.2021 включительно: он пойдёт 05.03.2021." in viza.run(*hold, "2021-03-04").stdout
    text = viza.run("item", "show", "1", "3").stdout
    assert "Наземкина Е.А.: обещано до 10.03.2021 — позже срока (Ждём ККШИ)" in text
    assert "Доклад о просрочке отложен до 04.03.2021 включительно, он пойдёт 05.03.2021: Справки на подписи" in text
    shown = viza.json("item", "show", "1", "3")
    assert (shown["hold"]["until"], shown["promises"][0]["promised_on"]) == ("2021-03-04", "2021-03-10")
