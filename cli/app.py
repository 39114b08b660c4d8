"""The `viza` command. Nothing heavy is imported before a command runs, so that `viza --help` answers at once."""

from typing import Annotated

import typer

from cli.audit_commands import audit
from cli.calendar_commands import calendar
from cli.database_commands import backup, db, doctor, restore
from cli.item_part_commands import part
from cli.item_reminder_commands import item
from cli.item_request_commands import request
from cli.item_sample_commands import sample
from cli.mail_commands import mail
from cli.people_commands import people
from cli.plan_commands import plan
from cli.refusals import RefusalGroup
from cli.review_commands import review
from cli.run_commands import deliver, sweep
from cli.simulate_command import simulate
from cli.substitute_commands import substitute
from cli.token_commands import token

app = typer.Typer(
    name="viza",
    cls=RefusalGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Work plans with deadlines, approval chains and a ledger that an inspector can verify.\n\n"
    "Example: viza up --demo",
)


@app.command()
def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="Add the demonstration plan, people, mail catcher and clock.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="With --demo: begin it anew, the old one is kept aside.")
    ] = False,
) -> None:
    """Run everything in one process tree: Prefect server, flows on their schedules, web pages.

    Example: viza up --demo
    """
    from cli.up_command import up as run_everything

    if fresh and not demo:
        raise typer.BadParameter("--fresh goes with --demo alone")
    run_everything(demo=demo, fresh=fresh)


app.add_typer(plan)
for work in (part, request, sample):
    item.add_typer(work)
app.add_typer(item)
app.command()(sweep)
app.command()(deliver)
app.command()(simulate)
app.add_typer(calendar)
app.add_typer(review)
app.add_typer(audit)
app.add_typer(people)
app.add_typer(mail)
app.add_typer(substitute)
app.add_typer(token)
app.add_typer(db)
app.command()(backup)
app.command()(restore)
app.command()(doctor)


def main() -> None:
    """The console script."""
    app()
