"""An office with several plans in which much is due at once, and what a sweep leaves behind in it."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from audit.ledger import open_ledger
from config.database import Database
from models.ledger import LedgerEntry
from models.states import RungFate
from tests.integration.office import Office
from workflow.actions import Action
from workflow.due_clocks import RUNG
from workflow.rows import ITEM, PLAN, RESPONSIBLE, TASK
from workflow.transaction import NOTICE, plan_ledger

ENTRY: Any = LedgerEntry.__table__  # type: ignore[attr-defined]
COPIES = 4
# Six weeks after the start nobody swept.
LATE = datetime(2021, 3, 5, 2, tzinfo=UTC)


def office_with_plans(database: Database) -> Office:
    """The real plan with two reports on their way, and copies of it, each with a ledger of its own."""
    office = Office(database).ready()
    for place in (3, 4):
        office.bring_to_approvers(place)
    with database.write() as conn:
        plan = conn.execute(select(PLAN).where(PLAN.c.id == office.plan_id)).one()._asdict()
        items = [row._asdict() for row in conn.execute(select(ITEM).where(ITEM.c.plan_id == office.plan_id))]
        people = [row._asdict() for row in conn.execute(select(RESPONSIBLE))]
        for copy in range(1, COPIES + 1):
            plan_id = conn.execute(insert(PLAN).values(_without_id(plan)).returning(PLAN.c.id)).scalar_one()
            open_ledger(
                conn, plan_ledger(plan_id), office.engine.signer.origin(plan_ledger(plan_id)), office.clock.now()
            )
            for item in items:
                clock_id = item["clock_id"] and f"{item['clock_id']}-{copy}"
                values = _without_id(item) | {"plan_id": plan_id, "clock_id": clock_id}
                item_id = conn.execute(insert(ITEM).values(values).returning(ITEM.c.id)).scalar_one()
                rows = [row | {"item_id": item_id} for row in people if row["item_id"] == item["id"]]
                conn.execute(insert(RESPONSIBLE), rows)
    office.move_to(LATE)
    return office


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


@dataclass(frozen=True)
class Traces:
    """What sweeps left behind. `entries` counts how often the ledgers tell of (clock, rung, occurrence, fate)."""

    entries: Counter[tuple[str, str, int, RungFate]]
    records: frozenset[tuple[str, str, int, RungFate]]
    notices: frozenset[str]
    still_due: int


def traces(database: Database) -> Traces:
    """What all sweeps together did."""
    with database.read() as conn:
        bodies = [json.loads(body) for body in conn.execute(select(ENTRY.c.body)).scalars()]
        records = conn.execute(select(RUNG.c.clock_id, RUNG.c.rung, RUNG.c.occurrence, RUNG.c.fate)).tuples().all()
        notices = conn.execute(select(NOTICE.c.dedupe_key).where(NOTICE.c.rung.is_not(None))).scalars().all()
        due = [
            conn.execute(
                select(func.count()).select_from(table).where(table.c.next_rung_on <= LATE.date())
            ).scalar_one()
            for table in (ITEM, TASK)
        ]
    fired = [
        (each["data"]["clock"], each["data"]["rung"], each["data"]["occurrence"], RungFate.FIRED)
        for each in bodies
        if each["action"] == Action.RUNG_FIRED
    ]
    passed = [
        (each["data"]["clock"], rung, occurrence, RungFate.PASSED_OVER)
        for each in bodies
        if each["action"] == Action.RUNG_PASSED_OVER
        for rung, occurrence, _ in each["data"]["rungs"]
    ]
    return Traces(Counter(fired + passed), frozenset(records), frozenset(notices), sum(due))
