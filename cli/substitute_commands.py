"""`viza substitute`: who signs for whom, from when to when."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import AsJson, OrderDate, OrderNumber, Steward, read_date

if TYPE_CHECKING:
    from workflow.views import SubstitutionView

substitute = typer.Typer(
    name="substitute", no_args_is_help=True, rich_markup_mode=None, help="Who signs for whom, from when to when."
)


@substitute.command(name="list")
def list_(
    with_past: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List who signs for whom, now and ahead.

    Example: viza substitute list
    """
    from cli.context import build
    from cli.terminal import say, say_json, table
    from workflow.queries.substitutions import substitution_views
    from workflow.views import SubstitutionState
    from workflow.wording.dates import date_text, period_text
    from workflow.wording.terms import order_text

    parts = build()
    with parts.database.read() as conn:
        found = substitution_views(conn, parts.engine.today())
    shown = [one for one in found if with_past or one.state in (SubstitutionState.RUNNING, SubstitutionState.AHEAD)]
    if as_json:
        say_json([_as_json(one) for one in shown])
        return
    if not shown:
        say("Замещений нет." if with_past else "Замещений нет: ни сейчас, ни впереди.")
        _tell_of_others(len(found) - len(shown))
        return
    table(
        "Замещения",
        ("№", "Отсутствует", "Замещает (и.о.)", "Срок", "Приказ", "Состояние"),
        (
            (
                one.id,
                one.absent.name,
                one.substitute.name,
                period_text(one.starts_on, one.ends_on),
                order_text(one.order_number, date_text(one.order_date)),
                _state(one, parts.engine.policy.timezone),
            )
            for one in shown
        ),
        right=(0,),
    )
    _tell_of_others(len(found) - len(shown))


@substitute.command(name="add")
def add_substitution(
    absent: Annotated[str, typer.Argument(metavar="ABSENT", help="Who is away: a name, its beginning, or a number.")],
    acting: Annotated[str, typer.Argument(metavar="SUBSTITUTE", help="Who signs for them.")],
    starts_on: Annotated[date, typer.Option("--from", metavar="DATE", parser=read_date, help="The first day.")],
    ends_on: Annotated[date, typer.Option("--to", metavar="DATE", parser=read_date, help="The last day.")],
    order: OrderNumber,
    order_date: OrderDate,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Record who signs for whom, by an order.

    Example: viza substitute add Ефимова Петренко --from 2021-03-01 --to 2021-03-14 --order 12 --order-date 2021-02-26
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import AddSubstitution

    carry_out_on_people(
        AddSubstitution,
        person,
        as_json=as_json,
        named={"absent_id": absent, "substitute_id": acting},
        starts_on=starts_on,
        ends_on=ends_on,
        order_number=order,
        order_date=order_date,
    )


@substitute.command(name="end")
def end_substitution(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in `viza substitute list`.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it ends before its day.")],
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """End a substitution now, or take back one that has not begun; open tasks go back.

    Example: viza substitute end 3 --reason "Вышла на работу раньше срока"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import EndSubstitution

    carry_out_on_people(EndSubstitution, person, as_json=as_json, named={}, substitution_id=number, reason=reason)


def _tell_of_others(count: int) -> None:
    from cli.terminal import say

    if count:
        say(f"Прошлых замещений: {count}. Показать и их: viza substitute list --all")


def _state(one: "SubstitutionView", timezone: str) -> str:
    from workflow.wording.dates import moment_text
    from workflow.wording.terms import substitution_text

    ended = None if one.revoked_at is None else moment_text(one.revoked_at, timezone)
    return substitution_text(one.state.value, ended)


def _as_json(one: "SubstitutionView") -> dict[str, Any]:
    return {
        "id": one.id,
        "absent": one.absent.name,
        "substitute": one.substitute.name,
        "from": one.starts_on.isoformat(),
        "to": one.ends_on.isoformat(),
        "order": one.order_number,
        "order_date": one.order_date.isoformat(),
        "state": one.state.value,
    }
