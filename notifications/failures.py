"""Telling somebody that mail fails: the plan's coordinator by a notice, the operator by an alarm."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, select

from models.states import MailState, NoticeKind, PlanState
from workflow.alarms import raise_alarm
from workflow.insertion import insert_new
from workflow.rows import PLAN
from workflow.transaction import NOTICE

UNDELIVERABLE = "mail_undeliverable"


class Failed(Protocol):
    """The notice or letter that could not be delivered."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> NoticeKind: ...
    @property
    def plan_id(self) -> int | None: ...
    @property
    def recipient_id(self) -> int | None: ...


def tell_coordinator(
    conn: Connection, now: datetime, about: Failed, *, key: str, facts: dict[str, Any], detail: str
) -> None:
    """Write a DELIVERY_FAILED notice to the coordinators of the plans that `about` (a notice or letter) tells of.

    Where only such could hear as cannot be reached themselves, or there is no plan, the operator gets an alarm.
    """
    plans = {coordinator: plan for plan, coordinator in _coordinators(conn, about) if coordinator is not None}
    if about.recipient_id is not None:
        plans.pop(about.recipient_id, None)
    if not plans or about.kind is NoticeKind.DELIVERY_FAILED:
        raise_alarm(conn, now, UNDELIVERABLE, detail, is_repeated=True)
        return
    rows = [
        {
            "dedupe_key": f"delivery_failed:{key}" + (f"/p{coordinator}" if len(plans) > 1 else ""),
            "kind": NoticeKind.DELIVERY_FAILED,
            "plan_id": plan_id,
            "recipient_id": coordinator,
            "facts": facts,
            "not_before": now,
            "created_at": now,
            "state": MailState.WAITING,
        }
        for coordinator, plan_id in plans.items()
    ]
    insert_new(conn, NOTICE, rows, ["dedupe_key"])


def _coordinators(conn: Connection, about: Failed) -> list[tuple[int | None, int | None]]:
    """The plans and their coordinators: those of its lines where a digest spans several plans."""
    if about.plan_id is not None or about.kind is not NoticeKind.DIGEST:
        return [coordinator_of(conn, about.plan_id)]
    told = select(NOTICE.c.plan_id).where(NOTICE.c.letter_id == about.id).distinct().order_by(NOTICE.c.plan_id)
    return [coordinator_of(conn, plan_id) for plan_id in conn.execute(told).scalars()]


def coordinator_of(conn: Connection, plan_id: int | None) -> tuple[int | None, int | None]:
    """A plan and its coordinator: this one, or where no plan is named the newest that is not closed."""
    plans = select(PLAN.c.id, PLAN.c.coordinator_id)
    if plan_id is not None:
        row = conn.execute(plans.where(PLAN.c.id == plan_id)).one_or_none()
    else:
        running = plans.where(PLAN.c.state != PlanState.CLOSED).order_by(PLAN.c.id.desc()).limit(1)
        row = conn.execute(running).one_or_none()
    return (None, None) if row is None else (row.id, row.coordinator_id)
