"""That somebody answers automatically: the coordinator hears once for an absence, so that a substitution is entered."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from models.states import NoticeKind, ReportKind
from notifications.failures import coordinator_of
from notifications.rows import REPORT
from workflow.conflicts import active_substitutes
from workflow.rows import plan_row
from workflow.transaction import Transaction

# Answers without a last day that come closer than this are of one absence.
ONE_ABSENCE = timedelta(days=14)


def tell_of_absence(tx: Transaction, letter: Row[Any], until: date | None) -> None:
    """Write the notice unless it was told already, the absence is over, or a substitution is entered."""
    person_id = letter.recipient_id
    plan_id, coordinator_id = coordinator_of(tx.conn, letter.plan_id)
    if plan_id is None or coordinator_id in (None, person_id):
        return
    today = tx.now.astimezone(ZoneInfo(plan_row(tx.conn, plan_id).timezone)).date()
    if until is not None and until < today:
        return
    if person_id in active_substitutes(tx.conn, today) or _is_told(tx, letter.address, until, today):
        return
    tx.tell(
        NoticeKind.AUTO_ANSWERED,
        f"auto_answered/p{person_id}/{until or today}",
        recipient_id=coordinator_id,
        plan_id=plan_id,
        facts={"person_id": person_id, "until": None if until is None else until.isoformat()},
    )


def _is_told(tx: Transaction, address: str, until: date | None, today: date) -> bool:
    """With its last day an absence is told apart by it; without, it is the one that was answered of lately."""
    if until is not None:
        return False  # the notice's key has the day
    recent = select(REPORT.c.id).where(
        REPORT.c.address == address.lower(),
        REPORT.c.kind == ReportKind.AUTO_REPLY,
        (REPORT.c.absent_until >= today) | (REPORT.c.received_at > tx.now - ONE_ABSENCE),
    )
    return tx.conn.execute(recent.limit(1)).first() is not None
