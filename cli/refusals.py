"""A refusal is one clear line on standard error and exit code 1; wrong usage stays 2."""

import sys
from contextlib import ExitStack
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from cli.context import AT_END
from config.errors import VizaError

FAILED = 1


class RefusalGroup(TyperGroup):
    """The root of the commands: turns what a command may be refused with into a line for the person."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A mistake in the program itself keeps its traceback."""
        with ExitStack() as at_end:
            AT_END.set(at_end)
            return self._invoke(ctx)

    def _invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except VizaError as refusal:
            fail(refusal.message)
        except BrokenPipeError:
            # Whoever read our output has gone, as `head` does; say no more, also at the interpreter's end.
            sys.stdout = None
            raise typer.Exit(FAILED) from None


def fail(message: str) -> NoReturn:
    """Say why on standard error, in one line, and end with exit code 1."""
    typer.echo(" ".join(message.split()), err=True)
    raise typer.Exit(FAILED)
