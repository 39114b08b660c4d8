"""Reminding co-executors of the internal date of their part: one working day before it and on the working day after.

The date is a clock of its own. `responsible.part_rung_on` says when a sweep must look again, behind an index, so the
cost follows the letters; a rung record lets each reminder happen once.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from audit.entry import EntryDraft
from config.ladder import DaysFromEnd, Rung
from models.plans import RungRecord
from models.states import ClockKind, NoticeKind, PlanState, RungFate
from workflow.actions import Action
from workflow.calendar import WorkingCalendar
from workflow.clocks import LEAD_STATES
from workflow.insertion import insert_new
from workflow.ladder import DueRung, RunningClock, judge, next_date
from workflow.rows import ITEM, PLAN, RESPONSIBLE
from workflow.transaction import Transaction, plan_ledger

BATCH = 500
NOBODY = 0
PART_DUE = "part_due"
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)
RUNG: Any = RungRecord.__table__  # type: ignore[attr-defined]
_LADDER = (Rung(name=PART_DUE, clock=ClockKind.LEAD, when=DaysFromEnd(days=(-1, 1)), to=("co_executors",), severity=0),)
_DUE_PARTS = (
    select(
        RESPONSIBLE.c.item_id,
        RESPONSIBLE.c.person_id,
        RESPONSIBLE.c.part_due_on,
        ITEM.c.place,
        ITEM.c.state,
        ITEM.c.plan_id,
        PLAN.c.state.label("plan_state"),
        PLAN.c.timezone,
    )
    .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
    .join(PLAN, PLAN.c.id == ITEM.c.plan_id)
    .where(RESPONSIBLE.c.part_rung_on <= bindparam("today"))
    .order_by(RESPONSIBLE.c.part_rung_on, RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=RESPONSIBLE)
)
_NEXT = (
    update(RESPONSIBLE)
    .where(RESPONSIBLE.c.item_id == bindparam("item"), RESPONSIBLE.c.person_id == bindparam("person"))
    .values(part_rung_on=bindparam("next"))
)


@dataclass(slots=True)
class PartsSwept:
    """What one batch did. `fired` lists (rung, item, recipients)."""

    looked_at: int = 0
    notices: int = 0
    passed_over: int = 0
    fired: list[tuple[str, str, int]] = field(default_factory=list)


def next_look(item_id: int, person_id: int, due_on: date | None, today: date, calendar: WorkingCalendar) -> date | None:
    """When a sweep, from today on, must look at a part that is not ready; None where it has no date ahead."""
    if due_on is None:
        return None
    return next_date(_clock(item_id, person_id, due_on), _LADDER, today - timedelta(days=1), calendar)


def remind_of_parts(tx: Transaction, on: date) -> PartsSwept:
    """One batch: remind of the parts whose date is near or has just passed, of items that are in their lead's hands."""
    rows = tx.conn.execute(_DUE_PARTS, {"today": on}).all()
    swept = PartsSwept(looked_at=len(rows))
    if not rows:
        return swept
    clocks = {(row.item_id, row.person_id): _clock(row.item_id, row.person_id, row.part_due_on) for row in rows}
    handled = _handled(tx, [clock.clock_id for clock in clocks.values()])
    entries: dict[int, list[EntryDraft]] = defaultdict(list)
    records: list[dict[str, Any]] = []
    for row in rows:
        clock = clocks[row.item_id, row.person_id]
        if row.state not in LEAD_STATES or row.plan_state not in RUNNING:
            continue
        verdict = judge(clock, _LADDER, on, tx.calendar, handled[clock.clock_id])
        records += [_record(row, clock, passed, NOBODY, RungFate.PASSED_OVER, on) for passed in verdict.passed_over]
        swept.passed_over += len(verdict.passed_over)
        if verdict.fires is not None:
            _tell(tx, row, clock, verdict.fires, on)
            records.append(_record(row, clock, verdict.fires, row.person_id, RungFate.FIRED, on))
            entries[row.plan_id].append(_entry(tx, row, clock, verdict.fires))
            swept.fired.append((PART_DUE, f"item/{row.place}", 1))
    insert_new(tx.conn, RUNG, records, ["clock_id", "rung", "occurrence", "recipient_id"])
    tx.conn.execute(
        _NEXT,
        [
            {"item": item, "person": person, "next": next_date(clock, _LADDER, on, tx.calendar)}
            for (item, person), clock in clocks.items()
        ],
    )
    for plan_id in sorted(entries):
        tx.record_many(plan_ledger(plan_id), entries[plan_id])
    swept.notices = tx.flush()
    return swept


def _clock(item_id: int, person_id: int, due_on: date) -> RunningClock:
    return RunningClock(
        f"p{item_id}-{person_id}-{due_on.isoformat()}", ClockKind.LEAD, None, due_on, date.min
    )  # fmt: skip


def _tell(tx: Transaction, row: Row[Any], clock: RunningClock, due: DueRung, on: date) -> None:
    tx.tell(
        NoticeKind.REMINDER,
        f"rung/{clock.clock_id}/{PART_DUE}/{due.occurrence}",
        recipient_id=row.person_id,
        not_before=tx.digest_time(row.timezone),
        group_key=f"digest/{row.plan_id}/{row.person_id}",
        plan_id=row.plan_id,
        item_id=row.item_id,
        rung=PART_DUE,
        clock_id=clock.clock_id,
        facts={
            "rung": PART_DUE,
            "clock_end": clock.ends_on.isoformat(),
            "days": tx.calendar.days_between(clock.ends_on, on),
        },
    )


def _entry(tx: Transaction, row: Row[Any], clock: RunningClock, due: DueRung) -> EntryDraft:
    return tx.entry(
        Action.RUNG_FIRED,
        f"item/{row.place}",
        data={
            "rung": PART_DUE,
            "occurrence": due.occurrence,
            "clock": clock.clock_id,
            "clock_end": clock.ends_on.isoformat(),
            "due": due.on_date.isoformat(),
            "to": [row.person_id],
        },
    )


def _record(row: Row[Any], clock: RunningClock, due: DueRung, person: int, fate: RungFate, on: date) -> dict[str, Any]:
    return {
        "clock_id": clock.clock_id,
        "rung": PART_DUE,
        "occurrence": due.occurrence,
        "recipient_id": person,
        "item_id": row.item_id,
        "fate": fate,
        "on_date": on,
    }


def _handled(tx: Transaction, clock_ids: list[str]) -> dict[str, set[tuple[str, int]]]:
    handled: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for row in tx.conn.execute(
        select(RUNG.c.clock_id, RUNG.c.rung, RUNG.c.occurrence).where(RUNG.c.clock_id.in_(clock_ids))
    ):
        handled[row.clock_id].add((row.rung, row.occurrence))
    return handled
