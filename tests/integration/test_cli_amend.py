"""`viza plan amend`: a new version of the document and changes by hand, on a draft and on a plan in force."""

import re
from pathlib import Path

import pytest

from config.database import Database
from tests.integration.cli_program import SEED, Program, program_on

REASON = "Приказ № 15 от 20.02.2021"


@pytest.fixture
def viza(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return program_on(sqlite_database, tmp_path, monkeypatch)


@pytest.fixture
def active(viza: Program) -> Program:
    viza.import_and_activate()
    return viza


@pytest.fixture
def new_version(tmp_path: Path) -> Path:
    """Item 3 is due later, item 5 is gone, one is added before item 7; the numbers move on."""
    text = SEED.read_text("utf-8")
    head, *items = re.split(r"(?m)^(?=\[\[items\]\]$)", text)
    items[2] = items[2].replace("due_on = 2021-02-28", "due_on = 2021-04-30")
    added = (
        items[3].replace("Перепроверка", "Повторная экспертиза").replace("due_on = 2021-02-28", "due_on = 2021-09-30")
    )
    assert items[2] not in text
    assert added not in text
    items = [*items[:4], items[5], added, *items[6:]]
    renumbered = [re.sub(r'number = "\d+"', f'number = "{n}"', item, count=1) for n, item in enumerate(items, 1)]
    file = tmp_path / "omsk-2021-v2.toml"
    file.write_text(head + "".join(renumbered), "utf-8")
    return file


def test_a_new_version_is_shown_and_nothing_is_stored(active: Program, new_version: Path) -> None:
    before = active.json("plan", "show", "1")
    shown = active.json("plan", "amend", "1", str(new_version))
    assert shown["stored"] is False
    assert [(each["place"], each["fields"]) for each in shown["changed"]] == [
        (3, {"due_on": {"before": "2021-02-28", "after": "2021-04-30"}})
    ]
    assert [item["place"] for item in shown["gone"]] == [5]
    assert [row["due_on"] for row in shown["added"]] == ["2021-09-30"]
    assert [each["place"] for each in shown["former"]] == [10]
    assert {each["place"] for each in shown["renumbered"]} == {6}
    assert (len(shown["same"]), shown["unknown_people"]) == (19, [])
    output = active.run("plan", "amend", "1", str(new_version)).stdout
    for words in ("Изменяются", "30.04.2021", "Исключаются", "Добавляются", "прежнее значение", "Ничего не записано"):
        assert words in output
    assert active.json("plan", "show", "1") == before


def test_a_new_version_becomes_an_amendment_and_is_in_force_when_it_is_approved(
    active: Program, new_version: Path
) -> None:
    done = active.json("plan", "amend", "1", str(new_version), "--reason", REASON, "--yes")
    assert (done["stored"], done["text"]) == (True, "Изменение № 1 направлено на согласование и утверждение.")
    assert active.json("plan", "show", "1")["items"][2]["due_on"] == "2021-02-28"
    active.decide_all()
    items = active.json("plan", "show", "1")["items"]
    assert (items[2]["due_on"], items[4]["state"], len(items)) == ("2021-04-30", "cancelled", 22)
    history = active.json("item", "show", "1", "3")["history"]
    assert "28.02.2021 → 30.04.2021" in history[-1]["text"]
    assert active.json("plan", "amend", "1", str(new_version))["changed"] == []
    assert "ничего не меняет" in active.refused("plan", "amend", "1", str(new_version), "--reason", REASON, "--yes")
    active.run("audit", "verify")


def test_a_bundle_of_an_amended_plan_verifies_on_its_own(active: Program, new_version: Path, tmp_path: Path) -> None:
    active.run("plan", "amend", "1", str(new_version), "--reason", REASON, "--yes")
    active.decide_all()
    bundle = tmp_path / "bundle"
    active.run("audit", "export", "--plan", "1", "--out", str(bundle))
    active.run("audit", "verify", "--bundle", str(bundle))
    kept = {path.read_bytes() for path in (bundle / "evidence").rglob("*") if path.is_file()}
    assert new_version.read_bytes() in kept


def test_a_new_version_corrects_a_draft_at_once(viza: Program, new_version: Path) -> None:
    viza.run("plan", "import", str(SEED))
    done = viza.json("plan", "amend", "1", str(new_version), "--reason", REASON, "--yes", "--with-numbers")
    assert (done["text"], done["stored"]) == ("Черновик исправлен.", True)
    shown = viza.json("plan", "show", "1")
    assert shown["items"][2]["due_on"] == "2021-04-30"
    assert shown["items"][4]["state_text"] == "Исключён до ввода в действие"
    assert shown["items"][5]["number"] == "5"
    assert viza.json("plan", "amend", "1", str(new_version))["renumbered"] == []


def test_an_item_is_changed_and_another_taken_out_by_hand(active: Program) -> None:
    asked = (
        "plan", "amend", "1", "--item", "3", "--set", "due_on=30.04.2021", "--set", "note=",
        "--set", "responsible=Роговая М.В., Наземкина Е.А.", "--set", "organisations=all", "--cancel", "5",
    )  # fmt: skip
    shown = active.json(*asked)
    assert shown["stored"] is False
    assert [item["kind"] for item in shown["items"]] == ["change", "cancel"]
    assert {"name": "due_on", "before": "28.02.2021", "after": "30.04.2021"} in shown["items"][0]["fields"]
    output = active.run(*asked).stdout
    assert "Ничего не записано" in output
    active.run(*asked, "--reason", REASON, "--yes")
    active.decide_all()
    item = active.json("item", "show", "1", "3")
    assert (item["due_on"], item["note"], item["lead"]) == ("2021-04-30", None, "Наземкина Е.А.")
    assert (item["responsible"], len(item["organisations"])) == (["Роговая М.В.", "Наземкина Е.А."], 24)
    assert active.json("item", "show", "1", "5")["state"] == "cancelled"


def test_a_route_in_use_is_changed_from_a_file_by_an_amendment(active: Program, tmp_path: Path) -> None:
    file = tmp_path / "route.toml"
    file.write_text('[[chain]]\nverb = "approve"\napprovers = ["Ефимова Л.Г."]\nterm = 5\n', "utf-8")
    told = active.run("plan", "chain", "1", "--file", str(file), "--item", "3", "--reason", REASON).stdout
    assert "Изменение № 1 направлено" in told
    active.decide_all()
    history = active.json("item", "show", "1", "3")["history"]
    assert "Установлен маршрут согласования пункта (изменение № 1): Ефимова Л.Г." in history[-1]["text"]
    active.run("plan", "chain", "1", "--item", "3", "--as-plan", "--reason", REASON)
    active.decide_all()
    assert "как у плана" in active.json("item", "show", "1", "3")["history"][-1]["text"]
    file.write_text('[[chain]]\nverb = "agree"\napprovers = ["Ефимова Л.Г."]\nterm = 90\n', "utf-8")
    assert "Этап 1: term: " in active.refused("plan", "chain", "1", "--file", str(file), "--reason", REASON)
    active.run("audit", "verify")


def test_a_route_of_a_draft_is_set_at_once(viza: Program) -> None:
    viza.run("plan", "import", str(SEED))
    names = ("--agrees", "Шестаков В.В.", "--approves", "Ефимова Л.Г.", "--agreer-alternate", "Роговая М.В.")
    assert "Маршрут согласования записан." in viza.run("plan", "chain", "1", *names, "--reason", REASON).stdout
    assert "Пункт 7" in viza.refused(
        "plan", "chain", "1", "--item", "7", "--approves", "Шестаков В.В.", "--reason", REASON
    )


def test_an_item_comes_back_and_an_organisation_is_listed(active: Program) -> None:
    active.run("plan", "amend", "1", "--cancel", "5", "--reason", REASON, "--yes")
    active.decide_all()
    asked = ("plan", "amend", "1", "--restore", "5", "--organisation", "25=СОШ № 25")
    assert "добавить организацию" in active.run(*asked).stdout
    active.run(*asked, "--reason", REASON, "--yes")
    active.decide_all()
    assert active.json("item", "show", "1", "5")["state"] == "planned"
    active.run("audit", "verify")


def test_refusals_are_one_russian_line(active: Program, new_version: Path, tmp_path: Path) -> None:
    def refused(*arguments: str) -> str:
        return active.refused("plan", "amend", "1", *arguments, "--reason", REASON, "--yes")

    assert "Пункта на месте 99" in refused("--cancel", "99")
    assert "такого поля нет" in refused("--item", "3", "--set", "colour=red")
    assert "нужно число" in refused("--item", "3", "--set", "target_count=0")
    assert "Изменения плана предлагает" in refused("--cancel", "5", "--as", "Роговая")
    unknown = tmp_path / "unknown.toml"
    unknown.write_text(
        SEED.read_text("utf-8").replace('responsible = ["Наземкина Е.А."]', 'responsible = ["Новый Н.Н."]'), "utf-8"
    )
    assert "Нет в списке людей: Новый Н.Н." in refused(str(unknown))
    other = tmp_path / "other.toml"
    other.write_text(OTHER, "utf-8")
    assert "нет ни одного пункта этого плана" in refused(str(other))
    assert "Такого плана нет" in active.refused("plan", "amend", "9", str(new_version))


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("file.toml", "--cancel", "5"),
        ("--item", "3"),
        ("--set", "due_on=2021-04-30"),
        ("--cancel", "5", "--yes"),
        ("--item", "3", "--set", "due_on=потом"),
    ],
)
def test_wrong_usage_is_exit_code_2(active: Program, arguments: tuple[str, ...]) -> None:
    active.run("plan", "amend", "1", *arguments, code=2)


