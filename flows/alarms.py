"""Alarms that are raised outside a command: a flow that failed, a process that ended by itself."""

from sqlalchemy import select, update

from config.database import Database
from notifications import failures
from workflow.clock import Clock
from workflow.transaction import ALARM


def raise_alarm(database: Database, clock: Clock, code: str, detail: str) -> None:
    """Tell the operator. While an alarm of this code is not cleared, the same again changes nothing."""
    with database.write() as conn:
        failures.raise_alarm(conn, clock.now(), code, detail)


def clear_alarm(database: Database, clock: Clock, code: str) -> None:
    """What was wrong is well again. Changes nothing where no such alarm stands."""
    standing = (ALARM.c.code == code) & ALARM.c.cleared_at.is_(None)
    with database.read() as conn:
        if conn.execute(select(ALARM.c.id).where(standing).limit(1)).first() is None:
            return
    with database.write() as conn:
        conn.execute(update(ALARM).where(standing).values(cleared_at=clock.now()))
