"""The buttons of the work on an item before its report: parts, their dates, the register of requests, the sample."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.clocks import runs
from workflow.conflicts import active_substitutes
from workflow.promise_rules import promise_refusal
from workflow.queries.holds import may_hold
from workflow.queries.samples import is_sample_waiting
from workflow.rows import RESPONSIBLE
from workflow.scopes import item_scope
from workflow.views import AllowedCommand
from workflow.wording.buttons import (
    ACKNOWLEDGE_REMINDER,
    HOLD_REPORT,
    PART_NOT_READY,
    PART_READY,
    PROPOSE_SAMPLE,
    REGISTER_REQUEST,
    SET_PART_DUE,
)
from workflow.work_rules import mark_refusal, part_due_refusal, register_refusal, sample_refusal


def work_allowed(
    conn: Connection, plan: Row[Any], item: Row[Any], person_id: int, today: date
) -> tuple[AllowedCommand, ...]:
    """What this person may do of a running plan's item, beside the table of transitions."""
    parts = conn.execute(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item.id)).all()
    substitutes = active_substitutes(conn, today)
    mine = [
        row for row in parts if person_id in (row.person_id, substitutes.get(row.person_id, (row.person_id, None))[0])
    ]
    is_lead = any(row.is_lead for row in mine)
    my_parts = [row for row in mine if not row.is_lead]
    scope = item_scope(item.note, item.title, item.recurrence)
    found: list[AllowedCommand] = []
    if mark_refusal(item.state) is None:
        if any(row.part_ready_at is None for row in my_parts):
            found.append(AllowedCommand("part_ready", PART_READY))
        if any(row.part_ready_at is not None for row in my_parts):
            found.append(AllowedCommand("part_not_ready", PART_NOT_READY))
    if is_lead and part_due_refusal(item.state) is None and any(not row.is_lead for row in parts):
        found.append(AllowedCommand("set_part_due", SET_PART_DUE))
    if (mine or person_id == plan.coordinator_id) and register_refusal(scope, item.state) is None:
        found.append(AllowedCommand("register_request", REGISTER_REQUEST))
    if is_lead and sample_refusal(scope, item.state, is_waiting=is_sample_waiting(conn, item.id)) is None:
        found.append(AllowedCommand("propose_sample", PROPOSE_SAMPLE))
    if mine and promise_refusal(item.state, has_clock=runs(item)) is None:
        found.append(AllowedCommand("acknowledge", ACKNOWLEDGE_REMINDER))
    if not mine and may_hold(conn, plan, item, person_id, today):
        found.append(AllowedCommand("hold_report", HOLD_REPORT))
    return tuple(found)
