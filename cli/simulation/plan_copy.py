"""One plan with its people, work and mail, copied from the real database into the scratch one; the first is only read.

What proves (ledgers) and what opens (PINs, links, tokens, sessions) stays behind: the copy gets a ledger of its own
and no secret.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from audit.ledger import open_ledger
from cli.simulation.scratch import Scratch
from config.database import Database
from migrations.metadata import metadata
from models.states import NoticeKind
from workflow.rows import ITEM, PERSON, PLAN, SUBMISSION, TASK, plan_row
from workflow.transaction import NOTICE, plan_ledger

Where = ColumnElement[bool] | None
SET_BEFORE = "simulated"
BATCH = 500

LEFT_BEHIND = frozenset(
    {
        "alarm", "api_token", "browser_grant", "business_clock", "idempotent_answer", "job_run", "ledger_checkpoint",
        "ledger_entry", "ledger_head", "ledger_personal", "letter", "link_token", "mail_report", "queue_pause",
        "sending_pace", "suppressed_address",
    }
)  # fmt: skip
"""Ledgers and secrets, the machine's own state, what became of letters: the simulation takes it that mail works."""


def copy_plan(real: Database, plan_id: int, to: Scratch) -> None:
    """Copy the plan under the number that it has. Raises `NotFound`."""
    with real.read() as conn, to.parts.database.write() as scratch:
        plan_row(conn, plan_id)
        # Person and manager, or what two tables say of each other, may come in any order.
        scratch.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in metadata.sorted_tables:
            if table.name not in LEFT_BEHIND:
                _copy(conn, scratch, table, rows_of_plan(table, plan_id))
        ledger_id = plan_ledger(plan_id)
        open_ledger(scratch, ledger_id, to.parts.signer.origin(ledger_id), to.clock.now())


def rows_of_plan(table: Table, plan_id: int) -> Where:
    """Which rows of a table are the plan's; None for all. Raises `LookupError` for a table that nobody placed."""
    items = select(ITEM.c.id).where(ITEM.c.plan_id == plan_id)
    submissions = select(SUBMISSION.c.id).where(SUBMISSION.c.plan_id == plan_id)
    columns = table.c
    if table.name in {"person", "former_name", "substitution"}:
        return None
    if table is PLAN:
        return PLAN.c.id == plan_id
    if table is NOTICE:
        # What was told of a substitution is told once, whatever plan it concerns. Checkpoints go to witnesses.
        is_substitution = and_(NOTICE.c.plan_id.is_(None), NOTICE.c.kind == NoticeKind.SUBSTITUTION)
        return or_(and_(NOTICE.c.plan_id == plan_id, NOTICE.c.kind != NoticeKind.CHECKPOINT), is_substitution)
    if table.name == "rung_record":
        clocks = select(TASK.c.clock_id).where(TASK.c.submission_id.in_(submissions))
        return or_(columns.item_id.in_(items), columns.clock_id.in_(clocks))
    for column, wanted in (("plan_id", None), ("submission_id", submissions), ("item_id", items)):
        if column in columns:
            return columns[column] == plan_id if wanted is None else columns[column].in_(wanted)
    raise LookupError(f"{table.name}: copied or left behind?")


def _copy(conn: Connection, scratch: Connection, table: Table, where: Where) -> None:
    wanted = select(table) if where is None else select(table).where(where)
    without = WITHOUT.get(table.name, dict)
    for rows in conn.execute(wanted).mappings().partitions(BATCH):
        scratch.execute(insert(table), [{**row, **without(row)} for row in rows])


def _without_secrets(person: Mapping[Any, Any]) -> dict[str, Any]:
    """A person with no secret of theirs, who has a PIN all the same where they had one."""
    return {
        "pin_hash": None if person["pin_hash"] is None else SET_BEFORE,
        "activation_code_hash": None,
        "activation_code_expires_at": None,
    }


WITHOUT: Mapping[str, Callable[[Mapping[Any, Any]], dict[str, Any]]] = {
    PERSON.name: _without_secrets,
    NOTICE.name: lambda _: {"letter_id": None},
}
