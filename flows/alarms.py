"""Alarms that are raised outside a command: a flow that failed, a process that ended by itself."""

from sqlalchemy import insert, select, update

from config.database import Database
from workflow.clock import Clock
from workflow.transaction import ALARM

DETAIL_LENGTH = 2000


def raise_alarm(database: Database, clock: Clock, code: str, detail: str) -> None:
    """Tell the operator. While an alarm of this code is not cleared, the same again only renews its detail."""
    with database.write() as conn:
        standing = conn.execute(
            select(ALARM.c.id).where(ALARM.c.code == code, ALARM.c.cleared_at.is_(None)).limit(1)
        ).scalar()
        if standing is None:
            raised = {"code": code, "detail": detail[:DETAIL_LENGTH], "raised_at": clock.now(), "facts": {}}
            conn.execute(insert(ALARM).values(raised))
        else:
            conn.execute(update(ALARM).where(ALARM.c.id == standing).values(detail=detail[:DETAIL_LENGTH]))


def clear_alarm(database: Database, clock: Clock, code: str) -> None:
    """What was wrong is well again. Changes nothing where no such alarm stands."""
    with database.read() as conn:
        standing = select(ALARM.c.id).where(ALARM.c.code == code, ALARM.c.cleared_at.is_(None)).limit(1)
        if conn.execute(standing).first() is None:
            return
    with database.write() as conn:
        conn.execute(
            update(ALARM).where(ALARM.c.code == code, ALARM.c.cleared_at.is_(None)).values(cleared_at=clock.now())
        )
