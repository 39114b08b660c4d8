"""What an approved amendment does to one item: new values, another route, out of the plan, back, or a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select, update

from audit.entry import EntryDraft
from models.states import ItemState, Subject
from workflow.actions import Action
from workflow.amendment_manifest import ProposedChange
from workflow.clocks import STOPPED, clock_told, lead_clock, started_columns
from workflow.item_decisions import REWORK_DAYS
from workflow.item_record import item_entry
from workflow.item_rows import PEOPLE_FIELDS, columns_of_values, replace_responsible, store_item
from workflow.ladder import RunningClock
from workflow.plain_values import digest_of_row
from workflow.plan_ladder import ladder_in_force, ladder_of
from workflow.proposing import VoidedProposal, void_open
from workflow.report_voiding import WAITING, void_report
from workflow.rows import ITEM, names_of, set_item
from workflow.transaction import Transaction
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import Turn

NOT_PRINTED = ("lead", "chain", "role")
CLOCK_FIELDS = frozenset({"starts_on", "due_on", "responsible", "lead"})


@dataclass(slots=True)
class Applied:
    """What is gathered while the changes are carried out.

    `entries` are those of the items, `added` the places of new ones in the order of the changes, `voided` place →
    number of the report that is void, `proposals` place → what else was on its way about the item and is void, `told`
    person → places of who hears of it though not responsible: a decision is no longer needed, or it was their proposal.
    """

    is_from_document: bool
    entries: list[EntryDraft] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    voided: dict[int, int] = field(default_factory=dict)
    proposals: dict[int, tuple[VoidedProposal, ...]] = field(default_factory=dict)
    told: dict[int, set[int]] = field(default_factory=dict)


def change_item(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Give the item its new values: a report of it that waits is void, a new deadline or lead starts a new clock."""
    target = target_of(item.state, ItemCommandName.AMEND)
    values = columns_of_values(change.after)
    data: dict[str, Any] = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
        "after": dict(change.after),
    }
    if item.state in WAITING:
        values["rework_until"] = tx.calendar.shift(turn.today, REWORK_DAYS)
        data |= {"rework_until": values["rework_until"].isoformat()} | _void_report(tx, item, applied)
    if "due_on" in change.after:
        values["reopened_due_on"] = None
    _void_proposals(tx, turn, item, applied)
    if item.state in WAITING or not CLOCK_FIELDS.isdisjoint(change.after):
        clock = _lead_clock(tx, turn, f"i{item.id}-{item.version + 1}", _clock_facts(item) | values)
        values |= started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
        data |= clock_told(values)
    version = set_item(tx.conn, item, state=target, **values)
    if not set(PEOPLE_FIELDS).isdisjoint(change.after):
        replace_responsible(tx, item.id, change.after)
    applied.entries.append(item_entry(tx, item, Action.ITEM_AMENDED, target, version, data))


def cancel_item(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Исключить из плана: its clock stands, a report of it that waits is void."""
    target = target_of(item.state, ItemCommandName.CANCEL)
    data: dict[str, Any] = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
    }
    data |= _void_report(tx, item, applied)
    _void_proposals(tx, turn, item, applied)
    version = set_item(tx.conn, item, state=target, **STOPPED)
    applied.entries.append(item_entry(tx, item, Action.ITEM_CANCELLED, target, version, data))


def restore_item(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Вернуть в план: planned again, with a new clock; what it held before stays in its history."""
    target = target_of(item.state, ItemCommandName.RESTORE)
    values = columns_of_values(change.after) | {"rework_until": None, "reopened_due_on": None}
    clock = _lead_clock(tx, turn, f"i{item.id}-{item.version + 1}", _clock_facts(item) | values)
    values |= started_columns(clock, ladder_in_force(turn.plan, item), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **values)
    data: dict[str, Any] = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
        "after": dict(change.after),
        "control_date": clock.ends_on.isoformat() if clock else None,
    }
    data |= clock_told(values)
    applied.entries.append(item_entry(tx, item, Action.ITEM_RESTORED, target, version, data))


