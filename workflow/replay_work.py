"""What co-executors, the register of requests and the sample leave behind, against what the ledger tells."""

from typing import Any

from sqlalchemy import Connection, select

from workflow.ledger_state import LedgerState
from workflow.ledger_work import NO_PART
from workflow.replay_compare import columns_of, columns_unequal, rows_unequal
from workflow.request_rows import REQUEST
from workflow.rows import ITEM, RESPONSIBLE


def part_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """Each part: its internal date, and whether and when it was marked ready."""
    rows = conn.execute(
        select(RESPONSIBLE, ITEM.c.place.label("item_place"))
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(ITEM.c.place, RESPONSIBLE.c.place)
    )
    lines = []
    for row in rows:
        item = followed.items.get(row.item_place)
        told = NO_PART if item is None else item.parts.get(row.person_id, NO_PART)
        stored = columns_of(row) | {"is_ready": row.part_ready_at is not None}
        lines += columns_unequal(f"item/{row.item_place}, part of person/{row.person_id}", told, stored)
    return lines


def request_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """Each line of each register."""
    rows = conn.execute(
        select(REQUEST, ITEM.c.place).join(ITEM, ITEM.c.id == REQUEST.c.item_id).where(ITEM.c.plan_id == plan_id)
    )
    stored = {_key(row.place, row.number): columns_of(row) for row in rows}
    told: dict[str, dict[str, Any]] = {_key(*key): columns for key, columns in followed.requests.items()}
    return rows_unequal("request", told, stored)


def _key(place: int, number: int) -> str:
    return f"{place}/{number}"
