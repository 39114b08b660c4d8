"""`viza people deactivate|reactivate|replace|hand-over`: who goes out of use, comes back, or takes another's place."""

from typing import Annotated

import typer

from cli.arguments import AsJson, OrderDate, OrderNumber, Steward, Who

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the ledger will tell it.")]


def deactivate(who: Who, reason: Reason, person: Steward = None, as_json: AsJson = False) -> None:
    """Take a person out of use: sign-in, PIN, links and tokens end. Says what to hand over first.

    Example: viza people deactivate "Романенко С.А." --reason "Уволена приказом № 40-к от 01.06.2021"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import DeactivatePerson

    carry_out_on_people(DeactivatePerson, person, as_json=as_json, named={"person_id": who}, reason=reason)


def address_works(who: Who, person: Steward = None, as_json: AsJson = False) -> None:
    """Write again to an address that refused letters for good; requests to sign that did not arrive go out anew.

    Example: viza people address-works "Романенко С.А."
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ConfirmAddress

    carry_out_on_people(ConfirmAddress, person, as_json=as_json, named={"person_id": who})


def reactivate(who: Who, reason: Reason, person: Steward = None, as_json: AsJson = False) -> None:
    """Bring a person back into use; they set a PIN anew.

    Example: viza people reactivate "Романенко С.А." --reason "Принята вновь"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ReactivatePerson

    carry_out_on_people(ReactivatePerson, person, as_json=as_json, named={"person_id": who}, reason=reason)


def replace(
    who: Who,
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help="Who comes in their place.")],
    plan_id: Annotated[int, typer.Option("--plan", metavar="PLAN", help="In which plan.")],
    order: OrderNumber,
    order_date: OrderDate,
    reason: Reason,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Put another approver in the place of one, in the routes of a plan and in what is open.

    Example: viza people replace Ефимова Петренко --plan 1 --order 30 --order-date 2021-06-01 --reason "Новый директор"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ReplaceApprover

    carry_out_on_people(
        ReplaceApprover,
        person,
        as_json=as_json,
        named={"person_id": who, "successor_id": successor},
        plan_id=plan_id,
        reason=reason,
        order_number=order,
        order_date=order_date,
    )


def hand_over(
    plan_id: Annotated[int, typer.Argument(metavar="PLAN", help="Which plan.")],
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help="Who keeps it from now on.")],
    order: OrderNumber,
    order_date: OrderDate,
    reason: Reason,
    person: Steward = None,
    as_json: AsJson = False,
) -> None:
    """Give a plan to another coordinator (ответственный за контроль исполнения).

    Example: viza people hand-over 1 Петренко --order 31 --order-date 2021-06-01 --reason "Переход на другую работу"
    """
    from cli.carrying_out import carry_out_on_people
    from workflow.commands import ReplaceCoordinator

    carry_out_on_people(
        ReplaceCoordinator,
        person,
        as_json=as_json,
        named={"successor_id": successor},
        plan_id=plan_id,
        reason=reason,
        order_number=order,
        order_date=order_date,
    )
