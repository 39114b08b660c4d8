"""What a decision does to an item: agreed, approved with an outcome, returned."""

from typing import Any

from sqlalchemy import Row

from audit.ledger import ask_of_head
from config.prepared import together
from models.states import ItemState, NoticeKind, Outcome, Subject
from workflow.actions import Action
from workflow.clocks import STOPPED, clock_told, lead_clock, resumed_clock, started_columns
from workflow.decided_item import item_of, people_of, tell_of_decision
from workflow.holds import with_holds
from workflow.item_record import item_entry
from workflow.part_marks import clear_parts
from workflow.plan_ladder import ladder_in_force
from workflow.proposing import void_open
from workflow.rows import ask_of_involved, responsible_rows, set_item
from workflow.submission_rows import ask_of_open
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import Turn

REWORK_DAYS = 3


def item_agreed(tx: Transaction, turn: Turn, data: dict[str, Any]) -> int:
    """A decision that does not end the chain. Gives its place in the ledger."""
    item = item_of(turn)
    target = target_of(item.state, ItemCommandName.DECIDE_STEP)
    version = set_item(tx.conn, item, state=target)
    return _record(tx, turn, item, Action.ITEM_AGREED, target, version, data)


def item_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int, outcome: Outcome) -> int:
    """The last step: the item is final. Executed on the day of the submission that was accepted."""
    item = item_of(turn)
    target = target_of(item.state, ItemCommandName.DECIDE_LAST)
    executed_on = turn.submission.submitted_on
    version = set_item(tx.conn, item, state=target, outcome=outcome, executed_on=executed_on, **STOPPED)
    # The ledger's head is locked here as it would be below, and what is asked with it is asked under that lock.
    together(
        tx.conn,
        ask_of_head(plan_ledger(turn.plan.id)),
        ask_of_open(item.id, Subject.EXTENSION),
        ask_of_involved(item.id),
    )
    data = data | {"outcome": outcome.value, "executed_on": executed_on.isoformat()}
    seq = _record(tx, turn, item, Action.ITEM_APPROVED, target, version, data)
    void_open(tx, turn.plan.id, Subject.EXTENSION, item_id=item.id)
    tell_of_decision(tx, turn, NoticeKind.APPROVED, decision_id, sorted(people_of(tx, turn)))
    return seq


def item_part_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """The last step of an interim report: the item stays in work, and the lead's clock goes on as it was."""
    item = item_of(turn)
    target = target_of(item.state, ItemCommandName.ACCEPT_PART)
    clock = with_holds(tx.conn, resumed_clock(item, turn.plan.day_off_rule, tx.calendar), item.id, tx.calendar)
    columns = started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **columns)
    data = data | {"shown": turn.submission.shown_count, "percent": turn.submission.shown_percent}
    data |= clock_told(columns)
    seq = _record(tx, turn, item, Action.ITEM_PART_APPROVED, target, version, data)
    tell_of_decision(tx, turn, NoticeKind.APPROVED, decision_id, sorted(people_of(tx, turn)))
    return seq


def item_returned(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """Back to work: a new clock runs to the later of the control date and the rework term."""
    item = item_of(turn)
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
    columns = started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, returns=item.returns + 1, rework_until=rework_until, **columns)
    clear_parts(tx, item.id, turn.today)
    data = data | {"rework_until": rework_until.isoformat()} | clock_told(columns)
    seq = _record(tx, turn, item, Action.ITEM_RETURNED, target, version, data)
    people = [row.person_id for row in responsible_rows(tx.conn, item.id)]
    tell_of_decision(tx, turn, NoticeKind.RETURNED, decision_id, people)
    return seq


def _record(
    tx: Transaction, turn: Turn, item: Row[Any], action: Action, target: ItemState, version: int, data: dict[str, Any]
) -> int:
    return tx.record(plan_ledger(turn.plan.id), item_entry(tx, item, action, target, version, data)).seq