OTHER = """
title = "План на 2021 год"
year = 2021
coordinator = "Ковалёва И.П."
[approved_by]
position = "директор"
name = "Ефимова Л.Г."
date = 2021-01-21
[[items]]
number = "1"
title = "Ярмарка"
due_on = 2021-11-30
responsible = ["Роговая М.В."]
"""


RUNG = """
[[rung]]
name = "week_before"
label = "неделя до срока"
clock = "lead"
when = { days = -5 }
to = ["lead", "co_executors"]
severity = 1
"""


def test_a_ladder_is_shown_set_and_taken_back(active: Program, tmp_path: Path) -> None:
    file = tmp_path / "ladder.toml"
    file.write_text(RUNG, "utf-8")
    assert "информирование утверждающего" in active.run("plan", "ladder", "1", "--item", "3").stdout
    told = active.run("plan", "ladder", "1", "--item", "3", "--file", str(file), "--reason", REASON).stdout
    assert "Изменение № 1 направлено" in told
    active.decide_all()
    assert [rung["name"] for rung in active.json("plan", "ladder", "1", "--item", "3")["rungs"]] == ["week_before"]
    assert "за 5 рабочих дней до срока исполнения" in active.run("plan", "ladder", "1", "--item", "3").stdout
    active.run("plan", "ladder", "1", "--item", "3", "--as-plan", "--reason", REASON)
    active.decide_all()
    assert "как у плана" in active.json("item", "show", "1", "3")["history"][-2]["text"]
    active.run("audit", "verify")
    file.write_text(RUNG.replace("lead", "boss"), "utf-8")
    refused = active.refused("plan", "ladder", "1", "--file", str(file), "--reason", REASON)
    assert "rung, запись 1: " in refused


def test_a_calendar_is_shown_and_applied(active: Program) -> None:
    shown = active.run("calendar", "show", "2021").stdout
    assert "Всего 240 рабочих дней. Год подтверждён." in shown
    assert "04.05.2021: Указ Президента РФ от 23.04.2021 № 242" in shown
    assert active.json("calendar", "show", "2026")["working_days"] == 247
    assert active.json("calendar", "apply") == {"plans": [1], "moved": []}
    assert "Действующих планов: 1, перенесено сроков: 0." in active.run("calendar", "apply").stdout
