"""`viza item sample`: the sample («Выборочно») or the schedule («график») by which an item is done."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin

sample = typer.Typer(
    name="sample",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The sample or schedule: propose, withdraw, list.",
)


@sample.command()
def propose(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    grounds: Annotated[str, typer.Option("--grounds", metavar="TEXT", help="Why these organisations.")],
    organisations: Annotated[
        list[str] | None,
        typer.Option("--organisation", metavar="CODE", help="An organisation of the sample; may be repeated."),
    ] = None,
    document: Annotated[
        Path | None, typer.Option("--document", metavar="FILE", help="The file that sets it out; a schedule needs it.")
    ] = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Send the sample or the schedule of an item to be agreed and approved.

    Example: viza item sample propose 1 16 --as "Романенко С.А." --organisation 11 --grounds "Приказ № 7 от 12.04.2021"
    """
    from cli.acting import acting_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from cli.file_keeping import keep_file
    from workflow.commands import ProposeSample

    parts = build()
    actor = acting_person(parts, person, with_pin=pin)
    stored = None if document is None else keep_file(parts, document)
    command = made(
        ProposeSample,
        plan_id=plan_id,
        place=place,
        organisations=tuple(organisations or ()),
        grounds=grounds,
        document=None if stored is None else stored.as_document(),
    )
    carry_out(parts, command, actor, as_json=as_json)


@sample.command()
def withdraw(plan_id: PlanId, place: Place, person: Acting, pin: WithPin = False, as_json: AsJson = False) -> None:
    """Take back what one proposed, until it is approved.

    Example: viza item sample withdraw 1 16 --as "Романенко С.А."
    """
    from cli.item_reading import withdraw_proposal

    none = "По пункту нет выборки на согласовании."
    withdraw_proposal(plan_id, place, person, lambda view: view.samples, none, pin=pin, as_json=as_json)


@sample.command(name="list")
def show(plan_id: PlanId, place: Place, as_json: AsJson = False) -> None:
    """Show the approved sample and what was proposed.

    Example: viza item sample list 1 16
    """
    from cli.context import build
    from cli.item_reading import read_item
    from cli.item_work_facts import print_samples, samples_json
    from cli.terminal import say_json

    view, _ = read_item(build(), plan_id, place)
    if as_json:
        say_json(samples_json(view))
    else:
        print_samples(view)
