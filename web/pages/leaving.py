"""A person goes out of use or comes back, or another comes in an approver's or the coordinator's place."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of, typed_by_name
from web.forms import Form
from web.pages.people import shown_person
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.commands import Command, DeactivatePerson, ReactivatePerson, ReplaceApprover, ReplaceCoordinator
from workflow.deactivating import to_hand_over
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.queries import person_by_name
from workflow.queries.access import shown_people
from workflow.rows import names_of, plan_row
from workflow.successor import sits_in
from workflow.wording.routes import step_text

router = APIRouter(prefix="/plans/{plan_id}/people/{person_id}")


@router.get("/deactivate")
def ask_deactivation(visit: Visiting, plan_id: Id, person_id: Id) -> Response:
    """What it means, and what is to be handed over first."""
    return _leaving(visit, plan_id, person_id, "deactivate")


@router.post("/deactivate")
def deactivate(visit: Visiting, form: Posted, plan_id: Id, person_id: Id) -> Response:
    """Take the person out of use."""
    return _carry_out(visit, form, plan_id, person_id, "deactivate", "left")


@router.get("/reactivate")
def ask_reactivation(visit: Visiting, plan_id: Id, person_id: Id) -> Response:
    """What it means, and the button."""
    return _leaving(visit, plan_id, person_id, "reactivate")


@router.post("/reactivate")
def reactivate(visit: Visiting, form: Posted, plan_id: Id, person_id: Id) -> Response:
    """Bring the person back into use."""
    return _carry_out(visit, form, plan_id, person_id, "reactivate", "back")


@router.get("/replace")
def ask_replacement(visit: Visiting, plan_id: Id, person_id: Id) -> Response:
    """Who comes in the place of this approver, or of the coordinator, by which order."""
    return _replacing(visit, plan_id, person_id)


@router.post("/replace")
def replace(visit: Visiting, form: Posted, plan_id: Id, person_id: Id) -> Response:
    """Put the successor in their place."""
    return _carry_out(visit, form, plan_id, person_id, "replace", "replaced")


def _carry_out(visit: Visit, form: Form, plan_id: int, person_id: int, deed: str, done: str) -> Response:
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
        shown_person(visit, conn, plan_id, person_id)
    try:
        with visit.read() as conn:
            command = _COMMANDS[deed](conn, form, plan_id, person_id)
        act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        problem = typed_by_name(problem_of(refusal, deed, form))
        if deed == "replace":
            return _replacing(visit, plan_id, person_id, problem)
        return _leaving(visit, plan_id, person_id, deed, problem)
    is_handed = isinstance(command, ReplaceCoordinator)
    return visit.see_other(f"/plans/{plan_id}/people?done={'handed' if is_handed else done}")


def _deactivation(_conn: Connection, form: Form, _plan_id: int, person_id: int) -> Command:
    return DeactivatePerson.model_validate({"person_id": person_id, "reason": form.text("reason")})


def _reactivation(_conn: Connection, form: Form, _plan_id: int, person_id: int) -> Command:
    return ReactivatePerson.model_validate({"person_id": person_id, "reason": form.text("reason")})


def _replacement(conn: Connection, form: Form, plan_id: int, person_id: int) -> Command:
    name = form.text("successor")
    if name is None:
        raise InvalidCommand("Укажите, кто будет вместо: фамилию и инициалы.", field="successor")
    try:
        successor = person_by_name(conn, name)
    except NotFound:
        raise InvalidCommand(
            f"{name}: такого человека в списке нет. Сначала добавьте его на странице «Люди».", field="successor"
        ) from None
    told = {
        "plan_id": plan_id,
        "successor_id": successor.id,
        "reason": form.text("reason"),
        "order_number": form.text("order_number"),
        "order_date": form.day("order_date"),
    }
    if plan_row(conn, plan_id).coordinator_id == person_id:
        return ReplaceCoordinator.model_validate(told)
    return ReplaceApprover.model_validate(told | {"person_id": person_id})


_COMMANDS: dict[str, Callable[[Connection, Form, int, int], Command]] = {
    "deactivate": _deactivation,
    "reactivate": _reactivation,
    "replace": _replacement,
}


def _leaving(visit: Visit, plan_id: int, person_id: int, deed: str, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        person = shown_person(visit, conn, plan_id, person_id)
        held = to_hand_over(conn, person_id, frame.today) if deed == "deactivate" else []
    return _page(visit, "people_leaving.html", problem, frame=frame, person=person, deed=deed, held=held)


def _replacing(visit: Visit, plan_id: int, person_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        person = shown_person(visit, conn, plan_id, person_id)
        everybody = names_of(conn)
        route = plan_row(conn, plan_id).chain
        seats = [step_text(step, everybody) for step in route if sits_in(step, person_id)]
        others = [each for each in shown_people(conn, plan_id, visit.viewer.person) if each.is_active]
    return _page(visit, "people_replace.html", problem, frame=frame, person=person, seats=seats, others=others)


def _page(visit: Visit, template: str, problem: Problem, **context: Any) -> Response:
    return visit.page(template, problem=problem, tab="people", needs_pin=needs_pin_word(visit), **context)
