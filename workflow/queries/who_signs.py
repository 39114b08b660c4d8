"""Who would decide on a change of a plan if it were proposed now, told before anybody sends it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from models.states import Verb
from workflow.amendment_manifest import ProposedChange
from workflow.chain import Seat, Standing, resolve
from workflow.chain_roles import concrete_chain
from workflow.conflicts import amendment_conflicts, author_conflicts, standing
from workflow.errors import ConflictOfInterest
from workflow.queries.people import people_by_id
from workflow.views import PersonView
from workflow.wording.terms import STEP_NAMES


def who_signs_change(
    conn: Connection, plan: Row[Any], author_id: int, today: date, places: Iterable[int | None] = ()
) -> tuple[str, ...]:
    """The steps of the plan's route in words, for a change of the items at these places (None: of the plan's route).

    A step that would be skipped says why; where nobody could end the route, that is the one line.
    """
    touched = [ProposedChange("change" if place else "chain", place, "", "", (), {}, {}) for place in places]
    return _told(conn, plan, amendment_conflicts(conn, plan.id, touched, today, {author_id}), today)


def who_signs_activation(conn: Connection, plan: Row[Any], today: date) -> tuple[str, ...]:
    """The same for a draft that its coordinator sends to its signers."""
    return _told(conn, plan, author_conflicts(plan.coordinator_id), today) if plan.chain else ()


def route_signers(conn: Connection, plan: Row[Any]) -> tuple[tuple[Verb, PersonView], ...]:
    """Whom the plan's own route names to decide, with what each does, in the order of the steps."""
    chain = concrete_chain(conn, plan, None, plan.chain)
    people = people_by_id(conn, [person for step in chain for person in step["approvers"]])
    return tuple((Verb(step["verb"]), people[person]) for step in chain for person in step["approvers"])


def _who(seat: Seat, people: Standing) -> str:
    """«Петренко П.П. (и.о., за Шестаков В.В.)»."""
    name = people.name(seat.acting_id)
    return name if seat.acting_id == seat.approver_id else f"{name} (и.о., за {people.name(seat.approver_id)})"


def _told(conn: Connection, plan: Row[Any], conflicts: dict[int, str], today: date) -> tuple[str, ...]:
    people = standing(conn, conflicts, today)
    try:
        steps = resolve(concrete_chain(conn, plan, None, plan.chain), people)
    except ConflictOfInterest as conflict:
        return (conflict.message,)
    return tuple(
        step.skip_reason
        if step.skip_reason is not None
        else f"{STEP_NAMES[step.verb]} — {', '.join(_who(seat, people) for seat in step.seats)}"
        for step in steps
    )
