"""`/plans/{id}/mail`: the plan's letters and their fate; `/mail`: every letter, for who operates."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from models.states import PersonRole
from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.mail_query import MailQuery, asked_mail
from web.mail_shown import done_text, listed
from web.places import Id
from web.problems import CoordinatorOnly, SignInNeeded, TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.commands import ResumeMail
from workflow.errors import CommandRefused, NotFound
from workflow.queries import list_plans
from workflow.queries.access import READS_EVERYTHING
from workflow.queries.mail_queue import mail_queue
from workflow.refusing_others import names_text

router = APIRouter()
Asked = Annotated[MailQuery, Query()]
NOTHING_ASKED = MailQuery()
NO_PAGE = "Такой страницы нет, или она вам недоступна. Откройте обзор."


@router.get("/plans/{plan_id}/mail")
def show_plan_mail(visit: Visiting, plan_id: Id, query: Asked) -> Response:
    """The letters that tell of a plan, newest first."""
    return _plan_page(visit, plan_id, query)


@router.get("/mail")
def show_mail(visit: Visiting, query: Asked) -> Response:
    """Letters of every plan and of none, newest first; for who reads everything."""
    return _page(visit, query)


@router.post("/plans/{plan_id}/mail/resumption")
def resume_from_plan(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """End a pause of sending."""
    with visit.read() as conn:
        visit.demand_registrar(conn, plan_id)
    problem = _resume(visit, form)
    if problem.errors:
        return _plan_page(visit, plan_id, NOTHING_ASKED, problem)
    return visit.see_other(f"/plans/{plan_id}/mail?done=resumed")


@router.post("/mail/resumption")
def resume(visit: Visiting, form: Posted) -> Response:
    """The same, from the page of all letters."""
    demand_reader(visit)
    problem = _resume(visit, form)
    if problem.errors:
        return _page(visit, NOTHING_ASKED, problem)
    return visit.see_other("/mail?done=resumed")


def demand_reader(visit: Visit) -> None:
    """Raise `SignInNeeded`, or `NotFound` for who does not read everything."""
    person = visit.viewer.person
    if person is not None and person.role not in READS_EVERYTHING:
        raise NotFound(NO_PAGE)
    if not visit.viewer.has_session:
        raise SignInNeeded


def _resume(visit: Visit, form: Form) -> Problem:
    try:
        command = ResumeMail.model_validate({"domain": form.text("domain")})
        act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return problem_of(refusal, "resume", form)
    return NO_PROBLEM


def _plan_page(visit: Visit, plan_id: int, query: MailQuery, problem: Problem = NO_PROBLEM) -> Response:
    """They name addresses: they are for who keeps the plan or reads everything."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        if not frame.reads_mail:
            raise CoordinatorOnly(names_text(conn, {frame.coordinator_id}))
        asked = asked_mail(query, frame.timezone, plan_id)
        shown = listed(visit, conn, asked, frame)
    return visit.page(
        "mail.html",
        problem=problem,
        frame=frame,
        tab="mail",
        path=f"/plans/{plan_id}/mail",
        plans=(),
        years={},
        queue=None,
        done=done_text(query.done),
        may_resume=frame.may_register,
        **shown,
    )


def _page(visit: Visit, query: MailQuery, problem: Problem = NO_PROBLEM) -> Response:
    demand_reader(visit)
    engine = visit.site.engine
    with visit.read() as conn:
        shown = listed(visit, conn, asked_mail(query, visit.site.settings.timezone), None)
        plans = list_plans(conn)
        queue = mail_queue(conn, engine.now(), engine.policy.hours(engine.calendar))
    return visit.page(
        "mail.html",
        problem=problem,
        path="/mail",
        plans=plans,
        years={plan.id: plan.year for plan in plans},
        queue=queue,
        done=done_text(query.done),
        may_resume=visit.person().role == PersonRole.OPERATOR,
        **shown,
    )
