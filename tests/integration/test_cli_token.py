"""`viza token`: a token is printed once, listed without itself, ended at once."""

from pathlib import Path

import pytest

from config.database import Database
from tests.integration.cli_program import Program, program_on
from workflow.token_use import token_holder

COORDINATOR = "Ковалёва И.П."


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = program_on(sqlite_database, tmp_path, monkeypatch)
    program.import_and_activate()
    return program


def test_a_token_is_issued_listed_and_revoked(viza: Program) -> None:
    issue = ("token", "issue", "Ковалёва", "--name", "Выгрузка в отчётность")
    printed = viza.run(*issue, "--scope", "coordinate", "--plan", "1", "--until", "2021-06-30").stdout
    secret = printed.split("Ключ: ")[1].strip()
    assert token_holder(viza.parts().engine, secret) is not None
    shown = viza.run("token", "list", "--of", "Ковалёва").stdout
    assert "Выгрузка в отчётность" in " ".join(shown.split())
    assert "30.06.2021" in shown
    assert secret not in shown
    (told,) = viza.json("token", "list")
    assert (told["person"], told["scope"], told["plan_id"]) == (COORDINATOR, "coordinate", 1)
    assert "отозван" in viza.run("token", "revoke", str(told["id"])).stdout
    assert token_holder(viza.parts().engine, secret) is None
    assert "уже отозван" in viza.refused("token", "revoke", str(told["id"]))


def test_what_may_not_be_issued_is_refused_in_a_line(viza: Program) -> None:
    issue = ("token", "issue", "Романенко", "--name", "Сценарий")
    assert "ответственному за контроль" in viza.refused(*issue, "--scope", "coordinate")
    assert "не дальше года" in viza.refused(*issue, "--until", "2031-01-01")
    assert "scope" in viza.refused(*issue, "--scope", "everything")
    viza.run(*issue, "--until", "завтра", code=2)
    assert viza.json(*issue)["token"].startswith("viza_")
