"""What a message that came back changes, in one transaction, once.

1. Which letter? The return path that it was sent to names it (rule 32), and what it says must be about that letter:
   about its recipient, or about its Message-ID, which nobody else has seen. Else it is forged and changes nothing.
2. A hard bounce: the letter did not arrive, its address is struck off, the coordinator hears, and so does a deputy.
3. A soft one: the letter did not arrive, the coordinator hears; the third within three days is a hard one.
4. A delay is kept; so is an automatic answer, of which the coordinator hears once for an absence.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select, update

from models.states import MailState, NoticeKind, ReportKind
from notifications.bounces.absences import tell_of_absence
from notifications.bounces.delivery_status import RecipientStatus
from notifications.bounces.reading import ReturnedMail
from notifications.deputies import tell_deputies
from notifications.failures import tell_coordinator
from notifications.links import LinkService
from notifications.return_paths import letter_of
from notifications.rows import LETTER, REPORT, SUPPRESSED
from workflow.actions import Action
from workflow.insertion import insert_new
from workflow.people import record_of_person
from workflow.transaction import NOTICE, Transaction

SOFT_ARE_HARD = 3
SOFT_WINDOW = timedelta(days=3)
STRANGE_A_DAY = 50
# Whoever got a letter knows its return path: more reports of one kind about it are a loop or a flood.
ALIKE_A_LETTER = 10
# A letter in these states was handed over, or may have been, so a report can be about it.
HANDED_OVER = (MailState.ACCEPTED, MailState.UNKNOWN, MailState.ATTEMPTING, MailState.RETRY)
GRAVITY = (ReportKind.HARD, ReportKind.SOFT, ReportKind.DELAYED)
OTHER_LETTER = "сообщение не о том письме, обратный адрес которого назван"
NO_RETURN_PATH = "обратный адрес не назван или назван неверно"
MORE_OF_THEM = "остальные сообщения этого дня, которые не удалось отнести к письмам"


@dataclass(frozen=True, slots=True)
class Applied:
    """What a message was taken for: `is_new` is False where it changed nothing, `kind` None where it says nothing."""

    kind: ReportKind | None
    letter_id: int | None
    is_new: bool

    @property
    def is_understood(self) -> bool:
        """Whether it told of a letter of ours, or of nothing at all: nobody needs to look at it."""
        return self.kind not in (ReportKind.FORGED, ReportKind.UNREADABLE)


def apply_returned(tx: Transaction, links: LinkService, mail: ReturnedMail) -> Applied:
    """Carry out what the message says; brought again, it changes nothing."""
    seen = select(REPORT.c.kind, REPORT.c.letter_id).where(REPORT.c.fingerprint == mail.fingerprint)
    known = tx.conn.execute(seen).one_or_none()
    if known is not None:
        return Applied(known.kind, known.letter_id, is_new=False)
    return _first_time(tx, mail, _letter(tx, links, mail))


def _first_time(tx: Transaction, mail: ReturnedMail, letter: Row[Any] | None) -> Applied:
    if letter is None:
        kind = ReportKind.UNREADABLE if mail.kind is ReportKind.UNREADABLE else ReportKind.FORGED
        return _strange(tx, mail, kind, mail.detail if kind is ReportKind.UNREADABLE else NO_RETURN_PATH)
    if mail.kind is None:
        return Applied(None, letter.id, is_new=False)
    if mail.kind is ReportKind.UNREADABLE:
        return _strange(tx, mail, ReportKind.UNREADABLE, mail.detail, letter.id)
    if letter.tries == 0 or not _is_about(mail, letter):
        return _strange(tx, mail, ReportKind.FORGED, OTHER_LETTER, letter.id)
    if mail.kind is ReportKind.AUTO_REPLY:
        return _automatic(tx, mail, letter)
    return _delivery(tx, mail, letter)


def _letter(tx: Transaction, links: LinkService, mail: ReturnedMail) -> Row[Any] | None:
    for address in mail.addressed_to:
        letter_id = letter_of(links, address)
        if letter_id is not None:
            return tx.conn.execute(select(LETTER).where(LETTER.c.id == letter_id).with_for_update()).one_or_none()
    return None


def _is_about(mail: ReturnedMail, letter: Row[Any]) -> bool:
    named = {address for status in mail.statuses for address in (status.address, status.original)}
    return letter.message_id in mail.message_ids or letter.address.lower() in named | {mail.sender}


def _gravest(mail: ReturnedMail, letter: Row[Any]) -> RecipientStatus | None:
    """Of the recipients that the report names, the letter's; a forwarder reports of another address of theirs."""
    theirs = [each for each in mail.statuses if letter.address.lower() in (each.address, each.original)]
    telling = [each for each in theirs or mail.statuses if each.kind is not None]
    return min(telling, key=lambda each: GRAVITY.index(each.kind or ReportKind.DELAYED), default=None)


