"""After a decree in mid-year: every running plan's clocks are worked out anew by the calendar in use.

What it does not change it does not touch, so it may run at any time and again.
"""

from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from workflow.due_clocks import RUNNING
from workflow.engine import Engine
from workflow.recomputing_clocks import Recomputed, follow_calendar
from workflow.rows import PLAN, plan_row
from workflow.transaction import Transaction, plan_ledger


@dataclass(slots=True)
class CalendarReport:
    """What moved, by the plan's id."""

    plans: dict[int, Recomputed] = field(default_factory=dict)


def apply_calendar(engine: Engine) -> CalendarReport:
    """Bring the stored days of running clocks to the calendar, a transaction a plan, with an entry for each term."""
    with engine.database.read() as conn:
        running = select(PLAN.c.id).where(PLAN.c.state.in_(RUNNING)).order_by(PLAN.c.id)
        ids = list(conn.execute(running).scalars())
    return CalendarReport({plan_id: engine.run(partial(_apply, plan_id=plan_id)) for plan_id in ids})


def _apply(tx: Transaction, plan_id: int) -> Recomputed:
    done = follow_calendar(tx, plan_row(tx.conn, plan_id))
    tx.record_many(plan_ledger(plan_id), done.entries)
    return done
