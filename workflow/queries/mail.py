"""Letters and their fate, and the notices that wait to become letters: filtered and paged by the database."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import MailState
from workflow.mail_views import LetterLine, LetterView, MailPage
from workflow.queries.mail_filter import EVERYTHING, TOP, MailFilter, Position, of_letters, of_notices
from workflow.queries.mail_reports import reports_by_letter
from workflow.queries.tables import LETTER
from workflow.rows import ITEM, PERSON
from workflow.transaction import NOTICE
from workflow.wording.terms import NOTICES


def mail_lines(conn: Connection, plan_id: int, limit: int = 200) -> tuple[LetterLine, ...]:
    """The newest letters of a plan, with the notices that wait for one or were dropped before they became one."""
    return mail_page(conn, MailFilter(plan_id), limit=limit).letters


def mail_page(conn: Connection, chosen: MailFilter, *, before: Position = TOP, limit: int = 50) -> MailPage:
    """At most `limit` letters, and notices that are none yet, the newest first.

    Each of the two is read by its key, so a page costs the same wherever it stands.
    """
    wanted = _LETTERS.where(*of_letters(chosen, before.letter)).order_by(LETTER.c.id.desc()).limit(limit + 1)
    letters = [_Found(row.frozen_at, row.id, True, row) for row in conn.execute(wanted)]
    wanted = _NOTICES.where(*of_notices(chosen, before.notice)).order_by(NOTICE.c.id.desc()).limit(limit + 1)
    notices = [_Found(row.created_at, row.id, False, row) for row in conn.execute(wanted)]
    merged = list(heapq.merge(letters, notices, key=lambda found: found.at, reverse=True))
    shown = merged[:limit]
    lines = _lines(conn, chosen, shown)
    if len(merged) <= limit:
        return MailPage(lines, None)
    return MailPage(lines, f"{_below(before.letter, letters, shown)}-{_below(before.notice, notices, shown)}")


def letter_view(conn: Connection, letter_id: int) -> LetterView | None:
    """One letter with what is known of its fate; None where there is no such letter."""
    row = conn.execute(_LETTERS.add_columns(PERSON.c.email).where(LETTER.c.id == letter_id)).one_or_none()
    if row is None:
        return None
    (line,) = _lines(conn, EVERYTHING, [_Found(row.frozen_at, row.id, True, row)])
    moved = row.email is not None and row.email.lower() != row.address.lower()
    return LetterView(
        brief=line,
        recipient_id=row.recipient_id,
        plan_ids=plans_of_letter(conn, letter_id),
        message_id=row.message_id,
        next_try_at=row.next_try_at,
        renewed_address=row.email if moved else None,
    )


def plans_of_letter(conn: Connection, letter_id: int) -> tuple[int, ...]:
    """The plans that a letter tells of: one, several in a digest, none in a letter about a person alone."""
    told = select(NOTICE.c.plan_id).where(NOTICE.c.letter_id == letter_id, NOTICE.c.plan_id.is_not(None))
    whole = select(LETTER.c.plan_id).where(LETTER.c.id == letter_id, LETTER.c.plan_id.is_not(None))
    return tuple(sorted(conn.execute(told.union(whole)).scalars()))


def mail_recipients(conn: Connection, plan_id: int | None) -> tuple[tuple[str, str], ...]:
    """Whom letters of a plan, or any letters, went to: what a filter names them by, and how they are called."""
    told = select(NOTICE.c.recipient_id, NOTICE.c.address).distinct()
    if plan_id is not None:
        told = told.where(NOTICE.c.plan_id == plan_id)
    wanted = told.subquery()
    rows = conn.execute(
        select(wanted.c.recipient_id, wanted.c.address, PERSON.c.name).outerjoin(
            PERSON, PERSON.c.id == wanted.c.recipient_id
        )
    )
    found = {
        (row.address or "", row.address or "") if row.recipient_id is None else (str(row.recipient_id), row.name)
        for row in rows
    }
    return tuple(sorted((each for each in found if each[0]), key=lambda each: each[1]))


@dataclass(frozen=True, slots=True)
class _Found:
    """A letter, or a notice that is none yet, by its key."""

    at: datetime
    id: int
    is_letter: bool
    row: Row[Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the notices of a letter add to it: its items, and why it was cancelled."""

    places: set[int] = field(default_factory=set)
    reasons: dict[str, None] = field(default_factory=dict)


