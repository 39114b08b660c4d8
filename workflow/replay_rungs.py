"""Which rungs were handled, against what the ledger tells: a row too many silences a report, one too few doubles it."""

from sqlalchemy import Connection, or_, select

from workflow.due_clocks import RUNG
from workflow.ledger_rungs import rung_key
from workflow.ledger_state import LedgerState
from workflow.replay_compare import columns_of, rows_unequal
from workflow.rows import ITEM, SUBMISSION, TASK


def rung_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """A line for each rung that only one of the two has, or whose fate differs."""
    items = select(ITEM.c.id).where(ITEM.c.plan_id == plan_id)
    submissions = select(SUBMISSION.c.id).where(SUBMISSION.c.plan_id == plan_id)
    clocks = select(TASK.c.clock_id).where(TASK.c.submission_id.in_(submissions))
    rows = conn.execute(select(RUNG).where(or_(RUNG.c.item_id.in_(items), RUNG.c.clock_id.in_(clocks))))
    stored = {rung_key(row.clock_id, row.rung, row.occurrence, row.recipient_id): columns_of(row) for row in rows}
    return rows_unequal("rung", followed.rungs, stored)
