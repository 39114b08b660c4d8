"""What the last approval of an extension does, and its refusal: in the decision's transaction.

The planned date stays; the deadline in force is the extended one, and a new clock runs against it. A report that
waits was signed with the former deadline: it is void, and the item goes back to work with a rework term.
"""

from typing import Any

from models.states import NoticeKind
from workflow.actions import Action
from workflow.clocks import clock_told, lead_clock, started_columns
from workflow.decided_item import item_of, people_of, tell_of_decision
from workflow.errors import PlanNotReady
from workflow.extension_manifest import ProposedExtension, proposed_extension
from workflow.item_decisions import REWORK_DAYS
from workflow.item_record import item_entry
from workflow.plan_decisions import decided
from workflow.plan_ladder import ladder_in_force
from workflow.report_state import is_report_frozen
from workflow.report_voiding import VoidedReport, void_report
from workflow.rows import set_item
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import Turn


def demand_extension_possible(tx: Transaction, turn: Turn) -> None:
    """Raise `PlanNotReady` while the execution report is frozen: what it says of the deadline is fixed."""
    if is_report_frozen(tx.conn, turn.plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: до решения по нему срок не продлевается.")


def extension_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """Продлить срок, after `demand_extension_possible`. Gives the place of the decision in the ledger."""
    item, proposed = item_of(turn), proposed_extension(turn.submission.manifest)
    target = target_of(item.state, ItemCommandName.EXTEND)
    report = void_report(tx, item)
    values: dict[str, Any] = {"extended_due_on": proposed.wanted_on}
    if report is not None:
        values["rework_until"] = tx.calendar.shift(turn.today, REWORK_DAYS)
    clock = lead_clock(
        clock_id=f"i{item.id}-{item.version + 1}",
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=proposed.wanted_on,
        rework_until=values.get("rework_until", item.rework_until),
        floor=turn.today,
        rule=turn.plan.day_off_rule,
        calendar=tx.calendar,
    )
    columns = started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
    values |= columns
    version = set_item(tx.conn, item, state=target, **values)
    # The item before the ledger, as every command: in the other order two of them would wait for each other.
    seq = decided(tx, turn, data)
    voided: dict[str, Any] = {}
    if report is not None:
        voided = report.told() | {"rework_until": values["rework_until"].isoformat()}
    told = _extended_data(turn, proposed) | voided | clock_told(columns)
    tx.record(plan_ledger(turn.plan.id), item_entry(tx, item, Action.ITEM_EXTENDED, target, version, told))
    _tell(tx, turn, report, decision_id)
    return seq


def _extended_data(turn: Turn, proposed: ProposedExtension) -> dict[str, Any]:
    return {
        "extension": turn.submission.number,
        "digest": turn.submission.digest,
        "reason": turn.submission.summary,
        "planned_on": None if proposed.planned_on is None else proposed.planned_on.isoformat(),
        "before": {"due_on": proposed.due_on.isoformat()},
        "after": {"due_on": proposed.wanted_on.isoformat()},
        "asked_late": proposed.is_late,
    }


def _tell(tx: Transaction, turn: Turn, report: VoidedReport | None, decision_id: int) -> None:
    """The lead, the co-executors and the coordinator hear of it, and whose decision on the report is not needed."""
    people = people_of(tx, turn) | (set() if report is None else set(report.approvers))
    facts = {} if report is None else {"voided": report.number}
    tell_of_decision(tx, turn, NoticeKind.EXTENDED, decision_id, sorted(people), facts)
