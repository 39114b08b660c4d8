"""`viza token`: tokens for scripts. Who works on this machine may issue one in anybody's name, and they hear of it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import steward_actor
from cli.arguments import AsJson, Steward, read_date

if TYPE_CHECKING:
    from workflow.views import TokenView

token = typer.Typer(
    name="token", no_args_is_help=True, rich_markup_mode=None, help="Tokens for scripts: issue, list, revoke."
)
USUAL_LIFE = timedelta(days=90)


@token.command()
def issue(
    who: Annotated[str, typer.Argument(metavar="PERSON", help="In whose name: a name, its beginning, or a number.")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What the token is for.")],
    scope: Annotated[str, typer.Option("--scope", metavar="SCOPE", help="read, work or coordinate.")] = "read",
    until: Annotated[
        date | None,
        typer.Option("--until", metavar="DATE", parser=read_date, help="The last day, in 90 days if not given."),
    ] = None,
    plan_id: Annotated[int | None, typer.Option("--plan", metavar="PLAN", help="For one plan alone.", min=1)] = None,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it once; the database keeps only its hash.

    Example: viza token issue "Ковалёва И.П." --name "Выгрузка в отчётность" --scope read --until 2021-06-30
    """
    from cli.acting import find_person
    from cli.carrying_out import made, receipt_json
    from cli.context import build
    from cli.terminal import say, say_json
    from workflow.commands import IssueToken

    parts = build()
    with parts.database.read() as conn:
        person_id = find_person(conn, who).id
    expires_on = until or parts.engine.today() + USUAL_LIFE
    command = made(IssueToken, person_id=person_id, name=name, scope=scope, expires_on=expires_on, plan_id=plan_id)
    receipt = parts.engine.execute(command, steward_actor(parts, person))
    if as_json:
        say_json(receipt_json(receipt) | {"token": receipt.secret, "expires_on": expires_on.isoformat()})
        return
    say(receipt.text)
    say(f"Ключ: {receipt.secret}")


@token.command(name="list")
def list_(
    who: Annotated[str | None, typer.Option("--of", metavar="PERSON", help="Of one person alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the tokens: whose, what for, until when, when last used. Never the tokens themselves.

    Example: viza token list --of Ковалёва
    """
    from cli.acting import find_person
    from cli.context import build
    from cli.terminal import say_json, table
    from workflow.queries.tokens import last_day, token_views
    from workflow.wording.dates import date_text, moment_text
    from workflow.wording.terms import TOKEN_SCOPES

    parts = build()
    with parts.database.read() as conn:
        found = token_views(conn, None if who is None else find_person(conn, who).id)
    if as_json:
        say_json([_token_json(one) for one in found])
        return
    zone = parts.settings.timezone
    table(
        "Ключи доступа",
        ("№", "Чей", "Для чего", "Область", "Действует до", "Пользовались"),
        (
            (
                one.id,
                one.person.name,
                one.name,
                TOKEN_SCOPES[one.scope] + ("" if one.plan_id is None else f", план № {one.plan_id}"),
                f"отозван {moment_text(one.revoked_at, zone)}" if one.revoked_at else date_text(last_day(one, zone)),
                date_text(one.last_used_on) if one.last_used_on else "нет",
            )
            for one in found
        ),
        right=(0,),
    )


@token.command()
def revoke(
    token_id: Annotated[int, typer.Argument(metavar="TOKEN", help="The token's number, see: viza token list", min=1)],
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """End a token at once.

    Example: viza token revoke 3
    """
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import RevokeToken

    parts = build()
    carry_out(parts, made(RevokeToken, token_id=token_id), steward_actor(parts, person), as_json=as_json)


def _token_json(one: "TokenView") -> dict[str, object]:
    return {
        "id": one.id,
        "person": one.person.name,
        "name": one.name,
        "scope": one.scope.value,
        "plan_id": one.plan_id,
        "issued_at": one.issued_at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "revoked_at": None if one.revoked_at is None else one.revoked_at.isoformat(),
        "last_used_on": None if one.last_used_on is None else one.last_used_on.isoformat(),
    }
