"""The days of running clocks, worked out anew: after a change of the working calendar, or of a ladder.

A clock keeps its id, so that no rung fires on it twice. Who works by a term that moved hears of it in their digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update

from audit.entry import EntryDraft
from models.states import ClockKind, NoticeKind, SubmissionState, TaskState
from workflow.actions import Action
from workflow.clocks import clock_told, resumed_clock, runs, started_columns
from workflow.holds import with_holds
from workflow.item_record import item_entry
from workflow.ladder import RunningClock, next_date
from workflow.part_reminders import next_look
from workflow.plan_ladder import ladder_in_force, ladder_of
from workflow.rows import ITEM, RESPONSIBLE, SUBMISSION, TASK, set_item
from workflow.transaction import Transaction
from workflow.turn import submission_object

TERM_MOVED = "term_moved"
DAY = timedelta(days=1)


@dataclass(slots=True)
class Recomputed:
    """What was worked out anew in a plan: `moved` are (item or submission, its term before, its term now)."""

    entries: list[EntryDraft] = field(default_factory=list)
    moved: list[tuple[str, date, date]] = field(default_factory=list)
    looks: int = 0


def follow_calendar(tx: Transaction, plan: Row[Any]) -> Recomputed:
    """Work out every running clock of a plan by the calendar in use: ends, next rungs, terms of decisions, parts."""
    done = Recomputed()
    # Locked as whoever decides locks: the submissions, then the items, then the ledger's head.
    tasks, items = _open_tasks(tx, plan.id), _items(tx, plan.id)
    for item in items:
        _follow_item(tx, plan, item, done)
    for task in tasks:
        _follow_task(tx, plan, task, done)
    _follow_parts(tx, plan, done)
    return done


def follow_ladder(tx: Transaction, plan: Row[Any], items: Sequence[Row[Any]], reason: dict[str, Any]) -> Recomputed:
    """Bring these items' clocks, and those of the decisions on them, to the ladder that the rows now have.

    The items and the open submissions on them are locked already. Rungs that lie before today are passed over; `reason`
    is told in the entries.
    """
    done = Recomputed()
    today = tx.today(plan.timezone)
    for item in items:
        clock = resumed_clock(item, plan.day_off_rule, tx.calendar) if runs(item) else None
        if clock is None:
            continue
        clock = replace(clock, ends_on=item.clock_ends_on, floor=max(clock.floor, today))
        held = with_holds(tx.conn, clock, item.id, tx.calendar)
        columns = started_columns(held, ladder_in_force(plan, item), today, tx.calendar)
        version = set_item(tx.conn, item, **columns)
        done.entries.append(
            item_entry(tx, item, Action.CLOCK_RECOMPUTED, item.state, version, reason | clock_told(columns))
        )
    ids = {item.id for item in items}
    for task in _open_tasks(tx, plan.id):
        if task.item_id in ids:
            _look_again(tx, plan, task, task.due_on)
    return done


def _items(tx: Transaction, plan_id: int) -> Sequence[Row[Any]]:
    """The items whose clock runs, locked, by id."""
    wanted = select(ITEM).where(ITEM.c.plan_id == plan_id, ITEM.c.clock_id.is_not(None)).order_by(ITEM.c.id)
    return [item for item in tx.conn.execute(wanted.with_for_update()).all() if runs(item)]


def _follow_item(tx: Transaction, plan: Row[Any], item: Row[Any], done: Recomputed) -> None:
    today = tx.today(plan.timezone)
    values: dict[str, Any] = {}
    if item.rework_until is not None and not tx.calendar.is_working(item.rework_until):
        values["rework_until"] = tx.calendar.control_date(item.rework_until, "following")
    clock = resumed_clock(_with(item, values), plan.day_off_rule, tx.calendar)
    if clock is None:
        return
    held = with_holds(tx.conn, clock, item.id, tx.calendar)
    columns = started_columns(held, ladder_in_force(plan, item), today, tx.calendar)
    if clock.ends_on == item.clock_ends_on and not values:
        if columns["next_rung_on"] != item.next_rung_on and _is_ahead(item.next_rung_on, today):
            tx.conn.execute(update(ITEM).where(ITEM.c.id == item.id).values(next_rung_on=columns["next_rung_on"]))
            done.looks += 1
        return
    version = set_item(tx.conn, item, **values, **columns)
    told = {"because": "calendar", "before": item.clock_ends_on.isoformat()} | clock_told(columns)
    told |= {name: day.isoformat() for name, day in values.items()}
    done.entries.append(item_entry(tx, item, Action.CLOCK_RECOMPUTED, item.state, version, told))
    done.moved.append((f"item/{item.place}", item.clock_ends_on, clock.ends_on))
    people = tx.conn.execute(select(RESPONSIBLE.c.person_id).where(RESPONSIBLE.c.item_id == item.id)).scalars()
    for person_id in sorted(people):
        _tell(tx, plan, clock, item.clock_ends_on, person_id, item_id=item.id)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a lead's clock is worked out from."""

    clock_id: str
    clock_floor: date
    starts_on: date | None
    due_on: date | None
    extended_due_on: date | None
    rework_until: date | None


