"""What a decision does to an item: agreed, approved with an outcome, returned; and reopening what was approved."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from audit.ledger import ask_of_head
from config.prepared import together
from models.plans import FinalReview
from models.states import ItemState, NoticeKind, Outcome, PlanState, Subject, SubmissionState
from workflow.actions import Action
from workflow.chain_roles import final_approvers
from workflow.clocks import STOPPED, lead_clock, resumed_clock, started_columns
from workflow.commands import ReopenItem
from workflow.conflicts import active_substitutes, item_conflicts
from workflow.deadlines import control_date, days_late, effective_due, was_on_time
from workflow.errors import ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.ladder import RunningClock
from workflow.part_marks import clear_parts
from workflow.plan_ladder import ladder_of
from workflow.proposing import void_open
from workflow.receipts import receipt
from workflow.routing import void_tasks
from workflow.rows import (
    SUBMISSION,
    ask_of_responsible,
    demand_version,
    item_row,
    lead_id,
    plan_row,
    responsible_rows,
    set_item,
    set_plan,
)
from workflow.submission_rows import ask_of_open
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import Turn, demand_sure
from workflow.views import Receipt
from workflow.wording.dates import date_text

REWORK_DAYS = 3
CLOSING_DAYS = 20
REOPENED_DAYS = 365
REVIEW = FinalReview.__table__  # type: ignore[attr-defined]


def item_agreed(tx: Transaction, turn: Turn, data: dict[str, Any]) -> int:
    """A decision that does not end the chain. Gives its place in the ledger."""
    item = _item(turn)
    target = target_of(item.state, ItemCommandName.DECIDE_STEP)
    version = set_item(tx.conn, item, state=target)
    return _record(tx, turn, item, Action.ITEM_AGREED, target, version, data)


def item_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int, outcome: Outcome) -> int:
    """The last step: the item is final. Executed on the day of the submission that was accepted."""
    item = _item(turn)
    target = target_of(item.state, ItemCommandName.DECIDE_LAST)
    executed_on = turn.submission.submitted_on
    version = set_item(tx.conn, item, state=target, outcome=outcome, executed_on=executed_on, **STOPPED)
    # The ledger's head is locked here as it would be below, and what is asked with it is asked under that lock.
    together(
        tx.conn,
        ask_of_head(plan_ledger(turn.plan.id)),
        ask_of_open(item.id, Subject.EXTENSION),
        ask_of_responsible(item.id),
    )
    data = data | {"outcome": outcome.value, "executed_on": executed_on.isoformat()}
    seq = _record(tx, turn, item, Action.ITEM_APPROVED, target, version, data)
    void_open(tx, turn.plan.id, Subject.EXTENSION, item_id=item.id)
    _tell_approved(tx, turn, item, decision_id)
    return seq


def item_part_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """The last step of an interim report: the item stays in work, and the lead's clock goes on as it was."""
    item = _item(turn)
    target = target_of(item.state, ItemCommandName.ACCEPT_PART)
    clock = resumed_clock(item, turn.plan.day_off_rule, tx.calendar)
    columns = started_columns(clock, ladder_of(turn.plan.ladder), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **columns)
    data = data | {"shown": turn.submission.shown_count, "percent": turn.submission.shown_percent}
    seq = _record(tx, turn, item, Action.ITEM_PART_APPROVED, target, version, data)
    _tell_approved(tx, turn, item, decision_id)
    return seq


def _tell_approved(tx: Transaction, turn: Turn, item: Row[Any], decision_id: int) -> None:
    """Everyone responsible and the coordinator hear of the last approval."""
    people = {row.person_id for row in responsible_rows(tx.conn, item.id)} | {turn.plan.coordinator_id}
    for person_id in sorted(people):
        tx.tell(
            NoticeKind.APPROVED,
            f"approved/d{decision_id}/p{person_id}",
            recipient_id=person_id,
            plan_id=turn.plan.id,
            item_id=item.id,
            submission_id=turn.submission.id,
            decision_id=decision_id,
        )


