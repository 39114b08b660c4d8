"""`viza plan check`: the promised JSON, the table, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from cli.app import app

ROOT = Path(__file__).parents[3]
SEED = ROOT / "config/plans/omsk-2021.toml"
TEXT = ROOT / "tests/fixtures/omsk-2021.txt"
EXPECTED = json.loads((ROOT / "tests/fixtures/omsk-2021.expected.json").read_text("utf-8"))


def test_the_seed_reads_as_expected() -> None:
    result = CliRunner().invoke(app, ["plan", "check", str(SEED), "--json"])
    assert result.exit_code == 0
    read = json.loads(result.stdout)
    for key in ("title", "year", "agreed_by", "approved_by", "items"):
        assert read[key] == EXPECTED[key]
    kept = ("code", "item", "value", "related")
    found = [{key: warning[key] for key in kept if key in warning} for warning in read["warnings"]]
    for warning in EXPECTED["warnings"]:
        assert warning in found
    assert len(found) == len(EXPECTED["warnings"])
    assert all(warning["message"] for warning in read["warnings"])


def test_the_documents_text_reads_as_the_plan_file_does() -> None:
    result = CliRunner().invoke(app, ["plan", "check", str(TEXT), "--json"])
    assert result.exit_code == 0, result.output
    read = json.loads(result.stdout)
    assert [{key: item[key] for key in EXPECTED["items"][0]} for item in read["items"]] == EXPECTED["items"]
    assert sorted(warning["code"] for warning in read["warnings"]) == sorted(
        warning["code"] for warning in EXPECTED["warnings"]
    )
    assert all(warning["location"] and warning["source"] for warning in read["warnings"])


def test_people_read_a_table() -> None:
    result = CliRunner().invoke(app, ["plan", "check", str(SEED)])
    assert "Мониторинговые визиты" in result.stdout
    assert "Замечания: 9" in result.stdout


def test_a_plan_without_doubts_says_so(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'title = "План [bold]работы[/bold]"\nyear = 2021\ncoordinator = "Ковалёва И.П."\n'
        '[approved_by]\nposition = "директор"\nname = "Ефимова Л.Г."\ndate = 2021-01-21\n'
        '[[items]]\nnumber = "1"\ntitle = "Визит [red]в школу"\ndue_on = 2021-03-01\n'
        'responsible = ["Роговая М.В."]\n'
    )
    result = CliRunner().invoke(app, ["plan", "check", str(plan)])
    assert result.exit_code == 0, result.output
    assert "Замечаний нет" in result.stdout
    assert "План [bold]работы[/bold]" in result.stdout
    assert "Визит [red]в школу" in result.stdout


def test_an_unreadable_file_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    broken = tmp_path / "plan.toml"
    broken.write_text("title = ")
    other = tmp_path / "plan.txt"
    other.write_text("План")
    pipe = tmp_path / "plan.docx"
    os.mkfifo(pipe)
    for path in (broken, other, pipe, tmp_path, tmp_path / "none.toml", tmp_path / "none.docx"):
        done = subprocess.run(
            [sys.executable, "-c", "from cli.app import main; main()", "plan", "check", str(path)],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_goes_away_brings_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli.app import main; main()", "plan", "check", str(SEED), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process:
        assert process.stderr.read() == ""
    assert process.returncode == 1
