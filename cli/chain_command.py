"""`viza plan chain`: the route of a plan or of one item; a draft's is set, one in use is changed by an amendment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import AsJson, Keeper, PlanId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.chain import ChainStep
    from flows.wiring import Parts


def chain(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the ledger.")],
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A TOML file with the steps as [[chain]] tables.")
    ] = None,
    item: Annotated[
        int | None,
        typer.Option("--item", metavar="PLACE", help="The item's place; without it the plan's route.", min=1),
    ] = None,
    as_plan: Annotated[bool, typer.Option("--as-plan", help="Put the item back on the plan's route.")] = False,
    approves: Annotated[
        str | None, typer.Option("--approves", metavar="NAMES", help="Who approves, separated by commas.")
    ] = None,
    agrees: Annotated[
        str | None, typer.Option("--agrees", metavar="NAMES", help="Who agrees before, separated by commas.")
    ] = None,
    approver_alternate: Annotated[
        str | None, typer.Option("--approver-alternate", metavar="NAME", help="Who approves where an approver may not.")
    ] = None,
    agreer_alternate: Annotated[
        str | None, typer.Option("--agreer-alternate", metavar="NAME", help="Who agrees where an agreer may not.")
    ] = None,
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Set who agrees, who approves, who stands in. A plan in force gets an amendment, which its signers approve.

    New submissions follow the new route, running ones keep theirs.

    Example: viza plan chain 1 --file route.toml --item 7 --reason "Приказ № 15 от 20.02.2021"
    """
    from cli.context import build

    if sum((file is not None, approves is not None, as_plan)) != 1:
        raise typer.BadParameter("give one of --file, --approves, --as-plan")
    if as_plan and item is None:
        raise typer.BadParameter("--as-plan goes with --item")
    if file is not None:
        from config.chain_file import read_chain

        steps: Sequence[ChainStep | dict[str, Any]] = read_chain(file)
    else:
        named = (("agree", agrees, agreer_alternate), ("approve", approves, approver_alternate))
        steps = [_step(*each) for each in named if each[1]]
    _carry_out(build(), plan_id, item, steps, reason, person, as_json=as_json)


def _step(verb: str, names: str | None, alternate: str | None) -> dict[str, Any]:
    approvers = [name.strip() for name in (names or "").split(",") if name.strip()]
    return {"verb": verb, "approvers": approvers, "alternate": alternate}


def _carry_out(
    parts: "Parts",
    plan_id: int,
    item: int | None,
    steps: "Sequence[ChainStep | dict[str, Any]]",
    reason: str,
    person: str | None,
    *,
    as_json: bool,
) -> None:
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from models.states import PlanState
    from workflow.amendment_changes import ChangeChain
    from workflow.commands import ChangePlan, SetChain
    from workflow.rows import plan_row

    with parts.database.read() as conn:
        is_draft = plan_row(conn, plan_id).state is PlanState.DRAFT
    command: SetChain | ChangePlan
    if is_draft:
        command = made(SetChain, plan_id=plan_id, place=item, chain=steps, reason=reason)
    else:
        change = made(ChangeChain, place=item, chain=steps)
        command = made(ChangePlan, plan_id=plan_id, reason=reason, changes=(change,))
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, command, actor, as_json=as_json)
