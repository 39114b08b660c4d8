"""Arguments that many commands share, and how their text is read."""

from datetime import date, datetime
from typing import Annotated

import typer

DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


def read_date(text: str) -> date:
    """2021-03-05 or 05.03.2021. Raises `BadParameter`, which is wrong usage."""
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a local date has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r} is no date such as 2021-03-05 or 05.03.2021")


def read_pairs(pairs: list[str]) -> dict[str, str]:
    """`due_on=2021-04-30` and its like. Raises `BadParameter`, which is wrong usage."""
    values: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise typer.BadParameter(f"{pair!r} is not KEY=VALUE")
        values[key.strip()] = value.strip()
    return values


PlanId = Annotated[int, typer.Argument(metavar="PLAN", help="The plan's number, see: viza plan show", min=1)]
Place = Annotated[int, typer.Argument(metavar="ITEM", help="The item's place in the plan, from 1.", min=1)]
Acting = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who acts: a name («Шестаков В.В.»), its beginning, or a number.")
]
Who = Annotated[str, typer.Argument(metavar="PERSON", help="A name, its beginning, or a number.")]
Steward = Annotated[
    str | None,
    typer.Option("--as", metavar="PERSON", help="Who acts; the operator of this machine where nobody is named."),
]
Keeper = Annotated[
    str | None,
    typer.Option("--as", metavar="PERSON", help="Who acts; the plan's coordinator where nobody is named."),
]
Coordinator = Annotated[
    str | None, typer.Option("--coordinator", metavar="NAME", help="Who keeps the plan, where the file names nobody.")
]
OrderNumber = Annotated[str, typer.Option("--order", metavar="NUMBER", help="The order's number (приказ №).")]
OrderDate = Annotated[date, typer.Option("--order-date", metavar="DATE", parser=read_date, help="Its date.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
WithPin = Annotated[
    bool,
    typer.Option("--pin", help="Ask for the person's PIN without showing it, or take it from VIZA_PIN."),
]
