"""What a decision on a plan's activation or on its execution report does.

An approved amendment is carried out by `workflow.amendment_applying`.
"""

from typing import Any

from sqlalchemy import Row, select, update

from audit.entry import EntryDraft
from models.plans import FinalReview
from models.states import ItemState, NoticeKind, PlanState, Subject
from workflow.actions import Action
from workflow.clocks import STOPPED, clock_told, lead_clock, started_columns
from workflow.decided_item import tell_of_decision
from workflow.item_columns import item_values
from workflow.plain_values import digest_of_row
from workflow.plan_ladder import ladder_in_force
from workflow.proposing import WITHDRAWN_BY_AUTHOR, void_open
from workflow.readiness import live_items
from workflow.rows import ITEM, RESPONSIBLE, lead_id, responsible_of_plan, responsible_rows, set_plan
from workflow.sealing import seal_ledger
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn, submission_object

REVIEW = FinalReview.__table__  # type: ignore[attr-defined]


def step_agreed(tx: Transaction, turn: Turn, data: dict[str, Any]) -> int:
    """A decision that does not end the chain."""
    return decided(tx, turn, data)


def subject_returned(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """The draft can be mended, or the report frozen anew; the coordinator hears of it, and who asked for it."""
    if turn.submission.subject is Subject.REPORT:
        tx.conn.execute(
            update(REVIEW)
            .where(REVIEW.c.plan_id == turn.plan.id)
            .values(frozen_at=None, frozen_by=None, facts=None, facts_sha256=None, report_sha256=None)
        )
    people = {turn.plan.coordinator_id}
    if turn.item is not None:
        people |= {turn.submission.submitted_by_id, lead_id(responsible_rows(tx.conn, turn.item.id))} - {None}
    tell_of_decision(tx, turn, NoticeKind.RETURNED, decision_id, sorted(people))
    return decided(tx, turn, data)


def activation_approved(tx: Transaction, turn: Turn, data: dict[str, Any], _decision_id: int) -> int:
    """The plan is active: one entry for each item, clocks start, rungs that lie before today are passed over."""
    plan = turn.plan
    seq = decided(tx, turn, data)
    version = set_plan(tx.conn, plan, state=PlanState.ACTIVE, activated_at=tx.now)
    drafts = [
        tx.entry(
            Action.PLAN_ACTIVATED,
            "plan",
            version=version,
            from_state=plan.state.value,
            to_state=PlanState.ACTIVE.value,
            data={"digest": turn.submission.digest},
        )
    ]
    responsible = responsible_of_plan(tx.conn, plan.id)
    items = live_items(tx.conn, plan.id)
    drafts += [_adopt(tx, turn, item, responsible.get(item.id, [])) for item in items]
    tx.record_many(plan_ledger(plan.id), drafts)
    people = {row.person_id for item in items for row in responsible.get(item.id, ())} | {plan.coordinator_id}
    for person_id in sorted(people):
        tx.tell(
            NoticeKind.PLAN_ACTIVATED,
            f"plan_activated/{plan.id}-{version}/p{person_id}",
            recipient_id=person_id,
            plan_id=plan.id,
        )
    seal_ledger(tx, plan_ledger(plan.id), "activation")
    return seq


def _adopt(tx: Transaction, turn: Turn, item: Any, responsible: list[Row[Any]]) -> EntryDraft:
    clock = lead_clock(
        clock_id=f"i{item.id}-1",
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=None,
        rework_until=None,
        floor=turn.today,
        rule=turn.plan.day_off_rule,
        calendar=tx.calendar,
    )
    columns = started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
    tx.conn.execute(update(ITEM).where(ITEM.c.id == item.id).values(version=1, **columns))
    return tx.entry(
        Action.ITEM_ADOPTED,
        f"item/{item.place}",
        version=1,
        to_state=ItemState.PLANNED.value,
        data=item_values(item)
        | {
            "control_date": clock.ends_on.isoformat() if clock else None,
            "responsible": [row.person_id for row in responsible],
            "lead": lead_id(responsible),
            "chain": item.chain,
            "ladder": item.ladder,
            "role": item.role.value,
            "written_sha256": digest_of_row(item.as_written),
        }
        | clock_told(columns),
    )


def report_approved(tx: Transaction, turn: Turn, data: dict[str, Any], _decision_id: int) -> int:
    """The report is the plan's approved execution report: the plan is closed and its ledger sealed."""
    plan = turn.plan
    seq = decided(tx, turn, data)
    version = set_plan(tx.conn, plan, state=PlanState.CLOSED, closed_at=tx.now)
    tx.conn.execute(update(ITEM).where(ITEM.c.plan_id == plan.id).values(**STOPPED))
    void_open(tx, plan.id, *WITHDRAWN_BY_AUTHOR)
    tx.record(
        plan_ledger(plan.id),
        tx.entry(
            Action.PLAN_CLOSED,
            "plan",
            version=version,
            from_state=plan.state.value,
            to_state=PlanState.CLOSED.value,
            data={"digest": turn.submission.digest},
        ),
    )
    people = set(
        tx.conn.execute(
            select(RESPONSIBLE.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
            .where(ITEM.c.plan_id == plan.id)
        ).scalars()
    )
    approvers = {person for step in plan.chain for person in step["approvers"]}
    for person_id in sorted(people | approvers | {plan.coordinator_id}):
        tx.tell(
            NoticeKind.PLAN_CLOSED,
            f"plan_closed/{plan.id}-{version}/p{person_id}",
            recipient_id=person_id,
            plan_id=plan.id,
        )
    seal_ledger(tx, plan_ledger(plan.id), "close")
    return seq


def decided(tx: Transaction, turn: Turn, data: dict[str, Any]) -> int:
    """One entry for the decision itself; the submission's state moves with it. Gives its place in the ledger."""
    target = data["submission_state"]
    return tx.record(
        plan_ledger(turn.plan.id),
        tx.entry(
            Action.SUBMISSION_DECIDED,
            submission_object(turn.submission, turn.item),
            from_state=turn.submission.state.value,
            to_state=target,
            data=data,
        ),
    ).seq
