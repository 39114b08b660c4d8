"""How a recipient who has no PIN yet gets one: in every letter that asks them to decide, or soon will."""

from typing import Any

from models.states import LinkPurpose
from notifications.letters.draft import Desk
from notifications.letters.shared import contact
from workflow.queries import plans_of


def way_to_a_pin(desk: Desk, plan_id: int | None) -> dict[str, Any]:
    """`without_pin`: who hands out the activation code, beside a link to the page where it is used; None where a PIN
    is there, or is not asked for.

    Without a plan the newest one counts in which the recipient has a part. Nobody is sent to themselves: a coordinator
    gets the code from the administrator, and no name is told.
    """
    person = desk.person
    if person is None or person.has_pin or not desk.asks_for_pin:
        return {"without_pin": None}
    if plan_id is None:
        plan_id = max(plans_of(desk.conn, person.id, desk.facts.today(None)), default=None)
    desk.link("enrol", LinkPurpose.ENROL, plan_id=plan_id)
    coordinator = None if plan_id is None else desk.facts.coordinator(plan_id)
    is_own = coordinator is not None and coordinator.id == person.id
    return {"without_pin": {"issuer": None if is_own else contact(coordinator), "is_own": is_own}}
