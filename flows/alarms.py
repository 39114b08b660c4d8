"""Alarms that are raised outside a command: a flow that failed, a process that ended by itself."""

from config.database import Database
from workflow import alarms
from workflow.clock import Clock


def raise_alarm(database: Database, clock: Clock, code: str, detail: str) -> None:
    """Tell the operator. While an alarm of this code is not cleared, the same again changes nothing."""
    with database.write() as conn:
        alarms.raise_alarm(conn, clock.now(), code, detail)


def clear_alarm(database: Database, clock: Clock, code: str) -> None:
    """What was wrong is well again. Changes nothing where no such alarm stands."""
    with database.write() as conn:
        alarms.clear_alarms(conn, clock.now(), (code,))
