"""`/e/{token}`: where a person accepts the signing rules and sets their PIN."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import SecretStr, ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from config.signing_rules import signing_rules
from models.states import Assurance, LinkPurpose
from web import cookies
from web.acting import demand_room, proof_key
from web.form_problem import NO_PROBLEM, FieldError, Problem, problem_of
from web.forms import Form
from web.link_hop import open_link
from web.problems import LinkDead, TooManyTries
from web.rules_text import rules_html
from web.viewer import resolve_link
from web.visit import Posted, Visit, Visiting
from workflow.actor import Actor
from workflow.commands import SetPin
from workflow.errors import AuthenticationFailed, CommandRefused, InvalidCommand
from workflow.queries import person_view
from workflow.views import PersonView

router = APIRouter()


@router.get("/e/{token}")
def open_enrolment(visit: Visiting, token: str) -> Response:
    """Remember the link in a cookie and go on; nothing is changed."""
    with visit.read() as conn:
        open_link(visit, conn, token, LinkPurpose.ENROL)
    visit.give(cookies.ENROL, token, max_age=cookies.TASK_AGE_S)
    return visit.see_other("/enrol")


@router.get("/enrol")
def show_rules(visit: Visiting) -> Response:
    """The rules and the form."""
    with visit.read() as conn:
        person = _enrolling(visit, conn)
    return _page(visit, person)


@router.post("/enrol")
def set_pin(visit: Visiting, form: Posted) -> Response:
    """Accept the rules and set the PIN."""
    with visit.read() as conn:
        person = _enrolling(visit, conn)
    try:
        demand_room(visit, proof_key(visit, person.id))
        visit.site.engine.execute(_command(person, form), Actor(person.id, Assurance.LINK))
    except AuthenticationFailed as refusal:
        visit.site.failures.record(proof_key(visit, person.id))
        wrong_code = (FieldError(refusal.message, "activation_code"),)
        return _page(visit, person, replace(problem_of(refusal, "enrol", form), errors=wrong_code))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, person, problem_of(refusal, "enrol", form))
    return visit.page("enrol.html", person=person, is_done=True)


def _enrolling(visit: Visit, conn: Connection) -> PersonView:
    link = resolve_link(conn, visit.site, cookies.read(visit.request, cookies.ENROL), LinkPurpose.ENROL)
    if link is None or link.person_id is None:
        raise LinkDead
    return person_view(conn, link.person_id)


def _command(person: PersonView, form: Form) -> SetPin:
    if form.text("rules") != "accepted":
        raise InvalidCommand("Прочитайте правила и отметьте, что принимаете их.", field="rules")
    pin, code = form.text("pin") or "", form.text("activation_code") or ""
    if not code:
        raise InvalidCommand("Введите код активации с выданного листа.", field="activation_code")
    if pin != (form.text("pin_again") or ""):
        raise InvalidCommand("ПИН-коды не совпали: введите один и тот же дважды.", field="pin_again")
    return SetPin.model_validate(
        {
            "person_id": person.id,
            "activation_code": SecretStr(code),
            "pin": SecretStr(pin),
            "rules_sha256": form.text("rules_sha256"),
        }
    )


def _page(visit: Visit, person: PersonView, problem: Problem = NO_PROBLEM) -> Response:
    rules = signing_rules()
    return visit.page(
        "enrol.html",
        problem=problem,
        person=person,
        is_done=False,
        rules_html=rules_html(rules.text),
        rules_sha256=rules.sha256,
    )