def _with(item: Row[Any], values: dict[str, Any]) -> _Facts:
    names = ("clock_id", "clock_floor", "starts_on", "due_on", "extended_due_on", "rework_until")
    return _Facts(**{name: values.get(name, getattr(item, name)) for name in names})


def _is_ahead(day: date | None, today: date) -> bool:
    """A day that has come is the next sweep's, whatever it then finds."""
    return day is not None and day > today


def _open_tasks(tx: Transaction, plan_id: int) -> Sequence[Row[Any]]:
    """The open tasks of a plan with what their clocks are worked out from, their submissions locked first."""
    open_ones = SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.state == SubmissionState.OPEN
    tx.conn.execute(select(SUBMISSION.c.id).where(*open_ones).order_by(SUBMISSION.c.id).with_for_update()).all()
    return tx.conn.execute(
        select(
            TASK,
            SUBMISSION.c.item_id,
            SUBMISSION.c.chain,
            SUBMISSION.c.subject,
            SUBMISSION.c.number,
            ITEM.c.place,
            ITEM.c.ladder,
        )
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(*open_ones, TASK.c.state == TaskState.OPEN)
        .order_by(TASK.c.id)
    ).all()


def _follow_task(tx: Transaction, plan: Row[Any], task: Row[Any], done: Recomputed) -> None:
    if task.opened_at is None or task.due_on is None:
        return
    opened_on = task.opened_at.astimezone(ZoneInfo(plan.timezone)).date()
    due_on = tx.calendar.shift(opened_on, int(task.chain[task.step - 1].get("term", 2)))
    if due_on == task.due_on:
        done.looks += _look_again(tx, plan, task, due_on)
        return
    clock = _look_again_on(tx, plan, task, due_on)
    name = submission_object(task, None if task.item_id is None else task)
    done.entries.append(
        tx.entry(
            Action.TERM_RECOMPUTED,
            name,
            data={
                "because": "calendar",
                "task": task.id,
                "step": task.step,
                "before": task.due_on.isoformat(),
                "decide_until": due_on.isoformat(),
            },
        )
    )
    done.moved.append((name, task.due_on, due_on))
    _tell(
        tx, plan, clock, task.due_on, task.acting_id,
        item_id=task.item_id, task_id=task.id, submission_id=task.submission_id,
    )  # fmt: skip


def _look_again(tx: Transaction, plan: Row[Any], task: Row[Any], due_on: date) -> bool:
    """Set when a sweep looks at a task that keeps its term; gives whether that day moved."""
    today = tx.today(plan.timezone)
    clock = _clock_of(plan, task, due_on)
    next_on = next_date(clock, ladder_of(task.ladder or plan.ladder), today - DAY, tx.calendar)
    if next_on == task.next_rung_on or not (task.next_rung_on is None or _is_ahead(task.next_rung_on, today)):
        return False
    tx.conn.execute(update(TASK).where(TASK.c.id == task.id).values(next_rung_on=next_on))
    return True


def _look_again_on(tx: Transaction, plan: Row[Any], task: Row[Any], due_on: date) -> RunningClock:
    clock = _clock_of(plan, task, due_on)
    after = tx.today(plan.timezone) - DAY
    next_on = next_date(clock, ladder_of(task.ladder or plan.ladder), after, tx.calendar)
    tx.conn.execute(update(TASK).where(TASK.c.id == task.id).values(due_on=due_on, next_rung_on=next_on))
    return clock


def _clock_of(plan: Row[Any], task: Row[Any], due_on: date) -> RunningClock:
    opened_on = task.opened_at.astimezone(ZoneInfo(plan.timezone)).date()
    return RunningClock(task.clock_id, ClockKind.APPROVER, None, due_on, opened_on)


def _follow_parts(tx: Transaction, plan: Row[Any], done: Recomputed) -> None:
    """When a sweep looks at the parts with an internal date; the date itself is the lead's and stays."""
    today = tx.today(plan.timezone)
    parts = tx.conn.execute(
        select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.part_due_on, RESPONSIBLE.c.part_rung_on)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan.id, RESPONSIBLE.c.part_rung_on > today)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id)
    ).all()
    for part in parts:
        next_on = next_look(part.item_id, part.person_id, part.part_due_on, today, tx.calendar)
        if next_on != part.part_rung_on:
            of_part = RESPONSIBLE.c.item_id == part.item_id, RESPONSIBLE.c.person_id == part.person_id
            tx.conn.execute(update(RESPONSIBLE).where(*of_part).values(part_rung_on=next_on))
            done.looks += 1


def _tell(tx: Transaction, plan: Row[Any], clock: RunningClock, before: date, person_id: int, **about: Any) -> None:
    """A line of the person's digest: the term moved."""
    tx.tell(
        NoticeKind.REMINDER,
        f"{TERM_MOVED}/{clock.clock_id}/{clock.ends_on.isoformat()}/p{person_id}",
        recipient_id=person_id,
        group_key=f"digest/{plan.id}/{person_id}",
        plan_id=plan.id,
        rung=TERM_MOVED,
        clock_id=clock.clock_id,
        facts={"rung": TERM_MOVED, "clock_end": clock.ends_on.isoformat(), "moved_from": before.isoformat()},
        **about,
    )
