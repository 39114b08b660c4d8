"""What an approved amendment does to clocks beyond the items that it names: the plan's ladder is that of them all."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true

from audit.entry import EntryDraft
from workflow.amendment_manifest import ProposedChange, places_of
from workflow.recomputing_clocks import follow_ladder
from workflow.rows import ITEM, plan_row
from workflow.transaction import Transaction


def touched(changes: Sequence[ProposedChange]) -> ColumnElement[bool]:
    """The items that the changes are about, or whose clocks follow them."""
    if any(change.kind == "ladder" and change.place is None for change in changes):
        return true()
    return ITEM.c.place.in_(places_of(changes))


def follow_ladders(tx: Transaction, plan_id: int, ladders: Sequence[ProposedChange]) -> list[EntryDraft]:
    """Bring the clocks of the items whose ladder is another now to it; an item with its own keeps that.

    The items that are `touched`, and the open submissions on them, are locked already. Gives the entries.
    """
    if not ladders:
        return []
    places = {change.place for change in ladders}
    wanted = select(ITEM).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)
    items = [
        item for item in tx.conn.execute(wanted).all() if item.place in places or (None in places and not item.ladder)
    ]
    return follow_ladder(tx, plan_row(tx.conn, plan_id), items, {"because": "ladder"}).entries
