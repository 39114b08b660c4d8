"""The sweep: reads only the clocks whose next rung is due, fires each rung once, tells who should hear.

Its cost follows the number of rungs, not of items: an index on the next date finds them, a batch at a time. What a
crash undoes, the next sweep does. On PostgreSQL each plan of a batch has a transaction of its own, so that nothing of
one plan waits for another, and several sweeps share the work: each passes over what another holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from config.ladder import Rung
from workflow.alarms import NEXT_YEAR_UNKNOWN, YEAR_UNKNOWN, clear_alarms, raise_alarm, standing_among
from workflow.due_clocks import DueKind
from workflow.due_items import DUE_ITEMS
from workflow.due_tasks import DUE_TASKS
from workflow.engine import Engine
from workflow.ladder import Timetable
from workflow.part_reminders import DUE_PARTS
from workflow.rows import plan_row
from workflow.rung_firing import Fired, fire_in_plan
from workflow.substitutions import tell_started
from workflow.task_moving import move_in_plan, plans_concerned
from workflow.transaction import Transaction

BATCH = 500
KINDS = (DUE_ITEMS, DUE_TASKS, DUE_PARTS)
# Keys of what is due, by the plan.
Share = Mapping[int, Sequence[int]]


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

    def add(self, fired: Fired) -> None:
        """Count what was done in one plan."""
        self.looked_at += fired.looked_at
        self.notices += fired.notices
        self.passed_over += fired.passed_over
        self.fired += fired.rungs


def sweep(engine: Engine, on: date | None = None) -> SweepReport:
    """Fire what is due on a date (the plan's local today, or a business date `on`); running it twice adds nothing.

    On a day off nothing fires: what is due waits for the next working day. A year whose calendar is not confirmed
    holds everything, and the operator gets an alarm.
    """
    report = SweepReport(on or engine.today(), moved=_move_tasks(engine))
    if not engine.calendar.is_known(report.on.year):
        report.held = f"the working calendar of {report.on.year} is not confirmed"
        engine.run(lambda tx: raise_alarm(tx.conn, tx.now, YEAR_UNKNOWN, report.held or ""))
        return report
    _watch_years(engine, report.on)
    if not engine.calendar.is_working(report.on):
        return report
    for kind in KINDS:
        while plans := _due(engine, kind, report.on):
            _fire(engine, kind, plans, report)
    return report


def _watch_years(engine: Engine, on: date) -> None:
    """The year is known: its alarm is over. The next one is asked for from 1 December on."""
    asked = engine.calendar.asked_for(on)
    with engine.database.glance() as conn:
        stands = standing_among(conn, (YEAR_UNKNOWN, NEXT_YEAR_UNKNOWN))
    over = stands if asked is None else stands - {NEXT_YEAR_UNKNOWN}
    if over:
        engine.run(lambda tx: clear_alarms(tx.conn, tx.now, over))
    if asked is not None and NEXT_YEAR_UNKNOWN not in stands:
        detail = f"the working calendar of {asked} is not confirmed, rungs of next year will wait for it"
        engine.run(lambda tx: raise_alarm(tx.conn, tx.now, NEXT_YEAR_UNKNOWN, detail))


def _move_tasks(engine: Engine) -> int:
    """Open tasks follow the substitutions that began or ended, a transaction a plan; gives how many moved.

    A substitution holds by the real day on which somebody decides, whatever business date the sweep is run for.
    """
    return sum(
        engine.run(lambda tx, each=plan_id: move_in_plan(tx, plan_row(tx.conn, each)))  # type: ignore[misc]
        for plan_id in engine.run(_tell_started_and_ask)
    )


def _tell_started_and_ask(tx: Transaction) -> list[int]:
    tell_started(tx)
    return plans_concerned(tx)


def _due(engine: Engine, kind: DueKind, today: date) -> Share:
    """The keys of the clocks that were due longest, by plan; nothing is locked."""
    plans: dict[int, list[int]] = {}
    with engine.database.glance() as conn:
        for row in kind.due.all(conn, today=today, most=BATCH):
            plans.setdefault(row.plan_id, []).append(row.key)
    return plans


def _fire(engine: Engine, kind: DueKind, plans: Share, report: SweepReport) -> None:
    """Handle one batch. What others hold is passed over, unless they hold all of it: then it is waited for.

    So whatever was due when the sweep began is handled when it ends, by this one or by another.
    """
    known: dict[tuple[Rung, ...], Timetable] = {}

    def timetable(ladder: tuple[Rung, ...]) -> Timetable:
        if ladder not in known:
            known[ladder] = Timetable(ladder, report.on, engine.calendar)
        return known[ladder]

    def fire(tx: Transaction, share: Share, **how: bool) -> list[Fired]:
        return [fire_in_plan(tx, kind, plan_id, keys, report.on, timetable, **how) for plan_id, keys in share.items()]

    # One by one: who waits holds nothing that another waits for.
    alone = [{plan_id: [key]} for plan_id, keys in plans.items() for key in keys]
    for shares, waits in ((_shares(engine, plans), False), (alone, True)):
        looked_at = report.looked_at
        for share in shares:
            for fired in engine.run(partial(fire, share=share, waits=waits, is_last=share is shares[-1])):
                report.add(fired)
        if report.looked_at > looked_at:
            return


def _shares(engine: Engine, plans: Share) -> list[Share]:
    """What one transaction does: a plan. Where one writes at a time anyway, all of a batch, with a single commit."""
    if engine.database.dialect == "sqlite":
        return [plans]
    return [{plan_id: keys} for plan_id, keys in plans.items()]
