"""The sweep: reads only the clocks whose next rung is due, fires each rung once, tells who should hear.

Its cost follows the number of rungs, not of items: an index on `next_rung_on` finds them, in batches of one
transaction each; on PostgreSQL several sweeps share the work (SKIP LOCKED).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, select, update

from audit.entry import EntryDraft
from models.plans import RungRecord
from models.states import ClockKind, NoticeKind, PlanState, RungFate
from workflow.actions import Action
from workflow.audiences import Cast, recipients
from workflow.chain_roles import names_roles, role_holders, with_holders
from workflow.conflicts import active_substitutes
from workflow.engine import Engine
from workflow.insertion import insert_new
from workflow.ladder import DueRung, RunningClock, judge, next_date
from workflow.part_reminders import remind_of_parts
from workflow.plan_ladder import ladder_of
from workflow.progress_rows import shares_shown
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, TASK, plan_row
from workflow.substitutions import tell_started
from workflow.task_moving import move_in_plan, plans_concerned
from workflow.transaction import Transaction, plan_ledger

RUNG: Any = RungRecord.__table__  # type: ignore[attr-defined]
BATCH = 500
NOBODY = 0
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)

_DUE_ITEMS = (
    select(ITEM)
    .where(ITEM.c.next_rung_on <= bindparam("today"))
    .order_by(ITEM.c.next_rung_on, ITEM.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_DUE_TASKS = (
    select(TASK, SUBMISSION.c.plan_id, SUBMISSION.c.item_id, SUBMISSION.c.chain)
    .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
    .where(TASK.c.next_rung_on <= bindparam("today"))
    .order_by(TASK.c.next_rung_on, TASK.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=TASK)
)
_NEXT_ITEM = update(ITEM).where(ITEM.c.id == bindparam("row_id")).values(next_rung_on=bindparam("next"))
_NEXT_TASK = update(TASK).where(TASK.c.id == bindparam("row_id")).values(next_rung_on=bindparam("next"))


@dataclass(slots=True)
class SweepReport:
    """What a sweep did. `fired` lists (rung, item or task, recipients); `moved` counts tasks that changed hands."""

    on: date
    looked_at: int = 0
    notices: int = 0
    passed_over: int = 0
    moved: int = 0
    held: str | None = None
    fired: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Running:
    """A clock that is due to be looked at, with everything needed to judge it and to tell of it."""

    row_id: int
    object: str
    plan: Row[Any]
    item_id: int | None
    task_id: int | None
    submission_id: int | None
    clock: RunningClock
    cast: Cast


def sweep(engine: Engine, on: date | None = None) -> SweepReport:
    """Fire what is due on a date (the plan's local today, or a business date `on`); running it twice adds nothing.

    On a day off nothing fires: what is due waits for the next working day. A year whose calendar is not confirmed
    holds everything, and the operator gets an alarm.
    """
    report = SweepReport(on or engine.today(), moved=_move_tasks(engine))
    if not engine.calendar.is_known(report.on.year):
        report.held = f"the working calendar of {report.on.year} is not confirmed"
        engine.run(lambda tx: tx.alarm("calendar_year_unknown", report.held or ""))
        return report
    if not engine.calendar.is_working(report.on):
        return report
    for statement, step in ((_DUE_ITEMS, _items), (_DUE_TASKS, _tasks)):
        while engine.run(lambda tx, s=statement, f=step: _batch(tx, s, f, report)):  # type: ignore[misc]
            pass
    while engine.run(lambda tx: _parts(tx, report)):
        pass
    return report


def _move_tasks(engine: Engine) -> int:
    """Open tasks follow the substitutions that began or ended, a transaction a plan; gives how many moved.

    A substitution holds by the real day on which somebody decides, whatever business date the sweep is run for.
    """
    engine.run(tell_started)
    return sum(
        engine.run(lambda tx, each=plan_id: move_in_plan(tx, plan_row(tx.conn, each)))  # type: ignore[misc]
        for plan_id in engine.run(plans_concerned)
    )


def _parts(tx: Transaction, report: SweepReport) -> int:
    """One transaction of co-executors' internal dates. Gives how many there were."""
    swept = remind_of_parts(tx, report.on)
    report.looked_at += swept.looked_at
    report.notices += swept.notices
    report.passed_over += swept.passed_over
    report.fired += swept.fired
    return swept.looked_at


def _batch(tx: Transaction, statement: Select[Any], prepare: Any, report: SweepReport) -> int:
    """One transaction: up to `BATCH` clocks. Gives how many rows there were."""
    rows = list(tx.conn.execute(statement, {"today": report.on}))
    if not rows:
        return 0
    report.looked_at += len(rows)
    running = prepare(tx, rows, report.on)
    handled = _handled(tx, [each.clock.clock_id for each in running])
    entries: dict[int, list[EntryDraft]] = defaultdict(list)
    records: list[dict[str, Any]] = []
    nexts = {row.id: None for row in rows}
    for each in running:
        ladder = ladder_of(each.plan.ladder)
        verdict = judge(each.clock, ladder, report.on, tx.calendar, handled[each.clock.clock_id])
        records += [_record(each, passed, NOBODY, RungFate.PASSED_OVER, report.on) for passed in verdict.passed_over]
        if verdict.passed_over:
            report.passed_over += len(verdict.passed_over)
            entries[each.plan.id].append(_passed_entry(tx, each, verdict.passed_over))
        if verdict.fires is not None:
            told = _fire(tx, each, verdict.fires, report.on)
            records += [_record(each, verdict.fires, person, RungFate.FIRED, report.on) for person in told or [NOBODY]]
            entries[each.plan.id].append(_fired_entry(tx, each, verdict.fires, told))
            report.fired.append((verdict.fires.rung.name, each.object, len(told)))
        nexts[each.row_id] = next_date(each.clock, ladder, report.on, tx.calendar)  # type: ignore[assignment]
    insert_new(tx.conn, RUNG, records, ["clock_id", "rung", "occurrence", "recipient_id"])
    tx.conn.execute(
        _NEXT_ITEM if statement is _DUE_ITEMS else _NEXT_TASK,
        [{"row_id": row_id, "next": day} for row_id, day in nexts.items()],
    )
    for plan_id in sorted(entries):
        tx.record_many(plan_ledger(plan_id), entries[plan_id])
    report.notices += tx.flush()
    return len(rows)


def _items(tx: Transaction, rows: list[Row[Any]], today: date) -> list[_Running]:
    plans = _plans(tx, {row.plan_id for row in rows})
    ids = [row.id for row in rows]
    responsible = _responsible(tx, ids)
    shown = shares_shown(tx.conn, rows)
    substitutes = {absent: pair[0] for absent, pair in active_substitutes(tx.conn, today).items()}
    running = []
    for row in rows:
        plan = plans[row.plan_id]
        if plan.state not in RUNNING or row.clock_id is None or row.clock_ends_on is None:
            continue
        people = responsible.get(row.id, [])
        lead = next((person for person in people if person.is_lead), None)
        clock = RunningClock(
            row.clock_id,
            ClockKind.LEAD,
            row.starts_on,
            row.clock_ends_on,
            row.clock_floor,
            row.state,
            shown[row.id],
        )
        cast = Cast(
            lead=lead.person_id if lead else None,
            co_executors=tuple(person.person_id for person in people if not person.is_lead),
            lead_manager=lead.manager_id if lead else None,
            coordinator=plan.coordinator_id,
            steps=_steps(_with_people(row.chain or plan.chain, plan, lead.manager_id if lead else None)),
            substitutes=substitutes,
        )
        running.append(_Running(row.id, f"item/{row.place}", plan, row.id, None, None, clock, cast))
    return running


def _tasks(tx: Transaction, rows: list[Row[Any]], today: date) -> list[_Running]:
    plans = _plans(tx, {row.plan_id for row in rows})
    responsible = _responsible(tx, [row.item_id for row in rows if row.item_id is not None])
    places = {
        row.id: row.place
        for row in tx.conn.execute(
            select(ITEM.c.id, ITEM.c.place).where(ITEM.c.id.in_([r.item_id for r in rows if r.item_id is not None]))
        )
    }
    substitutes = {absent: pair[0] for absent, pair in active_substitutes(tx.conn, today).items()}
    running = []
    for row in rows:
        if row.clock_id is None or row.due_on is None:
            continue
        plan = plans[row.plan_id]
        people = responsible.get(row.item_id, []) if row.item_id is not None else []
        floor = (row.opened_at or tx.now).astimezone(ZoneInfo(plan.timezone)).date()
        clock = RunningClock(row.clock_id, ClockKind.APPROVER, None, row.due_on, floor)
        cast = Cast(
            lead=None,
            co_executors=tuple(person.person_id for person in people),
            lead_manager=None,
            coordinator=plan.coordinator_id,
            steps=_steps(row.chain),
            substitutes=substitutes,
            approver=row.acting_id,
            step=row.step,
        )
        name = f"item/{places[row.item_id]}" if row.item_id is not None else "plan"
        running.append(_Running(row.id, name, plan, row.item_id, row.id, row.submission_id, clock, cast))
    return running


def _fire(tx: Transaction, each: _Running, due: DueRung, today: date) -> list[int]:
    """Write the notices of a rung; gives who is told."""
    told = recipients(due.rung, each.cast)
    kind = NoticeKind.SUPERIOR_REPORT if due.rung.letter == "superior_report" else NoticeKind.REMINDER
    letters = [(kind, person) for person in told]
    lead = each.cast.lead
    if due.rung.also_lead and lead is not None and lead not in told:
        letters.append((NoticeKind.REMINDER, lead))
    days = tx.calendar.days_between(each.clock.ends_on, today)
    at = tx.digest_time(each.plan.timezone)
    for letter, person in letters:
        group = "superior" if letter is NoticeKind.SUPERIOR_REPORT else "digest"
        tx.tell(
            letter,
            f"rung/{each.clock.clock_id}/{due.rung.name}/{due.occurrence}/p{person}",
            recipient_id=person,
            not_before=at,
            group_key=f"{group}/{each.plan.id}/{person}",
            plan_id=each.plan.id,
            item_id=each.item_id,
            task_id=each.task_id,
            submission_id=each.submission_id,
            rung=due.rung.name,
            clock_id=each.clock.clock_id,
            facts={"rung": due.rung.name, "clock_end": each.clock.ends_on.isoformat(), "days": days},
        )
    return list(dict.fromkeys(person for _, person in letters))


def _fired_entry(tx: Transaction, each: _Running, due: DueRung, told: list[int]) -> EntryDraft:
    return tx.entry(
        Action.RUNG_FIRED,
        each.object,
        data={
            "rung": due.rung.name,
            "occurrence": due.occurrence,
            "clock": each.clock.clock_id,
            "clock_end": each.clock.ends_on.isoformat(),
            "due": due.on_date.isoformat(),
            "to": told,
        },
    )


def _passed_entry(tx: Transaction, each: _Running, passed: tuple[DueRung, ...]) -> EntryDraft:
    return tx.entry(
        Action.RUNG_PASSED_OVER,
        each.object,
        data={
            "clock": each.clock.clock_id,
            "rungs": [[due.rung.name, due.occurrence, due.on_date.isoformat()] for due in passed],
        },
    )


def _record(each: _Running, due: DueRung, person: int, fate: RungFate, today: date) -> dict[str, Any]:
    return {
        "clock_id": each.clock.clock_id,
        "rung": due.rung.name,
        "occurrence": due.occurrence,
        "recipient_id": person,
        "item_id": each.item_id,
        "fate": fate,
        "on_date": today,
    }


def _handled(tx: Transaction, clock_ids: list[str]) -> dict[str, set[tuple[str, int]]]:
    handled: dict[str, set[tuple[str, int]]] = defaultdict(set)
    rows = tx.conn.execute(
        select(RUNG.c.clock_id, RUNG.c.rung, RUNG.c.occurrence).where(RUNG.c.clock_id.in_(clock_ids))
    )
    for row in rows:
        handled[row.clock_id].add((row.rung, row.occurrence))
    return handled


def _plans(tx: Transaction, ids: set[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in tx.conn.execute(select(PLAN).where(PLAN.c.id.in_(ids)))}


def _responsible(tx: Transaction, item_ids: list[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    rows = tx.conn.execute(
        select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.manager_id)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .where(RESPONSIBLE.c.item_id.in_(item_ids))
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    )
    for row in rows:
        found[row.item_id].append(row)
    return found


def _with_people(chain: list[dict[str, Any]], plan: Row[Any], lead_manager: int | None) -> list[dict[str, Any]]:
    return with_holders(chain, role_holders(plan, lead_manager)) if names_roles(chain) else chain


def _steps(chain: list[dict[str, Any]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(step["approvers"]) for step in chain)
