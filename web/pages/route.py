"""The route of approval of a plan or of one item: set at once in a draft, else changed by an amendment."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import PlanState
from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.route_form import MODES, posted_route, roles_for, step_rows
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.amendment_changes import ChangeChain
from workflow.amendment_planning import demand_amendable, item_words
from workflow.commands import ChangePlan, Command, SetChain
from workflow.errors import CommandRefused
from workflow.open_to_changes import demand_open_to_changes
from workflow.queries.access import shown_people
from workflow.queries.amendments import touched_by_open
from workflow.queries.who_signs import who_signs_change
from workflow.rows import item_row, names_of, plan_row
from workflow.wording.routes import step_text

router = APIRouter(prefix="/plans/{plan_id}")


@router.get("/route")
def show_plan_route(visit: Visiting, plan_id: Id) -> Response:
    """The plan's route in a form."""
    return _page(visit, plan_id, None)


@router.post("/route")
def change_plan_route(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Give the plan another route."""
    return _change(visit, form, plan_id, None)


@router.get("/items/{place}/route")
def show_item_route(visit: Visiting, plan_id: Id, place: Id) -> Response:
    """An item's route in a form: its own, or the plan's where it has none."""
    return _page(visit, plan_id, place)


@router.post("/items/{place}/route")
def change_item_route(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Give an item a route of its own, or the plan's again."""
    return _change(visit, form, plan_id, place)


def _change(visit: Visit, form: Form, plan_id: int, place: int | None) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
    try:
        steps = () if place is not None and form.text("as_plan") == "1" else posted_route(form)
        receipt, _ = act(visit, visit.person().id, form, _command(frame, place, steps, form.text("reason")))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, plan_id, place, problem_of(refusal, "route", form))
    if frame.plan.state is not PlanState.DRAFT:
        return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}#amendments")
    back = "people?done=route#route" if place is None else f"items/{place}?entry={receipt.seq}"
    return visit.see_other(f"/plans/{plan_id}/{back}")


def _command(frame: PlanFrame, place: int | None, steps: Any, reason: str | None) -> Command:
    told = {"plan_id": frame.plan.id, "reason": reason}
    if frame.plan.state is PlanState.DRAFT:
        return SetChain.model_validate(told | {"place": place, "chain": steps})
    return ChangePlan.model_validate(told | {"changes": (ChangeChain(place=place, chain=steps),)})


def _page(visit: Visit, plan_id: int, place: int | None, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        about = _about(conn, plan_id, place) | {"signers": _signers(visit, conn, frame, place)}
        known = shown_people(conn, plan_id, visit.viewer.person)
    return visit.page(
        "route.html",
        problem=problem,
        frame=frame,
        tab="people" if place is None else "items",
        place=place,
        is_draft=frame.plan.state is PlanState.DRAFT,
        known=known,
        roles=roles_for(is_item=place is not None),
        modes=MODES,
        needs_pin=needs_pin_word(visit),
        **about,
    )


def _about(conn: Connection, plan_id: int, place: int | None) -> dict[str, Any]:
    """The route that holds now. Raises `PlanNotReady`, `TransitionNotAllowed` where it cannot be changed."""
    plan = plan_row(conn, plan_id)
    demand_open_to_changes(conn, plan)
    item = None if place is None else item_row(conn, plan_id, place)
    if item is not None:
        demand_amendable(item)
    own = plan.chain if item is None else item.chain
    names = names_of(conn)
    in_force = own or plan.chain
    return {
        "item": item,
        "heading": "Маршрут согласования плана" if item is None else f"Маршрут: {item_words(item).lower()}",
        "is_own": bool(own),
        "steps_now": [step_text(step, names) for step in in_force],
        "steps": step_rows(in_force, names),
        "busy": touched_by_open(conn, plan_id).get(place),
    }


def _signers(visit: Visit, conn: Connection, frame: PlanFrame, place: int | None) -> tuple[str, ...]:
    """Who would decide on the change; a draft's route is set at once."""
    if frame.plan.state is PlanState.DRAFT:
        return ()
    return who_signs_change(conn, plan_row(conn, frame.plan.id), visit.person().id, frame.today, (place,))
