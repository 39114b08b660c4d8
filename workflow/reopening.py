"""Reopening what was approved: the item runs again, and a closed plan with it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from models.plans import FinalReview
from models.states import NoticeKind, PlanState, Subject, SubmissionState
from workflow.actions import Action
from workflow.chain_roles import final_approvers
from workflow.clocks import clock_told, lead_clock, started_columns
from workflow.commands import ReopenItem
from workflow.conflicts import active_substitutes, item_conflicts
from workflow.deadlines import control_date, days_late, effective_due, was_on_time
from workflow.errors import ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.item_record import item_entry
from workflow.ladder import RunningClock
from workflow.part_marks import clear_parts
from workflow.plan_ladder import ladder_in_force
from workflow.receipts import receipt
from workflow.refusing_others import names_text
from workflow.routing import void_tasks
from workflow.rows import SUBMISSION, demand_version, item_row, lead_id, plan_row, responsible_rows, set_item, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import demand_sure
from workflow.views import Receipt
from workflow.wording.dates import date_text

CLOSING_DAYS = 20
REOPENED_DAYS = 365
REVIEW = FinalReview.__table__  # type: ignore[attr-defined]


def reopen_item(tx: Transaction, command: ReopenItem) -> Receipt:
    """Возобновить контроль, by the final approver, with a reason and a new deadline.

    The former approvals stay in the history as superseded, and lateness stays lateness. A closed plan becomes active
    again.
    """
    plan = plan_row(tx.conn, command.plan_id)
    item = item_row(tx.conn, command.plan_id, command.place)
    demand_version(item, command.expected_version)
    demand_sure(tx)
    today = tx.today(plan.timezone)
    _demand_final_approver(tx, plan, item, today)
    target = target_of(item.state, ItemCommandName.REOPEN)
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
    columns = started_columns(clock, ladder_in_force(plan, item), today, tx.calendar)
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
        **columns,
    )
    clear_parts(tx, item.id, today)
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        item_entry(
            tx,
            item,
            Action.ITEM_REOPENED,
            target,
            version,
            {
                "reason": command.reason,
                "due_on": command.due_on.isoformat(),
                "superseded": numbers,
                "before": {"outcome": item.outcome.value, "executed_on": item.executed_on.isoformat()},
                "late_days": late_days,
                **clock_told(columns),
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
        names = names_text(tx.conn, allowed)
        raise NotYourTurn(f"Возобновить контроль может только утверждающий ({names}). Обратитесь к нему.")
    if tx.actor.person_id in item_conflicts(tx.conn, item.id, today):
        raise ConflictOfInterest(
            "Вы исполняли этот пункт или представляли по нему документы (совмещение ролей исполнителя и согласующего): "
            "контроль возобновляет другое лицо. Обратитесь к ответственному за контроль исполнения плана "
            f"({names_text(tx.conn, {plan.coordinator_id})})."
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
