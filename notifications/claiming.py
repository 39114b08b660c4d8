"""Claiming letters for an attempt: the second phase begins, and is committed before anything connects.

A claim is a lease: state attempting, a higher fence, `leased_until`. A letter whose lease ran out, or whose answer
is unknown, may have been taken: it is resent as it is. Any other is looked at once more first, and dropped or
shortened where its notices are no longer true.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from models.states import MailState, NoticeKind
from notifications.failures import tell_coordinator
from notifications.freezing import SUPPRESSED_ADDRESS
from notifications.letters.digests import without_lines
from notifications.outcomes import ALL_MAIL
from notifications.rows import LETTER, QUEUE_PAUSE, SUPPRESSED
from notifications.truth import no_longer_true, read_around
from workflow.transaction import NOTICE

LEASE = timedelta(minutes=15)
MAYBE_TAKEN = (MailState.UNKNOWN, MailState.ATTEMPTING)

_CLAIM = (
    update(LETTER)
    .where(LETTER.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=MailState.ATTEMPTING, fence=LETTER.c.fence + 1, tries=LETTER.c.tries + 1,
        leased_until=bindparam("lease"), next_try_at=bindparam("lease"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter in this process's hands until `leased_until`. `before`: its state when it was claimed."""

    id: int
    kind: NoticeKind
    plan_id: int | None
    recipient_id: int | None
    address: str
    subject: str
    message_id: str
    references: str | None
    boundary: str
    dated_at: datetime
    return_path: str
    context: dict[str, Any]
    frozen_at: datetime
    fence: int
    tries: int
    leased_until: datetime
    before: MailState
    due_at: datetime

    @property
    def domain(self) -> str:
        """The recipient's domain."""
        return self.address.rpartition("@")[2].lower()


@dataclass(slots=True)
class ClaimReport:
    """What was claimed, how many were cancelled on the way, and whether all mail is paused."""

    letters: list[ClaimedLetter]
    cancelled: int = 0
    dead: int = 0
    is_paused: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was due at all."""
        return not (self.letters or self.cancelled or self.dead)


def claim_letters(conn: Connection, now: datetime, limit: int) -> ClaimReport:
    """Claim at most `limit` letters that are due, oldest first. The caller commits before it connects."""
    paused = _paused_scopes(conn, now)
    if ALL_MAIL in paused:
        return ClaimReport([], is_paused=True)
    due = select(LETTER).where(LETTER.c.next_try_at <= now)
    for domain in sorted(paused):
        due = due.where(~LETTER.c.address.iendswith(f"@{domain}", autoescape=True))
    rows = conn.execute(
        due.order_by(LETTER.c.next_try_at, LETTER.c.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return ClaimReport([])
    report = ClaimReport([])
    shorter = _look_again(conn, [row for row in rows if row.state not in MAYBE_TAKEN], now, report)
    lease = now + LEASE
    kept = [row for row in rows if row.id in shorter or row.state in MAYBE_TAKEN]
    if kept:
        conn.execute(_CLAIM, {"ids": [row.id for row in kept], "lease": lease})
    report.letters = [_claimed(row, lease, shorter.get(row.id)) for row in kept]
    return report


def _paused_scopes(conn: Connection, now: datetime) -> set[str]:
    stands = or_(QUEUE_PAUSE.c.until.is_(None), QUEUE_PAUSE.c.until > now)
    return set(conn.execute(select(QUEUE_PAUSE.c.scope).where(stands)).scalars())


def _look_again(
    conn: Connection, rows: list[Row[Any]], now: datetime, report: ClaimReport
) -> dict[int, tuple[str, dict[str, Any]]]:
    """Subject and context of the letters that still have something to say, by id."""
    if not rows:
        return {}
    told: dict[int, list[Row[Any]]] = defaultdict(list)
    for notice in conn.execute(select(NOTICE).where(NOTICE.c.letter_id.in_([row.id for row in rows]))):
        told[notice.letter_id].append(notice)
    around = read_around(conn, [notice for notices in told.values() for notice in notices], now)
    refused = set(
        conn.execute(
            select(SUPPRESSED.c.address).where(SUPPRESSED.c.address.in_([row.address.lower() for row in rows]))
        ).scalars()
    )
    standing: dict[int, tuple[str, dict[str, Any]]] = {}
    for row in rows:
        if row.address.lower() in refused:
            _refuse(conn, row, now)
            report.dead += 1
            continue
        dropped = {notice.id: why for notice in told[row.id] if (why := no_longer_true(notice, around))}
        if not dropped:
            standing[row.id] = row.subject, row.context
            continue
        for notice_id, why in dropped.items():
            gone = update(NOTICE).where(NOTICE.c.id == notice_id)
            conn.execute(gone.values(state=MailState.CANCELLED, cancel_reason=why, letter_id=row.id))
        left = None if len(dropped) == len(told[row.id]) else without_lines(row.kind, row.context, set(dropped))
        if left is None:
            end = {"state": MailState.CANCELLED, "ended_at": now, "next_try_at": None}
            conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(**end))
            report.cancelled += 1
        else:
            conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(subject=left[0], context=left[1]))
            standing[row.id] = left
    return standing


def _refuse(conn: Connection, row: Row[Any], now: datetime) -> None:
    end = {"state": MailState.DEAD, "ended_at": now, "next_try_at": None, "last_answer": SUPPRESSED_ADDRESS}
    conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(**end))
    conn.execute(update(NOTICE).where(NOTICE.c.letter_id == row.id).values(state=MailState.DEAD))
    detail = f"letter {row.id} to {row.address}: the address refused for good before"
    tell_coordinator(conn, now, row, key=f"letter/{row.id}", facts={"letter_id": row.id}, detail=detail)


def _claimed(row: Row[Any], lease: datetime, standing: tuple[str, dict[str, Any]] | None) -> ClaimedLetter:
    subject, context = standing or (row.subject, row.context)
    return ClaimedLetter(
        id=row.id,
        kind=row.kind,
        plan_id=row.plan_id,
        recipient_id=row.recipient_id,
        address=row.address,
        subject=subject,
        message_id=row.message_id,
        references=row.references,
        boundary=row.boundary,
        dated_at=row.dated_at,
        return_path=row.return_path,
        context=context,
        frozen_at=row.frozen_at,
        fence=row.fence + 1,
        tries=row.tries + 1,
        leased_until=lease,
        before=row.state,
        due_at=row.next_try_at,
    )
