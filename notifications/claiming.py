"""Claiming letters for an attempt: the second phase begins, and is committed before anything connects.

A claim is a lease: state attempting, a higher fence, `leased_until`. A letter whose lease ran out, or whose answer
is unknown, may have been taken: it is resent as it is. Any other is looked at once more first, and dropped or
shortened where its notices are no longer true; one that cannot even be looked at ends, and holds no other.
What somebody waits for goes first, then the oldest; paused domains and those whose minute is used up are left alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, or_, select, update

from models.states import MailState, NoticeKind
from notifications.around import Around, read_around
from notifications.backoff import is_given_up
from notifications.freezing import SUPPRESSED_ADDRESS
from notifications.letters.digests import without_lines
from notifications.limits import SendingLimits
from notifications.outcomes import ALL_MAIL
from notifications.pace import Pace, domain_of
from notifications.rows import LETTER, QUEUE_PAUSE, SUPPRESSED
from notifications.truth import no_longer_true
from notifications.undelivered import tell_undelivered
from notifications.urgency import GOES_FIRST
from workflow.mail_hours import EVERY_KIND
from workflow.transaction import NOTICE

LEASE = timedelta(minutes=15)
MAYBE_TAKEN = (MailState.UNKNOWN, MailState.ATTEMPTING)
NOT_LOOKED_AT = "не удалось проверить, нужно ли ещё письмо"
NEVER_ANSWERED = "исход отправки так и не стал известен"

log = structlog.get_logger("notifications")

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
        return domain_of(self.address)


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


def claim_letters(
    conn: Connection,
    now: datetime,
    limit: int,
    *,
    limits: SendingLimits | None = None,
    without: Collection[str] = (),
    kinds: Collection[NoticeKind] = EVERY_KIND,
) -> ClaimReport:
    """Claim at most `limit` letters of these kinds that are due, none `without` whose domains are named.

    The caller commits, and does so before it connects.
    """
    paused = _paused_scopes(conn, now)
    if ALL_MAIL in paused:
        return ClaimReport([], is_paused=True)
    rows = _due(Pace(conn, now, limits or SendingLimits()), limit, paused | set(without), kinds)
    if not rows:
        return ClaimReport([])
    report = ClaimReport([])
    standing = _look_again(conn, [row for row in rows if row.state not in MAYBE_TAKEN], now, report)
    for row in rows:
        # By the try that was planned, not by now: days on which no letter goes are nobody's failure.
        if row.state in MAYBE_TAKEN and is_given_up(row.frozen_at, row.next_try_at):
            _end(conn, row, now, NEVER_ANSWERED, report)
        elif row.state in MAYBE_TAKEN:
            standing[row.id] = row.subject, row.context
    lease = now + LEASE
    kept = [row for row in rows if row.id in standing]
    if kept:
        conn.execute(_CLAIM, {"ids": [row.id for row in kept], "lease": lease})
    report.letters = [_claimed(row, lease, standing[row.id]) for row in kept]
    return report


def _due(pace: Pace, limit: int, without: set[str], kinds: Collection[NoticeKind]) -> list[Row[Any]]:
    """At most `limit` letters that are due and may go now, the urgent first; nobody else can take them meanwhile."""
    are_due = [LETTER.c.next_try_at <= pace.now]
    if len(kinds) < len(EVERY_KIND):
        are_due.append(LETTER.c.kind.in_(kinds))
    room = pace.room()
    left = limit if room is None else min(limit, room)
    found: list[Row[Any]] = []
    while left > 0:
        asked = left
        page = pace.conn.execute(
            select(LETTER)
            .where(*are_due, *_outside(without), LETTER.c.id.not_in([row.id for row in found]))
            .order_by(case((LETTER.c.kind.in_(GOES_FIRST), 0), else_=1), LETTER.c.next_try_at, LETTER.c.id)
            .limit(asked)
            .with_for_update(skip_locked=True)
        ).all()
        taken = pace.allowed(page) if pace.is_limited else page
        found += taken
        left -= len(taken)
        if len(page) < asked or len(taken) == len(page):
            break
        without |= pace.spent()
    pace.store()
    return found


def _outside(domains: Iterable[str]) -> list[ColumnElement[bool]]:
    return [~LETTER.c.address.iendswith(f"@{domain}", autoescape=True) for domain in sorted(domains)]


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
            _end(conn, row, now, SUPPRESSED_ADDRESS, report)
            continue
        try:
            dropped, left = _still_said(row, told[row.id], around)
        except Exception as error:
            # Whatever is wrong with one letter is that letter's fate: the others of this claim must go.
            log.exception("letter not looked at", letter=row.id, kind=row.kind.value)
            _end(conn, row, now, f"{NOT_LOOKED_AT}: {error}", report)
            continue
        for notice_id, why in dropped.items():
            gone = update(NOTICE).where(NOTICE.c.id == notice_id)
            conn.execute(gone.values(state=MailState.CANCELLED, cancel_reason=why, letter_id=row.id))
        if left is None:
            end = {"state": MailState.CANCELLED, "ended_at": now, "next_try_at": None}
            conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(**end))
            report.cancelled += 1
            continue
        if dropped:
            conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(subject=left[0], context=left[1]))
        standing[row.id] = left
    return standing


def _still_said(
    row: Row[Any], notices: list[Row[Any]], around: Around
) -> tuple[dict[int, str], tuple[str, dict[str, Any]] | None]:
    """Which notices are dropped and why, and what is left of the letter: subject and context, or None."""
    dropped = {notice.id: why for notice in notices if (why := no_longer_true(notice, around))}
    if not dropped:
        return {}, (row.subject, row.context)
    if len(dropped) == len(notices):
        return dropped, None
    return dropped, without_lines(row.kind, row.context, set(dropped))


def _end(conn: Connection, row: Row[Any], now: datetime, answer: str, report: ClaimReport) -> None:
    """The letter is dead before any attempt, and those who must hear of it do."""
    end = {"state": MailState.DEAD, "ended_at": now, "next_try_at": None, "leased_until": None, "last_answer": answer}
    conn.execute(update(LETTER).where(LETTER.c.id == row.id).values(**end))
    alive = NOTICE.c.letter_id == row.id, NOTICE.c.state != MailState.CANCELLED
    conn.execute(update(NOTICE).where(*alive).values(state=MailState.DEAD))
    detail = f"letter {row.id} to {row.address}: {answer}"
    whose = NOTICE.c.letter_id == row.id
    tell_undelivered(conn, now, row, whose, key=f"letter/{row.id}", facts={"letter_id": row.id}, detail=detail)
    report.dead += 1


def _claimed(row: Row[Any], lease: datetime, standing: tuple[str, dict[str, Any]]) -> ClaimedLetter:
    subject, context = standing
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
