"""`/plans/{id}/items/{n}`: everything about one item, and the buttons that its state allows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import DecisionKind, ItemState, PlanState, SubmissionState, TaskState
from web.change_words import CHANGE_WORDS, change_text
from web.file_response import file_response
from web.form_problem import NO_PROBLEM, Problem
from web.pages.plan import needs_pin_word
from web.places import Id
from web.recorded import recorded_line
from web.visit import PlanFrame, Visit, Visiting
from workflow.actions import Action
from workflow.conflicts import active_substitutes
from workflow.errors import NotFound
from workflow.queries import allowed_commands, item_view, plan_view
from workflow.views import DecisionView, ItemAmendmentView, ItemView, PersonView

router = APIRouter()
Text = Annotated[str | None, Query(max_length=40)]
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)
AMENDED_WORDS: dict[str, str] = {
    Action.ITEM_ADDED: "Пункт добавлен в план",
    Action.ITEM_CANCELLED: "Пункт исключён из плана",
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
        return_decision=_last_return(view),
        needs_pin=needs_pin_word(visit),
        kind_hint="",
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
        "organisation_choices": (),
        "act_for": (),
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
        "organisation_choices": _organisations(conn, frame, view) if may_add else (),
        "act_for": _act_for(view, person_id) if may_add else (),
    }


def _organisations(conn: Connection, frame: PlanFrame, view: ItemView) -> tuple[tuple[str, str], ...]:
    """The item's organisations with their names; all of the plan's where the item names none."""
    known = plan_view(conn, frame.plan.id, frame.today).organisations
    mine = set(view.brief.organisations)
    return tuple((code, name) for code, name in known if not mine or code in mine)


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
            written, shown = change_text(view.as_written[key]), change_text(value)
            if written != shown:
                when = f"изменение № {amended[key]}" if key in amended else "исправлено при вводе плана"
                differences.append((CHANGE_WORDS[key], written, when))
    return differences


def _last_return(view: ItemView) -> DecisionView | None:
    """The decision that sent the newest submission back, if it was."""
    if not view.submissions or view.submissions[-1].state is not SubmissionState.RETURNED:
        return None
    decisions = (task.decision for task in view.submissions[-1].tasks)
    return next((one for one in decisions if one is not None and one.kind is DecisionKind.RETURN), None)
