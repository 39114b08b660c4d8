"""Which notices make one letter: a person's reminders and reports, of all plans, one digest a day; any other its own.

Of several notices about the same matter, such as an item whose rungs went up while no mail was sent, the newest alone
is told.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import MailState, NoticeKind
from notifications.rows import LETTER
from workflow.mail_hours import DIGESTED
from workflow.part_reminders import PART_DUE

TOLD_LATER = "о том же говорит более позднее напоминание в той же сводке"
Group = list[Row[Any]]


def letter_kind(notice: Row[Any]) -> NoticeKind:
    """The kind of the letter that tells a notice."""
    return NoticeKind.DIGEST if notice.kind in DIGESTED else notice.kind


def groups_of(notices: Sequence[Row[Any]]) -> list[Group]:
    """The notices of each letter, in the order in which they wait."""
    groups: dict[tuple[object, ...], Group] = {}
    for notice in notices:
        is_digest = notice.kind in DIGESTED
        groups.setdefault((notice.recipient_id, notice.address) if is_digest else (notice.id,), []).append(notice)
    return list(groups.values())


def newest_of_each(group: Group) -> tuple[Group, Group]:
    """What is told, and what is not because a newer notice says the same."""
    newest = {_matter(notice): notice.id for notice in sorted(group, key=lambda notice: notice.id)}
    told = set(newest.values())
    return [each for each in group if each.id in told], [each for each in group if each.id not in told]


def had_digest(conn: Connection, notices: Sequence[Row[Any]], day: date) -> Collection[int]:
    """The recipients of these notices whose digest of a local day is written already."""
    people = sorted({notice.recipient_id for notice in notices if notice.kind in DIGESTED})
    if not people:
        return ()
    written = select(LETTER.c.recipient_id).where(
        LETTER.c.kind == NoticeKind.DIGEST, LETTER.c.recipient_id.in_(people), LETTER.c.local_date == day,
        LETTER.c.state != MailState.CANCELLED,
    )  # fmt: skip
    return set(conn.execute(written).scalars())


def _matter(notice: Row[Any]) -> tuple[object, ...]:
    """What a notice is about, as its recipient sees it."""
    if notice.kind is NoticeKind.DELIVERY_FAILED:
        # Of a letter that was never written for want of an address, a day's second says nothing new.
        unwritten = tuple(notice.facts.get(name) for name in ("person_id", "what", "answer"))
        return (notice.kind, notice.facts.get("letter_id"), *unwritten)
    if notice.kind is NoticeKind.EXPLANATION_REQUEST:
        return (notice.kind, notice.item_id, notice.facts.get("kind"))
    return ("clock", notice.plan_id, notice.item_id, notice.task_id, notice.rung == PART_DUE)
