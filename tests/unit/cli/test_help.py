"""Every command explains itself, and does it at once."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.app import app

HEAVY = (
    "prefect",
    "fastapi",
    "starlette",
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "jinja2",
    "aiosmtplib",
    "typst",
    "rich",
)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


ALL = sorted(commands(typer.main.get_command(app)))


def test_the_commands_of_the_design_are_there() -> None:
    expected = {
        "up", "plan check", "plan import", "plan activate", "plan settle", "plan show", "item start", "item submit",
        "item withdraw", "item evidence", "item explain", "item show", "sweep", "deliver", "review open",
        "review status", "review freeze", "review close", "audit verify", "audit export", "audit checkpoint",
        "audit keygen", "people list", "people add", "people invite", "people code", "substitute add", "db upgrade",
        "backup", "restore", "doctor",
    }  # fmt: skip
    assert expected <= {" ".join(path) for path in ALL}


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_help_has_an_example_of_the_command(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    example = words.partition("Example: ")[2]
    assert f"viza {' '.join(path)}" in example


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["plan", "nothing"], ["plan", "show", "--nothing"], ["item", "start"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom cli.app import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"
