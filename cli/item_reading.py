"""An item as its plan's day shows it, for the commands that print it or look for what waits there."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.wiring import Parts
    from workflow.views import ItemView, SubmissionView


def read_item(parts: "Parts", plan_id: int, place: int) -> "tuple[ItemView, str]":
    """The item on the plan's local day, and the plan's time zone. Raises `NotFound`."""
    from workflow.queries import item_view, plan_view

    with parts.database.read() as conn:
        timezone = plan_view(conn, plan_id, parts.engine.today()).timezone
        return item_view(conn, plan_id, place, parts.engine.today(timezone)), timezone


def withdraw_proposal(
    plan_id: int,
    place: int,
    person: str,
    proposals: "Callable[[ItemView], Sequence[SubmissionView]]",
    none_waits: str,
    *,
    pin: bool,
    as_json: bool,
) -> None:
    """Take back the one of the item's `proposals` that waits for a decision. Raises `NotFound(none_waits)`."""
    from cli.acting import acting_person
    from cli.carrying_out import carry_out
    from cli.context import build
    from models.states import SubmissionState
    from workflow.commands import WithdrawProposal
    from workflow.errors import NotFound

    parts = build()
    actor = acting_person(parts, person, with_pin=pin)
    view, _ = read_item(parts, plan_id, place)
    waiting = next((each.id for each in proposals(view) if each.state is SubmissionState.OPEN), None)
    if waiting is None:
        raise NotFound(none_waits)
    carry_out(parts, WithdrawProposal(plan_id=plan_id, submission_id=waiting), actor, as_json=as_json)
