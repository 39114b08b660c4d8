"""The ladder (ступени информирования) of a plan or of one item: set at once in a draft, else by an amendment."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import PlanState
from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.ladder_form import CLOCKS, ROLES, WHENS, posted_ladder, rung_rows
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.amendment_changes import ChangeLadder
from workflow.amendment_planning import demand_amendable, item_words
from workflow.commands import ChangePlan
from workflow.errors import CommandRefused
from workflow.open_to_changes import demand_open_to_changes
from workflow.queries.amendments import touched_by_open
from workflow.queries.who_signs import who_signs_change
from workflow.rows import item_row, plan_row

router = APIRouter(prefix="/plans/{plan_id}")


@router.get("/ladder")
def show_plan_ladder(visit: Visiting, plan_id: Id) -> Response:
    """The plan's ladder in a form."""
    return _page(visit, plan_id, None)


@router.post("/ladder")
def change_plan_ladder(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Give the plan another ladder."""
    return _change(visit, form, plan_id, None)


@router.get("/items/{place}/ladder")
def show_item_ladder(visit: Visiting, plan_id: Id, place: Id) -> Response:
    """An item's ladder in a form: its own, or the plan's where it has none."""
    return _page(visit, plan_id, place)


@router.post("/items/{place}/ladder")
def change_item_ladder(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Give an item a ladder of its own, or the plan's again."""
    return _change(visit, form, plan_id, place)


def _change(visit: Visit, form: Form, plan_id: int, place: int | None) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
    try:
        rungs = () if place is not None and form.text("as_plan") == "1" else posted_ladder(form)
        told = {"plan_id": plan_id, "reason": form.text("reason")}
        command = ChangePlan.model_validate(told | {"changes": (ChangeLadder(place=place, ladder=rungs),)})
        receipt, _ = act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, plan_id, place, problem_of(refusal, "ladder", form))
    if frame.plan.state is not PlanState.DRAFT:
        return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}#amendments")
    back = "people?done=ladder#ladder" if place is None else f"items/{place}?entry={receipt.seq}"
    return visit.see_other(f"/plans/{plan_id}/{back}")


def _page(visit: Visit, plan_id: int, place: int | None, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        about = _about(conn, plan_id, place)
        signers: tuple[str, ...] = ()
        if frame.plan.state is not PlanState.DRAFT:
            signers = who_signs_change(conn, plan_row(conn, plan_id), visit.person().id, frame.today, (place,))
    return visit.page(
        "ladder.html",
        problem=problem,
        frame=frame,
        tab="people" if place is None else "items",
        place=place,
        is_draft=frame.plan.state is PlanState.DRAFT,
        clocks=CLOCKS,
        whens=WHENS,
        roles=ROLES,
        signers=signers,
        needs_pin=needs_pin_word(visit),
        **about,
    )


def _about(conn: Connection, plan_id: int, place: int | None) -> dict[str, Any]:
    """The ladder that holds now. Raises `PlanNotReady`, `TransitionNotAllowed` where it cannot be changed."""
    plan = plan_row(conn, plan_id)
    demand_open_to_changes(conn, plan)
    item = None if place is None else item_row(conn, plan_id, place)
    if item is not None:
        demand_amendable(item)
    own = plan.ladder if item is None else item.ladder
    rungs = own or plan.ladder
    return {
        "item": item,
        "heading": "Ступени информирования" if item is None else f"Ступени информирования: {item_words(item).lower()}",
        "is_own": bool(own),
        "rungs": rung_rows(rungs),
        "busy": None if place is None else touched_by_open(conn, plan_id).get(place),
    }
