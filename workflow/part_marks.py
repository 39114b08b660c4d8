"""The rows of co-executors' parts, and what takes their marks away."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, update

from workflow.part_reminders import next_look
from workflow.rows import PERSON, RESPONSIBLE
from workflow.transaction import Transaction

_PARTS = (
    select(RESPONSIBLE, PERSON.c.name)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .where(RESPONSIBLE.c.is_lead.is_(False))
    .order_by(RESPONSIBLE.c.place)
)


def part_rows(conn: Connection, item_id: int) -> list[Row[Any]]:
    """The co-executors of an item with how their parts stand, in the document's order."""
    return list(conn.execute(_PARTS.where(RESPONSIBLE.c.item_id == item_id)))


def set_part(conn: Connection, item_id: int, person_id: int, **values: Any) -> None:
    """Change how a part stands."""
    conn.execute(
        update(RESPONSIBLE)
        .where(RESPONSIBLE.c.item_id == item_id, RESPONSIBLE.c.person_id == person_id)
        .values(**values)
    )


def clear_parts(tx: Transaction, item_id: int, today: date) -> None:
    """After a return or a reopening no part is ready; the dates stay, and are reminded of where they lie ahead."""
    for part in part_rows(tx.conn, item_id):
        if part.part_ready_at is not None or part.part_due_on is not None:
            rung_on = next_look(item_id, part.person_id, part.part_due_on, today, tx.calendar)
            set_part(tx.conn, item_id, part.person_id, part_ready_at=None, part_rung_on=rung_on)
