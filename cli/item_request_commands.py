"""`viza item request`: the register of requests of an item that is done «По запросу»."""

from datetime import date
from typing import Annotated

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin, read_date
from cli.item_commands import carry_out_on_item

request = typer.Typer(
    name="request", no_args_is_help=True, rich_markup_mode=None, help="The register of requests: add, answer, list."
)


@request.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    place: Place,
    person: Acting,
    sender: Annotated[str, typer.Option("--from", metavar="TEXT", help="Who asked.")],
    subject: Annotated[str, typer.Option("--subject", metavar="TEXT", help="What for.")],
    received: Annotated[
        date, typer.Option("--received", metavar="DATE", parser=read_date, help="When it came, 2021-03-05.")
    ],
    number: Annotated[str | None, typer.Option("--number", metavar="TEXT", help="The letter's own number.")] = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Enter a request into the register.

    Example: viza item request add 1 9 --as "Романенко С.А." --from "ОО № 11" --subject "ВПР" --received 2021-03-05
    """
    from workflow.commands import RegisterRequest

    carry_out_on_item(
        RegisterRequest,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        received_on=received,
        sender=sender,
        subject=subject,
        doc_number=number,
    )


@request.command()
def answer(  # noqa: PLR0913, PLR0917 - as above
    plan_id: PlanId,
    place: Place,
    number: Annotated[int, typer.Argument(metavar="REQUEST", help="Its number in the register.", min=1)],
    person: Acting,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What was answered.")],
    answered: Annotated[
        date, typer.Option("--date", metavar="DATE", parser=read_date, help="When it was answered, 2021-03-09.")
    ],
    evidence: Annotated[
        int | None, typer.Option("--evidence", metavar="N", help="The item's document that answers it.")
    ] = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Say how and when a request was answered; said again, it is corrected.

    Example: viza item request answer 1 9 1 --as "Романенко С.А." --date 2021-03-09 --text "Рекомендации направлены"
    """
    from workflow.commands import AnswerRequest

    carry_out_on_item(
        AnswerRequest,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        number=number,
        answered_on=answered,
        answer=text,
        evidence_id=evidence,
    )


@request.command(name="list")
def show(plan_id: PlanId, place: Place, as_json: AsJson = False) -> None:
    """Show the register.

    Example: viza item request list 1 9
    """
    from cli.context import build
    from cli.item_reading import read_item
    from cli.item_work_facts import print_requests, requests_json
    from cli.terminal import say_json

    view, _ = read_item(build(), plan_id, place)
    if as_json:
        say_json(requests_json(view))
    else:
        print_requests(view)
