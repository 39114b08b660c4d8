"""`viza item extend`, `viza item reopen`: an item's term is asked to be longer, or runs anew."""

from datetime import date
from typing import Annotated

import typer

from cli.arguments import Acting, AsJson, Place, PlanId, WithPin, read_date
from cli.item_commands import Expected, carry_out_on_item, item

__all__ = ["extend", "item", "reopen"]


@item.command()
def extend(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    place: Place,
    person: Acting,
    until: Annotated[
        date | None, typer.Option("--until", metavar="DATE", parser=read_date, help="The new deadline, 2021-03-15.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why more time is needed.")] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back the request that waits for its decision.")
    ] = False,
    version: Expected = None,
    pin: WithPin = False,
    as_json: AsJson = False,
) -> None:
    """Ask for a later deadline («Запросить продление срока»); the first approver agrees, the final one decides.

    Example: viza item extend 1 3 --as "Наземкина Е.А." --until 2021-03-15 --reason "Две школы на карантине"
    """
    from cli.item_reading import withdraw_proposal
    from workflow.commands import RequestExtension

    if withdraw:
        none = "Запроса на продление срока, который ждёт решения, у пункта нет."
        withdraw_proposal(plan_id, place, person, lambda view: view.extensions, none, pin=pin, as_json=as_json)
        return
    if until is None or reason is None:
        raise typer.BadParameter("--until DATE and --reason TEXT, or --withdraw")
    carry_out_on_item(
        RequestExtension,
        plan_id,
        place,
        person,
        pin=pin,
        as_json=as_json,
        due_on=until,
        reason=reason,
        expected_version=version,
    )


@item.command()
def reopen(
    plan_id: PlanId,
    place: Place,
    person: Acting,
    until: Annotated[
        date, typer.Option("--until", metavar="DATE", parser=read_date, help="The new deadline, 2021-05-30.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why control is resumed.")],
    version: Expected = None,
    as_json: AsJson = False,
) -> None:
    """Resume control over a finished item («Возобновить контроль»), by the final approver, with their PIN.

    Example: viza item reopen 1 3 --as "Ефимова Л.Г." --until 2021-05-30 --reason "Проверка выявила расхождения"
    """
    from workflow.commands import ReopenItem

    carry_out_on_item(
        ReopenItem,
        plan_id,
        place,
        person,
        pin=True,
        as_json=as_json,
        due_on=until,
        reason=reason,
        expected_version=version,
    )
