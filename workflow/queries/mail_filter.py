"""Which letters are asked for, and from where on: as conditions for the database."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from models.states import MailState, NoticeKind
from workflow.mail_hours import DIGESTED
from workflow.queries.tables import LETTER
from workflow.rows import ITEM
from workflow.storable import MAX_NUMBER
from workflow.transaction import NOTICE

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)
UNDER_WAY = (MailState.WAITING, MailState.ATTEMPTING, MailState.RETRY, MailState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which letters are asked for; what is None is not asked. `since` and `until` are local days, both included.

    `plan_id` None means every plan and none, `is_without_plan` those of no plan alone. A recipient is a person or an
    address outside.
    """

    plan_id: int | None = None
    is_without_plan: bool = False
    states: tuple[MailState, ...] = ()
    kind: NoticeKind | None = None
    person_id: int | None = None
    address: str | None = None
    place: int | None = None
    since: date | None = None
    until: date | None = None
    timezone: str = "UTC"


EVERYTHING = MailFilter()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of letters begins: only letters, and notices that are none yet, with smaller ids. None: the top."""

    letter: int | None = None
    notice: int | None = None

    @classmethod
    def of(cls, text: str | None) -> "Position":
        """What a page's `next_before` says; the top for anything else."""
        parts = (text or "").split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):  # noqa: PLR2004 -- two numbers
            return cls()
        return cls(*(min(int(part), MAX_NUMBER) for part in parts))


TOP = Position()


def of_letters(chosen: MailFilter, before: int | None) -> list[ColumnElement[bool]]:
    """What is asked of letters; `before` is the key that they are below."""
    told = NOTICE.c.letter_id == LETTER.c.id
    asked = _asked(chosen, LETTER.c, LETTER.c.frozen_at)
    if chosen.plan_id is not None:
        # A digest of several plans has none of its own.
        in_digest = and_(LETTER.c.plan_id.is_(None), LETTER.c.kind == NoticeKind.DIGEST)
        of_plan = exists().where(told, NOTICE.c.plan_id == chosen.plan_id)
        asked.append(or_(LETTER.c.plan_id == chosen.plan_id, and_(in_digest, of_plan)))
    if chosen.is_without_plan:
        asked += [LETTER.c.plan_id.is_(None), ~exists().where(told, NOTICE.c.plan_id.is_not(None))]
    if chosen.kind in DIGESTED:
        of_kind = exists().where(told, NOTICE.c.kind == chosen.kind)
        asked.append(or_(LETTER.c.kind == chosen.kind, and_(LETTER.c.kind == NoticeKind.DIGEST, of_kind)))
    elif chosen.kind is not None:
        asked.append(LETTER.c.kind == chosen.kind)
    if chosen.place is not None:
        items = select(ITEM.c.id).where(ITEM.c.plan_id == chosen.plan_id, ITEM.c.place == chosen.place)
        asked.append(exists().where(told, NOTICE.c.item_id.in_(items)))
    if chosen.address is not None:
        asked.append(and_(LETTER.c.recipient_id.is_(None), _is_address(LETTER.c.address, chosen.address)))
    if before is not None:
        asked.append(LETTER.c.id < before)
    return asked


def of_notices(chosen: MailFilter, before: int | None) -> list[ColumnElement[bool]]:
    """What is asked of notices that are no letters yet, joined with their items."""
    asked = [NOTICE.c.letter_id.is_(None), *_asked(chosen, NOTICE.c, NOTICE.c.created_at)]
    if chosen.plan_id is not None:
        asked.append(NOTICE.c.plan_id == chosen.plan_id)
    if chosen.is_without_plan:
        asked.append(NOTICE.c.plan_id.is_(None))
    if chosen.kind is not None:
        asked.append(NOTICE.c.kind == chosen.kind)
    if chosen.place is not None:
        asked.append(ITEM.c.place == chosen.place if chosen.plan_id is not None else false())
    if chosen.address is not None:
        asked.append(_is_address(NOTICE.c.address, chosen.address))
    if before is not None:
        asked.append(NOTICE.c.id < before)
    return asked


def _asked(chosen: MailFilter, of: Any, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """What is asked of letters and notices alike."""
    asked: list[ColumnElement[bool]] = []
    if chosen.states:
        asked.append(of.state.in_(chosen.states))
    if chosen.person_id is not None:
        asked.append(of.recipient_id == chosen.person_id)
    if chosen.since is not None:
        asked.append(at >= _begin(chosen.since, chosen.timezone))
    if chosen.until is not None:
        asked.append(at < _begin(min(chosen.until, LAST_DAY) + timedelta(days=1), chosen.timezone))
    return asked


def _is_address(of: ColumnElement[str], address: str) -> ColumnElement[bool]:
    """PostgreSQL refuses a NUL even to compare with; no address has one."""
    return false() if "\x00" in address else of == address


def _begin(day: date, timezone: str) -> datetime:
    """When a local day begins; days before and after every letter are all one, and have a time in every zone."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time(), ZoneInfo(timezone))
