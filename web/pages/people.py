"""`/plans/{id}/people`: who takes part, who has a PIN; the coordinator's activation codes and substitutions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ValidationError
from sqlalchemy import Connection, select
from starlette.responses import Response

from config.chain import DEFAULT_TERM
from models.states import PlanState, SubmissionState, Verb
from web.acting import act, actor_of, remember_pin
from web.draft_contacts import CONTACTS_A_PAGE, MODES, contacts, editable_people, is_plain_route, route_steps
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.marks import Mark
from web.pages.plan import needs_pin_word
from web.paging import pages
from web.participants import shown_people
from web.places import Id, id_of
from web.problems import TooManyTries
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.commands import AddSubstitution, InviteToEnrol, IssueActivationCode
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.queries import person_view, plan_view
from workflow.rows import PLAN, SUBSTITUTION, names_of
from workflow.views import PersonView, PlanView

router = APIRouter(prefix="/plans/{plan_id}/people")
Word = Annotated[str | None, Query(max_length=20)]
ContactsPage = Annotated[str | None, Query(alias="contacts", max_length=20)]
_DONE = {
    "substitute": "Замещение записано.",
    "contacts": "Сведения о людях записаны.",
    "person": "Человек добавлен: теперь его можно назвать в пункте или в маршруте.",
    "route": "Маршрут согласования записан.",
}


@dataclass(frozen=True, slots=True)
class SubstitutionLine:
    """Who signs for whom, from when to when, on what order."""

    absent: str
    substitute: str
    starts_on: date
    ends_on: date
    order_number: str
    order_date: date


@router.get("")
def show_people(visit: Visiting, plan_id: Id, done: Word = None, page: ContactsPage = None) -> Response:
    """Everyone with a part in this plan."""
    return people_page(visit, plan_id, done=_DONE.get(done or ""), contacts_page=page)


@router.get("/{person_id}/code")
def confirm_code(visit: Visiting, plan_id: Id, person_id: Id) -> Response:
    """What issuing a code means, and the button."""
    return _code_page(visit, plan_id, person_id)


@router.post("/{person_id}/code")
def issue_code(visit: Visiting, form: Posted, plan_id: Id, person_id: Id) -> Response:
    """Make a new activation code and show it once; on request invite the person by letter, without the code."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
        _shown_person(visit, conn, plan_id, person_id)
    try:
        actor = actor_of(visit, visit.person().id, form)
        receipt = visit.site.engine.execute(IssueActivationCode(person_id=person_id), actor)
        if form.text("invite") == "1":
            visit.site.engine.execute(InviteToEnrol(person_id=person_id, plan_id=plan_id), actor)
    except (CommandRefused, TooManyTries) as refusal:
        return _code_page(visit, plan_id, person_id, problem_of(refusal, "code", form))
    remember_pin(visit, actor)
    visit.site.wake()
    with visit.read() as conn:
        person = person_view(conn, person_id)
    return people_page(visit, plan_id, secret=receipt.secret, secret_person=person)


