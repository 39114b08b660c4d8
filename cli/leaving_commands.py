"""`viza people deactivate|reactivate|replace|hand-over`: who goes out of use, comes back, or takes another's place."""

from datetime import date
from typing import Annotated

import typer

from cli.acting import steward_actor
from cli.arguments import AsJson, Steward, Who, read_date

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the ledger will tell it.")]


def deactivate(who: Who, reason: Reason, person: Steward = None, as_json: AsJson = False) -> None:
    """Take a person out of use: sign-in, PIN, links and tokens end. Says what to hand over first.

    Example: viza people deactivate "Романенко С.А." --reason "Уволена приказом № 40-к от 01.06.2021"
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import DeactivatePerson

    parts = build()
    with parts.database.read() as conn:
        person_id = find_person(conn, who).id
    command = made(DeactivatePerson, person_id=person_id, reason=reason)
    carry_out(parts, command, steward_actor(parts, person), as_json=as_json)


def reactivate(who: Who, reason: Reason, person: Steward = None, as_json: AsJson = False) -> None:
    """Bring a person back into use; they set a PIN anew.

    Example: viza people reactivate "Романенко С.А." --reason "Принята вновь"
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ReactivatePerson

    parts = build()
    with parts.database.read() as conn:
        person_id = find_person(conn, who).id
    command = made(ReactivatePerson, person_id=person_id, reason=reason)
    carry_out(parts, command, steward_actor(parts, person), as_json=as_json)


def replace(
    who: Who,
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help="Who comes in their place.")],
    plan_id: Annotated[int, typer.Option("--plan", metavar="PLAN", help="In which plan.")],
    order: Annotated[str, typer.Option("--order", metavar="NUMBER", help="The order's number (приказ №).")],
    order_date: Annotated[date, typer.Option("--order-date", metavar="DATE", parser=read_date, help="Its date.")],
    reason: Reason,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Put another approver in the place of one, in the routes of a plan and in what is open.

    Example: viza people replace Ефимова Петренко --plan 1 --order 30 --order-date 2021-06-01 --reason "Новый директор"
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ReplaceApprover

    parts = build()
    with parts.database.read() as conn:
        person_id, successor_id = find_person(conn, who).id, find_person(conn, successor).id
    command = made(
        ReplaceApprover,
        plan_id=plan_id,
        person_id=person_id,
        successor_id=successor_id,
        reason=reason,
        order_number=order,
        order_date=order_date,
    )
    carry_out(parts, command, steward_actor(parts, person), as_json=as_json)


def hand_over(
    plan_id: Annotated[int, typer.Argument(metavar="PLAN", help="Which plan.")],
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help="Who keeps it from now on.")],
    order: Annotated[str, typer.Option("--order", metavar="NUMBER", help="The order's number (приказ №).")],
    order_date: Annotated[date, typer.Option("--order-date", metavar="DATE", parser=read_date, help="Its date.")],
    reason: Reason,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Give a plan to another coordinator (ответственный за контроль исполнения).

    Example: viza people hand-over 1 Петренко --order 31 --order-date 2021-06-01 --reason "Переход на другую работу"
    """
    from cli.acting import find_person
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import ReplaceCoordinator

    parts = build()
    with parts.database.read() as conn:
        successor_id = find_person(conn, successor).id
    command = made(
        ReplaceCoordinator,
        plan_id=plan_id,
        successor_id=successor_id,
        reason=reason,
        order_number=order,
        order_date=order_date,
    )
    carry_out(parts, command, steward_actor(parts, person), as_json=as_json)
