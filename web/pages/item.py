"""`/plans/{id}/items/{n}`: everything about one item, and the buttons that its state allows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import DecisionKind, ItemState, PlanState, SubmissionState, TaskState
from web.file_response import file_response
from web.form_problem import NO_PROBLEM, Problem
from web.pages.plan import needs_pin_word
from web.places import Id
from web.recorded import recorded_line
from web.visit import PlanFrame, Visit, Visiting
from workflow.actions import Action
from workflow.conflicts import active_substitutes
from workflow.errors import NotFound
from workflow.extension_manifest import proposed_extension
from workflow.queries import allowed_commands, item_view, plan_view
from workflow.queries.holds import choices_to_hold
from workflow.queries.registering import registrable_tasks
from workflow.rows import plan_row
from workflow.views import DecisionView, ItemAmendmentView, ItemView, PersonView, ResponsibleView
from workflow.wording.amendments import FIELD_NAMES, value_text

router = APIRouter()
Text = Annotated[str | None, Query(max_length=40)]
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)
AMENDED_WORDS: dict[str, str] = {
    Action.ITEM_ADDED: "Пункт добавлен в план",
    Action.ITEM_CANCELLED: "Пункт исключён из плана",
    Action.ITEM_RESTORED: "Пункт возвращён в план",
    Action.CHAIN_SET: "Установлен маршрут согласования",
}


@router.get("/plans/{plan_id}/items/{place}")
def show_item(visit: Visiting, plan_id: Id, place: Id, entry: Text = None) -> Response:
    """Show the item."""
    return item_page(visit, plan_id, place, entry=entry)


@router.get("/plans/{plan_id}/items/{place}/evidence/{evidence_id}")
def item_evidence(visit: Visiting, plan_id: Id, place: Id, evidence_id: Id) -> Response:
    """Give out a file that the item holds or that a submission of it named."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        view = item_view(conn, plan_id, place, frame.today)
    for file in (*view.evidence, *(file for one in view.submissions for file in one.evidence)):
        if file.id == evidence_id:
            return file_response(visit.site.evidence, file.sha256, file.media_type, file.file_name)
    raise NotFound("Такого документа у пункта нет. Откройте пункт заново.")


def item_page(
    visit: Visit, plan_id: int, place: int, *, problem: Problem = NO_PROBLEM, entry: str | None = None
) -> Response:
    """The item's page, with a form's problem where there is one."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        view = item_view(conn, plan_id, place, frame.today)
        doors = _doors(visit, conn, frame, view)
        registers = registrable_tasks(conn, plan_id, visit.viewer.person_id, frame.today, place=place)
        done = recorded_line(conn, plan_id, entry)
    return visit.page(
        "item.html",
        problem=problem,
        frame=frame,
        tab="items",
        view=view,
        item=view.brief,
        done=done,
        as_written=_as_written(view),
        deadlines_before=_deadlines_before(view),
        amended_words=AMENDED_WORDS,
        superseded={number: reopening for reopening in view.reopenings for number in reopening.superseded},
        proposed_extension=proposed_extension,
        return_decision=_last_return(view),
        needs_pin=needs_pin_word(visit),
        kind_hint="",
        registers=registers,
        **doors,
    )


def takes_part(conn: Connection, frame: PlanFrame, view: ItemView, person_id: int) -> bool:
    """Is this person responsible for the item, a substitute of who is, or the plan's coordinator?"""
    responsible = {one.person.id for one in view.brief.responsible}
    substitutes = active_substitutes(conn, frame.today)
    responsible |= {substitutes[one][0] for one in responsible if one in substitutes}
    return person_id in responsible or person_id == frame.coordinator_id


def is_gathering(frame: PlanFrame, view: ItemView) -> bool:
    """May documents be added to the item now?"""
    return frame.plan.state in RUNNING and view.brief.state is ItemState.IN_PROGRESS


