"""From notices to letters: the first of two phases, in one transaction that sends nothing.

1. Take waiting notices whose time has come and whose kind may go at this hour; on PostgreSQL skipping rows that
   another dispatcher holds, and notices of digests only under one advisory lock, so that a group is never split.
2. Drop those that are no longer true.
3. Group: all reminders and reports to a person, of all plans, are one digest; any other notice is a letter of its own.
4. Put off a second digest of one day to the next working day's digest hour.
5. Resolve the address. Where there is none, or it refused for good, the notices are dead and the coordinator told.
6. Freeze the letter: subject, the data shown, its links, Message-ID, boundary, Date, return path.

Whatever is wrong with one letter is that letter's fate. What only the database finds wrong undoes the transaction;
it is done again with `is_apart`, each letter in a savepoint of its own.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, bindparam, insert, update
from sqlalchemy.exc import DBAPIError, OperationalError

from config.addresses import check_address
from models.states import MailState, NoticeKind
from notifications.around import read_around
from notifications.digest_groups import TOLD_LATER, Group, groups_of, had_digest, letter_kind, newest_of_each
from notifications.letters.compose import compose
from notifications.letters.draft import Desk, Draft
from notifications.letters.facts import Facts
from notifications.link_binding import Binding
from notifications.links import LinkService
from notifications.policy import LetterPolicy
from notifications.return_paths import return_path
from notifications.rows import LETTER
from notifications.truth import no_longer_true
from notifications.undelivered import tell_undelivered
from notifications.urgency import GOES_FIRST
from notifications.waiting_notices import refused_among, take_waiting
from workflow.transaction import NOTICE

NO_ADDRESS = "нет адреса электронной почты"
BAD_ADDRESS = "адрес электронной почты записан с ошибкой"
SUPPRESSED_ADDRESS = "адрес не принимает почту"
NOT_COMPOSED = "письмо не удалось составить"

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
    served: Collection[int]
    random_hex: Callable[[int], str]
    report: FreezeReport
    dropped: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    bindings: list[Mapping[str, Binding]] = field(default_factory=list)

    def drop(self, notice: Row[Any], state: MailState, why: str) -> None:
        self.dropped.append({"row": notice.id, "new_state": state, "why": why[:200]})
        if state is MailState.DEAD:
            self.report.dead += 1
        else:
            self.report.cancelled += 1

    def bury(self, group: Group, error: Exception) -> None:
        """This letter cannot be written, and nobody knew that it might be so."""
        notices = [notice.id for notice in group]
        log.error("letter not composed", kind=group[0].kind.value, notices=notices, exc_info=error)
        for notice in group:
            self.drop(notice, MailState.DEAD, f"{NOT_COMPOSED}: {error}")
            _tell(self, notice, NOT_COMPOSED)

    def clear(self) -> None:
        for pending in (self.dropped, self.rows, self.groups, self.bindings):
            pending.clear()


def freeze_letters(
    conn: Connection,
    *,
    now: datetime,
    links: LinkService,
    policy: LetterPolicy,
    limit: int = 100,
    only_urgent: bool = False,
    is_apart: bool = False,
    random_hex: Callable[[int], str] = secrets.token_hex,
) -> FreezeReport:
    """Make letters of at most about `limit` waiting notices (a group is taken whole). The caller commits."""
    report = FreezeReport()
    hours = policy.hours
    kinds = hours.kinds_at(now)
    notices = take_waiting(conn, now, limit, kinds.intersection(GOES_FIRST) if only_urgent else kinds)
    report.seen = len(notices)
    if not notices:
        return report
    around = read_around(conn, notices, now)
    facts = Facts(conn, notices, now, policy.timezone)
    served = had_digest(conn, notices, hours.day_of(now))
    work = _Work(conn, now, links, policy, facts, refused_among(conn, notices, around), served, random_hex, report)
    live: list[Row[Any]] = []
    for notice in notices:
        try:
            reason = no_longer_true(notice, around)
        except Exception as error:  # noqa: BLE001 -- its own fate, logged there
            work.bury([notice], error)
            continue
        if reason is None:
            live.append(notice)
        else:
            work.drop(notice, MailState.CANCELLED, reason)
    _store(work)
    for group in groups_of(live):
        if is_apart:
            _freeze_apart(work, group)
        else:
            _freeze(work, group)
    _store(work)
    return report


def _freeze_apart(work: _Work, group: Group) -> None:
    """One letter, whose failure in the database undoes nothing of the others."""
    counted = replace(work.report)
    try:
        with work.conn.begin_nested():
            _freeze(work, group)
            _store(work)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 -- its own fate, logged there
        work.clear()
        work.report.frozen, work.report.dead, work.report.cancelled = counted.frozen, counted.dead, counted.cancelled
        work.bury(group, error)
        _store(work)


def _freeze(work: _Work, group: Group) -> None:
    first = group[0]
    address, trouble = _address(work, first)
    if address is None:
        for notice in group:
            work.drop(notice, MailState.DEAD, trouble)
            _tell(work, notice, trouble)
        return
    kind = letter_kind(first)
    if kind is NoticeKind.DIGEST:
        if first.recipient_id in work.served:
            # That a letter did not arrive is known within a tick (rule 32); the rest waits for the next day's digest.
            urgent = [notice for notice in group if notice.kind is NoticeKind.DELIVERY_FAILED]
            _postpone(work, [notice for notice in group if notice not in urgent])
            if not urgent:
                return
            group = urgent
        group, repeated = newest_of_each(group)
        for notice in repeated:
            work.drop(notice, MailState.CANCELLED, TOLD_LATER)
    written = _written(work, group, address)
    if written is None:
        return
    group, draft = written
    plans = {notice.plan_id for notice in group}
    plan_id = plans.pop() if len(plans) == 1 else None
    domain = work.policy.mail_domain
    person = None if first.recipient_id is None else work.facts.person(first.recipient_id)
    work.groups.append(group)
    work.bindings.append(draft.links)
    work.rows.append(
        {
            "kind": kind,
            "plan_id": plan_id,
            "recipient_id": first.recipient_id,
            "address": address,
            "group_key": None if kind is NoticeKind.DIGEST else first.group_key,
            "local_date": work.policy.hours.day_of(work.now),
            "subject": draft.subject[:400],
            "message_id": f"<{work.random_hex(16)}@{domain}>",
            "references": None if draft.thread is None else f"<{draft.thread}.{plan_id}@{domain}>",
            "boundary": f"viza-{work.random_hex(16)}",
            "dated_at": work.now,
            "return_path": "",
            "context": draft.context | {"recipient_name": None if person is None else person.name},
            "state": MailState.WAITING,
            "next_try_at": work.now,
            "frozen_at": work.now,
        }
    )


def _written(work: _Work, group: Group, address: str) -> tuple[Group, Draft] | None:
    """The letter and what it tells; a notice that cannot be told ends alone. None where none can."""
    try:
        return group, _compose(work, group, address)
    except DBAPIError:
        raise
    except Exception as error:
        if len(group) == 1:
            work.bury(group, error)
            return None
        log.exception("digest not composed whole", notices=[notice.id for notice in group])
    sound = [notice for notice in group if _written(work, [notice], address) is not None]
    return (sound, _compose(work, sound, address)) if sound else None


def _compose(work: _Work, group: Group, address: str) -> Draft:
    first = group[0]
    person = None if first.recipient_id is None else work.facts.person(first.recipient_id)
    return compose(group, Desk(work.conn, work.facts, work.now, person, address, asks_for_pin=work.policy.asks_for_pin))


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
    whom = {"person_id": notice.recipient_id, "address": notice.address}
    facts = whom | {"what": notice.kind.value, "answer": trouble}
    detail = f"notice {notice.id} ({notice.kind.value}): {trouble}"
    whose = NOTICE.c.id == notice.id
    tell_undelivered(work.conn, work.now, notice, whose, key=f"notice/{notice.id}", facts=facts, detail=detail)


def _postpone(work: _Work, group: Group) -> None:
    later = update(NOTICE).where(NOTICE.c.id.in_([notice.id for notice in group]))
    work.conn.execute(later.values(not_before=work.policy.hours.next_digest(work.now)))
    work.report.postponed += len(group)


def _store(work: _Work) -> None:
    """Write down what is pending, in a few statements for all of it."""
    if work.dropped:
        work.conn.execute(_DROP, work.dropped)
    if work.rows:
        _bind_links(work)
        stored = insert(LETTER).returning(LETTER.c.id, sort_by_parameter_order=True)
        ids = list(work.conn.execute(stored, work.rows).scalars())
        paths = [{"row": letter, "path": return_path(work.links, letter, work.policy.mail_from)} for letter in ids]
        work.conn.execute(_SET_RETURN_PATH, paths)
        told = zip(ids, work.groups, strict=True)
        work.conn.execute(_TIE, [{"row": notice.id, "letter": letter} for letter, group in told for notice in group])
        work.report.frozen += len(ids)
    work.clear()


def _bind_links(work: _Work) -> None:
    """Give each letter the row ids of its links, by their names in it."""
    wanted = [binding for bindings in work.bindings for binding in bindings.values()]
    ids = dict(zip(wanted, work.links.issue_many(work.conn, wanted, work.now), strict=True))
    for row, bindings in zip(work.rows, work.bindings, strict=True):
        row["context"] |= {"links": {name: ids[binding] for name, binding in bindings.items()}}
