"""`viza item`: what responsible people do with an item, for scripts. Deciding is not offered here."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin, read_date

if TYPE_CHECKING:
    from workflow.commands import ItemCommand

item = typer.Typer(
    name="item", no_args_is_help=True, rich_markup_mode=None, help="Items: start, gather evidence, submit, explain."
)

Expected = Annotated[
    int | None, typer.Option("--version", metavar="N", help="Refuse if the item is no longer at this version.")
]


@item.command()
def start(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Take an item into work («Принять в работу»).

    Example: viza item start 1 3 --as "Наземкина Е.А."
    """
    from workflow.commands import StartItem

    carry_out_on_item(StartItem, plan_id, place, person, pin=pin, as_json=as_json, expected_version=version)


@item.command()
def evidence(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    place: Place,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The document: PDF, DOCX, XLSX, ODT, ODS, JPG, PNG, ZIP.")
    ],
    person: Acting,
    kind: Annotated[str, typer.Option("--kind", metavar="TEXT", help="What it is: справка, протокол, приказ …")],
    number: Annotated[str | None, typer.Option("--number", metavar="TEXT", help="Its number.")] = None,
    dated: Annotated[
        date | None, typer.Option("--date", metavar="DATE", parser=read_date, help="Its date, 2021-03-05.")
    ] = None,
    signed_by: Annotated[str | None, typer.Option("--signed-by", metavar="TEXT", help="Who signed it.")] = None,
    units: Annotated[
        int, typer.Option("--units", metavar="N", min=0, help="How many units of the target it holds.")
    ] = 1,
    organisations: Annotated[
        list[str] | None,
        typer.Option("--organisation", metavar="CODE", help="An organisation that it covers; may be repeated; or: all"),
    ] = None,
    on_behalf: Annotated[
        str | None, typer.Option("--for", metavar="PERSON", help="Whose it is, where the coordinator uploads it.")
    ] = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Attach a document to an item in work.

    Example: viza item evidence 1 3 spravka.pdf --as "Наземкина Е.А." --kind справка --number 7 --units 7
    """
    from cli.acting import acting_person, find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from cli.file_keeping import keep_file
    from workflow.commands import AddEvidence
    from workflow.queries import plan_view

    parts = build()
    actor = acting_person(parts, person, with_pin=pin)
    codes = tuple(organisations or ())
    with parts.database.read() as conn:
        if codes == ("all",):
            codes = tuple(code for code, _ in plan_view(conn, plan_id, parts.engine.today()).organisations)
        owner = find_person(conn, on_behalf).id if on_behalf else None
    stored = keep_file(parts, file)
    command = made(
        AddEvidence,
        plan_id=plan_id,
        place=place,
        sha256=stored.sha256,
        size=stored.size,
        file_name=stored.file_name,
        media_type=stored.media_type,
        kind=kind,
        doc_number=number,
        doc_date=dated,
        signed_by=signed_by,
        units=units,
        organisations=codes,
        for_person_id=owner,
    )
    carry_out(parts, command, actor, as_json=as_json, sha256=stored.sha256)


@item.command()
def remove(
    plan_id: PlanId,
    place: Place,
    evidence_id: Annotated[int, typer.Argument(metavar="EVIDENCE", help="Its number, see: viza item show")],
    person: Acting,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Take a document off an item in work; what was submitted keeps it.

    Example: viza item remove 1 3 17 --as "Наземкина Е.А."
    """
    from workflow.commands import RemoveEvidence

    carry_out_on_item(RemoveEvidence, plan_id, place, person, pin=pin, as_json=as_json, evidence_id=evidence_id)


@item.command()
def submit(  # noqa: PLR0913, PLR0917 - as above
    plan_id: PlanId,
    place: Place,
    person: Acting,
    summary: Annotated[str, typer.Option("--summary", metavar="TEXT", help="What was done, in up to five lines.")],
    shown_percent: Annotated[
        int | None, typer.Option("--percent", metavar="N", help="The percent reached, where the target is one.")
    ] = None,
    shortfall: Annotated[
        str | None, typer.Option("--shortfall", metavar="TEXT", help="Why less is shown than the plan asks.")
    ] = None,
    no_requests: Annotated[
        bool, typer.Option("--no-requests", help="No request came, of an item done «По запросу»: needs no file.")
    ] = False,
    is_partial: Annotated[
        bool, typer.Option("--partial", help="An interim report: the item stays in work (where its route takes such).")
    ] = False,
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Send an item's evidence to the approvers («Направить на согласование»).

    Example: viza item submit 1 3 --as "Наземкина Е.А." --summary "Проведено 7 визитов, справки приложены"
    """
    from workflow.commands import SubmitEvidence

    carry_out_on_item(
        SubmitEvidence,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        summary=summary,
        is_partial=is_partial,
        shown_percent=shown_percent,
        shortfall_reason=shortfall,
        no_requests=no_requests,
        expected_version=version,
    )


@item.command()
def withdraw(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Take a submission back while no decision stands («Отозвать»).

    Example: viza item withdraw 1 3 --as "Наземкина Е.А."
    """
    from workflow.commands import Withdraw

    carry_out_on_item(Withdraw, plan_id, place, person, pin=pin, as_json=as_json, expected_version=version)


@item.command()
def explain(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Reasons of a delay, or how the work goes.")],
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """State the reasons of a delay, or how the work goes.

    Example: viza item explain 1 3 --as "Наземкина Е.А." --text "Визит в ОО № 11 перенесён на 10 марта"
    """
    from workflow.commands import ExplainItem

    carry_out_on_item(ExplainItem, plan_id, place, person, pin=pin, as_json=as_json, text=text)


@item.command()
def show(plan_id: PlanId, place: Place, as_json: AsJson = False) -> None:
    """Show one item: facts, evidence, route, history.

    Example: viza item show 1 3
    """
    from cli.context import build
    from cli.item_facts import item_view_json, print_item
    from cli.item_reading import read_item
    from cli.terminal import say_json

    view, timezone = read_item(build(), plan_id, place)
    if as_json:
        say_json(item_view_json(view))
    else:
        print_item(view, timezone)


def carry_out_on_item(
    kind: "type[ItemCommand]", plan_id: int, place: int, person: str, *, pin: bool, as_json: bool, **values: Any
) -> None:
    """Give one command on an item in the name of a person, and print its receipt."""
    from cli.acting import acting_person
    from cli.carrying_out import carry_out, made
    from cli.context import build

    parts = build()
    actor = acting_person(parts, person, with_pin=pin)
    carry_out(parts, made(kind, plan_id=plan_id, place=place, **values), actor, as_json=as_json)
