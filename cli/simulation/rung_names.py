"""What the rungs of a plan are called: as its ladders label them, else in the program's words."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from workflow.plan_ladder import ladder_of
from workflow.rows import ITEM, PLAN
from workflow.wording.terms import RUNGS


def rung_names(conn: Connection, plan_id: int) -> Mapping[str, str]:
    """The rungs of the plan's ladder and of its items' own, by name, in Russian."""
    of_plan = select(PLAN.c.ladder).where(PLAN.c.id == plan_id)
    of_items = select(ITEM.c.ladder).where(ITEM.c.plan_id == plan_id, ITEM.c.ladder.is_not(None))
    stored = [*conn.execute(of_items).scalars(), *conn.execute(of_plan).scalars()]
    labels = {rung.name: rung.label for ladder in stored for rung in ladder_of(ladder)}
    return RUNGS | {name: label for name, label in labels.items() if label is not None}
