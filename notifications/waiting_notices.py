"""Taking the notices that wait: what may be a letter now, for one dispatcher alone."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text

from models.states import NoticeKind
from notifications.around import Around
from notifications.rows import SUPPRESSED
from workflow.mail_hours import DIGESTED, EVERY_KIND
from workflow.transaction import NOTICE

FREEZE_LOCK = 0x76697A61

_WAITING = text("notice.state = 'waiting'")  # literal, so that both databases use the partial index


def take_waiting(conn: Connection, now: datetime, limit: int, kinds: AbstractSet[NoticeKind]) -> list[Row[Any]]:
    """At most about `limit` notices of these kinds whose time has come, held until the transaction ends.

    Whoever gets a digest gets all of it: their other notices are taken beyond the limit.
    """
    due = (
        select(NOTICE)
        .where(_WAITING, NOTICE.c.letter_id.is_(None), NOTICE.c.not_before <= now)
        .order_by(NOTICE.c.not_before, NOTICE.c.id)
    )
    wanted = kinds if kinds.isdisjoint(DIGESTED) or _may_group(conn) else kinds - DIGESTED
    locked = due.with_for_update(skip_locked=True)
    if wanted != EVERY_KIND:
        locked = locked.where(NOTICE.c.kind.in_(wanted))
    taken = list(conn.execute(locked.limit(limit)))
    recipients = {notice.recipient_id for notice in taken if notice.kind in DIGESTED}
    if len(taken) < limit or not recipients:
        return taken
    known = {notice.id for notice in taken}
    companions = due.with_for_update().where(
        NOTICE.c.kind.in_(DIGESTED), NOTICE.c.recipient_id.in_(recipients), NOTICE.c.id.not_in(known)
    )
    return taken + list(conn.execute(companions))


def _may_group(conn: Connection) -> bool:
    if conn.dialect.name != "postgresql":
        return True
    return bool(conn.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": FREEZE_LOCK}).scalar())


def refused_among(conn: Connection, notices: list[Row[Any]], around: Around) -> dict[str, str]:
    """Of the addresses that these notices go to, those that refused for good, with their answer."""
    addresses = {person.email for person in around.people.values()} | {notice.address for notice in notices}
    wanted = [address.lower() for address in addresses if address]
    if not wanted:
        return {}
    rows = conn.execute(select(SUPPRESSED.c.address, SUPPRESSED.c.answer).where(SUPPRESSED.c.address.in_(wanted)))
    return {row.address: row.answer for row in rows}
