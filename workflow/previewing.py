"""What changes of a plan would do, before anybody asks for them: for the command line and for the pages."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection

from models.states import PlanState
from workflow.amendment_changes import ItemAmendment
from workflow.amendment_manifest import ProposedChange
from workflow.amendment_planning import plan_changes
from workflow.queries.amendments import touched_by_open
from workflow.rows import plan_row


def preview_changes(
    conn: Connection, plan_id: int, changes: Sequence[ItemAmendment], today: Callable[[str], date]
) -> tuple[ProposedChange, ...]:
    """What would be proposed, or done at once in a draft; nothing is stored. Raises what `plan_changes` raises."""
    plan = plan_row(conn, plan_id)
    return plan_changes(
        conn,
        plan,
        changes,
        today=today(plan.timezone),
        is_draft=plan.state is PlanState.DRAFT,
        busy=touched_by_open(conn, plan_id),
    )
