"""Who hears instead where a request to sign or a report to a superior cannot reach its recipient.

1. Who stands in the recipient's step of the route (замещающий, then the reserve).
2. Who substitutes for them today; where the substitute is out of reach, the one whom they stand in for.
3. The approvers of the steps above, as the ladder moves up.
Whoever has a conflict of roles, left, or cannot be reached either is passed over. Where nobody is left, the
coordinator, who hears of every letter that did not arrive, has it in hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, select

from models.states import MailState, NoticeKind, TaskState
from notifications.rows import SUPPRESSED
from workflow.chain_roles import concrete_chain
from workflow.conflicts import active_substitutes, responsible_conflicts, submission_conflicts
from workflow.insertion import insert_new
from workflow.rows import ITEM, PERSON, SUBMISSION, TASK, plan_row, responsible_rows
from workflow.stored_chains import stand_ins
from workflow.transaction import NOTICE

HEARD_INSTEAD = (NoticeKind.SIGN_REQUEST, NoticeKind.SUPERIOR_REPORT)
Step = Mapping[str, Any]


def tell_deputies(conn: Connection, now: datetime, undelivered: ColumnElement[bool]) -> list[int]:
    """Write the notices to those who hear instead of the recipients of these notices; gives whom they are for.

    `undelivered` chooses notices that did not arrive. The same one again tells nobody twice.
    """
    chosen = select(NOTICE).where(undelivered, NOTICE.c.kind.in_(HEARD_INSTEAD), NOTICE.c.recipient_id.is_not(None))
    rows = []
    for notice in conn.execute(chosen.where(NOTICE.c.state != MailState.CANCELLED).order_by(NOTICE.c.id)).all():
        is_request = notice.kind is NoticeKind.SIGN_REQUEST
        found = _of_request(conn, now, notice) if is_request else _of_report(conn, now, notice)
        if found is not None:
            rows.append(_notice(notice, found, now))
    insert_new(conn, NOTICE, rows, ["dedupe_key"])
    return sorted({row["recipient_id"] for row in rows})


def _notice(notice: Row[Any], deputy: int, now: datetime) -> dict[str, Any]:
    """Of a request: that it waits unseen, for who is asked alone may decide. Of a report: the report itself."""
    is_request = notice.kind is NoticeKind.SIGN_REQUEST
    kind = NoticeKind.UNREACHED if is_request else NoticeKind.SUPERIOR_REPORT
    # The report may have come to this recipient in somebody's place too: the letter names the first one.
    absent = notice.facts.get("instead_of", notice.recipient_id)
    about = {name: getattr(notice, name) for name in ("plan_id", "item_id", "submission_id", "task_id", "decision_id")}
    return about | {
        "kind": kind,
        "dedupe_key": f"unreached/n{notice.id}/p{deputy}",
        "recipient_id": deputy,
        "rung": notice.rung,
        "clock_id": notice.clock_id,
        "group_key": None if is_request else f"superior/{notice.plan_id}/{deputy}",
        "facts": {**notice.facts, "instead_of": absent},
        "not_before": now,
        "created_at": now,
        "state": MailState.WAITING,
    }


def _of_request(conn: Connection, now: datetime, notice: Row[Any]) -> int | None:
    asked = select(TASK, SUBMISSION.c.chain).join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    task = conn.execute(asked.where(TASK.c.id == notice.task_id)).one_or_none()
    if task is None or task.state is not TaskState.OPEN or task.acting_id != notice.recipient_id:
        return None
    plan = plan_row(conn, notice.plan_id)
    today = _today(plan, now)
    submission = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == task.submission_id)).one()
    candidates = _around(conn, task.chain, task.step - 1, task.acting_id, today)
    unfit = set(submission_conflicts(conn, submission, today)) | {plan.coordinator_id}
    return _first_reachable(conn, [*candidates, task.approver_id], unfit | {task.acting_id})


def _of_report(conn: Connection, now: datetime, notice: Row[Any]) -> int | None:
    plan = plan_row(conn, notice.plan_id)
    today = _today(plan, now)
    own = None if notice.item_id is None else conn.execute(select(ITEM.c.chain).where(ITEM.c.id == notice.item_id))
    chain = concrete_chain(conn, plan, notice.item_id, (own.scalar() if own is not None else None) or plan.chain)
    person = notice.recipient_id
    seats = [n for n, step in enumerate(chain) if person in (*step["approvers"], *stand_ins(step))]
    candidates = _around(conn, chain, seats[0] if seats else -1, person, today)
    unfit = {person, plan.coordinator_id, notice.facts.get("instead_of")}
    if notice.item_id is not None:
        responsible = {row.person_id for row in responsible_rows(conn, notice.item_id)}
        unfit |= set(responsible_conflicts(conn, responsible, today))
    return _first_reachable(conn, list(candidates), unfit)


def _around(conn: Connection, chain: Sequence[Step], seat: int, person: int, today: date) -> Iterator[int]:
    """Who stands in, who substitutes, who sits above, in that order; `seat` is −1 for who sits in no step."""
    substitutes = {absent: found[0] for absent, found in active_substitutes(conn, today).items()}
    if seat >= 0:
        yield from stand_ins(chain[seat])
    if person in substitutes:
        yield substitutes[person]
    for step in chain[seat + 1 :]:
        for approver in step["approvers"]:
            yield substitutes.get(approver, approver)


def _first_reachable(conn: Connection, candidates: Sequence[int], unfit: set[int | None]) -> int | None:
    wanted = [person for person in candidates if person not in unfit]
    refused = select(SUPPRESSED.c.address).where(SUPPRESSED.c.address == func.lower(PERSON.c.email)).exists()
    reachable = set(
        conn.execute(
            select(PERSON.c.id).where(PERSON.c.id.in_(wanted), PERSON.c.is_active, PERSON.c.email != "", ~refused)
        ).scalars()
    )
    return next((person for person in wanted if person in reachable), None)


def _today(plan: Row[Any], now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.timezone)).date()