def _doors(visit: Visit, conn: Connection, frame: PlanFrame, view: ItemView) -> dict[str, Any]:
    """Which forms this viewer gets. The engine guards each of them again."""
    item, person_id = view.brief, visit.viewer.person_id
    shut: dict[str, Any] = {
        "allowed": frozenset(),
        "may_add": False,
        "may_explain": False,
        "wants_explanation": False,
        "sign_task": None,
        "extension_task": None,
        "own_extension": None,
        "closes_by": None,
        "organisation_choices": (),
        "sample_choices": (),
        "own_parts": (),
        "act_for": (),
        "hold_choices": (),
        "report_on": None,
    }
    if person_id is None:
        return shut
    allowed = {one.name for one in allowed_commands(conn, item.plan_id, item.place, person_id, frame.today)}
    takes_part_now = frame.plan.state in RUNNING and takes_part(conn, frame, view, person_id)
    may_add = takes_part_now and is_gathering(frame, view)
    task = next((one for one in view.route if one.state is TaskState.OPEN and one.acting.id == person_id), None)
    return shut | {
        "allowed": frozenset(allowed),
        "may_add": may_add,
        "may_explain": takes_part_now and item.state is not ItemState.CANCELLED,
        "wants_explanation": takes_part_now and item.is_overdue and not view.explanations,
        "sign_task": task.id if task is not None else None,
        **_extension_doors(view, person_id),
        "closes_by": plan_row(conn, item.plan_id).closes_by if "request_extension" in allowed else None,
        "organisation_choices": _organisations(conn, frame, view) if may_add else (),
        "sample_choices": _organisations(conn, frame, view, of_sample=False) if "propose_sample" in allowed else (),
        "own_parts": _own_parts(conn, frame, view, person_id),
        "act_for": _act_for(view, person_id) if may_add else (),
        **_hold_doors(conn, frame, view, allowed),
    }


def _hold_doors(conn: Connection, frame: PlanFrame, view: ItemView, allowed: set[str]) -> dict[str, Any]:
    """The days for which the report may be held, and when it goes otherwise."""
    choices = choices_to_hold(conn, frame.plan.id, view.brief.place, frame.today) if "hold_report" in allowed else ()
    return {"hold_choices": choices, "report_on": choices[0].due_on if choices else None}


def _own_parts(conn: Connection, frame: PlanFrame, view: ItemView, person_id: int) -> tuple[ResponsibleView, ...]:
    """The co-executors for whom this viewer speaks today: themselves, and whom they stand in for."""
    substitutes = active_substitutes(conn, frame.today)
    return tuple(
        one
        for one in view.brief.responsible
        if not one.is_lead and person_id in (one.person.id, substitutes.get(one.person.id, (None,))[0])
    )


def _organisations(
    conn: Connection, frame: PlanFrame, view: ItemView, *, of_sample: bool = True
) -> tuple[tuple[str, str], ...]:
    """The organisations of the item (or of its approved sample) with their names; the plan's where it names none."""
    known = plan_view(conn, frame.plan.id, frame.today).organisations
    mine = set((view.brief.sample if of_sample else None) or view.brief.organisations)
    return tuple((code, name) for code, name in known if not mine or code in mine)


def _extension_doors(view: ItemView, person_id: int) -> dict[str, int | None]:
    """The request for an extension that waits: the task that is this viewer's, the request that is their own."""
    waiting = next((one for one in view.extensions if one.state is SubmissionState.OPEN), None)
    tasks = () if waiting is None else waiting.tasks
    mine = next((one.id for one in tasks if one.state is TaskState.OPEN and one.acting.id == person_id), None)
    is_own = waiting is not None and waiting.submitted_by.id == person_id
    return {"extension_task": mine, "own_extension": waiting.id if waiting is not None and is_own else None}


def _act_for(view: ItemView, person_id: int) -> tuple[PersonView, ...]:
    """For whom a coordinator or a substitute uploads; empty for who is responsible themselves."""
    people = tuple(one.person for one in view.brief.responsible)
    return () if any(person.id == person_id for person in people) else people


def _deadlines_before(view: ItemView) -> list[tuple[ItemAmendmentView, str]]:
    """The amendments that moved the deadline, each with what it was before."""
    return [
        (change, field.before)
        for change in view.amendments
        if change.number is not None
        for field in change.fields
        if field.name == "due_on"
    ]


def _as_written(view: ItemView) -> list[tuple[str, str, str]]:
    """What the document says differently from what is in force now, and when it was changed."""
    amended = {field.name: change.number for change in view.amendments if change.number for field in change.fields}
    now: dict[str, Any] = {
        "starts_on": view.brief.starts_on,
        "due_on": view.brief.due_on,
        "title": view.brief.title,
        "organisations": list(view.brief.organisations),
    }
    differences = []
    for key, value in now.items():
        if key in view.as_written:
            written, shown = value_text(key, view.as_written[key], {}), value_text(key, value, {})
            if written != shown:
                when = f"изменение № {amended[key]}" if key in amended else "исправлено при вводе плана"
                differences.append((FIELD_NAMES[key], written, when))
    return differences


def _last_return(view: ItemView) -> DecisionView | None:
    """The decision that sent the newest submission back, if it was."""
    if not view.submissions or view.submissions[-1].state is not SubmissionState.RETURNED:
        return None
    decisions = (task.decision for task in view.submissions[-1].tasks)
    return next((one for one in decisions if one is not None and one.kind is DecisionKind.RETURN), None)