def _delivery(tx: Transaction, mail: ReturnedMail, letter: Row[Any]) -> Applied:
    status = _gravest(mail, letter)
    if status is None or status.kind is None:
        return Applied(None, letter.id, is_new=False)
    kind = status.kind
    if kind is ReportKind.SOFT and _is_one_too_many(tx, letter.address):
        kind = ReportKind.HARD
    # A letter comes back once for each time that it goes out: a further report of its end is no other end.
    is_known = letter.state is MailState.BOUNCED and _alike(tx, letter, ReportKind.HARD) > 0
    if not _keep(tx, mail, kind, letter, status.detail, status=status.status):
        return Applied(kind, letter.id, is_new=False)
    if kind is not ReportKind.DELAYED and not is_known:
        _bounce(tx, letter, status.detail, is_hard=kind is ReportKind.HARD)
    return Applied(kind, letter.id, is_new=True)


def _is_one_too_many(tx: Transaction, address: str) -> bool:
    """Did enough letters to the address fail softly, since the window began or since it was last struck off?"""
    recent = (REPORT.c.address == address.lower()) & (REPORT.c.received_at > tx.now - SOFT_WINDOW)
    last_hard = select(func.max(REPORT.c.id)).where(recent, REPORT.c.kind == ReportKind.HARD).scalar_subquery()
    soft = select(func.count(REPORT.c.letter_id.distinct())).where(
        recent, REPORT.c.kind == ReportKind.SOFT, REPORT.c.id > func.coalesce(last_hard, 0)
    )
    return tx.conn.execute(soft).scalar_one() + 1 >= SOFT_ARE_HARD


def _bounce(tx: Transaction, letter: Row[Any], answer: str, *, is_hard: bool) -> None:
    conn = tx.conn
    if letter.state in HANDED_OVER:
        end = {"state": MailState.BOUNCED, "ended_at": tx.now, "next_try_at": None, "leased_until": None}
        conn.execute(update(LETTER).where(LETTER.c.id == letter.id).values(**end, last_answer=answer))
        told = (NOTICE.c.letter_id == letter.id) & (NOTICE.c.state != MailState.CANCELLED)
        conn.execute(update(NOTICE).where(told).values(state=MailState.BOUNCED))
    detail = f"letter {letter.id} to {letter.address} came back: {answer}"
    facts = {"letter_id": letter.id}
    if not is_hard:
        tell_coordinator(conn, tx.now, letter, key=f"letter/{letter.id}", facts=facts, detail=detail)
        return
    row = {"address": letter.address.lower(), "answer": answer, "since": tx.now}
    is_struck_off = bool(insert_new(conn, SUPPRESSED, [row], ["address"]))
    tell_coordinator(conn, tx.now, letter, key=f"letter/{letter.id}", facts=facts, detail=detail)
    # Of requests that failed softly before no deputy has heard yet.
    earlier = (NOTICE.c.recipient_id == letter.recipient_id) & (NOTICE.c.kind == NoticeKind.SIGN_REQUEST)
    undelivered = (NOTICE.c.letter_id == letter.id) | (earlier & (NOTICE.c.state == MailState.BOUNCED))
    deputies = tell_deputies(conn, tx.now, undelivered)
    if letter.recipient_id is not None and (is_struck_off or deputies):
        told_instead = {"told_instead": deputies} if deputies else {}
        data = {"letter": letter.id, "struck_off": is_struck_off, **told_instead}
        record_of_person(tx, Action.ADDRESS_FAILED, letter.recipient_id, data, "")


