"""Parts, the register of requests and samples through the command line."""

from pathlib import Path

import pytest

from config.database import Database
from tests.integration.cli_program import Program, program_on

LEAD, FIRST, SECOND = "Романенко С.А.", "Васюхичев Д.В.", "Наземкина Е.А."


@pytest.fixture
def active(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = program_on(sqlite_database, tmp_path, monkeypatch)
    program.import_and_activate()
    return program


def test_parts_are_dated_and_marked(active: Program) -> None:
    active.run("item", "start", "1", "9", "--as", LEAD)
    active.run("item", "part", "due", "1", "9", FIRST, "--until", "2021-03-12", "--as", LEAD)
    assert "не может быть позже" in active.refused(
        "item", "part", "due", "1", "9", FIRST, "--until", "2021-04-12", "--as", LEAD
    )
    active.run("item", "part", "ready", "1", "9", "--as", SECOND)
    parts = active.json("item", "show", "1", "9")["parts"]
    assert [(part["person"], part["due_on"], part["ready_at"] is not None) for part in parts] == [
        (FIRST, "2021-03-12", False),
        (SECOND, None, True),
    ]
    active.run("item", "part", "unready", "1", "9", "--as", SECOND)
    assert "ждём" in active.run("item", "show", "1", "9").stdout


def test_the_register_is_kept_and_no_requests_needs_no_file(active: Program) -> None:
    active.run("item", "start", "1", "9", "--as", LEAD)
    active.run("item", "submit", "1", "9", "--as", LEAD, "--no-requests", "--summary", "Обращений не было")
    assert "запросов не поступало" in active.run("item", "show", "1", "9").stdout
    assert active.json("item", "show", "1", "9")["no_requests"] is True
    active.run("item", "withdraw", "1", "9", "--as", LEAD)
    added = ("--from", "ОО № 11", "--subject", "Рекомендации", "--received", "2021-01-22", "--number", "14/2")
    active.run("item", "request", "add", "1", "9", "--as", SECOND, *added)
    active.run("item", "request", "answer", "1", "9", "1", "--as", LEAD, "--date", "2021-01-25", "--text", "Направлены")
    (request,) = active.json("item", "request", "list", "1", "9")
    assert (request["doc_number"], request["answered_on"], request["answer"]) == ("14/2", "2021-01-25", "Направлены")
    assert "исх. № 14/2" in active.run("item", "request", "list", "1", "9").stdout
    assert "снимите отметку" in active.refused(
        "item", "submit", "1", "9", "--as", LEAD, "--no-requests", "--summary", "Обращений не было"
    )


def test_a_sample_is_proposed_taken_back_and_approved(active: Program) -> None:
    wanted = ("--organisation", "11", "--organisation", "27", "--grounds", "Приказ № 7")
    active.run("item", "sample", "propose", "1", "16", "--as", LEAD, *wanted)
    active.run("item", "sample", "withdraw", "1", "16", "--as", LEAD)
    assert "нет выборки" in active.refused("item", "sample", "withdraw", "1", "16", "--as", LEAD)
    active.run("item", "sample", "propose", "1", "16", "--as", LEAD, *wanted)
    active.decide_all()
    listed = active.json("item", "sample", "list", "1", "16")
    assert listed["sample"] == ["11", "27"]
    assert [each["state"] for each in listed["proposed"]] == ["accepted", "withdrawn"]
    assert "утверждено" in active.run("item", "sample", "list", "1", "16").stdout
    assert active.json("item", "show", "1", "16")["organisations_missing"] == ["11", "27"]


def test_a_schedule_is_a_file(active: Program, tmp_path: Path) -> None:
    file = tmp_path / "график.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    wanted = ("--organisation", "11", "--grounds", "График департамента")
    assert "Приложите график" in active.refused("item", "sample", "propose", "1", "10", "--as", LEAD, *wanted)
    active.run("item", "sample", "propose", "1", "10", "--as", LEAD, *wanted, "--document", str(file))
    assert active.json("item", "sample", "list", "1", "10")["proposed"][0]["document"] == "график.pdf"
