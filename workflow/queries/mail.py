"""Letters and their fate, and the notices that wait to become letters."""

from collections import defaultdict

from sqlalchemy import Connection, and_, exists, func, or_, select

from models.states import MailState
from workflow.queries.mail_reports import reports_by_letter
from workflow.queries.tables import LETTER
from workflow.rows import ITEM, PERSON
from workflow.transaction import NOTICE
from workflow.views import LetterLine
from workflow.wording.terms import NOTICES


def mail_lines(conn: Connection, plan_id: int, limit: int = 200) -> tuple[LetterLine, ...]:
    """The newest letters of a plan, with the notices that wait for one or were dropped before they became one."""
    lines = [*_letters(conn, plan_id, limit), *_notices(conn, plan_id, limit)]
    lines.sort(key=lambda line: (line.created_at, line.letter_id or 0), reverse=True)
    return tuple(lines[:limit])


def undelivered_to(conn: Connection, plan_id: int) -> tuple[str, ...]:
    """Whom the plan's mail does not reach: a letter is dead, none came through since, the address is the same."""
    later = LETTER.alias("later")
    came_through = exists().where(
        later.c.address == LETTER.c.address, later.c.state == MailState.ACCEPTED, later.c.id > LETTER.c.id
    )
    rows = conn.execute(
        select(func.coalesce(PERSON.c.name, LETTER.c.address).label("who"))
        .outerjoin(PERSON, PERSON.c.id == LETTER.c.recipient_id)
        .where(
            LETTER.c.plan_id == plan_id,
            LETTER.c.state.in_((MailState.DEAD, MailState.BOUNCED)),
            or_(LETTER.c.recipient_id.is_(None), PERSON.c.email == LETTER.c.address),
            ~came_through,
        )
        .distinct()
        .order_by("who")
    )
    return tuple(row.who for row in rows)


def _letters(conn: Connection, plan_id: int, limit: int) -> list[LetterLine]:
    of_plan = or_(
        LETTER.c.plan_id == plan_id,
        LETTER.c.id.in_(select(NOTICE.c.letter_id).where(NOTICE.c.plan_id == plan_id)),
    )
    rows = conn.execute(
        select(LETTER, PERSON.c.name)
        .outerjoin(PERSON, PERSON.c.id == LETTER.c.recipient_id)
        .where(of_plan)
        .order_by(LETTER.c.frozen_at.desc(), LETTER.c.id.desc())
        .limit(limit)
    ).all()
    places = _places_of_letters(conn, plan_id, [row.id for row in rows])
    came_back = reports_by_letter(conn, [row.id for row in rows])
    return [
        LetterLine(
            letter_id=row.id,
            kind=row.kind,
            recipient=row.name or row.address,
            address=row.address,
            subject=row.subject,
            state=row.state,
            created_at=row.frozen_at,
            ended_at=row.ended_at,
            tries=row.tries,
            last_answer=row.last_answer,
            places=places.get(row.id, ()),
            came_back=came_back.get(row.id, ()),
        )
        for row in rows
    ]


def _places_of_letters(conn: Connection, plan_id: int, letter_ids: list[int]) -> dict[int, tuple[int, ...]]:
    places: dict[int, list[int]] = defaultdict(list)
    if letter_ids:
        for row in conn.execute(
            select(NOTICE.c.letter_id, ITEM.c.place)
            .join(ITEM, ITEM.c.id == NOTICE.c.item_id)
            .where(NOTICE.c.letter_id.in_(letter_ids), ITEM.c.plan_id == plan_id)
            .order_by(ITEM.c.place)
            .distinct()
        ):
            places[row.letter_id].append(row.place)
    return {letter_id: tuple(numbers) for letter_id, numbers in places.items()}


def _notices(conn: Connection, plan_id: int, limit: int) -> list[LetterLine]:
    rows = conn.execute(
        select(
            NOTICE.c.kind,
            NOTICE.c.state,
            NOTICE.c.created_at,
            NOTICE.c.cancel_reason,
            NOTICE.c.address,
            PERSON.c.name,
            PERSON.c.email,
            ITEM.c.place,
        )
        .outerjoin(PERSON, PERSON.c.id == NOTICE.c.recipient_id)
        .outerjoin(ITEM, ITEM.c.id == NOTICE.c.item_id)
        .where(and_(NOTICE.c.plan_id == plan_id, NOTICE.c.letter_id.is_(None)))
        .order_by(NOTICE.c.created_at.desc(), NOTICE.c.id.desc())
        .limit(limit)
    )
    return [
        LetterLine(
            letter_id=None,
            kind=row.kind,
            recipient=row.name or row.address or "—",
            address=row.address or row.email,
            subject=NOTICES[row.kind][:1].upper() + NOTICES[row.kind][1:],
            state=row.state,
            created_at=row.created_at,
            ended_at=None,
            tries=0,
            last_answer=row.cancel_reason,
            places=() if row.place is None else (row.place,),
        )
        for row in rows
    ]
