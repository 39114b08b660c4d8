"""`viza people`: who takes part."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import steward_actor
from cli.arguments import AsJson, Steward, Who
from cli.leaving_commands import address_works, deactivate, hand_over, reactivate, replace

if TYPE_CHECKING:
    from flows.wiring import Parts
    from workflow.views import PersonView, Receipt

people = typer.Typer(
    name="people",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="People: list, add, change, invite, activation codes; who leaves, and who comes in their place.",
)
people.command()(deactivate)
people.command()(reactivate)
people.command()(replace)
people.command(name="hand-over")(hand_over)
people.command(name="address-works")(address_works)


@people.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List everybody.

    Example: viza people list
    """
    from cli.context import build
    from cli.terminal import say_json, table
    from workflow.queries import people as everybody
    from workflow.queries.mail_reports import struck_off

    parts = build()
    with parts.database.read() as conn:
        found = everybody(conn)
        refused = struck_off(conn, [person.id for person in found])
    if as_json:
        say_json([_person_json(person) | {"address_failed": person.id in refused} for person in found])
        return
    table(
        "Люди",
        ("№", "Имя", "Должность", "Электронная почта", "ПИН-код"),
        (
            (
                person.id,
                person.name + ("" if person.is_active else " (отключён)"),
                person.position or "—",
                (person.email or "не указана") + (" (письма не доходят)" if person.id in refused else ""),
                "установлен" if person.has_pin else "нет",
            )
            for person in found
        ),
        right=(0,),
    )


@people.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="«Фамилия И.О.»")],
    email: Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="Where letters go.")] = None,
    given_names: Annotated[
        str | None, typer.Option("--given-names", metavar="TEXT", help="First name and patronymic.")
    ] = None,
    position: Annotated[str | None, typer.Option("--position", metavar="TEXT", help="Their office.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", metavar="TEXT", help="Their telephone.")] = None,
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="member, coordinator, inspector or operator.")
    ] = "member",
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Make a person known.

    Example: viza people add "Петренко А.А." --email petrenko@omsk-edu.example --position "заместитель директора"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import AddPerson

    given = {"given_names": given_names, "position": position, "email": email, "phone": phone, "role": role}
    carry_out_on_people(AddPerson, person, as_json=as_json, named={}, name=name, **given)


@people.command()
def change(
    who: Who,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="«Фамилия И.О.»; history keeps the former one.")
    ] = None,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="Where letters go from now on.")
    ] = None,
    given_names: Annotated[
        str | None, typer.Option("--given-names", metavar="TEXT", help="First name and patronymic.")
    ] = None,
    position: Annotated[str | None, typer.Option("--position", metavar="TEXT", help="Their office.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", metavar="TEXT", help="Their telephone.")] = None,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a person; links sent to an old address die, and a letter there says so.

    Example: viza people change "Романенко С.А." --email romanenko@omsk-edu.example
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ChangePerson

    given = {"name": name, "email": email, "given_names": given_names, "position": position, "phone": phone}
    changed = {field: value for field, value in given.items() if value is not None}
    if not changed:
        raise typer.BadParameter("say what changes: --name, --email, --given-names, --position or --phone")
    carry_out_on_people(ChangePerson, person, as_json=as_json, named={"person_id": who}, **changed)


@people.command()
def calendar(
    who: Who,
    wants: Annotated[bool, typer.Option("--on/--off", help="Attach the files, or no longer.")] = True,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Attach deadlines as calendar files (.ics) to a person's letters, or no longer.

    Example: viza people calendar "Наземкина Е.А." --on
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ChooseCalendar

    carry_out_on_people(ChooseCalendar, person, as_json=as_json, named={"person_id": who}, wants_calendar=wants)


@people.command()
def invite(
    who: Who,
    plan_id: Annotated[int | None, typer.Option("--plan", metavar="PLAN", help="For which plan.")] = None,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Send the letter that invites a person to set their PIN.

    Example: viza people invite "Ефимова Л.Г." --plan 1
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import InviteToEnrol

    carry_out_on_people(InviteToEnrol, person, as_json=as_json, named={"person_id": who}, plan_id=plan_id)


@people.command()
def code(
    who: Who,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE", help="Write the issue sheet (PDF) here, not the code.")
    ] = None,
    issued_by: Annotated[str, typer.Option("--issued-by", metavar="NAME", help="Who hands the code over.")] = "",
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Make a new activation code for a PIN, to be handed over in person, never by mail.

    Example: viza people code "Ефимова Л.Г." --sheet list-efimova.pdf --issued-by "Ковалёва И.П."
    """
    from cli.acting import find_person
    from cli.carrying_out import made, receipt_json
    from cli.context import build
    from cli.terminal import say, say_json
    from workflow.commands import IssueActivationCode

    parts = build()
    with parts.database.read() as conn:
        owner = find_person(conn, who)
    receipt = parts.engine.execute(made(IssueActivationCode, person_id=owner.id), steward_actor(parts, person))
    if sheet is not None:
        _write_sheet(parts, owner, receipt, sheet, issued_by)
    told = {} if sheet is not None else {"code": receipt.secret}
    if as_json:
        say_json(receipt_json(receipt) | told | ({"sheet": str(sheet)} if sheet else {}))
        return
    say(receipt.text)
    say(f"Лист выдачи записан: {sheet}" if sheet else f"Код: {receipt.secret}")


def _write_sheet(parts: "Parts", owner: "PersonView", receipt: "Receipt", sheet: Path, issued_by: str) -> None:
    from config.errors import VizaError
    from config.signing_rules import signing_rules
    from documents.issue_sheet import issue_sheet
    from workflow.people import CODE_LIFE

    settings = parts.settings
    printed = issue_sheet(
        owner,
        activation_code=receipt.secret or "",
        expires_at=receipt.at + CODE_LIFE,
        issued_by=issued_by,
        issued_at=receipt.at,
        rules_sha256=signing_rules().sha256,
        sign_in_url=f"{settings.public_base_url}/login",
        timezone=settings.timezone,
    )
    try:
        sheet.touch(mode=0o600)
        sheet.write_bytes(printed)
    except OSError as error:
        raise VizaError(f"{sheet}: лист не записан ({error.strerror}); выдайте новый код с другим путём.") from error


def _person_json(person: "PersonView") -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "given_names": person.given_names,
        "position": person.position,
        "email": person.email,
        "phone": person.phone,
        "role": person.role,
        "is_active": person.is_active,
        "has_pin": person.has_pin,
    }
