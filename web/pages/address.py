"""`/plans/{id}/people/{person}/address`: an address that refused letters for good works again."""

from fastapi import APIRouter
from starlette.responses import Response

from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.pages.people import shown_person
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.commands import ConfirmAddress
from workflow.errors import CommandRefused
from workflow.queries.mail_reports import struck_off

router = APIRouter(prefix="/plans/{plan_id}/people/{person_id}/address")


@router.get("")
def ask_confirmation(visit: Visiting, plan_id: Id, person_id: Id) -> Response:
    """What it means, and the button."""
    return _page(visit, plan_id, person_id)


@router.post("")
def confirm(visit: Visiting, form: Posted, plan_id: Id, person_id: Id) -> Response:
    """Write to the address again."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
        shown_person(visit, conn, plan_id, person_id)
    try:
        act(visit, visit.person().id, form, ConfirmAddress(person_id=person_id))
    except (CommandRefused, TooManyTries) as refusal:
        return _page(visit, plan_id, person_id, problem_of(refusal, "address", form))
    return visit.see_other(f"/plans/{plan_id}/people?done=address")


def _page(visit: Visit, plan_id: int, person_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        person = shown_person(visit, conn, plan_id, person_id)
        since = struck_off(conn, [person_id]).get(person_id)
    return visit.page(
        "people_address.html",
        problem=problem,
        tab="people",
        frame=frame,
        person=person,
        since=since,
        needs_pin=needs_pin_word(visit),
    )