@router.post("/substitute")
def substitute(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Record a substitution by order."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        fields: dict[str, Any] = {name: id_of(form.text(name), name) for name in ("absent_id", "substitute_id")}
        _demand_shown(visit, plan_id, fields)
        fields["order_number"] = form.text("order_number")
        fields |= {name: form.day(name) for name in ("starts_on", "ends_on", "order_date")}
        act(visit, visit.person().id, form, AddSubstitution.model_validate(fields))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return people_page(visit, plan_id, problem=problem_of(refusal, "substitute", form))
    return visit.see_other(f"/plans/{plan_id}/people?done=substitute")


def people_page(
    visit: Visit,
    plan_id: int,
    *,
    problem: Problem = NO_PROBLEM,
    done: str | None = None,
    contacts_page: str | None = None,
    secret: str | None = None,
    secret_person: PersonView | None = None,
) -> Response:
    """The page, with a form's problem where there is one; `secret` is an activation code, shown once."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
        shown = shown_people(conn, plan_id, visit.viewer.person)
        parts = _parts(conn, plan)
        substitutions = _substitutions(conn, {person.id for person in shown})
        keeping = _keeping(conn, frame, plan, contacts_page)
    return visit.page(
        "people.html",
        problem=problem,
        frame=frame,
        tab="people",
        people=shown,
        parts_of=parts,
        done=done,
        secret=secret,
        secret_person=secret_person,
        substitutions=substitutions,
        needs_pin=needs_pin_word(visit),
        pin_mark=Mark("ПИН-код задан", "tick", "done"),
        no_pin_mark=Mark("ПИН-кода нет", "ring", "quiet"),
        **keeping,
    )


def _keeping(conn: Connection, frame: PlanFrame, plan: PlanView, page: str | None) -> dict[str, Any]:
    """What the coordinator keeps here: what is known of people, and the route, which only a draft may change."""
    chain = conn.execute(select(PLAN.c.chain).where(PLAN.c.id == plan.brief.id)).scalar_one()
    rows = contacts(plan, chain, editable_people(conn, plan.brief.id)) if frame.is_coordinator else ()
    shown = pages(page, size=CONTACTS_A_PAGE, total=len(rows))
    is_waiting = plan.activation is not None and plan.activation.state is SubmissionState.OPEN
    return {
        "contacts": shown.of(rows),
        "contact_pages": shown,
        "lacking": sum(row.is_needed and row.person.email is None for row in rows),
        "route": route_steps(conn, chain),
        "route_names": _route_names(conn, chain),
        "is_plain_route": is_plain_route(chain),
        "route_modes": MODES,
        "may_set_route": frame.is_coordinator and plan.brief.state is PlanState.DRAFT and not is_waiting,
    }


def _route_names(conn: Connection, chain: Sequence[Mapping[str, Any]]) -> list[tuple[Verb, str, int, str]]:
    """Each step in words: the verb, who, the term in working days, who stands in."""
    names = names_of(conn)
    return [
        (
            Verb(step["verb"]),
            ", ".join(names.get(person, "—") for person in step["approvers"]),
            int(step.get("term", DEFAULT_TERM)),
            names.get(step.get("alternate") or 0, ""),
        )
        for step in chain
    ]


def _code_page(visit: Visit, plan_id: int, person_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        person = _shown_person(visit, conn, plan_id, person_id)
    return visit.page(
        "people_code.html", problem=problem, frame=frame, tab="people", person=person, needs_pin=needs_pin_word(visit)
    )


def _shown_person(visit: Visit, conn: Connection, plan_id: int, person_id: int) -> PersonView:
    """A person whom the page shows. Raises `NotFound`, for who is of another plan as for who does not exist."""
    for person in shown_people(conn, plan_id, visit.viewer.person):
        if person.id == person_id:
            return person
    raise NotFound("Такого человека в плане нет. Откройте список людей плана.")


def _demand_shown(visit: Visit, plan_id: int, chosen: Mapping[str, int | None]) -> None:
    """Raise `InvalidCommand` for a field that names somebody whom the page does not show."""
    with visit.read() as conn:
        shown = {person.id for person in shown_people(conn, plan_id, visit.viewer.person)}
    for name, person_id in chosen.items():
        if person_id is not None and person_id not in shown:
            raise InvalidCommand("Выберите одного из людей плана.", field=name)


def _parts(conn: Connection, plan: PlanView) -> dict[int, list[str]]:
    """What each person is in the plan, in words."""
    parts: dict[int, list[str]] = defaultdict(list)
    parts[plan.coordinator.id].append("ответственный за контроль")
    chain = conn.execute(select(PLAN.c.chain).where(PLAN.c.id == plan.brief.id)).scalar_one()
    for step in chain:
        word = "согласующий" if step["verb"] == "agree" else "утверждающий"
        for person_id in step["approvers"]:
            parts[person_id].append(word)
        if step.get("alternate") is not None:
            parts[step["alternate"]].append(f"{word} (замещающий)")
    for is_lead, word in ((True, "ответственный"), (False, "соисполнитель")):
        numbers: dict[int, list[str]] = defaultdict(list)
        for item in plan.items:
            for one in item.responsible:
                if one.is_lead is is_lead:
                    numbers[one.person.id].append(item.number)
        for person_id, items in numbers.items():
            parts[person_id].append(f"{word}: п. {', '.join(items)}")
    return parts


def _substitutions(conn: Connection, shown: Collection[int]) -> list[SubstitutionLine]:
    names = names_of(conn)
    rows = conn.execute(
        select(SUBSTITUTION).where(SUBSTITUTION.c.revoked_at.is_(None)).order_by(SUBSTITUTION.c.starts_on.desc())
    )
    return [
        SubstitutionLine(
            names.get(row.absent_id, "—"),
            names.get(row.substitute_id, "—"),
            row.starts_on,
            row.ends_on,
            row.order_number,
            row.order_date,
        )
        for row in rows
        if row.absent_id in shown and row.substitute_id in shown
    ]
