"""How mail stands: what waits and for how long, what did not arrive, what is paused."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, or_, select, text

from models.mail import QueuePause
from models.states import MailState
from workflow.mail_hours import MailHours
from workflow.mail_views import MailQueue, PauseView
from workflow.queries.tables import LETTER
from workflow.transaction import NOTICE
from workflow.wording.mail_entries import ALL_MAIL

PAUSE: Table = QueuePause.__table__  # type: ignore[attr-defined]
# Literal, so that both databases use the partial indexes.
_WAITING = text("notice.state = 'waiting'")
_ENDED_OTHERWISE = text("letter.state IN ('dead', 'bounced', 'cancelled')")


def mail_queue(conn: Connection, now: datetime, hours: MailHours) -> MailQueue:
    """Counts of letters by their fate. Waiting are those whose time has come, notices that are none yet among them."""
    due = _WAITING, NOTICE.c.letter_id.is_(None), NOTICE.c.not_before <= now
    notices = conn.execute(select(func.count()).select_from(NOTICE).where(*due)).scalar_one()
    by_state = select(LETTER.c.state, func.count().label("letters")).group_by(LETTER.c.state)
    under_way = {row.state: row.letters for row in conn.execute(by_state.where(LETTER.c.next_try_at.is_not(None)))}
    ended = {row.state: row.letters for row in conn.execute(by_state.where(_ENDED_OTHERWISE))}
    every = conn.execute(select(func.count()).select_from(LETTER)).scalar_one()
    retrying = sum(under_way.get(state, 0) for state in (MailState.RETRY, MailState.UNKNOWN))
    return MailQueue(
        waiting=notices + sum(under_way.values()) - retrying,
        retrying=retrying,
        dead=ended.get(MailState.DEAD, 0),
        bounced=ended.get(MailState.BOUNCED, 0),
        accepted=every - sum(under_way.values()) - sum(ended.values()),
        oldest_waiting_s=oldest_waiting(conn, now, hours).total_seconds(),
        is_paused=any(pause.domain is None for pause in pauses(conn, now)),
    )


def oldest_waiting(conn: Connection, now: datetime, hours: MailHours) -> timedelta:
    """How long the letter that could have gone first has waited; nothing where none could.

    A letter that is tried again later does not wait until then, and none waits through hours in which it may not go.
    """
    due = _WAITING, NOTICE.c.letter_id.is_(None), NOTICE.c.not_before <= now
    notices = select(NOTICE.c.kind, func.min(NOTICE.c.not_before).label("since")).where(*due).group_by(NOTICE.c.kind)
    letters = select(LETTER.c.kind, func.min(LETTER.c.next_try_at).label("since")).where(LETTER.c.next_try_at <= now)
    found: Iterable[Row[Any]] = [*conn.execute(notices), *conn.execute(letters.group_by(LETTER.c.kind))]
    waits = [now - max(row.since, hours.open_since(row.kind, now)) for row in found if row.kind in hours.kinds_at(now)]
    return max(waits, default=timedelta())


def pauses(conn: Connection, now: datetime) -> tuple[PauseView, ...]:
    """The pauses of sending that stand, that of all mail first."""
    stands = or_(PAUSE.c.until.is_(None), PAUSE.c.until > now)
    rows = conn.execute(select(PAUSE).where(stands).order_by(PAUSE.c.scope != ALL_MAIL, PAUSE.c.scope))
    return tuple(
        PauseView(None if row.scope == ALL_MAIL else row.scope, row.reason, row.since, row.until) for row in rows
    )
