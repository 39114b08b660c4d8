"""`viza mail`: what an operator sees of letters, and does about them."""

from datetime import date
from typing import Annotated

import typer

from cli.acting import steward_actor
from cli.arguments import AsJson, Steward, read_date

mail = typer.Typer(
    name="mail", no_args_is_help=True, rich_markup_mode=None, help="Mail: list, show, send again, end a pause."
)
LetterId = Annotated[
    int, typer.Argument(metavar="LETTER", help="The letter's number, see: viza mail list", min=1, max=2**31 - 1)
]


@mail.command(name="list")
def list_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: Annotated[int | None, typer.Option("--plan", metavar="PLAN", help="Of this plan alone.", min=1)] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="failed, under_way, or a state such as accepted.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Such as sign_request, digest.")] = None,
    who: Annotated[str | None, typer.Option("--to", metavar="PERSON", help="A person, or an address outside.")] = None,
    item: Annotated[
        int | None, typer.Option("--item", metavar="ITEM", help="The item's place; with --plan.", min=1)
    ] = None,
    since: Annotated[date | None, typer.Option("--since", metavar="DATE", parser=read_date, help="First day.")] = None,
    until: Annotated[date | None, typer.Option("--until", metavar="DATE", parser=read_date, help="Last day.")] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="POSITION", help="Go on where the page before ended.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many at most.", min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List letters and their fate, newest first; of every plan and of none unless --plan says which.

    Example: viza mail list --state failed --since 2021-03-01
    """
    from cli.context import build
    from cli.mail_reading import Asked, print_mail

    asked = Asked(plan_id, state, kind, who, item, since, until, before, limit)
    print_mail(build(), asked, as_json=as_json)


@mail.command()
def show(letter_id: LetterId, as_json: AsJson = False) -> None:
    """Print one letter as it was sent, without its recipient's own links, and its fate.

    Example: viza mail show 12
    """
    from cli.context import build
    from cli.mail_reading import print_letter

    print_letter(build(), letter_id, as_json=as_json)


@mail.command()
def resend(letter_id: LetterId, person: Steward = None, as_json: AsJson = False) -> None:
    """Send a letter once more: what did not arrive as it is, what was sent as a new letter.

    Example: viza mail resend 12
    """
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ResendLetter

    parts = build()
    carry_out(parts, made(ResendLetter, letter_id=letter_id), steward_actor(parts, person), as_json=as_json)


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
