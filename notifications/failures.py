"""Telling somebody that mail fails: the plan's coordinator by a notice, the operator by an alarm."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select, update

from models.states import MailState, NoticeKind, PlanState
from workflow.insertion import insert_new
from workflow.rows import PLAN
from workflow.transaction import ALARM, NOTICE

UNDELIVERABLE = "mail_undeliverable"
DETAIL_LIMIT = 2000


class Failed(Protocol):
    """The notice or letter that could not be delivered."""

    @property
    def kind(self) -> NoticeKind: ...
    @property
    def plan_id(self) -> int | None: ...
    @property
    def recipient_id(self) -> int | None: ...


def tell_coordinator(
    conn: Connection, now: datetime, about: Failed, *, key: str, facts: dict[str, Any], detail: str
) -> None:
    """Write a DELIVERY_FAILED notice to the coordinator of the plan that `about` (a notice or letter) belongs to.

    Where the coordinator is the one who cannot be reached, or there is no plan, the operator gets an alarm.
    """
    plan_id, coordinator_id = coordinator_of(conn, about.plan_id)
    is_hopeless = about.kind is NoticeKind.DELIVERY_FAILED or about.recipient_id == coordinator_id
    if coordinator_id is None or is_hopeless:
        raise_alarm(conn, now, UNDELIVERABLE, detail, is_repeated=True)
        return
    row = {
        "dedupe_key": f"delivery_failed:{key}",
        "kind": NoticeKind.DELIVERY_FAILED,
        "plan_id": plan_id,
        "recipient_id": coordinator_id,
        "facts": facts,
        "not_before": now,
        "created_at": now,
        "state": MailState.WAITING,
    }
    insert_new(conn, NOTICE, [row], ["dedupe_key"])


def raise_alarm(conn: Connection, now: datetime, code: str, detail: str, *, is_repeated: bool = False) -> None:
    """Raise an alarm; one that stands already is not raised again unless each is news of its own."""
    if not is_repeated:
        standing = select(ALARM.c.id).where(ALARM.c.code == code, ALARM.c.cleared_at.is_(None)).limit(1)
        if conn.execute(standing).first() is not None:
            return
    conn.execute(insert(ALARM).values(code=code, detail=detail[:DETAIL_LIMIT], raised_at=now, facts={}))


def clear_alarms(conn: Connection, now: datetime, codes: Iterable[str]) -> int:
    """Clear the standing alarms of these codes: the trouble has passed."""
    standing = ALARM.c.code.in_(list(codes)) & ALARM.c.cleared_at.is_(None)
    return conn.execute(update(ALARM).where(standing).values(cleared_at=now)).rowcount


def coordinator_of(conn: Connection, plan_id: int | None) -> tuple[int | None, int | None]:
    """A plan and its coordinator: this one, or where no plan is named the newest that is not closed."""
    plans = select(PLAN.c.id, PLAN.c.coordinator_id)
    if plan_id is not None:
        row = conn.execute(plans.where(PLAN.c.id == plan_id)).one_or_none()
    else:
        running = plans.where(PLAN.c.state != PlanState.CLOSED).order_by(PLAN.c.id.desc()).limit(1)
        row = conn.execute(running).one_or_none()
    return (None, None) if row is None else (row.id, row.coordinator_id)