def item_returned(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """Back to work: a new clock runs to the later of the control date and the rework term."""
    item = _item(turn)
    target = target_of(item.state, ItemCommandName.RETURN)
    rework_until = tx.calendar.shift(turn.today, REWORK_DAYS)
    clock = lead_clock(
        clock_id=f"i{item.id}-{item.version + 1}",
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=item.extended_due_on,
        rework_until=rework_until,
        floor=turn.today,
        rule=turn.plan.day_off_rule,
        calendar=tx.calendar,
    )
    columns = started_columns(clock, ladder_of(turn.plan.ladder), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, returns=item.returns + 1, rework_until=rework_until, **columns)
    clear_parts(tx, item.id, turn.today)
    data = data | {"rework_until": rework_until.isoformat()}
    seq = _record(tx, turn, item, Action.ITEM_RETURNED, target, version, data)
    responsible = responsible_rows(tx.conn, item.id)
    for row in responsible:
        tx.tell(
            NoticeKind.RETURNED,
            f"returned/d{decision_id}/p{row.person_id}",
            recipient_id=row.person_id,
            plan_id=turn.plan.id,
            item_id=item.id,
            submission_id=turn.submission.id,
            decision_id=decision_id,
        )
    return seq


def reopen_item(tx: Transaction, command: ReopenItem) -> Receipt:
    """Возобновить контроль, by the final approver, with a reason and a new deadline.

    The former approvals stay in the history as superseded, and lateness stays lateness. A closed plan becomes active
    again.
    """
    plan = plan_row(tx.conn, command.plan_id)
    item = item_row(tx.conn, command.plan_id, command.place)
    demand_version(item, command.expected_version)
    target = target_of(item.state, ItemCommandName.REOPEN)
    demand_sure(tx)
    today = tx.today(plan.timezone)
    _demand_final_approver(tx, plan, item, today)
    _demand_deadline(plan, command.due_on, today)
    superseded = tx.conn.execute(
        update(SUBMISSION)
        .where(
            SUBMISSION.c.item_id == item.id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.ACCEPTED,
        )
        .values(state=SubmissionState.VOIDED)
        .returning(SUBMISSION.c.number)
    )
    numbers = sorted(superseded.scalars())
    late_days = _late_days(tx, plan, item)
    clock: RunningClock | None = lead_clock(
        clock_id=f"i{item.id}-{item.version + 1}",
        starts_on=today,
        due_on=item.due_on,
        extended_due_on=command.due_on,
        rework_until=None,
        floor=today,
        rule=plan.day_off_rule,
        calendar=tx.calendar,
    )
    version = set_item(
        tx.conn,
        item,
        state=target,
        outcome=None,
        executed_on=None,
        extended_due_on=command.due_on,
        reopened_due_on=command.due_on,
        reopened_late_days=late_days,
        rework_until=None,
        first_submitted_on=None,
        **started_columns(clock, ladder_of(plan.ladder), today, tx.calendar),
    )
    clear_parts(tx, item.id, today)
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.ITEM_REOPENED,
            f"item/{item.place}",
            version=version,
            from_state=item.state.value,
            to_state=target.value,
            data={
                "reason": command.reason,
                "due_on": command.due_on.isoformat(),
                "superseded": numbers,
                "before": {"outcome": item.outcome.value, "executed_on": item.executed_on.isoformat()},
                "late_days": late_days,
            },
        ),
    )
    if plan.state is not PlanState.ACTIVE:
        _reopen_plan(tx, plan, command)
    lead = lead_id(responsible_rows(tx.conn, item.id))
    if lead is not None:
        tx.tell(
            NoticeKind.REOPENED,
            f"reopened/i{item.id}-{version}",
            recipient_id=lead,
            plan_id=plan.id,
            item_id=item.id,
            facts={"reason": command.reason, "due_on": command.due_on.isoformat()},
        )
    return receipt(tx, ledger_id, position, "Контроль возобновлён.", plan_id=plan.id, place=item.place)


