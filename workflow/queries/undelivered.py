"""Whom the mail of a plan does not reach."""

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from models.states import MailState
from workflow.queries.tables import LETTER
from workflow.rows import PERSON
from workflow.transaction import NOTICE

UNDELIVERED = (MailState.DEAD, MailState.BOUNCED)


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
            _is_of(plan_id),
            LETTER.c.state.in_(UNDELIVERED),
            or_(LETTER.c.recipient_id.is_(None), PERSON.c.email == LETTER.c.address),
            ~came_through,
        )
        .distinct()
        .order_by("who")
    )
    return tuple(row.who for row in rows)


def _is_of(plan_id: int) -> ColumnElement[bool]:
    """Is the letter of the plan, or a digest that tells of it among others?"""
    told = select(NOTICE.c.letter_id).where(NOTICE.c.plan_id == plan_id, NOTICE.c.letter_id.is_not(None))
    return or_(LETTER.c.plan_id == plan_id, LETTER.c.id.in_(told))
