"""From notices to letters: the first of two phases, in one transaction that sends nothing.

1. Take waiting notices whose time has come; on PostgreSQL skipping rows that another dispatcher holds, and notices
   that make letters of several lines only under one advisory lock, so that a group is never split.
2. Drop those that are no longer true.
3. Group: reminders, reports and failures of one plan and recipient are one letter; a group's key joins others of
   its kind; any other notice is a letter of its own.
4. Put off a second digest of reminders of one day to the next day's digest hour.
5. Resolve the address. Where there is none, or it refused for good, the notices are dead and the coordinator told.
6. Freeze the letter: subject, the data shown, Message-ID, boundary, Date, return path.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from config.addresses import check_address
from config.errors import VizaError
from models.states import MailState, NoticeKind
from notifications.failures import tell_coordinator
from notifications.letters.compose import MADE_OF_LINES, compose
from notifications.letters.draft import Desk
from notifications.letters.facts import Facts
from notifications.links import LinkService
from notifications.policy import LetterPolicy
from notifications.return_paths import return_path
from notifications.rows import LETTER, SUPPRESSED
from notifications.truth import Around, no_longer_true, read_around
from workflow.transaction import NOTICE

FREEZE_LOCK = 0x76697A61
JOINED = (NoticeKind.REMINDER, NoticeKind.SUPERIOR_REPORT, NoticeKind.DELIVERY_FAILED)
NO_ADDRESS = "нет адреса электронной почты"
BAD_ADDRESS = "адрес электронной почты записан с ошибкой"
SUPPRESSED_ADDRESS = "адрес не принимает почту"
NOT_COMPOSED = "письмо не удалось составить"
# What a fact that is not there, or not as expected, raises while a letter is composed.
COMPOSING_ERRORS = (VizaError, LookupError, ValueError, TypeError, AttributeError, AssertionError)

_WAITING = text("notice.state = 'waiting'")  # literal, so that both databases use the partial index
_SET_RETURN_PATH = update(LETTER).where(LETTER.c.id == bindparam("row")).values(return_path=bindparam("path"))
_TIE = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("row"))
    .values(letter_id=bindparam("letter"), state=MailState.ATTEMPTING)
)
_DROP = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("row"))
    .values(state=bindparam("new_state"), cancel_reason=bindparam("why"))
)

log = structlog.get_logger("notifications")
Group = list[Row[Any]]


@dataclass(slots=True)
class FreezeReport:
    """How many notices were looked at, and what became of them; `frozen` counts letters."""

    seen: int = 0
    frozen: int = 0
    cancelled: int = 0
    dead: int = 0
    postponed: int = 0


@dataclass(slots=True)
class _Work:
    conn: Connection
    now: datetime
    links: LinkService
    policy: LetterPolicy
    facts: Facts
    suppressed: dict[str, str]
    random_hex: Callable[[int], str]
    report: FreezeReport
    dropped: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def drop(self, notice: Row[Any], state: MailState, why: str) -> None:
        self.dropped.append({"row": notice.id, "new_state": state, "why": why[:200]})
        if state is MailState.DEAD:
            self.report.dead += 1
        else:
            self.report.cancelled += 1


def freeze_letters(
    conn: Connection,
    *,
    now: datetime,
    links: LinkService,
    policy: LetterPolicy,
    limit: int = 100,
    random_hex: Callable[[int], str] = secrets.token_hex,
) -> FreezeReport:
    """Make letters of at most about `limit` waiting notices (a group is taken whole). The caller commits."""
    report = FreezeReport()
    notices = _take(conn, now, limit)
    report.seen = len(notices)
    if not notices:
        return report
    around = read_around(conn, notices, now)
    facts = Facts(conn, notices, now, policy.timezone)
    work = _Work(conn, now, links, policy, facts, _suppressed(conn, notices, around), random_hex, report)
    live: list[Row[Any]] = []
    for notice in notices:
        reason = no_longer_true(notice, around)
        if reason is None:
            live.append(notice)
        else:
            work.drop(notice, MailState.CANCELLED, reason)
    for group in _groups(live):
        _freeze(work, group)
    _store(work)
    return report


def _take(conn: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    due = (
        select(NOTICE)
        .where(_WAITING, NOTICE.c.letter_id.is_(None), NOTICE.c.not_before <= now)
        .order_by(NOTICE.c.not_before, NOTICE.c.id)
    )
    locked = due.with_for_update(skip_locked=True)
    if not _may_group(conn):
        return list(conn.execute(locked.where(NOTICE.c.kind.not_in(MADE_OF_LINES)).limit(limit)))
    taken = list(conn.execute(locked.limit(limit)))
    recipients = {notice.recipient_id for notice in taken if notice.kind in MADE_OF_LINES}
    if len(taken) < limit or not recipients:
        return taken
    known = {notice.id for notice in taken}
    companions = due.with_for_update().where(
        NOTICE.c.kind.in_(MADE_OF_LINES), NOTICE.c.recipient_id.in_(recipients), NOTICE.c.id.not_in(known)
    )
    return taken + list(conn.execute(companions))


def _may_group(conn: Connection) -> bool:
    if conn.dialect.name != "postgresql":
        return True
    return bool(conn.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": FREEZE_LOCK}).scalar())


def _suppressed(conn: Connection, notices: list[Row[Any]], around: Around) -> dict[str, str]:
    addresses = {person.email for person in around.people.values()} | {notice.address for notice in notices}
    wanted = [address.lower() for address in addresses if address]
    if not wanted:
        return {}
    rows = conn.execute(select(SUPPRESSED.c.address, SUPPRESSED.c.answer).where(SUPPRESSED.c.address.in_(wanted)))
    return {row.address: row.answer for row in rows}


def _groups(notices: list[Row[Any]]) -> list[Group]:
    groups: dict[tuple[object, ...], Group] = {}
    for notice in notices:
        key: tuple[object, ...] = (notice.kind, notice.plan_id, notice.recipient_id, notice.address)
        if notice.kind not in MADE_OF_LINES or (notice.kind not in JOINED and notice.group_key is None):
            key = (notice.id,)
        elif notice.kind not in JOINED:
            key = (*key, notice.group_key)
        groups.setdefault(key, []).append(notice)
    return list(groups.values())


def _freeze(work: _Work, group: Group) -> None:
    first = group[0]
    address, trouble = _address(work, first)
    if address is None:
        for notice in group:
            work.drop(notice, MailState.DEAD, trouble)
            _tell(work, notice, trouble)
        return
    try:
        local_day = work.facts.today(first.plan_id)
        if first.kind is NoticeKind.REMINDER and _had_digest(work, first, local_day):
            _postpone(work, group, local_day)
            return
        person = None if first.recipient_id is None else work.facts.person(first.recipient_id)
        draft = compose(group, Desk(work.conn, work.facts, work.links, work.now, person, address))
    except COMPOSING_ERRORS as error:
        log.exception("letter not composed", kind=first.kind.value, notices=[notice.id for notice in group])
        for notice in group:
            work.drop(notice, MailState.DEAD, f"{NOT_COMPOSED}: {error}")
            _tell(work, notice, NOT_COMPOSED)
        return
    domain = work.policy.mail_domain
    person_name = None if person is None else person.name
    work.groups.append(group)
    work.rows.append(
        {
            "kind": first.kind,
            "plan_id": first.plan_id,
            "recipient_id": first.recipient_id,
            "address": address,
            "group_key": first.group_key,
            "local_date": local_day,
            "subject": draft.subject[:400],
            "message_id": f"<{work.random_hex(16)}@{domain}>",
            "references": None if draft.thread is None else f"<{draft.thread}.{first.plan_id}@{domain}>",
            "boundary": f"viza-{work.random_hex(16)}",
            "dated_at": work.now,
            "return_path": "",
            "context": draft.context | {"recipient_name": person_name},
            "state": MailState.WAITING,
            "next_try_at": work.now,
            "frozen_at": work.now,
        }
    )


def _address(work: _Work, notice: Row[Any]) -> tuple[str | None, str]:
    """The address as it goes into the envelope, or None and why there is none."""
    stated = notice.address if notice.recipient_id is None else work.facts.person(notice.recipient_id).email
    if not stated:
        return None, NO_ADDRESS
    if stated.lower() in work.suppressed:
        return None, SUPPRESSED_ADDRESS
    try:
        check_address(stated)
    except ValueError:
        return None, BAD_ADDRESS
    return stated, ""


def _tell(work: _Work, notice: Row[Any], trouble: str) -> None:
    if notice.kind is NoticeKind.SIGN_IN:
        return
    facts = {"person_id": notice.recipient_id, "what": notice.kind.value, "answer": trouble}
    detail = f"notice {notice.id} ({notice.kind.value}): {trouble}"
    tell_coordinator(work.conn, work.now, notice, key=f"notice/{notice.id}", facts=facts, detail=detail)


def _had_digest(work: _Work, notice: Row[Any], local_day: date) -> bool:
    written = select(LETTER.c.id).where(
        LETTER.c.recipient_id == notice.recipient_id, LETTER.c.plan_id == notice.plan_id,
        LETTER.c.kind == NoticeKind.REMINDER, LETTER.c.local_date == local_day,
        LETTER.c.state != MailState.CANCELLED,
    )  # fmt: skip
    return work.conn.execute(written.limit(1)).first() is not None


def _postpone(work: _Work, group: Group, local_day: date) -> None:
    zone = ZoneInfo(work.facts.timezone(group[0].plan_id))
    next_digest = datetime.combine(local_day + timedelta(days=1), time(work.policy.digest_hour), zone)
    ids = [notice.id for notice in group]
    later = update(NOTICE).where(NOTICE.c.id.in_(ids)).values(not_before=next_digest.astimezone(UTC))
    work.conn.execute(later)
    work.report.postponed += len(ids)


def _store(work: _Work) -> None:
    if work.dropped:
        work.conn.execute(_DROP, work.dropped)
    if not work.rows:
        return
    stored = insert(LETTER).returning(LETTER.c.id, sort_by_parameter_order=True)
    ids = list(work.conn.execute(stored, work.rows).scalars())
    paths = [{"row": letter, "path": return_path(work.links, letter, work.policy.mail_from)} for letter in ids]
    work.conn.execute(_SET_RETURN_PATH, paths)
    ties = [
        {"row": notice.id, "letter": letter} for letter, group in zip(ids, work.groups, strict=True) for notice in group
    ]
    work.conn.execute(_TIE, ties)
    work.report.frozen += len(ids)
