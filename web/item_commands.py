"""From a form on an item's page to one command, and back to the page."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from web.acting import act
from web.form_problem import problem_of
from web.forms import Form
from web.pages.item import item_page
from web.places import number_of
from web.problems import TooManyTries
from web.visit import Visit
from workflow.commands import Command
from workflow.errors import CommandRefused
from workflow.queries import item_view


def carry_out_on_item(
    visit: Visit, form: Form, plan_id: int, place: int, name: str, make: Callable[[dict[str, Any]], Command]
) -> Response:
    """One command from the form called `name`: back to the item with what the ledger says, or with what is wrong.

    `make` gets what every command on an item holds. Raises `PersonUnknown`, `NotFound`.
    """
    person = demand_item(visit, plan_id, place)
    about = {"plan_id": plan_id, "place": place, "expected_version": number_of(form.text("version"))}
    try:
        receipt, _ = act(visit, person, form, make(about))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return item_page(visit, plan_id, place, problem=problem_of(refusal, name, form))
    return visit.see_other(item_done(plan_id, place, receipt.seq))


def demand_item(visit: Visit, plan_id: int, place: int) -> int:
    """The person, who may see this item. Raises `PersonUnknown`, `NotFound`."""
    person_id = visit.person().id
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        item_view(conn, plan_id, place, frame.today)
    return person_id


def item_done(plan_id: int, place: int, seq: int | None) -> str:
    """The item's page, which names the ledger entry that a command made."""
    entry = "" if seq is None else f"?entry={seq}"
    return f"/plans/{plan_id}/items/{place}{entry}"