_LETTERS = select(
    *(LETTER.c[name] for name in (
        "id", "plan_id", "recipient_id", "kind", "address", "subject", "state", "frozen_at", "ended_at", "tries",
        "last_answer", "message_id", "next_try_at",
    )),
    PERSON.c.name,
).outerjoin(PERSON, PERSON.c.id == LETTER.c.recipient_id)  # fmt: skip
_NOTICES = (
    select(
        *(NOTICE.c[name] for name in ("id", "plan_id", "kind", "state", "created_at", "cancel_reason", "address")),
        PERSON.c.name,
        PERSON.c.email,
        ITEM.c.place,
    )
    .outerjoin(PERSON, PERSON.c.id == NOTICE.c.recipient_id)
    .outerjoin(ITEM, ITEM.c.id == NOTICE.c.item_id)
)


def _below(before: int | None, found: Sequence[_Found], shown: Sequence[_Found]) -> int:
    """Below which key the next page looks: the last one's on this page, or where this one began if it shows none."""
    on_page = [each.id for each in shown if found and each.is_letter is found[0].is_letter]
    if on_page:
        return on_page[-1]
    if before is not None:
        return before
    return found[0].id + 1 if found else 0


def _lines(conn: Connection, chosen: MailFilter, shown: Sequence[_Found]) -> tuple[LetterLine, ...]:
    ids = [each.id for each in shown if each.is_letter]
    told = _told(conn, ids, chosen.plan_id)
    came_back = reports_by_letter(conn, ids)
    return tuple(
        _letter_line(each.row, chosen, told[each.id], came_back.get(each.id, ()))
        if each.is_letter
        else _notice_line(each.row)
        for each in shown
    )


def _told(conn: Connection, letter_ids: list[int], plan_id: int | None) -> dict[int, _Told]:
    """By the letter; the items are those of one plan where one is asked for."""
    found: dict[int, _Told] = defaultdict(_Told)
    if letter_ids:
        for row in conn.execute(
            select(NOTICE.c.letter_id, NOTICE.c.cancel_reason, ITEM.c.place, ITEM.c.plan_id)
            .outerjoin(ITEM, ITEM.c.id == NOTICE.c.item_id)
            .where(NOTICE.c.letter_id.in_(letter_ids))
            .order_by(NOTICE.c.id)
        ):
            if row.place is not None and plan_id in (None, row.plan_id):
                found[row.letter_id].places.add(row.place)
            if row.cancel_reason:
                found[row.letter_id].reasons[row.cancel_reason] = None
    return found


def _letter_line(row: Row[Any], chosen: MailFilter, told: _Told, came_back: tuple[str, ...]) -> LetterLine:
    is_shared = chosen.plan_id is not None and row.plan_id != chosen.plan_id
    answer = "; ".join(told.reasons) if row.state is MailState.CANCELLED else row.last_answer
    return LetterLine(
        letter_id=row.id,
        plan_id=row.plan_id,
        kind=row.kind,
        recipient=row.name or row.address,
        address=row.address,
        # The subject of a digest of several plans may tell of another plan's item.
        subject=f"{_capital(NOTICES[row.kind])} по нескольким планам" if is_shared else row.subject,
        state=row.state,
        created_at=row.frozen_at,
        ended_at=row.ended_at,
        tries=row.tries,
        last_answer=answer or None,
        places=tuple(sorted(told.places)),
        came_back=came_back,
    )


def _notice_line(row: Row[Any]) -> LetterLine:
    return LetterLine(
        letter_id=None,
        plan_id=row.plan_id,
        kind=row.kind,
        recipient=row.name or row.address or "—",
        address=row.address or row.email,
        subject=_capital(NOTICES[row.kind]),
        state=row.state,
        created_at=row.created_at,
        ended_at=None,
        tries=0,
        last_answer=row.cancel_reason,
        places=() if row.place is None else (row.place,),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
