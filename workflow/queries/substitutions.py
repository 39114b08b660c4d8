"""Who signs for whom: what runs, what is ahead, what is over."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.queries.people import people_by_id
from workflow.rows import SUBSTITUTION
from workflow.views import SubstitutionState, SubstitutionView

ORDER = (SubstitutionState.RUNNING, SubstitutionState.AHEAD, SubstitutionState.ENDED, SubstitutionState.OVER)


def substitution_views(
    conn: Connection, today: date, people: Collection[int] | None = None
) -> tuple[SubstitutionView, ...]:
    """Substitutions, those that run first and then those ahead; of these absent people alone, where given."""
    wanted = select(SUBSTITUTION).order_by(SUBSTITUTION.c.starts_on, SUBSTITUTION.c.id)
    if people is not None:
        wanted = wanted.where(SUBSTITUTION.c.absent_id.in_(people))
    return _views(conn, conn.execute(wanted).all(), today)


def substitutions_of(conn: Connection, person_id: int, today: date) -> tuple[SubstitutionView, ...]:
    """The substitutions in which this person is absent or signs for somebody, in the same order."""
    one_of_both = (SUBSTITUTION.c.absent_id == person_id) | (SUBSTITUTION.c.substitute_id == person_id)
    wanted = select(SUBSTITUTION).where(one_of_both).order_by(SUBSTITUTION.c.starts_on, SUBSTITUTION.c.id)
    return _views(conn, conn.execute(wanted).all(), today)


def _views(conn: Connection, rows: Collection[Row[Any]], today: date) -> tuple[SubstitutionView, ...]:
    people = people_by_id(conn, (person for row in rows for person in (row.absent_id, row.substitute_id)))
    views = [
        SubstitutionView(
            id=row.id,
            absent=people[row.absent_id],
            substitute=people[row.substitute_id],
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            order_number=row.order_number,
            order_date=row.order_date,
            state=_state(row, today),
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: ORDER.index(view.state)))


def _state(row: Row[Any], today: date) -> SubstitutionState:
    if row.revoked_at is not None:
        return SubstitutionState.ENDED
    if row.ends_on < today:
        return SubstitutionState.OVER
    return SubstitutionState.AHEAD if today < row.starts_on else SubstitutionState.RUNNING
