"""`viza item acknowledge`, `viza item hold`: the answers to reminders."""

from datetime import date
from typing import Annotated

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin, read_date
from cli.item_commands import Expected, carry_out_on_item
from cli.item_term_commands import item

__all__ = ["acknowledge", "hold", "item"]


@item.command()
def acknowledge(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    until: Annotated[
        date, typer.Option("--until", metavar="DATE", parser=read_date, help="The day by which it will be done.")
    ],
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What superiors shall know.")] = None,
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Answer a reminder («Вижу, сделаю до …»): no more of them until that day; reports to superiors go on.

    Example: viza item acknowledge 1 3 --as "Наземкина Е.А." --until 2021-03-05
    """
    from workflow.commands import AcknowledgeReminder

    carry_out_on_item(
        AcknowledgeReminder,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        promised_on=until,
        note=note,
        expected_version=version,
    )


@item.command()
def hold(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    until: Annotated[
        date, typer.Option("--until", metavar="DATE", parser=read_date, help="The last day held, of two at most.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stays in the item's history.")],
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Hold the report to the first approver, once («Отложить доклад»), by the plan's coordinator.

    Example: viza item hold 1 3 --as "Ковалёва И.П." --until 2021-03-03 --reason "Документы на подписи в школе"
    """
    from workflow.commands import HoldReport

    carry_out_on_item(
        HoldReport,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        until=until,
        reason=reason,
        expected_version=version,
    )
