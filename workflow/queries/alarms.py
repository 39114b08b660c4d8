"""The alarms that stand."""

from sqlalchemy import Connection, select

from workflow.mail_views import AlarmView
from workflow.transaction import ALARM


def standing_alarms(conn: Connection, limit: int = 50) -> tuple[AlarmView, ...]:
    """What the operator must know of, the newest first."""
    rows = conn.execute(select(ALARM).where(ALARM.c.cleared_at.is_(None)).order_by(ALARM.c.id.desc()).limit(limit))
    return tuple(AlarmView(row.code, row.detail, row.raised_at) for row in rows)
