"""The share of many items' targets that is shown, for the sweep: one statement, more only for those that need more."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import Connection, and_, func, select

from models.states import Subject
from workflow.progress import progress_of
from workflow.rows import EVIDENCE, ITEM, SUBMISSION
from workflow.targets import counts_organisations


def shares_shown(conn: Connection, item_ids: Sequence[int]) -> dict[int, Fraction]:
    """The share of its target that each of these items shows now, by id."""
    items = conn.execute(select(ITEM).where(ITEM.c.id.in_(item_ids))).all()
    units = _units(conn, [item.id for item in items])
    covered = _covered(conn, [item.id for item in items if counts_organisations(item.expected_result)])
    percents = _percents(conn, [item.id for item in items if item.target_percent is not None])
    return {
        item.id: progress_of(item, units.get(item.id, 0), covered.get(item.id, ()), percents.get(item.id)).share
        for item in items
    }


def _units(conn: Connection, ids: list[int]) -> dict[int, int]:
    rows = conn.execute(
        select(EVIDENCE.c.item_id, func.sum(EVIDENCE.c.units).label("units"))
        .where(and_(EVIDENCE.c.item_id.in_(ids), EVIDENCE.c.removed_at.is_(None)))
        .group_by(EVIDENCE.c.item_id)
    )
    return {row.item_id: int(row.units) for row in rows}


def _covered(conn: Connection, ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    if ids:
        held = select(EVIDENCE.c.item_id, EVIDENCE.c.organisations).where(
            EVIDENCE.c.item_id.in_(ids), EVIDENCE.c.removed_at.is_(None)
        )
        for row in conn.execute(held):
            found[row.item_id].update(row.organisations)
    return found


def _percents(conn: Connection, ids: list[int]) -> dict[int, int | None]:
    """What was stated last, in a report of each."""
    if not ids:
        return {}
    stated = (
        select(SUBMISSION.c.item_id, SUBMISSION.c.shown_percent)
        .where(SUBMISSION.c.item_id.in_(ids), SUBMISSION.c.subject == Subject.ITEM)
        .order_by(SUBMISSION.c.number)
    )
    return {row.item_id: row.shown_percent for row in conn.execute(stated)}