def _automatic(tx: Transaction, mail: ReturnedMail, letter: Row[Any]) -> Applied:
    # Asked before this answer is kept, for it looks at those that came earlier.
    is_flood = _alike(tx, letter, ReportKind.AUTO_REPLY) >= ALIKE_A_LETTER
    if mail.is_absence and letter.recipient_id is not None and not is_flood:
        tell_of_absence(tx, letter, mail.until)
    is_new = _keep(tx, mail, ReportKind.AUTO_REPLY, letter, mail.detail)
    return Applied(ReportKind.AUTO_REPLY, letter.id, is_new=is_new)


def _keep(
    tx: Transaction, mail: ReturnedMail, kind: ReportKind, letter: Row[Any], detail: str, *, status: str | None = None
) -> bool:
    """Write the report down; False where it is there already, or where it is one of a flood, which is counted."""
    if _alike(tx, letter, kind) >= ALIKE_A_LETTER:
        newest = select(func.max(REPORT.c.id)).where(REPORT.c.letter_id == letter.id, REPORT.c.kind == kind)
        more = update(REPORT).where(REPORT.c.id == newest.scalar_subquery())
        tx.conn.execute(more.values(times=REPORT.c.times + 1))
        return False
    row = {
        "fingerprint": mail.fingerprint,
        "kind": kind,
        "letter_id": letter.id,
        "address": letter.address.lower(),
        "status": status,
        "detail": detail,
        "absent_until": mail.until,
        "times": 1,
        "received_at": tx.now,
    }
    return bool(insert_new(tx.conn, REPORT, [row], ["fingerprint"]))


def _alike(tx: Transaction, letter: Row[Any], kind: ReportKind) -> int:
    """How many reports of a kind there are about the letter."""
    count = select(func.count()).select_from(REPORT).where(REPORT.c.letter_id == letter.id, REPORT.c.kind == kind)
    return int(tx.conn.execute(count).scalar_one())


def _strange(
    tx: Transaction, mail: ReturnedMail, kind: ReportKind, detail: str, letter_id: int | None = None
) -> Applied:
    """A row for whoever looks, and past the day's limit a count alone: a flood must not fill the table."""
    day = tx.now.astimezone(ZoneInfo(tx.policy.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    strange = (ReportKind.FORGED, ReportKind.UNREADABLE)
    count = select(func.count()).select_from(REPORT).where(REPORT.c.kind.in_(strange), REPORT.c.received_at >= day)
    is_flood = tx.conn.execute(count).scalar_one() >= STRANGE_A_DAY
    rest_of_day = hashlib.sha256(f"the rest of {day.date().isoformat()}".encode()).digest()
    row: dict[str, Any] = {
        "fingerprint": rest_of_day if is_flood else mail.fingerprint,
        "kind": ReportKind.FORGED if is_flood else kind,
        "letter_id": None if is_flood else letter_id,
        "address": None if is_flood or mail.sender is None else mail.sender[:254],
        "status": None,
        "detail": MORE_OF_THEM if is_flood else detail,
        "absent_until": None,
        "times": 1,
        "received_at": tx.now,
    }
    if not insert_new(tx.conn, REPORT, [row], ["fingerprint"]) and is_flood:
        more = update(REPORT).where(REPORT.c.fingerprint == rest_of_day)
        tx.conn.execute(more.values(times=REPORT.c.times + 1))
    return Applied(kind, letter_id, is_new=True)
