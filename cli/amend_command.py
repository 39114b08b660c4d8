"""`viza plan amend`: a new version of the document, or a change by hand; a draft is corrected, a plan is amended."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import AsJson, Keeper, PlanId, read_date, read_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from flows.wiring import Parts
    from workflow.amendment_changes import ItemAmendment

NOTHING_STORED = "Ничего не записано. Чтобы записать, повторите команду с --yes и --reason."
DATES = ("starts_on", "due_on")
LISTS = ("organisations", "responsible")
EVERY_ORGANISATION = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The changes with what is shown of them; `more` goes into the command beside them."""

    changes: "Sequence[ItemAmendment]"
    shown: dict[str, Any]
    more: dict[str, Any]


def amend(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The document's new version: .docx, .xlsx, .pdf, .txt, .toml."),
    ] = None,
    item: Annotated[
        int | None, typer.Option("--item", metavar="PLACE", help="The place of the item that --set changes.", min=1)
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A new value of the item's field; empty to clear; may be repeated."
        ),
    ] = None,
    cancel: Annotated[
        list[int] | None,
        typer.Option("--cancel", metavar="PLACE", help="Take the item at this place out of the plan; may be repeated."),
    ] = None,
    restore: Annotated[
        list[int] | None,
        typer.Option("--restore", metavar="PLACE", help="Bring back the item that was taken out; may be repeated."),
    ] = None,
    organisation: Annotated[
        list[str] | None,
        typer.Option("--organisation", metavar="CODE=NAME", help="Add an organisation to the plan's list; repeatable."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why; needed with --yes, kept in the ledger.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this the command only shows.")] = False,
    with_numbers: Annotated[
        bool, typer.Option("--with-numbers", help="Take over the document's numbering as well.")
    ] = False,
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Show what a new version of the document changes, item by item; with --yes do it.

    A draft is corrected at once. A plan in force gets an amendment, which its signers approve by link.

    Example: viza plan amend 1 plan-2021-v2.docx --reason "Приказ № 15 от 20.02.2021" --yes
    """
    from cli.context import build

    by_hand = bool(values or cancel or restore or organisation)
    if bool(file) == by_hand:
        raise typer.BadParameter("give either FILE, or --item with --set, or --cancel, --restore, --organisation")
    if bool(values) != (item is not None):
        raise typer.BadParameter("--item goes with --set")
    if yes and not reason:
        raise typer.BadParameter("--yes needs --reason")
    parts = build()
    wanted = (
        _from_file(parts, plan_id, file, with_numbers=with_numbers, is_kept=yes, as_json=as_json)
        if file
        else by_hand_changes(
            parts,
            plan_id,
            _asked(parts, plan_id, item, values or [], cancel, restore, organisation),
            as_json=as_json,
        )
    )
    finish(parts, plan_id, wanted, reason if yes else None, person, as_json=as_json)


def finish(
    parts: "Parts", plan_id: int, wanted: Wanted, reason: str | None, person: str | None, *, as_json: bool
) -> None:
    """Carry the changes out, or say that nothing was stored."""
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from cli.terminal import say, say_json
    from workflow.commands import ChangePlan

    if reason is None:
        if as_json:
            say_json(wanted.shown | {"stored": False})
        else:
            say(NOTHING_STORED if wanted.changes else "Новая редакция ничего не меняет.")
        return
    command = made(ChangePlan, plan_id=plan_id, reason=reason, changes=tuple(wanted.changes), **wanted.more)
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, command, actor, as_json=as_json, **wanted.shown, stored=True)


def _from_file(parts: "Parts", plan_id: int, file: Path, *, with_numbers: bool, is_kept: bool, as_json: bool) -> Wanted:
    """The difference of a new version, shown. Raises `InvalidCommand` where it cannot be done."""
    from cli.amend_facts import difference_json, print_difference
    from cli.carrying_out import made
    from cli.plan_reading import keep, read_any_plan
    from workflow.commands import AddPerson
    from workflow.errors import InvalidCommand
    from workflow.person_name_rule import is_person_name
    from workflow.plan_difference import demand_same_plan, difference, to_changes
    from workflow.queries import plan_view
    from workflow.queries.amendments import current_items, unknown_people

    read = read_any_plan(file)
    with parts.database.read() as conn:
        plan_view(conn, plan_id, parts.engine.today())
        found = difference(current_items(conn, plan_id), read.draft)
        unknown = unknown_people(conn, found.people())
    shown = difference_json(found, unknown)
    if not as_json:
        print_difference(found, unknown)
    changes = to_changes(found, with_numbers=with_numbers)
    if not is_kept:
        return Wanted(changes, shown, {})
    demand_same_plan(found)
    persons = [name for name in unknown if is_person_name(name)]
    if persons:
        raise InvalidCommand(f"Нет в списке людей: {', '.join(persons)}. Сначала добавьте их: viza people add ИМЯ")
    if not changes:
        raise InvalidCommand("Новая редакция ничего не меняет: записывать нечего.")
    units = tuple(made(AddPerson, name=name) for name in unknown)
    return Wanted(changes, shown, {"source": keep(parts.evidence, read), "rows": dict(found.rows), "people": units})


def by_hand_changes(parts: "Parts", plan_id: int, changes: "Sequence[ItemAmendment]", *, as_json: bool) -> Wanted:
    """The changes, checked by the engine's own rules and shown."""
    from cli.amend_facts import amended_json, print_amended
    from workflow.previewing import preview_changes
    from workflow.rows import names_of
    from workflow.wording.amendments import amended_in_words

    with parts.database.read() as conn:
        proposed = preview_changes(conn, plan_id, changes, parts.engine.today)
        items = amended_in_words(proposed, names_of(conn))
    if not as_json:
        print_amended(items)
    return Wanted(changes, {"items": amended_json(items)}, {})


def _asked(
    parts: "Parts",
    plan_id: int,
    place: int | None,
    pairs: list[str],
    cancelled: list[int] | None,
    restored: list[int] | None,
    organisations: list[str] | None,
) -> "list[ItemAmendment]":
    """The changes that the options name."""
    from cli.carrying_out import made
    from workflow.amendment_changes import AddOrganisation, CancelItem, ChangeItem, RestoreItem

    changes: list[ItemAmendment] = [
        made(AddOrganisation, organisation={"code": code, "name": name})
        for code, name in read_pairs(organisations or []).items()
    ]
    if place is not None:
        with parts.database.read() as conn:
            changes.append(made(ChangeItem, place=place, **_typed(conn, plan_id, read_pairs(pairs))))
    changes += [made(CancelItem, place=each) for each in cancelled or []]
    return changes + [made(RestoreItem, place=each) for each in restored or []]


def _typed(conn: "Connection", plan_id: int, fields: dict[str, str]) -> dict[str, Any]:
    """Dates as people type them, lists from commas, an empty value for nothing; the rest is checked as it is."""
    from workflow.queries.plans import organisations_of

    typed: dict[str, Any] = dict(fields)
    for name, text in fields.items():
        if name == "organisations" and text == EVERY_ORGANISATION:
            typed[name] = [code for code, _ in organisations_of(conn, plan_id)]
        elif name in LISTS:
            typed[name] = [part.strip() for part in text.split(",") if part.strip()]
        elif not text:
            typed[name] = None
        elif name in DATES:
            typed[name] = read_date(text)
    return typed
