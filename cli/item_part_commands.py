"""`viza item part`: co-executors' parts, and the internal dates that the lead sets for them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin, read_date

if TYPE_CHECKING:
    from workflow.commands import ItemCommand

part = typer.Typer(
    name="part",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Co-executors' parts: ready, unready, due.",
)

Whose = Annotated[
    str | None, typer.Option("--of", metavar="PERSON", help="Whose part, for who stands in for several co-executors.")
]


@part.command()
def ready(
    plan_id: PlanId, place: Place, person: Acting, whose: Whose = None, pin: WithPin = False, as_json: AsJson = False
) -> None:
    """Mark one's part ready («Моя часть готова»); the lead hears when all parts are.

    Example: viza item part ready 1 9 --as "Васюхичев Д.В."
    """
    from workflow.commands import MarkPart

    _of_part(MarkPart, plan_id, place, person, whose, pin=pin, as_json=as_json, is_ready=True)


@part.command()
def unready(
    plan_id: PlanId, place: Place, person: Acting, whose: Whose = None, pin: WithPin = False, as_json: AsJson = False
) -> None:
    """Take the mark back: the part is not ready after all.

    Example: viza item part unready 1 9 --as "Васюхичев Д.В."
    """
    from workflow.commands import MarkPart

    _of_part(MarkPart, plan_id, place, person, whose, pin=pin, as_json=as_json, is_ready=False)


@part.command()
def due(
    plan_id: PlanId,
    place: Place,
    co_executor: Annotated[str, typer.Argument(metavar="PERSON", help="The co-executor whose part it is.")],
    person: Acting,
    until: Annotated[
        date | None,
        typer.Option("--until", metavar="DATE", parser=read_date, help="The date; without it the date is taken away."),
    ] = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Set the internal date of a co-executor's part, not after the item's deadline.

    Example: viza item part due 1 9 "Васюхичев Д.В." --until 2021-03-12 --as "Романенко С.А."
    """
    from workflow.commands import SetPartDue

    _of_part(SetPartDue, plan_id, place, person, co_executor, pin=pin, as_json=as_json, due_on=until)


def _of_part(
    kind: "type[ItemCommand]",
    plan_id: int,
    place: int,
    person: str,
    whose: str | None,
    *,
    pin: bool,
    as_json: bool,
    **values: Any,
) -> None:
    from cli.acting import acting_person, find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build

    parts = build()
    actor = acting_person(parts, person, with_pin=pin)
    person_id = None
    if whose is not None:
        with parts.database.read() as conn:
            person_id = find_person(conn, whose).id
    command = made(kind, plan_id=plan_id, place=place, person_id=person_id, **values)
    carry_out(parts, command, actor, as_json=as_json)
