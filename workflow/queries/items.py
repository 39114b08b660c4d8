"""Items of a plan in a list: seven statements, however many items there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, or_, select

from models.states import ItemState, Outcome, PlanState, Subject, SubmissionState, TaskState
from workflow.calendar import working_calendar
from workflow.clocks import LEAD_STATES, runs
from workflow.extension_manifest import proposed_extension
from workflow.manifest import says_no_requests
from workflow.progress import Progress, progress_of, sample_in_force
from workflow.promise_rules import is_after_deadline
from workflow.promises import promise_rows
from workflow.queries.lateness import Lateness, lateness
from workflow.queries.people import people_by_id
from workflow.rows import EVIDENCE, ITEM, RESPONSIBLE, SUBMISSION, TASK
from workflow.scopes import item_scope
from workflow.transitions import CANCELLED_IN_DRAFT
from workflow.views import ItemBrief, PersonView, PromiseView, ResponsibleView
from workflow.wording.states import CLOSING_TEXTS, EXCLUDED_FROM_DRAFT, state_text

RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the items, by item id. `asked`: the date that an open request for an extension asks for."""

    responsible: dict[int, list[Row[Any]]]
    newest: dict[int, Row[Any]]
    asked: dict[int, date]
    open_tasks: dict[int, list[Row[Any]]]
    units: dict[int, int]
    covered: dict[int, set[str]]
    promised: dict[int, dict[int, Row[Any]]]
    people: dict[int, PersonView]


def item_briefs(conn: Connection, plan: Row[Any], today: date, *, place: int | None = None) -> tuple[ItemBrief, ...]:
    """The items of a plan's row by place, or the one at `place`; empty where there is none."""
    return tuple(brief for brief, _ in items_with_lateness(conn, plan, today, place=place))


def items_with_lateness(
    conn: Connection, plan: Row[Any], today: date, *, place: int | None = None
) -> tuple[tuple[ItemBrief, Lateness], ...]:
    """The same, each with how it stands against its deadline."""
    chosen = ITEM.c.plan_id == plan.id if place is None else and_(ITEM.c.plan_id == plan.id, ITEM.c.place == place)
    items = conn.execute(select(ITEM).where(chosen).order_by(ITEM.c.place)).all()
    around = _around(conn, chosen) if items else None
    return tuple(_brief(item, plan, around, today) for item in items if around is not None)


