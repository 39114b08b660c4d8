"""A plan from its file to its close, through the command line alone but for the decisions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.database import Database
from tests.integration.cli_program import SEED, Program, program_on

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LEAD = "Наземкина Е.А."


@pytest.fixture
def viza(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return program_on(database, tmp_path, monkeypatch)


@pytest.fixture
def active(viza: Program) -> Program:
    viza.import_and_activate()
    return viza


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "справка.pdf"
    file.write_bytes(PDF)
    return file


def test_an_imported_plan_is_a_draft_with_its_doubts(viza: Program) -> None:
    imported = viza.json("plan", "import", str(SEED))
    assert (imported["plan_id"], imported["items"], imported["warnings"]) == (1, 21, 9)
    shown = viza.json("plan", "show")
    assert shown["state"] == "draft"
    assert [item["place"] for item in shown["items"]] == list(range(1, 22))
    assert len(viza.json("people", "list")) == 8


def test_a_draft_is_settled_and_sent_to_its_signers(viza: Program) -> None:
    viza.run("plan", "import", str(SEED))
    settled = viza.json(
        "plan", "settle", "1", "deadline_outside_plan_year:10", "--correct", "starts_on=2021-03-01",
        "--correct", "due_on=2021-04-30", "--reason", "Описка в годе",
    )  # fmt: skip
    assert settled["ledger"] == "plan-1"
    shown = viza.json("plan", "show", "1")
    assert shown["items"][9]["due_on"] == "2021-04-30"
    (warning,) = [each for each in shown["warnings"] if each["item"] == "10"]
    assert (warning["resolution"], warning["settled_by"]) == ("corrected", "Ковалёва И.П.")
    for each in shown["warnings"]:
        if each["resolution"] is None:
            viza.run("plan", "settle", "1", str(each["id"]), "--accept", "--reason", "Сверено с подлинником")
    viza.run("plan", "assign", "1", "2", "--organisations", "all", "--reason", "Касается всех")
    assert len(viza.json("plan", "show", "1")["items"][1]["organisations"]) == 24
    assert viza.json("plan", "activate", "1", "--summary", "План на 2021 год")["submission_id"] == 1
    assert "дождитесь решения" in viza.refused("plan", "activate", "1", "--summary", "Ещё раз")


def test_a_warning_that_is_not_named_uniquely_is_refused(viza: Program) -> None:
    viza.run("plan", "import", str(SEED))
    line = viza.refused("plan", "settle", "1", "note_limits_scope", "--accept", "--reason", "так")
    assert "подходит 3 замечаниям" in line


def test_a_draft_with_open_warnings_is_not_activated(viza: Program) -> None:
    viza.run("plan", "import", str(SEED))
    assert "замечания" in viza.refused("plan", "activate", "1", "--summary", "План на 2021 год")


def test_an_activated_plan_shows_its_items_in_words(active: Program) -> None:
    output = active.run("plan", "show", "1").stdout
    assert "Состояние: действует" in output
    assert "Мониторинговые визиты" in output
    assert "\x1b" not in output
    assert not [line for line in output.splitlines() if line != line.rstrip()]


def test_an_item_is_started_shown_submitted_and_withdrawn(active: Program, document: Path) -> None:
    active.run("item", "start", "1", "3", "--as", LEAD)
    added = active.json(
        "item", "evidence", "1", "3", str(document), "--as", LEAD, "--kind", "справка", "--number", "7",
        "--date", "22.01.2021", "--units", "7", "--organisation", "11", "--organisation", "27",
    )  # fmt: skip
    assert (active.folder / "evidence" / added["sha256"][:2] / added["sha256"]).is_file()
    active.run("item", "submit", "1", "3", "--as", "Наземкина", "--summary", "Семь визитов")
    shown = active.json("item", "show", "1", "3")
    assert shown["state"] == "evidence_submitted"
    assert shown["evidence"][0]["organisations"] == ["11", "27"]
    assert shown["submissions"][0]["tasks"][0]["approver"] == "Шестаков В.В."
    assert "Маршрут согласования" in active.run("item", "show", "1", "3").stdout
    active.run("item", "withdraw", "1", "3", "--as", LEAD)
    active.run("item", "remove", "1", "3", str(added["evidence_id"]), "--as", LEAD)
    assert active.json("item", "show", "1", "3")["evidence"] == []


def test_what_the_command_line_did_for_a_person_says_so_in_the_ledger(active: Program, tmp_path: Path) -> None:
    active.run("item", "start", "1", "3", "--as", LEAD)
    bundle = tmp_path / "bundle"
    active.run("audit", "export", "--plan", "1", "--out", str(bundle))
    entries = b"".join(path.read_bytes() for path in (bundle / "tile/entries").rglob("*") if path.is_file())
    assert b'"action":"item:started"' in entries
    assert b'"auth":"cli"' in entries


def test_a_refusal_is_one_russian_line_and_changes_nothing(active: Program, document: Path, tmp_path: Path) -> None:
    before = active.json("plan", "show", "1")
    assert "ответственный исполнитель" in active.refused("item", "start", "1", "3", "--as", "Романенко С.А.")
    assert "Такого пункта" in active.refused("item", "start", "1", "99", "--as", LEAD)
    assert "нет лица" in active.refused("item", "start", "1", "3", "--as", "Никто Н.Н.")
    text = tmp_path / "notes.txt"
    text.write_text("plain text")
    active.run("item", "start", "1", "4", "--as", LEAD)
    refused = active.refused("item", "evidence", "1", "4", str(text), "--as", LEAD, "--kind", "справка")
    assert "не принимается" in refused
    missing = active.refused("item", "evidence", "1", "4", str(tmp_path / "no.pdf"), "--as", LEAD, "--kind", "справка")
    assert "не читается" in missing
    after = active.json("plan", "show", "1")
    assert after["items"][2] == before["items"][2]


def test_an_unknown_field_of_a_command_is_told_by_its_name(active: Program) -> None:
    assert "summary" in active.refused("item", "submit", "1", "3", "--as", LEAD, "--summary", " ")


def test_a_pin_that_is_given_must_be_right(active: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZA_PIN", "271828")
    assert "ПИН-код не подошёл" in active.refused("item", "start", "1", "3", "--as", LEAD)


def test_no_command_decides(active: Program) -> None:
    for word in ("agree", "approve", "decide", "return"):
        active.run("item", word, "1", "3", "--as", LEAD, code=2)


def test_a_sweep_fires_once(active: Program) -> None:
    active.set_clock(datetime(2021, 3, 5, 4, 0, tzinfo=UTC))
    first = active.json("sweep", "--on", "2021-03-05")
    assert first["fired"]
    assert active.json("sweep", "--on", "05.03.2021")["fired"] == []


def test_a_sweep_in_an_unknown_year_is_refused(active: Program) -> None:
    assert "2099" in active.refused("sweep", "--on", "2099-03-05")


def test_delivering_without_a_relay_names_the_setting(active: Program) -> None:
    assert active.refused("deliver").startswith("VIZA_SMTP_HOST: ")


def test_december_ends_in_an_approved_report(active: Program) -> None:
    assert "01.12.2021" in active.refused("review", "open", "1")
    active.set_clock(datetime(2022, 1, 20, 4, 0, tzinfo=UTC))
    active.run("review", "open", "1")
    status = active.json("review", "status", "1")
    assert status["may_freeze"]
    frozen = active.json("review", "close", "1")
    report = active.folder / "evidence" / frozen["report_sha256"][:2] / frozen["report_sha256"]
    assert report.read_bytes().startswith(b"%PDF-1.7")
    assert "Шестаков В.В." in active.run("review", "close", "1").stdout
    active.decide_all()
    assert active.run("review", "close", "1").stdout.startswith("План закрыт")
    assert active.json("plan", "show", "1")["state"] == "closed"
    active.run("audit", "verify")


def test_people_are_added_invited_and_given_codes(active: Program, tmp_path: Path) -> None:
    added = active.json("people", "add", "Петренко А.А.", "--email", "petrenko@omsk-edu.example")
    active.run("people", "invite", "Петренко", "--plan", "1")
    code = active.json("people", "code", str(added["person_id"]))["code"]
    assert len(code) == 11
    sheet = tmp_path / "list.pdf"
    printed = active.run("people", "code", "Петренко", "--sheet", str(sheet), "--issued-by", "Ковалёва И.П.").stdout
    assert sheet.read_bytes().startswith(b"%PDF-1.7")
    assert "Код:" not in printed
    active.run(
        "substitute", "add", "Ефимова", "Петренко", "--from", "2021-03-01", "--to", "14.03.2021", "--order", "12",
        "--order-date", "2021-01-20",
    )  # fmt: skip
    assert "уже есть" in active.refused("people", "add", "Петренко А.А.")
    assert "приложен файл для календаря" in active.run("people", "calendar", "Петренко").stdout
    assert "и так прилагаются" in active.refused("people", "calendar", "Петренко", "--on")
    assert "подходит нескольким" in active.refused("people", "invite", "Ро")


def test_people_stand_in_leave_and_are_replaced(active: Program) -> None:
    for name, address in (("Петренко А.А.", "petrenko@omsk-edu.example"), ("Сидорова О.О.", "sidorova@omsk.example")):
        active.run("people", "add", name, "--email", address)
    assert "Замещений нет" in active.run("substitute", "list").stdout
    dates = ("--from", "2021-03-01", "--to", "14.03.2021", "--order", "12", "--order-date", "2021-01-20")
    active.run("substitute", "add", "Ефимова", "Петренко", *dates)
    assert "уже замещается" in active.refused("substitute", "add", "Ефимова", "Сидорова", *dates)
    assert "круг" in active.refused("substitute", "add", "Петренко", "Ефимова", *dates)
    (listed,) = active.json("substitute", "list")
    assert (listed["absent"], listed["substitute"], listed["state"]) == ("Ефимова Л.Г.", "Петренко А.А.", "ahead")
    assert "предстоит" in active.run("substitute", "list").stdout
    active.run("substitute", "end", str(listed["id"]), "--reason", "Отпуск перенесён")
    assert "уже окончено" in active.refused("substitute", "end", str(listed["id"]), "--reason", "Ещё раз")
    order = ("--plan", "1", "--order", "30", "--order-date", "2021-01-20", "--reason", "Новый директор")
    assert "сначала передайте" in active.refused("people", "deactivate", "Ефимова", "--reason", "Уволена")
    assert "совмещение ролей" in active.refused("people", "replace", "Ефимова", "Наземкина", *order)
    assert "Ефимова Л.Г. → Сидорова О.О." in active.run("people", "replace", "Ефимова", "Сидорова", *order).stdout
    active.run("people", "deactivate", "Ефимова", "--reason", "Уволена")
    assert "Ефимова Л.Г. (отключён)" in active.run("people", "list").stdout
    active.run("people", "reactivate", "Ефимова", "--reason", "Принята вновь")
    active.run("people", "change", "Петренко", "--name", "Иваненко А.А.")
    active.run("audit", "verify")


def test_two_plans_are_listed(viza: Program) -> None:
    assert viza.json("plan", "show") == {"plans": []}
    viza.run("plan", "import", str(SEED))
    viza.run("plan", "import", str(SEED))
    assert [plan["id"] for plan in viza.json("plan", "show")["plans"]] == [2, 1]
    assert "черновик" in viza.run("plan", "show").stdout
    json.dumps(viza.json("plan", "show", "2"))
