"""Замещение from the page of a plan's people, by its coordinator; and one's own page `/me`, with the calendar."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of, typed_by_name
from web.pages.people import people_page
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import SignInNeeded, TooManyTries
from web.substitution_form import add_command, end_command, substitution_list
from web.visit import Posted, Visit, Visiting
from workflow.commands import ChooseCalendar
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.queries import people, plans_of
from workflow.queries.access import participants, shown_people
from workflow.queries.people import wants_calendar
from workflow.queries.substitutions import substitution_views, substitutions_of

router = APIRouter()
Word = Annotated[str | None, Query(max_length=20)]
_DONE = {
    "substitute": "Замещение записано, обоим отправлено письмо. Что ждёт решения, перейдёт к замещающему.",
    "ended": "Замещение прекращено. Что ещё не решено, снова ждёт вас.",
    "calendar": "Записано. К письмам о ваших сроках теперь приложен файл для календаря.",
    "no-calendar": "Записано. Файлы для календаря к письмам больше не прилагаются.",
}


@router.get("/me")
def show_own(visit: Visiting, done: Word = None) -> Response:
    """Who signs for this person, and for whom they sign."""
    return _own_page(visit, done=_DONE.get(done or ""))


@router.post("/me/substitute")
def add_own(visit: Visiting, form: Posted) -> Response:
    """«Меня замещает …», by an order."""
    person_id = visit.person().id
    try:
        with visit.read() as conn:
            command = add_command(conn, form, person_id)
        act(visit, person_id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _own_page(visit, problem=typed_by_name(problem_of(refusal, "substitute", form)))
    return visit.see_other("/me?done=substitute")


@router.post("/me/substitute/{substitution_id}/end")
def end_own(visit: Visiting, form: Posted, substitution_id: Id) -> Response:
    """Back sooner, or not away after all."""
    person_id = visit.person().id
    try:
        act(visit, person_id, form, end_command(form, substitution_id))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _own_page(visit, problem=problem_of(refusal, f"end-{substitution_id}", form))
    return visit.see_other("/me?done=ended")


@router.post("/me/calendar")
def choose_own_calendar(visit: Visiting, form: Posted) -> Response:
    """Deadlines as calendar files with one's letters, or no longer."""
    person_id = visit.person().id
    wanted = form.text("wants_calendar") == "1"
    try:
        act(visit, person_id, form, ChooseCalendar(person_id=person_id, wants_calendar=wanted))
    except (CommandRefused, TooManyTries) as refusal:
        return _own_page(visit, problem=problem_of(refusal, "calendar", form))
    return visit.see_other(f"/me?done={'calendar' if wanted else 'no-calendar'}")


@router.post("/plans/{plan_id}/people/substitute")
def add_for_another(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Record a substitution by order, of somebody with a part in the plan."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
        shown = {person.id for person in shown_people(conn, plan_id, visit.viewer.person)}
    try:
        with visit.read() as conn:
            command = add_command(conn, form)
        if command.absent_id not in shown:
            raise InvalidCommand("Выберите одного из людей плана.", field="absent_id")
        act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return people_page(visit, plan_id, problem=typed_by_name(problem_of(refusal, "substitute", form)))
    return visit.see_other(f"/plans/{plan_id}/people?done=substitute#substitutions")


@router.post("/plans/{plan_id}/people/substitute/{substitution_id}/end")
def end_for_another(visit: Visiting, form: Posted, plan_id: Id, substitution_id: Id) -> Response:
    """End a substitution that the page shows."""
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        shown = {person.id for person in shown_people(conn, plan_id, visit.viewer.person)}
        known = {one.id for one in substitution_views(conn, frame.today, shown)}
    if substitution_id not in known:
        raise NotFound("Такого замещения в плане нет. Откройте список людей плана.")
    try:
        act(visit, visit.person().id, form, end_command(form, substitution_id))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return people_page(visit, plan_id, problem=problem_of(refusal, f"end-{substitution_id}", form))
    return visit.see_other(f"/plans/{plan_id}/people?done=ended#substitutions")


def _own_page(visit: Visit, *, problem: Problem = NO_PROBLEM, done: str | None = None) -> Response:
    if not visit.viewer.may_read:
        raise SignInNeeded
    person = visit.person()
    with visit.read() as conn:
        today = visit.site.engine.today()
        known = {each for plan_id in plans_of(conn, person.id) for each in participants(conn, plan_id)} - {person.id}
        colleagues = [each for each in people(conn) if each.id in known]
        found = substitutions_of(conn, person.id, today)
        has_calendar = wants_calendar(conn, person.id)
    return visit.page(
        "me.html",
        problem=problem,
        person=person,
        done=done,
        substitutions=substitution_list(found, colleagues),
        has_calendar=has_calendar,
        needs_pin=needs_pin_word(visit),
    )
