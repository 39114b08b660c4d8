"""What people promised of items: «Вижу, сделаю до …». The newest of a person on the running clock stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from config.membership import is_among
from config.prepared import Prepared, Question
from models.plans import Acknowledgement
from workflow.rows import ITEM

ACKNOWLEDGEMENT: Table = Acknowledgement.__table__  # type: ignore[attr-defined]
# By the id of a person, until when.
Promised = Mapping[int, date]
NOTHING_PROMISED: Promised = {}

# A new term is a new clock: what was promised of the old one is no promise any more.
_STANDING = (
    select(ACKNOWLEDGEMENT)
    .join(ITEM, (ITEM.c.id == ACKNOWLEDGEMENT.c.item_id) & (ITEM.c.clock_id == ACKNOWLEDGEMENT.c.clock_id))
    .order_by(ACKNOWLEDGEMENT.c.id)
)
_AMONG = Prepared(_STANDING.where(is_among(ITEM.c.id, "item_ids")))


def ask_of_promises(item_ids: Sequence[int]) -> Question:
    """What `promises_among` will ask."""
    return _AMONG.asked(item_ids=item_ids)


def promises_among(conn: Connection, item_ids: Sequence[int]) -> dict[int, dict[int, date]]:
    """Until when people promised to do it, by the ids of item and person, on the clocks that run now."""
    found: dict[int, dict[int, date]] = {}
    for row in _AMONG.all(conn, item_ids=item_ids):
        found.setdefault(row.item_id, {})[row.person_id] = row.promised_on
    return found


def promise_rows(conn: Connection, chosen: ColumnElement[bool]) -> dict[int, dict[int, Row[Any]]]:
    """The rows behind that, of the items that `chosen` chooses."""
    found: dict[int, dict[int, Row[Any]]] = {}
    for row in conn.execute(_STANDING.where(chosen)):
        found.setdefault(row.item_id, {})[row.person_id] = row
    return found
