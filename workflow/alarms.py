"""Alarms: what the operator must know of. Each stands until what raised it is well again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from config.membership import is_among
from config.prepared import Prepared
from workflow.transaction import ALARM

YEAR_UNKNOWN = "calendar_year_unknown"
NEXT_YEAR_UNKNOWN = "next_calendar_year_unknown"
DETAIL_LIMIT = 2000
_STANDING = Prepared(
    select(ALARM.c.code).where(is_among(ALARM.c.code, "codes"), ALARM.c.cleared_at.is_(None)).distinct()
)


def raise_alarm(conn: Connection, now: datetime, code: str, detail: str, *, is_repeated: bool = False) -> None:
    """Raise an alarm; one that stands already is not raised again unless each is news of its own."""
    if not is_repeated and standing_among(conn, (code,)):
        return
    conn.execute(insert(ALARM).values(code=code, detail=detail[:DETAIL_LIMIT], raised_at=now, facts={}))


def clear_alarms(conn: Connection, now: datetime, codes: Iterable[str]) -> int:
    """Clear the standing alarms of these codes: the trouble has passed."""
    standing = ALARM.c.code.in_(list(codes)) & ALARM.c.cleared_at.is_(None)
    return conn.execute(update(ALARM).where(standing).values(cleared_at=now)).rowcount


def standing_among(conn: Connection, codes: Iterable[str]) -> set[str]:
    """Which of these codes have an alarm that stands."""
    return {row.code for row in _STANDING.all(conn, codes=list(codes))}