def change_route(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Give the item another route; a report that is on its way keeps the route that it was sent along."""
    version = set_item(tx.conn, item, chain=change.after["chain"])
    data = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
        "after": dict(change.after),
    }
    applied.entries.append(item_entry(tx, item, Action.CHAIN_SET, item.state, version, data))


def change_own_ladder(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Give the item another ladder; its clocks follow it from today on, once everything else is changed."""
    version = set_item(tx.conn, item, ladder=change.after["ladder"])
    data = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
        "after": dict(change.after),
    }
    applied.entries.append(item_entry(tx, item, Action.LADDER_SET, item.state, version, data))


def add_proposed(tx: Transaction, turn: Turn, change: ProposedChange, applied: Applied) -> None:
    """Put the item at the end of the plan and start its clock."""
    written: dict[str, Any] = {}
    if applied.is_from_document:
        names = names_of(tx.conn)
        written = {name: value for name, value in change.after.items() if name not in NOT_PRINTED}
        written["responsible"] = [names[person] for person in change.after["responsible"]]
    place, item_id = add_item(tx, turn.plan.id, change.after, version=1, as_written=written)
    clock = _lead_clock(tx, turn, f"i{item_id}-1", columns_of_values(change.after))
    columns = started_columns(clock, ladder_of(turn.plan.ladder), turn.today, tx.calendar)
    tx.conn.execute(update(ITEM).where(ITEM.c.id == item_id).values(**columns))
    applied.added.append(place)
    applied.entries.append(
        tx.entry(
            Action.ITEM_ADDED,
            f"item/{place}",
            version=1,
            to_state=ItemState.PLANNED.value,
            data={
                **change.after,
                "amendment": turn.submission.number,
                "reason": turn.submission.summary,
                "control_date": clock.ends_on.isoformat() if clock else None,
                "written_sha256": digest_of_row(written),
                **clock_told(columns),
            },
        )
    )


def add_item(
    tx: Transaction, plan_id: int, values: Mapping[str, Any], *, version: int, as_written: Mapping[str, Any]
) -> tuple[int, int]:
    """Store an item at the plan's next place, planned, without a clock; gives its place and its id.

    `as_written` is the document's row, empty where no document has it.
    """
    last = tx.conn.execute(select(func.max(ITEM.c.place)).where(ITEM.c.plan_id == plan_id)).scalar() or 0
    return last + 1, store_item(tx, plan_id, last + 1, values, as_written=as_written, version=version)


def _void_report(tx: Transaction, item: Row[Any], applied: Applied) -> dict[str, Any]:
    """The item's open report is void, where it has one; gives what its entry says of it."""
    report = void_report(tx, item)
    if report is None:
        return {}
    for person_id in report.approvers:
        applied.told.setdefault(person_id, set()).add(item.place)
    applied.voided[item.place] = report.number
    return report.told()


def _void_proposals(tx: Transaction, turn: Turn, item: Row[Any], applied: Applied) -> None:
    """Any change of the item voids what was proposed about it as it was, and by who was responsible then."""
    voided = void_open(tx, turn.plan.id, Subject.EXTENSION, Subject.SAMPLE, item_id=item.id)
    if voided:
        applied.proposals[item.place] = voided
    for proposal in voided:
        for person_id in {proposal.author_id, *proposal.approvers}:
            applied.told.setdefault(person_id, set()).add(item.place)


def _clock_facts(item: Row[Any]) -> dict[str, Any]:
    """What a lead's clock runs by."""
    return {name: getattr(item, name) for name in ("starts_on", "due_on", "extended_due_on", "rework_until")}


def _lead_clock(tx: Transaction, turn: Turn, clock_id: str, item: Mapping[str, Any]) -> RunningClock | None:
    return lead_clock(
        clock_id=clock_id,
        starts_on=item["starts_on"],
        due_on=item["due_on"],
        extended_due_on=item.get("extended_due_on"),
        rework_until=item.get("rework_until"),
        floor=turn.today,
        rule=turn.plan.day_off_rule,
        calendar=tx.calendar,
    )