def _around(conn: Connection, chosen: ColumnElement[bool]) -> _Around:
    responsible: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(
        select(
            RESPONSIBLE.c.item_id,
            RESPONSIBLE.c.person_id,
            RESPONSIBLE.c.is_lead,
            RESPONSIBLE.c.part_due_on,
            RESPONSIBLE.c.part_ready_at,
        )
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(chosen)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        responsible[row.item_id].append(row)
    newest: dict[int, Row[Any]] = {}
    asked: dict[int, date] = {}
    for row in conn.execute(
        select(
            SUBMISSION.c.id,
            SUBMISSION.c.item_id,
            SUBMISSION.c.subject,
            case((SUBMISSION.c.subject == Subject.EXTENSION, SUBMISSION.c.manifest)).label("extension"),
            SUBMISSION.c.state,
            SUBMISSION.c.chain,
            SUBMISSION.c.shown_count,
            case((SUBMISSION.c.shown_count == 0, SUBMISSION.c.manifest)).label("nothing_shown"),
            SUBMISSION.c.shown_percent,
            SUBMISSION.c.submitted_on,
            SUBMISSION.c.is_partial,
        )
        .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(
            chosen,
            or_(
                SUBMISSION.c.subject == Subject.ITEM,
                and_(SUBMISSION.c.subject == Subject.EXTENSION, SUBMISSION.c.state == SubmissionState.OPEN),
            ),
        )
        .order_by(SUBMISSION.c.number)
    ):
        if row.subject is Subject.ITEM:
            newest[row.item_id] = row
        else:
            asked[row.item_id] = proposed_extension(row.extension).wanted_on
    open_tasks: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(
        select(SUBMISSION.c.item_id, TASK.c.step, TASK.c.acting_id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(
            chosen,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
            TASK.c.state == TaskState.OPEN,
        )
        .order_by(TASK.c.step, TASK.c.id)
    ):
        open_tasks[row.item_id].append(row)
    units: dict[int, int] = defaultdict(int)
    covered: dict[int, set[str]] = defaultdict(set)
    for row in conn.execute(
        select(EVIDENCE.c.item_id, EVIDENCE.c.units, EVIDENCE.c.organisations)
        .join(ITEM, ITEM.c.id == EVIDENCE.c.item_id)
        .where(chosen, EVIDENCE.c.removed_at.is_(None))
    ):
        units[row.item_id] += row.units
        covered[row.item_id].update(row.organisations)
    named = [row.person_id for rows in responsible.values() for row in rows]
    acting = [row.acting_id for rows in open_tasks.values() for row in rows]
    promised = promise_rows(conn, chosen)
    said = [person_id for rows in promised.values() for person_id in rows]
    return _Around(
        responsible=responsible,
        newest=newest,
        asked=asked,
        open_tasks=open_tasks,
        units=units,
        covered=covered,
        promised=promised,
        people=people_by_id(conn, [*named, *acting, *said]),
    )


def _brief(item: Row[Any], plan: Row[Any], around: _Around, today: date) -> tuple[ItemBrief, Lateness]:
    newest = around.newest.get(item.id)
    tasks = around.open_tasks.get(item.id, [])
    responsible = around.responsible.get(item.id, [])
    lead = next((around.people[row.person_id] for row in responsible if row.is_lead), None)
    is_running = plan.state in RUNNING
    stands = lateness(
        item,
        newest.submitted_on if newest is not None else None,
        is_running=is_running,
        rule=plan.day_off_rule,
        today=today,
        calendar=working_calendar(),
        is_interim=newest is not None and newest.is_partial,
    )
    progress = _progress(item, newest, around)
    brief = ItemBrief(
        id=item.id,
        plan_id=plan.id,
        place=item.place,
        number=item.number,
        title=item.title,
        expected_result=item.expected_result,
        note=item.note,
        state=item.state,
        state_text=_state_text(item, plan, newest, tasks),
        version=item.version,
        outcome=item.outcome,
        role=item.role,
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=item.extended_due_on,
        effective_due_on=stands.effective_due_on,
        control_date=stands.control_date,
        rework_until=item.rework_until,
        executed_on=item.executed_on,
        was_on_time=stands.was_on_time,
        is_overdue=stands.is_overdue,
        days_late=stands.days_late,
        days_left=stands.days_left,
        target=progress.target.units,
        target_percent=progress.target.percent,
        shown=progress.shown.units,
        shown_percent=progress.shown.percent,
        returns=item.returns,
        lead=lead,
        responsible=tuple(
            ResponsibleView(around.people[row.person_id], bool(row.is_lead), row.part_due_on, row.part_ready_at)
            for row in responsible
        ),
        organisations=tuple(item.organisations),
        waits_for=_waits_for(item, lead, [around.people[t.acting_id] for t in tasks]) if is_running else (),
        reopened_due_on=item.reopened_due_on,
        asked_until=around.asked.get(item.id),
        progress=progress,
        scope=item_scope(item.note, item.title, item.recurrence),
        sample=sample_in_force(item),
        promises=_promises(item, around, lead, stands, today) if is_running and runs(item) else (),
    )
    return brief, stands


def _promises(
    item: Row[Any], around: _Around, lead: PersonView | None, stands: Lateness, today: date
) -> tuple[PromiseView, ...]:
    """What people promised, the lead first."""
    rows = around.promised.get(item.id, {}).values()
    in_order = sorted(rows, key=lambda row: (lead is None or row.person_id != lead.id, row.person_id))
    return tuple(
        PromiseView(
            person=around.people[row.person_id],
            promised_on=row.promised_on,
            note=row.note,
            made_at=row.made_at,
            is_after_deadline=is_after_deadline(row.promised_on, stands.effective_due_on, item.rework_until),
            is_over=today > row.promised_on,
        )
        for row in in_order
    )


def _state_text(item: Row[Any], plan: Row[Any], newest: Row[Any] | None, tasks: list[Row[Any]]) -> str:
    if plan.state is PlanState.CLOSED and item.state in LEAD_STATES:
        return CLOSING_TEXTS[Outcome.NOT_EXECUTED]
    if item.state is ItemState.CANCELLED and item.version == CANCELLED_IN_DRAFT:
        return EXCLUDED_FROM_DRAFT
    return state_text(
        item.state,
        was_returned=_is_in_rework(item, newest),
        outcome=item.outcome,
        open_step=min((task.step for task in tasks), default=None),
        steps=len(newest.chain) if newest is not None else 0,
    )


def _is_in_rework(item: Row[Any], newest: Row[Any] | None) -> bool:
    """A resubmission that was withdrawn again leaves the item in rework; a reopening (a voided one) does not."""
    return (
        item.returns > 0
        and newest is not None
        and newest.state in (SubmissionState.RETURNED, SubmissionState.WITHDRAWN)
    )


def _progress(item: Row[Any], newest: Row[Any] | None, around: _Around) -> Progress:
    """What was submitted, as long as that stands; else what the item holds now. A percent is the last one stated."""
    units, is_without_requests = around.units.get(item.id, 0), False
    is_frozen = item.state in (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED, ItemState.APPROVED)
    if is_frozen and newest is not None and newest.shown_count is not None:
        units = int(newest.shown_count)
        is_without_requests = newest.nothing_shown is not None and says_no_requests(newest.nothing_shown)
    return progress_of(
        item,
        units,
        around.covered.get(item.id, ()),
        None if newest is None else newest.shown_percent,
        is_without_requests=is_without_requests,
    )


def _waits_for(item: Row[Any], lead: PersonView | None, acting: list[PersonView]) -> tuple[PersonView, ...]:
    if item.state in LEAD_STATES:
        return () if lead is None else (lead,)
    return tuple(dict.fromkeys(acting))
