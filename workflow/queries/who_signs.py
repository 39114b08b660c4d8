"""Who would decide on a change of a plan if it were proposed now, told before anybody sends it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from workflow.amendment_manifest import ProposedChange
from workflow.chain import resolve
from workflow.chain_roles import concrete_chain
from workflow.conflicts import amendment_conflicts, author_conflicts, standing
from workflow.errors import ConflictOfInterest
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


def _told(conn: Connection, plan: Row[Any], conflicts: dict[int, str], today: date) -> tuple[str, ...]:
    people = standing(conn, conflicts, today)
    try:
        steps = resolve(concrete_chain(conn, plan, None, plan.chain), people)
    except ConflictOfInterest as conflict:
        return (conflict.message,)
    return tuple(
        step.skip_reason
        if step.skip_reason is not None
        else f"{STEP_NAMES[step.verb]} — {', '.join(people.name(seat.acting_id) for seat in step.seats)}"
        for step in steps
    )
