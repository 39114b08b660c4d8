"""Firing what is due in one plan: judge its clocks, record the rungs, tell who should hear, set the next dates.

One transaction, whose locks are this plan's alone: the rows of its clocks, then its ledger's head.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from audit.entry import EntryDraft
from audit.ledger import ask_of_head
from config.ladder import DaysAfterStart, Rung, ShareOfTerm
from config.prepared import Prepared, together
from models.states import NoticeKind, RungFate
from workflow.actions import Action
from workflow.audiences import Cast, accompanied, recipients
from workflow.due_clocks import NOTHING_HANDLED, RUNG, DueClock, DueKind, Handled, ask_of_handled, handled_of
from workflow.insertion import send_new
from workflow.ladder import DueRung, Timetable, asks_progress, verdict_of
from workflow.people_rows import ask_of_people
from workflow.progress_rows import shares_shown
from workflow.promises import NOTHING_PROMISED, Promised
from workflow.quieting import is_quiet, quiets
from workflow.rows import ask_of_plan, plan_row
from workflow.transaction import Transaction, plan_ledger
from workflow.wording.terms import RUNGS

NOBODY = 0
# PostgreSQL then commits without waiting for the disk. Whatever commits later takes this one to the disk with it, also
# a letter's claim: a power cut before that undoes the share whole, unheard of, and the next sweep does it again.
_LEAVE_TO_LATER_COMMITS = Prepared(select(func.set_config("synchronous_commit", "off", True)))
Timetables = Callable[[tuple[Rung, ...]], Timetable]
Letter = tuple[NoticeKind, int]


@dataclass(slots=True)
class Fired:
    """What was done in a plan. `rungs` lists (rung, item or task, recipients)."""

    looked_at: int = 0
    notices: int = 0
    passed_over: int = 0
    rungs: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """What the clocks of a plan come to, gathered so that each table is written once."""

    tx: Transaction
    plan: Any
    today: date
    at: datetime
    fired: Fired
    entries: list[EntryDraft] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    # The same people stand around many clocks of a plan.
    letters: dict[tuple[str, Cast], list[Letter]] = field(default_factory=dict)
    # The same facts, told to many, are one object: it becomes JSON once.
    facts: dict[tuple[str, str | None, str, date], dict[str, Any]] = field(default_factory=dict)


def fire_in_plan(
    tx: Transaction,
    kind: DueKind,
    plan_id: int,
    keys: Sequence[int],
    today: date,
    timetables: Timetables,
    *,
    waits: bool = False,
    is_last: bool = True,
) -> Fired:
    """Handle the clocks with these keys that are still due; those that others hold only where it `waits` for them.

    Of several transactions in a row, the disk is waited for in the one that `is_last`.
    """
    rows = (kind.held if waits else kind.free).all(tx.conn, keys=keys, today=today)
    fired = Fired(looked_at=len(rows))
    if not rows:
        return fired
    clock_ids = [clock_id for row in rows if (clock_id := kind.clock_id(row)) is not None]
    together(
        tx.conn,
        ask_of_head(plan_ledger(plan_id)),
        ask_of_plan(plan_id),
        ask_of_people(),
        ask_of_handled(clock_ids),
        *(() if is_last else (_LEAVE_TO_LATER_COMMITS.asked(),)),
        *kind.asked(rows),
    )
    plan = plan_row(tx.conn, plan_id)
    handled = handled_of(tx.conn, clock_ids)
    clocks = kind.clocks(tx, plan, rows, today)
    work = _Work(tx, plan, today, tx.hours.goes_at(NoticeKind.REMINDER, tx.now), fired)
    usual = timetables(kind.ladder(plan))

    def timetable(each: DueClock) -> Timetable:
        return usual if each.ladder is None else timetables(each.ladder)

    _judge(work, [each for each in clocks if each is not None and not each.is_silent], handled, timetable)
    send_new(tx.conn, RUNG, work.records, ["clock_id", "rung", "occurrence", "recipient_id"])
    nexts = [None if each is None else timetable(each).next_on(each.clock) for each in clocks]
    kind.move.send_many(tx.conn, [{**kind.row(row), kind.next_on: day} for row, day in zip(rows, nexts, strict=True)])
    tx.record_many(plan_ledger(plan_id), work.entries)
    fired.notices = tx.flush()
    return fired


def _judge(
    work: _Work, clocks: Sequence[DueClock], handled: Mapping[str, Handled], timetable: Callable[[DueClock], Timetable]
) -> None:
    due = [timetable(each).due(each.clock, handled.get(each.clock.clock_id, NOTHING_HANDLED)) for each in clocks]
    unsure = [each.item_id for each, rungs in zip(clocks, due, strict=True) if each.item_id and asks_progress(rungs)]
    shown = shares_shown(work.tx.conn, unsure) if unsure else {}
    for each, rungs in zip(clocks, due, strict=True):
        clock = replace(each.clock, shown=shown[each.item_id]) if each.item_id in shown else each.clock
        verdict = verdict_of(rungs, clock)
        if verdict.passed_over:
            _pass_over(work, each, verdict.passed_over)
        for fired in (*verdict.beside, *(() if verdict.fires is None else (verdict.fires,))):
            _fire(work, each, fired, timetable(each).ladder)


def _pass_over(work: _Work, each: DueClock, passed: tuple[DueRung, ...]) -> None:
    labels = {due.rung.name: label for due in passed for label in _label(due.rung).values()}
    work.fired.passed_over += len(passed)
    work.records += [_record(work, each, due, NOBODY, RungFate.PASSED_OVER) for due in passed]
    work.entries.append(
        work.tx.entry(
            Action.RUNG_PASSED_OVER,
            each.object,
            data={
                "clock": each.clock.clock_id,
                "rungs": [[due.rung.name, due.occurrence, due.on_date.isoformat()] for due in passed],
                **({"labels": labels} if labels else {}),
            },
        )
    )


def _fire(work: _Work, each: DueClock, due: DueRung, ladder: Sequence[Rung]) -> None:
    name = due.rung.name
    letters = work.letters.get((name, each.cast))
    if letters is None:
        letters = work.letters[name, each.cast] = _letters(due.rung, each.cast)
    quiet = _quiet(work, each, due.rung, ladder, [person for _, person in letters])
    told = _tell(work, each, due, [letter for letter in letters if letter[1] not in quiet])
    fates = {**dict.fromkeys(told, RungFate.FIRED), **dict.fromkeys(quiet, RungFate.QUIETED)}
    fates = fates or {NOBODY: RungFate.FIRED}
    work.records += [_record(work, each, due, person, fate) for person, fate in fates.items()]
    work.fired.rungs.append((name, each.object, len(told)))
    work.entries.append(
        work.tx.entry(
            Action.RUNG_FIRED,
            each.object,
            data={
                "rung": name,
                **_label(due.rung),
                "occurrence": due.occurrence,
                "clock": each.clock.clock_id,
                "clock_end": each.clock.ends_on.isoformat(),
                "due": due.on_date.isoformat(),
                "to": told,
                **({"promised": {str(person): day.isoformat() for person, day in quiet.items()}} if quiet else {}),
            },
        )
    )


def _letters(rung: Rung, cast: Cast) -> list[Letter]:
    """Who is told of a rung, each with the kind of notice."""
    told = recipients(rung, cast)
    kind = NoticeKind.SUPERIOR_REPORT if rung.letter == "superior_report" else NoticeKind.REMINDER
    return [(kind, person) for person in told] + [
        (NoticeKind.REMINDER, person) for person in accompanied(rung, cast, told)
    ]


def _quiet(work: _Work, each: DueClock, rung: Rung, ladder: Sequence[Rung], people: Sequence[int]) -> Promised:
    """Whom of these people the rung would remind, but who promised to do it by a day that is not over yet."""
    if not each.promised or not quiets(rung, ladder):
        return NOTHING_PROMISED
    days = {person: each.promised.get(person) for person in people}
    return {person: day for person, day in days.items() if day is not None and is_quiet(day, work.today)}


def _tell(work: _Work, each: DueClock, due: DueRung, letters: Sequence[Letter]) -> list[int]:
    """Write the notices of a rung; gives who is told."""
    name, clock, plan_id = due.rung.name, each.clock, work.plan.id
    facts = _facts(work, due.rung, clock.ends_on)
    for letter, person in letters:
        group = "superior" if letter is NoticeKind.SUPERIOR_REPORT else "digest"
        work.tx.tell(
            letter,
            f"rung/{clock.clock_id}/{name}/{due.occurrence}/p{person}",
            recipient_id=person,
            not_before=work.at,
            group_key=f"{group}/{plan_id}/{person}",
            plan_id=plan_id,
            item_id=each.item_id,
            task_id=each.task_id,
            submission_id=each.submission_id,
            rung=name,
            clock_id=clock.clock_id,
            facts=facts,
        )
    return [person for _, person in letters]


def _facts(work: _Work, rung: Rung, ends_on: date) -> dict[str, Any]:
    """What a letter is told of a rung: its end, its name where it is none of the program's, what it waits for."""
    key = rung.name, rung.label, rung.letter, ends_on
    found = work.facts.get(key)
    if found is None:
        days = work.tx.calendar.days_between(ends_on, work.today)
        found = {"rung": rung.name, "clock_end": ends_on.isoformat(), "days": days} | _label(rung)
        found |= {"waits_for": "start"} if isinstance(rung.when, DaysAfterStart) else {}
        found |= {"waits_for": "pace"} if isinstance(rung.when, ShareOfTerm) else {}
        found |= {"is_report": True} if rung.letter == "superior_report" else {}
        work.facts[key] = found
    return found


def _label(rung: Rung) -> dict[str, str]:
    """How people name the rung, where that is not known by its name already."""
    return {} if rung.label in (None, RUNGS.get(rung.name)) else {"label": str(rung.label)}


def _record(work: _Work, each: DueClock, due: DueRung, person: int, fate: RungFate) -> dict[str, Any]:
    return {
        "clock_id": each.clock.clock_id,
        "rung": due.rung.name,
        "occurrence": due.occurrence,
        "recipient_id": person,
        "item_id": each.item_id,
        "fate": fate,
        "on_date": work.today,
    }
