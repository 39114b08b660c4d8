"""`viza plan`: check a document, import it, settle its doubts, activate, show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.amend_command import amend
from cli.arguments import AsJson, Coordinator, Keeper, PlanId, read_pairs
from cli.chain_command import chain
from cli.ladder_command import ladder
from cli.paper_command import paper

if TYPE_CHECKING:
    from workflow.views import PlanView, WarningView

plan = typer.Typer(name="plan", no_args_is_help=True, rich_markup_mode=None, help="Plans: check, import, settle, show.")

PlanFile = Annotated[Path, typer.Argument(metavar="FILE", help="The plan: .docx, .xlsx, .pdf, .txt, .tsv or .toml.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the ledger.")]


@plan.command()
def check(file: PlanFile, as_json: AsJson = False) -> None:
    """Read a plan document, show its items and warnings, store nothing.

    Example: viza plan check plan-2021.docx --json
    """
    from cli.plan_facts import draft_json, print_draft
    from cli.plan_reading import read_any_plan
    from cli.terminal import say_json
    from workflow.plan_lint import lint

    draft = read_any_plan(file).draft
    warnings = lint(draft)
    if as_json:
        say_json(draft_json(draft, warnings))
    else:
        print_draft(draft, warnings)


@plan.command(name="import")
def import_(
    file: PlanFile,
    coordinator: Coordinator = None,
    as_json: AsJson = False,
) -> None:
    """Store a plan document as a draft, open its ledger, and keep the file itself.

    Example: viza plan import plan-2021.docx --coordinator "Ковалёва И.П."
    """
    from cli.acting import operator
    from cli.carrying_out import made, receipt_json
    from cli.context import build
    from cli.plan_reading import demand_coordinator, keep, read_any_plan
    from cli.terminal import say, say_json
    from workflow.commands import ImportPlan
    from workflow.queries import plan_view

    read = read_any_plan(file)
    draft = demand_coordinator(read.draft, coordinator)
    parts = build()
    command = made(ImportPlan, draft=draft, source_sha256=read.sha256, document=keep(parts.evidence, read))
    receipt = parts.engine.execute(command, operator())
    with parts.database.read() as conn:
        view = plan_view(conn, receipt.plan_id or 0, parts.engine.today(draft.timezone))
    if as_json:
        say_json(receipt_json(receipt) | {"items": len(view.items), "warnings": len(view.warnings)})
        return
    say(f"{receipt.text} Номер плана: {view.brief.id}, пунктов: {len(view.items)}, замечаний: {len(view.warnings)}.")
    if view.warnings:
        say(f"Замечания урегулирует {view.coordinator.name}: viza plan show {view.brief.id}")


@plan.command()
def settle(
    plan_id: PlanId,
    warning: Annotated[
        str, typer.Argument(metavar="WARNING", help="The warning's number, or CODE, or CODE:ITEM as printed.")
    ],
    reason: Reason,
    accept: Annotated[bool, typer.Option("--accept", help="Take it as it stands.")] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option("--correct", metavar="KEY=VALUE", help="Change a field of the item; may be repeated."),
    ] = None,
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Settle a warning of a draft: accept it as it stands, or correct the item.

    Example: viza plan settle 1 missing_deadline:9 --correct due_on=2021-04-30 --reason "Срок назван в приказе"
    """
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from models.states import Resolution
    from workflow.commands import SettleWarning
    from workflow.queries import plan_view

    if accept == bool(correct):
        raise typer.BadParameter("give either --accept or --correct KEY=VALUE")
    pairs = read_pairs(correct or [])
    parts = build()
    with parts.database.read() as conn:
        view = plan_view(conn, plan_id, parts.engine.today())
    command = made(
        SettleWarning,
        plan_id=plan_id,
        warning_id=_chosen(view, warning).id,
        resolution=Resolution.CORRECTED if correct else Resolution.ACCEPTED,
        reason=reason,
        change=_typed(view, pairs) or None,
    )
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, command, actor, as_json=as_json)


@plan.command()
def assign(
    plan_id: PlanId,
    place: Annotated[int, typer.Argument(metavar="ITEM", help="The item's place in the plan.", min=1)],
    reason: Reason,
    organisations: Annotated[
        str, typer.Option("--organisations", metavar="CODES", help="Codes separated by commas, or: all")
    ] = "all",
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Name the organisations of a draft's item whose row names none.

    Example: viza plan assign 1 2 --organisations all --reason "Пункт касается всех организаций плана"
    """
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import AssignOrganisations
    from workflow.queries import plan_view

    parts = build()
    with parts.database.read() as conn:
        view = plan_view(conn, plan_id, parts.engine.today())
    codes = _codes(view, organisations)
    command = made(AssignOrganisations, plan_id=plan_id, place=place, organisations=codes, reason=reason)
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, command, actor, as_json=as_json)


@plan.command()
def activate(
    plan_id: PlanId,
    summary: Annotated[str, typer.Option("--summary", metavar="TEXT", help="What the signers are told.")],
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Send a draft with its corrections to its signers; their approval makes it active.

    Example: viza plan activate 1 --as "Ковалёва И.П." --summary "План на 2021 год, исправлен срок пункта 10"
    """
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import SubmitActivation

    parts = build()
    command = made(SubmitActivation, plan_id=plan_id, summary=summary)
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, command, actor, as_json=as_json)


plan.command()(chain)
plan.command()(ladder)
plan.command()(amend)
plan.command()(paper)


@plan.command()
def show(
    plan_id: Annotated[
        int | None, typer.Argument(metavar="[PLAN]", help="The plan's number; without it the only plan, or a list.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a plan with its items, or the list of plans.

    Example: viza plan show 1 --json
    """
    from cli.context import build
    from cli.plan_facts import plan_brief_json, plan_json, print_plan, print_plans
    from cli.terminal import say_json
    from workflow.queries import list_plans, plan_view

    parts = build()
    with parts.database.read() as conn:
        plans = list_plans(conn)
        if plan_id is None and len(plans) == 1:
            plan_id = plans[0].id
        view = None if plan_id is None else plan_view(conn, plan_id, parts.engine.today())
    if view is None:
        if as_json:
            say_json({"plans": [plan_brief_json(brief) for brief in plans]})
        else:
            print_plans(plans)
    elif as_json:
        say_json(plan_json(view))
    else:
        print_plan(view)


def _chosen(view: "PlanView", text: str) -> "WarningView":
    """The warning by its number, or by CODE or CODE:ITEM where that names one unsettled warning alone."""
    from workflow.errors import NotFound

    if text.isdecimal():
        found = [warning for warning in view.warnings if warning.id == int(text)]
    else:
        code, _, number = text.partition(":")
        found = [
            warning
            for warning in view.warnings
            if warning.code.value == code and number in ("", warning.number or "") and warning.resolution is None
        ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"У плана {view.brief.id} нет замечания «{text}», которое ждёт решения.")
    raise NotFound(
        f"«{text}» подходит {len(found)} замечаниям: укажите номер, он есть в viza plan show {view.brief.id}"
    )


def _typed(view: "PlanView", pairs: dict[str, str]) -> dict[str, Any]:
    """Organisations as a list; the rest the engine reads from text."""
    return {key: _codes(view, value) if key == "organisations" else value for key, value in pairs.items()}


def _codes(view: "PlanView", text: str) -> list[str]:
    if text.strip() == "all":
        return [code for code, _ in view.organisations]
    return [code.strip() for code in text.split(",") if code.strip()]
