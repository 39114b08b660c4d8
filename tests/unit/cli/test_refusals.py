"""What ends a command: a refusal is a line, a mistake of ours keeps its traceback."""

import typer
from typer.testing import CliRunner

from cli.context import AT_END
from cli.refusals import RefusalGroup, fail
from config.errors import VizaError

app = typer.Typer(cls=RefusalGroup, pretty_exceptions_enable=False)
closed: list[str] = []


@app.command()
def refused() -> None:
    at_end = AT_END.get()
    assert at_end is not None
    at_end.callback(closed.append, "database")
    raise VizaError("Нельзя:\n  сначала примите пункт.")


@app.command()
def failed() -> None:
    fail("не вышло")


@app.command()
def mistaken() -> None:
    raise ZeroDivisionError


def test_a_refusal_is_one_line_on_stderr_and_exit_code_1() -> None:
    result = CliRunner().invoke(app, ["refused"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Нельзя: сначала примите пункт.\n"
    assert closed == ["database"]


def test_a_failure_is_told_alike() -> None:
    result = CliRunner().invoke(app, ["failed"])
    assert (result.exit_code, result.stderr) == (1, "не вышло\n")


def test_a_mistake_of_ours_is_not_hidden() -> None:
    assert isinstance(CliRunner().invoke(app, ["mistaken"]).exception, ZeroDivisionError)
