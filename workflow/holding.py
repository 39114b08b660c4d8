"""Отложить доклад: the coordinator holds the report to the first approver once, with a reason that the ledger keeps.

The report then goes on the working day after the last one held, beside whatever else is due, and says nothing of it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from config.ladder import Rung
from models.states import ClockKind, RungFate
from workflow.actions import Action
from workflow.calendar import WorkingCalendar
from workflow.commands import HoldReport
from workflow.conflicts import active_substitutes
from workflow.due_clocks import RUNG
from workflow.errors import ConflictOfInterest, InvalidCommand, TransitionNotAllowed
from workflow.hold_rules import hold_choices, hold_refusal
from workflow.holds import HOLD, NO_OCCURRENCE, holdable
from workflow.item_guards import may_act_for, open_item
from workflow.item_record import recorded
from workflow.ladder import PutOff, RunningClock, next_date
from workflow.plan_ladder import ladder_in_force
from workflow.refusing_others import coordinators_alone
from workflow.rows import ITEM, set_item
from workflow.rung_firing import NOBODY
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.dates import date_text


def hold_report(tx: Transaction, command: HoldReport) -> Receipt:
    """Put the report off until the working day after `until`.

    Raises `NotYourTurn`, `ConflictOfInterest` for a report about oneself, `TransitionNotAllowed` where none may be
    held, `InvalidCommand` for a day that cannot be, `StaleVersion`.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    _demand_keeper(tx, plan, may_act_for(tx, responsible, today))
    # A sweep that is firing this very report ends first, and then it is told.
    tx.conn.execute(select(ITEM.c.id).where(ITEM.c.id == item.id).with_for_update())
    about = holdable(tx.conn, plan, item, today, tx.calendar)
    if (refusal := hold_refusal(about)) is not None:
        raise TransitionNotAllowed(refusal)
    assert about.rung is not None and about.report_on is not None  # noqa: PT018, S101 - refused without
    choices = hold_choices(about.report_on, today, tx.calendar)
    chosen = next((choice for choice in choices if choice.until == command.until), None)
    if chosen is None:
        days = " или ".join(date_text(choice.until) for choice in choices)
        raise InvalidCommand(
            f"Доклад можно отложить до {days} включительно." if days else "Доклад откладывать уже поздно.",
            field="until",
        )
    tx.conn.execute(
        insert(HOLD).values(
            item_id=item.id,
            clock_id=item.clock_id,
            rung=about.rung.name,
            until=command.until,
            reason=command.reason,
            held_by_id=tx.actor.person_id,
            held_at=tx.now,
        )
    )
    tx.conn.execute(
        insert(RUNG).values(
            clock_id=item.clock_id,
            rung=about.rung.name,
            occurrence=NO_OCCURRENCE,
            recipient_id=NOBODY,
            item_id=item.id,
            fate=RungFate.HELD,
            on_date=today,
        )
    )
    next_on = _next_look(item, ladder_in_force(plan, item), ((about.rung.name, chosen.report_on),), today, tx.calendar)
    version = set_item(tx.conn, item, state=item.state, next_rung_on=next_on)
    data = {
        "rung": about.rung.name,
        "clock": item.clock_id,
        "until": command.until.isoformat(),
        "report_on": chosen.report_on.isoformat(),
        "reason": command.reason,
    }
    text = f"Доклад отложен до {date_text(command.until)} включительно: он пойдёт {date_text(chosen.report_on)}."
    return recorded(tx, plan, item, Action.REPORT_HELD, item.state, version, data, text)


def _demand_keeper(tx: Transaction, plan: Row[Any], workers: set[int | None]) -> None:
    """The coordinator, or who stands in for them today; not of a report about themselves."""
    coordinator = plan.coordinator_id
    keepers = {coordinator, active_substitutes(tx.conn, tx.today(plan.timezone)).get(coordinator, (coordinator,))[0]}
    if tx.actor.person_id not in keepers:
        raise coordinators_alone(tx.conn, plan, "Доклад откладывает")
    if tx.actor.person_id in workers:
        raise ConflictOfInterest("Вы отвечаете за этот пункт: отложить доклад о своей просрочке нельзя.")


def _next_look(item: Row[Any], ladder: Sequence[Rung], put_off: PutOff, today: date, calendar: WorkingCalendar) -> date:
    """When a sweep must look next; what it has not looked at yet still waits for it."""
    waiting: date | None = item.next_rung_on
    if waiting is not None and waiting <= today:
        return waiting
    clock = RunningClock(
        item.clock_id,
        ClockKind.LEAD,
        item.starts_on,
        item.clock_ends_on,
        item.clock_floor,
        put_off=put_off,
    )
    return next_date(clock, ladder, today, calendar) or put_off[0][1]
