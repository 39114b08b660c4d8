"""What an approved amendment does to one item: new values, out of the plan, or a new item at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from audit.entry import EntryDraft
from models.states import ItemRole, ItemState, Recurrence, Subject, SubmissionState, TaskState
from workflow.actions import Action
from workflow.amendment_manifest import PEOPLE_FIELDS, ProposedChange
from workflow.clocks import STOPPED, lead_clock, started_columns
from workflow.item_decisions import REWORK_DAYS
from workflow.ladder import RunningClock
from workflow.plan_ladder import ladder_of
from workflow.routing import void_tasks
from workflow.rows import ITEM, RESPONSIBLE, SUBMISSION, TASK, names_of, set_item
from workflow.transaction import Transaction
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import Turn

WAITING = (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED)
NOT_PRINTED = ("lead", "chain", "role")
CLOCK_FIELDS = frozenset({"starts_on", "due_on", "responsible", "lead"})


@dataclass(slots=True)
class Applied:
    """What is gathered while the changes are carried out.

    `entries` are those of the items, `added` the places of new ones in the order of the changes, `voided` place →
    number of the report that is void, `told` person → places of whose decision is no longer needed.
    """

    is_from_document: bool
    entries: list[EntryDraft] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    voided: dict[int, int] = field(default_factory=dict)
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
    if item.state in WAITING or not CLOCK_FIELDS.isdisjoint(change.after):
        clock = _lead_clock(tx, turn, f"i{item.id}-{item.version + 1}", item._asdict() | values)
        values |= started_columns(clock, ladder_of(turn.plan.ladder), turn.today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **values)
    if not set(PEOPLE_FIELDS).isdisjoint(change.after):
        set_responsible(tx, item.id, change.after)
    applied.entries.append(_entry(tx, Action.ITEM_AMENDED, item, target, version, data))


def cancel_item(tx: Transaction, turn: Turn, item: Row[Any], change: ProposedChange, applied: Applied) -> None:
    """Исключить из плана: its clock stands, a report of it that waits is void."""
    target = target_of(item.state, ItemCommandName.CANCEL)
    data: dict[str, Any] = {
        "amendment": turn.submission.number,
        "reason": turn.submission.summary,
        "before": dict(change.before),
    }
    if item.state in WAITING:
        data |= _void_report(tx, item, applied)
    version = set_item(tx.conn, item, state=target, **STOPPED)
    applied.entries.append(_entry(tx, Action.ITEM_CANCELLED, item, target, version, data))


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
    item_id = tx.conn.execute(
        insert(ITEM)
        .values(
            plan_id=plan_id,
            place=last + 1,
            state=ItemState.PLANNED,
            version=version,
            as_written=dict(as_written),
            **columns_of_values(values),
        )
        .returning(ITEM.c.id)
    ).scalar_one()
    set_responsible(tx, item_id, values)
    return last + 1, int(item_id)


def columns_of_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger writes of an item as its columns hold it; people are rows of their own."""
    columns = {name: value for name, value in values.items() if name not in PEOPLE_FIELDS}
    for name in ("starts_on", "due_on", "extended_due_on"):
        if isinstance(columns.get(name), str):
            columns[name] = date.fromisoformat(columns[name])
    if columns.get("recurrence") is not None:
        columns["recurrence"] = Recurrence(columns["recurrence"])
    if "role" in columns:
        columns["role"] = ItemRole(columns["role"])
    return columns


def set_responsible(tx: Transaction, item_id: int, after: Mapping[str, Any]) -> None:
    """Make `responsible` (ids in their order) and `lead` those of the item; who stays keeps what they marked ready."""
    rows = {row.person_id: row for row in tx.conn.execute(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id))}
    people: list[int] = after.get("responsible", sorted(rows, key=lambda person: rows[person].place))
    lead = after.get("lead", next((person for person, row in rows.items() if row.is_lead), None))
    gone = [person for person in rows if person not in people]
    if gone:
        tx.conn.execute(delete(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id, RESPONSIBLE.c.person_id.in_(gone)))
    for place, person in enumerate(people, 1):
        values = {"place": place, "is_lead": person == lead}
        if person in rows:
            tx.conn.execute(
                update(RESPONSIBLE)
                .where(RESPONSIBLE.c.item_id == item_id, RESPONSIBLE.c.person_id == person)
                .values(**values)
            )
        else:
            tx.conn.execute(insert(RESPONSIBLE).values(item_id=item_id, person_id=person, **values))


def _void_report(tx: Transaction, item: Row[Any], applied: Applied) -> dict[str, Any]:
    """The item's open report is void, with its tasks and links; gives what its entry says of it."""
    report = tx.conn.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.number).where(
            SUBMISSION.c.item_id == item.id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).one()
    waiting = select(TASK.c.acting_id).where(TASK.c.submission_id == report.id, TASK.c.state == TaskState.OPEN)
    for person_id in tx.conn.execute(waiting).scalars():
        applied.told.setdefault(person_id, set()).add(item.place)
    tx.conn.execute(
        update(SUBMISSION).where(SUBMISSION.c.id == report.id).values(state=SubmissionState.VOIDED, ended_at=tx.now)
    )
    void_tasks(tx, report.id)
    applied.voided[item.place] = report.number
    return {"submission": report.number, "submission_state": SubmissionState.VOIDED.value}


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


def _entry(
    tx: Transaction, action: Action, item: Row[Any], target: ItemState, version: int, data: dict[str, Any]
) -> EntryDraft:
    return tx.entry(
        action,
        f"item/{item.place}",
        version=version,
        from_state=item.state.value,
        to_state=target.value,
        data=data,
    )
