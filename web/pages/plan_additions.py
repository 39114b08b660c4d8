"""What an amendment may put into a plan beside items: an item that was taken out comes back, a new organisation."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from config.line_text import to_line
from models.states import PlanState
from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.amendment_changes import AddOrganisation, ItemAmendment, RestoreItem
from workflow.amendment_planning import demand_restorable, item_words
from workflow.commands import ChangePlan
from workflow.errors import CommandRefused, InvalidCommand
from workflow.open_to_changes import demand_open_to_changes
from workflow.queries.amendments import touched_by_open
from workflow.queries.who_signs import who_signs_change
from workflow.rows import item_row, plan_row

router = APIRouter(prefix="/plans/{plan_id}")


@router.get("/items/{place}/restore")
def show_restoring(visit: Visiting, plan_id: Id, place: Id) -> Response:
    """What it means to bring the item back, and the form."""
    return _restore_page(visit, plan_id, place)


@router.post("/items/{place}/restore")
def restore_item(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Propose to bring the item back."""
    try:
        change = RestoreItem.model_validate({"place": place, "due_on": form.day("due_on")})
        return _propose(visit, form, plan_id, change)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _restore_page(visit, plan_id, place, problem_of(refusal, "restore", form))


@router.get("/amend/organisation")
def show_new_organisation(visit: Visiting, plan_id: Id) -> Response:
    """An empty form."""
    return _organisation_page(visit, plan_id)


@router.post("/amend/organisation")
def add_organisation(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Add an organisation to the plan's list, or propose to."""
    try:
        return _propose(visit, form, plan_id, _posted_organisation(form))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _organisation_page(visit, plan_id, problem_of(refusal, "organisation", form))


def _posted_organisation(form: Form) -> AddOrganisation:
    told = {name: to_line(form.text(name) or "") for name in ("code", "name")}
    for name, value in told.items():
        if not value:
            raise InvalidCommand("Заполните это поле.", field=name)
    return AddOrganisation.model_validate({"organisation": told})


def _propose(visit: Visit, form: Form, plan_id: int, change: ItemAmendment) -> Response:
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    command = ChangePlan.model_validate({"plan_id": plan_id, "reason": form.text("reason"), "changes": (change,)})
    receipt, _ = act(visit, visit.person().id, form, command)
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}#amendments")


def _restore_page(visit: Visit, plan_id: int, place: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        item = item_row(conn, plan_id, place)
    return _page(
        visit, plan_id, "item_restore.html", problem, (place,), item=item, heading=f"Вернуть {item_words(item).lower()}"
    )


def _organisation_page(visit: Visit, plan_id: int, problem: Problem = NO_PROBLEM) -> Response:
    return _page(visit, plan_id, "organisation_new.html", problem, ())


def _page(
    visit: Visit, plan_id: int, template: str, problem: Problem, places: tuple[int, ...], **more: Any
) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        plan = plan_row(conn, plan_id)
        demand_open_to_changes(conn, plan)
        is_draft = frame.plan.state is PlanState.DRAFT
        if "item" in more:
            demand_restorable(more["item"], is_draft=is_draft)
        signers = () if is_draft else who_signs_change(conn, plan, visit.person().id, frame.today, places)
        busy = touched_by_open(conn, plan_id).get(places[0]) if places else None
    return visit.page(
        template,
        problem=problem,
        frame=frame,
        tab="items" if places else "organisations",
        is_draft=is_draft,
        signers=signers,
        busy=busy,
        needs_pin=needs_pin_word(visit),
        **more,
    )
