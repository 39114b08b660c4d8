"""Does what follows from the ledger alone equal the tables? (Rule 37.)

The verifier's own reading gives the states and versions; `workflow.ledger_following` follows what the entries carry
beside them. Then each is held against its table. `workflow.replay_deployment` does the same for people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from audit.canonical import canonical_bytes
from audit.source import SourceDamaged
from audit.verdict import ObjectState
from models.plans import Explanation, FinalReview
from models.states import ItemState
from workflow.holds import HOLD
from workflow.ledger_following import follow
from workflow.ledger_state import Columns, LedgerState
from workflow.manifest import digest_of
from workflow.promises import ACKNOWLEDGEMENT
from workflow.replay_amendments import amendment_differences
from workflow.replay_clocks import clock_differences
from workflow.replay_compare import columns_of, columns_unequal, read_ledger, readable, rows_unequal, unequal
from workflow.replay_draft import draft_differences
from workflow.replay_enums import unknown_of_plan
from workflow.replay_extensions import extension_differences
from workflow.replay_papers import paper_differences
from workflow.replay_rungs import rung_differences
from workflow.replay_submissions import submission_differences
from workflow.replay_work import part_differences, request_differences
from workflow.rows import EVIDENCE, ITEM, plan_row
from workflow.transaction import plan_ledger

EXPLANATION: Table = Explanation.__table__  # type: ignore[attr-defined]
REVIEW: Table = FinalReview.__table__  # type: ignore[attr-defined]
# Columns of a row with the place of its item.
_Placed = tuple[int, Mapping[str, Any]]
UNTOUCHED = ObjectState(ItemState.PLANNED.value, 0)


def replay(conn: Connection, plan_id: int) -> list[str]:
    """Where the plan's tables differ from its ledger, a line each; empty where they are equal.

    Also what the verifier's reading finds wrong with the entries themselves. Raises `NotFound`.
    """
    if unknown := unknown_of_plan(conn, plan_id):
        return unknown
    plan = plan_row(conn, plan_id)
    followed = LedgerState()
    try:
        reading, problems = read_ledger(conn, plan_ledger(plan_id), partial(follow, followed))
    except SourceDamaged as damage:
        return [f"{plan_ledger(plan_id)}: {damage}"]
    items = list(conn.execute(select(ITEM).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)))
    return [
        *problems,
        *_states(reading.states, plan, items),
        *readable("draft", lambda: draft_differences(conn, plan, items, followed)),
        *readable("clocks", lambda: clock_differences(conn, plan, items)),
        *submission_differences(conn, plan, followed),
        *readable("amendments", lambda: amendment_differences(conn, plan_id, followed)),
        *readable("extensions", lambda: extension_differences(conn, plan_id, followed)),
        *readable("papers", lambda: paper_differences(conn, plan_id, followed)),
        *rows_unequal("file", followed.files, _files(conn, plan_id)),
        *readable("review", lambda: _review(conn, plan_id, followed.review)),
        *_in_order(conn, plan_id, EXPLANATION, "explanations", followed.explanations),
        *_in_order(conn, plan_id, ACKNOWLEDGEMENT, "promises", followed.promises),
        *_in_order(conn, plan_id, HOLD, "held reports", followed.holds),
        *rung_differences(conn, plan_id, followed),
        *part_differences(conn, plan_id, followed),
        *request_differences(conn, plan_id, followed),
    ]


def _states(told: Mapping[str, ObjectState], plan: Row[Any], items: Iterable[Row[Any]]) -> list[str]:
    """State and version of the plan and of each item; an item that no entry names stands as it was imported."""
    stored = {"plan": ObjectState(plan.state.value, plan.version)}
    stored |= {f"item/{item.place}": ObjectState(item.state.value, item.version) for item in items}
    wanted = {name: state for name, state in told.items() if name == "plan" or name.startswith("item/")}
    return unequal("", dict.fromkeys(stored, UNTOUCHED) | wanted, stored)


def _files(conn: Connection, plan_id: int) -> dict[int, dict[str, Any]]:
    """By id: the file, the place of its item, and whether it was taken off."""
    rows = conn.execute(
        select(EVIDENCE, ITEM.c.place).join(ITEM, ITEM.c.id == EVIDENCE.c.item_id).where(ITEM.c.plan_id == plan_id)
    )
    return {row.id: {**columns_of(row), "is_removed": row.removed_at is not None} for row in rows}


def _review(conn: Connection, plan_id: int, told: Columns) -> list[str]:
    """The digests of the report, and that the stored facts have theirs."""
    row = conn.execute(select(REVIEW).where(REVIEW.c.plan_id == plan_id)).one_or_none()
    if row is None or not told:
        return [] if row is None and not told else [f"review: the ledger says {told}, the table another"]
    lines = columns_unequal("review", told, columns_of(row))
    digest = None if row.facts is None else digest_of(canonical_bytes(row.facts))
    return lines + unequal("review", {"facts": told["facts_sha256"]}, {"facts": digest})


def _in_order(conn: Connection, plan_id: int, table: Table, what: str, told: Iterable[_Placed]) -> list[str]:
    """The rows of a table that belong to items, held against what the ledger tells of each item in the same order."""
    rows = conn.execute(
        select(table, ITEM.c.place)
        .join(ITEM, ITEM.c.id == table.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(table.c.id)
    )
    return rows_unequal(f"{what} of item", _numbered(told), _numbered((row.place, columns_of(row)) for row in rows))


def _numbered(placed: Iterable[_Placed]) -> dict[str, Mapping[str, Any]]:
    counts: dict[int, int] = defaultdict(int)
    numbered = {}
    for place, columns in placed:
        counts[place] += 1
        numbered[f"{place}, {counts[place]}"] = columns
    return numbered
