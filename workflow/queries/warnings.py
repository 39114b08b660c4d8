"""Doubts about the plan document and how they were settled."""

from sqlalchemy import Connection, func, select

from workflow.queries.people import people_by_id
from workflow.queries.tables import WARNING
from workflow.rows import ITEM
from workflow.views import WarningView


def warning_views(conn: Connection, plan_id: int, *, place: int | None = None) -> tuple[WarningView, ...]:
    """The doubts about a plan, or about the item at `place`: those on the whole document first, then by place."""
    wanted = (
        select(WARNING, ITEM.c.place, ITEM.c.number)
        .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
        .where(WARNING.c.plan_id == plan_id)
        .order_by(func.coalesce(ITEM.c.place, 0), WARNING.c.id)
    )
    if place is not None:
        wanted = wanted.where(ITEM.c.place == place)
    rows = conn.execute(wanted).all()
    people = people_by_id(conn, (row.settled_by_id for row in rows))
    return tuple(
        WarningView(
            id=row.id,
            code=row.code,
            place=row.place,
            number=row.number,
            message=row.message,
            value=row.value,
            location=row.location,
            source=row.source,
            proposal=row.proposal,
            resolution=row.resolution,
            reason=row.reason,
            change=row.change,
            settled_by=None if row.settled_by_id is None else people.then(row.settled_by_id, row.settled_at),
            settled_at=row.settled_at,
        )
        for row in rows
    )


def unsettled_count(conn: Connection, plan_id: int) -> int:
    """How many doubts wait for the coordinator."""
    return conn.execute(
        select(func.count()).where(WARNING.c.plan_id == plan_id, WARNING.c.resolution.is_(None))
    ).scalar_one()
