"""What the coordinator posts on the page of people: addresses and positions, a new person."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import act
from web.draft_contacts import changed_contacts, editable_people
from web.form_problem import FieldError, Problem, problem_of
from web.forms import Form
from web.pages.people import people_page
from web.places import Id, number_of
from web.problems import TooManyTries
from web.visit import Posted, Visiting
from workflow.commands import AddPerson, ChangePeople
from workflow.errors import CommandRefused, InvalidCommand

router = APIRouter(prefix="/plans/{plan_id}/people")
WRONG_ADDRESS = "Укажите адрес электронной почты, например ivanova@school.ru."


@router.post("/contacts")
def save_contacts(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Record what is new of each person, a command for each."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
        listed = editable_people(conn, plan_id)
    page = number_of(form.text("contacts")) or 1
    try:
        act(visit, visit.person().id, form, ChangePeople(changes=changed_contacts(form, listed)))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return people_page(visit, plan_id, problem=problem_of(refusal, "contacts", form), contacts_page=str(page))
    return visit.see_other(f"/plans/{plan_id}/people?done=contacts&contacts={page}#contacts")


@router.post("/add")
def add_person(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Make a person known, so that they can be named in an item or in the route."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        told = {name: form.text(name) for name in ("name", "given_names", "position", "email", "phone")}
        command = AddPerson.model_validate(told)
        if command.email is None:
            # Until they have a part in the plan its pages do not show them, so nobody could add the address later.
            raise InvalidCommand(WRONG_ADDRESS, field="email")
        act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return people_page(visit, plan_id, problem=_person_problem(refusal, form))
    return visit.see_other(f"/plans/{plan_id}/people?done=person")


def _person_problem(refusal: CommandRefused | ValidationError | TooManyTries, form: Form) -> Problem:
    problem = problem_of(refusal, "person", form)
    if isinstance(refusal, InvalidCommand) and refusal.field is None:
        return Problem("person", (FieldError(refusal.message, "name"),), problem.typed, problem.status)
    errors = tuple(FieldError(WRONG_ADDRESS, "email") if one.field == "email" else one for one in problem.errors)
    return Problem("person", errors, problem.typed, problem.status)
