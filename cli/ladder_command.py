"""`viza plan ladder`: the ladder of a plan or of one item; a draft's is set, one in use is changed by an amendment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import AsJson, Keeper, PlanId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.ladder import Rung
    from flows.wiring import Parts


def ladder(
    plan_id: PlanId,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A TOML file with the rungs as [[rung]] tables.")
    ] = None,
    item: Annotated[
        int | None,
        typer.Option("--item", metavar="PLACE", help="The item's place; without it the plan's ladder.", min=1),
    ] = None,
    as_plan: Annotated[bool, typer.Option("--as-plan", help="Put the item back on the plan's ladder.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept in the ledger.")] = None,
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Show who is reminded and informed when, or set it. A plan in force gets an amendment, which its signers approve.

    New clocks follow the new ladder, running ones from the day of the change on.

    Example: viza plan ladder 1 --file ladder.toml --item 7 --reason "Приказ № 15 от 20.02.2021"
    """
    from cli.context import build

    if as_plan and item is None:
        raise typer.BadParameter("--as-plan goes with --item")
    if file is not None and as_plan:
        raise typer.BadParameter("give one of --file, --as-plan")
    if file is None and not as_plan:
        _show(build(), plan_id, item, as_json=as_json)
        return
    if reason is None:
        raise typer.BadParameter("--reason is needed")
    rungs: Sequence[Rung] = ()
    if file is not None:
        from config.ladder_file import read_ladder

        rungs = read_ladder(file)
    _change(build(), plan_id, item, rungs, reason, person, as_json=as_json)


def _show(parts: "Parts", plan_id: int, item: int | None, *, as_json: bool) -> None:
    from cli.terminal import say_json, table
    from workflow.rows import item_row, plan_row
    from workflow.wording.ladders import CLOCKS, audience_text, label_of, when_text

    with parts.database.read() as conn:
        plan = plan_row(conn, plan_id)
        own = None if item is None else item_row(conn, plan_id, item).ladder
    rungs = own or plan.ladder
    if as_json:
        say_json({"plan": plan_id, "place": item, "is_own": bool(own) or item is None, "rungs": list(rungs)})
        return
    whose = "плана" if not own else f"пункта на месте {item}"
    table(
        f"Ступени информирования {whose}",
        ("Ступень", "Чей срок", "Когда", "Кому"),
        [(label_of(rung), CLOCKS[rung["clock"]], when_text(rung), audience_text(rung)) for rung in rungs],
    )


def _change(
    parts: "Parts",
    plan_id: int,
    item: int | None,
    rungs: "Sequence[Rung]",
    reason: str,
    person: str | None,
    *,
    as_json: bool,
) -> None:
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from workflow.amendment_changes import ChangeLadder
    from workflow.commands import ChangePlan

    change = made(ChangeLadder, place=item, ladder=rungs)
    command = made(ChangePlan, plan_id=plan_id, reason=reason, changes=(change,))
    carry_out(parts, command, keeper_actor(parts, plan_id, person), as_json=as_json)
