"""`viza mail`: what an operator does about letters."""

from typing import Annotated

import typer

from cli.acting import steward_actor
from cli.arguments import AsJson, Steward

mail = typer.Typer(name="mail", no_args_is_help=True, rich_markup_mode=None, help="Mail: end a pause of sending.")


@mail.callback()
def _mail() -> None:
    """Keeps `resume` a command of its own: Typer would take a single one for the whole group."""


@mail.command()
def resume(
    domain: Annotated[
        str | None, typer.Argument(metavar="DOMAIN", help="Of this recipient domain alone; else every pause ends.")
    ] = None,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Send on, before a pause is over: the relay or the recipients' server takes letters again.

    Example: viza mail resume omsk-edu.example
    """
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ResumeMail

    parts = build()
    carry_out(parts, made(ResumeMail, domain=domain), steward_actor(parts, person), as_json=as_json)