def _reopen_plan(tx: Transaction, plan: Row[Any], command: ReopenItem) -> None:
    """The review starts anew: it opens again on the working day after the new deadline."""
    opens_on = tx.calendar.control_date(command.due_on + timedelta(days=1), "following")
    opens_on = max(opens_on, plan.review_opens_on)
    closes_by = max(plan.closes_by, opens_on + timedelta(days=CLOSING_DAYS))
    version = set_plan(
        tx.conn, plan, state=PlanState.ACTIVE, review_opens_on=opens_on, closes_by=closes_by, closed_at=None
    )
    tx.conn.execute(delete(REVIEW).where(REVIEW.c.plan_id == plan.id))
    open_report = select(SUBMISSION.c.id).where(
        SUBMISSION.c.plan_id == plan.id,
        SUBMISSION.c.subject == Subject.REPORT,
        SUBMISSION.c.state == SubmissionState.OPEN,
    )
    for submission_id in list(tx.conn.execute(open_report).scalars()):
        tx.conn.execute(
            update(SUBMISSION)
            .where(SUBMISSION.c.id == submission_id)
            .values(state=SubmissionState.VOIDED, ended_at=tx.now)
        )
        void_tasks(tx, submission_id)
    tx.record(
        plan_ledger(plan.id),
        tx.entry(
            Action.PLAN_REOPENED,
            "plan",
            version=version,
            from_state=plan.state.value,
            to_state=PlanState.ACTIVE.value,
            data={"place": command.place, "review_opens_on": opens_on.isoformat(), "closes_by": closes_by.isoformat()},
        ),
    )


def _demand_final_approver(tx: Transaction, plan: Row[Any], item: Row[Any], today: Any) -> None:
    approvers = final_approvers(tx.conn, plan, item)
    substitutes = active_substitutes(tx.conn, today)
    allowed = approvers | {substitutes[person][0] for person in approvers if person in substitutes}
    if tx.actor.person_id not in allowed:
        raise NotYourTurn("Возобновить контроль может только утверждающий. Обратитесь к нему.")
    if tx.actor.person_id in item_conflicts(tx.conn, item.id, today):
        raise ConflictOfInterest(
            "Вы исполняли этот пункт или представляли по нему документы (совмещение ролей исполнителя и согласующего): "
            "контроль возобновляет утверждающий."
        )


def _demand_deadline(plan: Row[Any], due_on: date, today: date) -> None:
    """After today; in a running plan not after it closes, in a closed one within a year."""
    if due_on <= today:
        raise InvalidCommand("Укажите новый срок: он должен быть позже сегодняшнего дня.", field="due_on")
    latest = today + timedelta(days=REOPENED_DAYS) if plan.state is PlanState.CLOSED else plan.closes_by
    if due_on > latest:
        raise InvalidCommand(f"Укажите новый срок не позднее {date_text(latest)}.", field="due_on")


def _late_days(tx: Transaction, plan: Row[Any], item: Row[Any]) -> int | None:
    """By how many working days the approved item was late, now or before an earlier reopening; None where never."""
    due = effective_due(item.due_on, item.extended_due_on)
    earlier: int | None = item.reopened_late_days
    if was_on_time(item.executed_on, due, item.first_submitted_on, item.rework_until) is not False:
        return earlier
    control = control_date(item.due_on, item.extended_due_on, tx.calendar, plan.day_off_rule)
    return max(days_late(control, item.executed_on, tx.calendar), earlier or 0)


def _item(turn: Turn) -> Row[Any]:
    assert turn.item is not None  # noqa: S101 - subjects without an item are carried out in plan_decisions
    return turn.item


def _record(
    tx: Transaction, turn: Turn, item: Row[Any], action: Action, target: ItemState, version: int, data: dict[str, Any]
) -> int:
    position = tx.record(
        plan_ledger(turn.plan.id),
        tx.entry(
            action,
            f"item/{item.place}",
            version=version,
            from_state=item.state.value,
            to_state=target.value,
            data=data,
        ),
    )
    return position.seq
