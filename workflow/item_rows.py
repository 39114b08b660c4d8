"""An item and who is responsible for it, stored and changed: for the import, for corrections and for amendments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from models.states import ItemRole, ItemState, Recurrence
from workflow.rows import FORMER_RESPONSIBLE, ITEM, RESPONSIBLE
from workflow.transaction import Transaction

PEOPLE_FIELDS = ("responsible", "lead")
_DATES = ("starts_on", "due_on", "extended_due_on")


def store_item(
    tx: Transaction,
    plan_id: int,
    place: int,
    values: Mapping[str, Any],
    *,
    as_written: Mapping[str, Any],
    version: int = 0,
) -> int:
    """Store a planned item without a clock; gives its id.

    `values` are as the ledger writes them, people by id; `as_written` is the document's row, empty where no document
    has it.
    """
    item_id = tx.conn.execute(
        insert(ITEM)
        .values(
            plan_id=plan_id,
            place=place,
            state=ItemState.PLANNED,
            version=version,
            as_written=dict(as_written),
            **columns_of_values(values),
        )
        .returning(ITEM.c.id)
    ).scalar_one()
    rows = [
        {"item_id": item_id, "person_id": person, "place": order, "is_lead": person == values["lead"]}
        for order, person in enumerate(values["responsible"], 1)
    ]
    if rows:
        tx.conn.execute(insert(RESPONSIBLE), rows)
    return int(item_id)


def columns_of_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger writes of an item as its columns hold it; people are rows of their own."""
    columns = {name: value for name, value in values.items() if name not in PEOPLE_FIELDS}
    for name in _DATES:
        if isinstance(columns.get(name), str):
            columns[name] = date.fromisoformat(columns[name])
    if columns.get("recurrence") is not None:
        columns["recurrence"] = Recurrence(columns["recurrence"])
    if "role" in columns:
        columns["role"] = ItemRole(columns["role"])
    return columns


def set_responsible(tx: Transaction, item_id: int, after: Mapping[str, Any]) -> None:
    """Make `responsible` (ids in their order) and `lead` those of the item; who stays keeps what they marked ready."""
    rows = {row.person_id: row for row in tx.conn.execute(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id))}
    people: list[int] = after.get("responsible", sorted(rows, key=lambda person: rows[person].place))
    lead = after.get("lead", next((person for person, row in rows.items() if row.is_lead), None))
    gone = [person for person in rows if person not in people]
    if gone:
        tx.conn.execute(delete(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id, RESPONSIBLE.c.person_id.in_(gone)))
    for place, person in enumerate(people, 1):
        values = {"place": place, "is_lead": person == lead}
        if person in rows:
            tx.conn.execute(
                update(RESPONSIBLE)
                .where(RESPONSIBLE.c.item_id == item_id, RESPONSIBLE.c.person_id == person)
                .values(**values)
            )
        else:
            tx.conn.execute(insert(RESPONSIBLE).values(item_id=item_id, person_id=person, **values))


def replace_responsible(tx: Transaction, item_id: int, after: Mapping[str, Any]) -> None:
    """`set_responsible` in a plan that is in force: who is replaced stays known, for they never decide on the item."""
    of_item = select(RESPONSIBLE.c.person_id).where(RESPONSIBLE.c.item_id == item_id)
    before = set(tx.conn.execute(of_item).scalars())
    set_responsible(tx, item_id, after)
    gone = before - set(after.get("responsible", before))
    known = select(FORMER_RESPONSIBLE.c.person_id).where(FORMER_RESPONSIBLE.c.item_id == item_id)
    rows = [
        {"item_id": item_id, "person_id": person} for person in sorted(gone - set(tx.conn.execute(known).scalars()))
    ]
    if rows:
        tx.conn.execute(insert(FORMER_RESPONSIBLE), rows)


def change_columns(tx: Transaction, item_id: int, after: Mapping[str, Any]) -> None:
    """Give a draft's item its new values, whose version does not move; a running item's does (`rows.set_item`)."""
    columns = columns_of_values(after)
    if columns:
        tx.conn.execute(update(ITEM).where(ITEM.c.id == item_id).values(**columns))
    if not set(PEOPLE_FIELDS).isdisjoint(after):
        set_responsible(tx, item_id, after)
