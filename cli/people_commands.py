"""`viza people` and `viza substitute`: who takes part, and who signs for whom."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import AsJson, read_date

if TYPE_CHECKING:
    from flows.wiring import Parts
    from workflow.actor import Actor
    from workflow.views import PersonView, Receipt

people = typer.Typer(
    name="people", no_args_is_help=True, rich_markup_mode=None, help="People: list, add, invite, activation codes."
)
substitute = typer.Typer(
    name="substitute", no_args_is_help=True, rich_markup_mode=None, help="Who signs for whom, from when to when."
)

Who = Annotated[str, typer.Argument(metavar="PERSON", help="A name, its beginning, or a number.")]
Steward = Annotated[
    str | None,
    typer.Option("--as", metavar="PERSON", help="Who acts; the operator of this machine where nobody is named."),
]


@people.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List everybody.

    Example: viza people list
    """
    from cli.context import build
    from cli.terminal import say_json, table
    from workflow.queries import people as everybody

    parts = build()
    with parts.database.read() as conn:
        found = everybody(conn)
    if as_json:
        say_json([_person_json(person) for person in found])
        return
    table(
        "Люди",
        ("№", "Имя", "Должность", "Электронная почта", "ПИН-код"),
        (
            (
                person.id,
                person.name + ("" if person.is_active else " (отключён)"),
                person.position or "—",
                person.email or "не указана",
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
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import AddPerson

    parts = build()
    command = made(
        AddPerson, name=name, given_names=given_names, position=position, email=email, phone=phone, role=role
    )
    carry_out(parts, command, _steward(parts, person), as_json=as_json)


@people.command()
def change(
    who: Who,
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
    """Change what is known of a person; links sent to an old address die.

    Example: viza people change "Романенко С.А." --email romanenko@omsk-edu.example
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ChangePerson

    given = {"email": email, "given_names": given_names, "position": position, "phone": phone}
    changed = {field: value for field, value in given.items() if value is not None}
    if not changed:
        raise typer.BadParameter("say what changes: --email, --given-names, --position or --phone")
    parts = build()
    with parts.database.read() as conn:
        person_id = find_person(conn, who).id
    carry_out(parts, made(ChangePerson, person_id=person_id, **changed), _steward(parts, person), as_json=as_json)


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
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import InviteToEnrol

    parts = build()
    with parts.database.read() as conn:
        person_id = find_person(conn, who).id
    command = made(InviteToEnrol, person_id=person_id, plan_id=plan_id)
    carry_out(parts, command, _steward(parts, person), as_json=as_json)


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
    receipt = parts.engine.execute(made(IssueActivationCode, person_id=owner.id), _steward(parts, person))
    if sheet is not None:
        _write_sheet(parts, owner, receipt, sheet, issued_by)
    told = {} if sheet is not None else {"code": receipt.secret}
    if as_json:
        say_json(receipt_json(receipt) | told | ({"sheet": str(sheet)} if sheet else {}))
        return
    say(receipt.text)
    say(f"Лист выдачи записан: {sheet}" if sheet else f"Код: {receipt.secret}")


@substitute.command(name="add")
def add_substitution(
    absent: Annotated[str, typer.Argument(metavar="ABSENT", help="Who is away: a name, its beginning, or a number.")],
    acting: Annotated[str, typer.Argument(metavar="SUBSTITUTE", help="Who signs for them.")],
    starts_on: Annotated[date, typer.Option("--from", metavar="DATE", parser=read_date, help="The first day.")],
    ends_on: Annotated[date, typer.Option("--to", metavar="DATE", parser=read_date, help="The last day.")],
    order: Annotated[str, typer.Option("--order", metavar="NUMBER", help="The order's number (приказ №).")],
    order_date: Annotated[date, typer.Option("--order-date", metavar="DATE", parser=read_date, help="Its date.")],
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Record who signs for whom, by an order.

    Example: viza substitute add Ефимова Петренко --from 2021-03-01 --to 2021-03-14 --order 12 --order-date 2021-02-26
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import AddSubstitution

    parts = build()
    with parts.database.read() as conn:
        absent_id, substitute_id = find_person(conn, absent).id, find_person(conn, acting).id
    command = made(
        AddSubstitution,
        absent_id=absent_id,
        substitute_id=substitute_id,
        starts_on=starts_on,
        ends_on=ends_on,
        order_number=order,
        order_date=order_date,
    )
    carry_out(parts, command, _steward(parts, person), as_json=as_json)


def _steward(parts: "Parts", person: str | None) -> "Actor":
    from cli.acting import acting_person, operator

    return acting_person(parts, person) if person else operator()


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
