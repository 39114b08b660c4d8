"""`/plans/{id}/people`: who takes part, who has a PIN, who signs for whom; the coordinator's activation codes."""

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection, select
from starlette.responses import Response

from models.states import Verb
from web.acting import actor_of, remember_pin
from web.draft_contacts import CONTACTS_A_PAGE, contacts, editable_people
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.marks import Mark
from web.pages.plan import needs_pin_word
from web.paging import pages
from web.places import Id
from web.problems import TooManyTries
from web.substitution_form import substitution_list
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.commands import InviteToEnrol, IssueActivationCode
from workflow.errors import CommandRefused, NotFound
from workflow.open_to_changes import is_open_to_changes
from workflow.queries import person_view, plan_view
from workflow.queries.access import shown_people
from workflow.queries.items import RUNNING
from workflow.queries.mail_reports import away, struck_off
from workflow.queries.substitutions import substitution_views
from workflow.replacing_coordinator import seated_in_plan
from workflow.rows import PLAN, names_of, plan_row
from workflow.stored_chains import stand_ins
from workflow.views import PersonView, PlanView
from workflow.wording.routes import step_text
from workflow.wording.terms import APPROVER_NAMES

router = APIRouter(prefix="/plans/{plan_id}/people")
Word = Annotated[str | None, Query(max_length=20)]
ContactsPage = Annotated[str | None, Query(alias="contacts", max_length=20)]
_DONE = {
    "substitute": "Замещение записано, обоим отправлено письмо.",
    "ended": "Замещение прекращено: что ещё не решено, вернулось к отсутствовавшему.",
    "left": "Человек исключён из числа пользователей: вход и ссылки закрыты.",
    "back": "Человек снова в числе пользователей: выдайте код активации.",
    "replaced": "Согласующий заменён: всем в маршруте отправлены письма.",
    "handed": "План передан: письма отправлены обоим и всем согласующим.",
    "contacts": "Сведения о людях записаны.",
    "address": "Письма на этот адрес снова отправляются.",
    "person": "Человек добавлен: теперь его можно назвать в пункте или в маршруте.",
    "route": "Маршрут согласования записан.",
    "ladder": "Ступени информирования записаны.",
}


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
        shown_person(visit, conn, plan_id, person_id)
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
        known = {person.id for person in shown}
        substitutions = substitution_list(substitution_views(conn, frame.today, known), shown)
        keeping = _keeping(conn, frame, plan, contacts_page)
        refused, absent = struck_off(conn, known), away(conn, known, frame.today)
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
        struck_off=refused,
        away=absent,
        no_mail_mark=Mark("письма не доходят", "cross", "late"),
        **keeping,
    )


def _keeping(conn: Connection, frame: PlanFrame, plan: PlanView, page: str | None) -> dict[str, Any]:
    """What the coordinator keeps here: what is known of people, and the way to the route."""
    chain = conn.execute(select(PLAN.c.chain).where(PLAN.c.id == plan.brief.id)).scalar_one()
    rows = contacts(plan, chain, editable_people(conn, plan.brief.id)) if frame.is_coordinator else ()
    shown = pages(page, size=CONTACTS_A_PAGE, total=len(rows))
    names = names_of(conn)
    return {
        "contacts": shown.of(rows),
        "contact_pages": shown,
        "lacking": sum(row.is_needed and row.person.email is None for row in rows),
        "route": [step_text(step, names) for step in chain],
        "approvers": seated_in_plan(conn, plan_row(conn, plan.brief.id)),
        "may_replace": plan.brief.state in RUNNING,
        "may_set_route": frame.is_coordinator and is_open_to_changes(conn, plan_row(conn, plan.brief.id)),
    }


def _code_page(visit: Visit, plan_id: int, person_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        person = shown_person(visit, conn, plan_id, person_id)
    return visit.page(
        "people_code.html", problem=problem, frame=frame, tab="people", person=person, needs_pin=needs_pin_word(visit)
    )


def shown_person(visit: Visit, conn: Connection, plan_id: int, person_id: int) -> PersonView:
    """A person whom the page shows. Raises `NotFound`, for who is of another plan as for who does not exist."""
    for person in shown_people(conn, plan_id, visit.viewer.person):
        if person.id == person_id:
            return person
    raise NotFound("Такого человека в плане нет. Откройте список людей плана.")


def _parts(conn: Connection, plan: PlanView) -> dict[int, list[str]]:
    """What each person is in the plan, in words."""
    parts: dict[int, list[str]] = defaultdict(list)
    parts[plan.coordinator.id].append("ответственный за контроль")
    chain = conn.execute(select(PLAN.c.chain).where(PLAN.c.id == plan.brief.id)).scalar_one()
    for step in chain:
        word = APPROVER_NAMES[Verb(step["verb"])]
        for person_id in step["approvers"]:
            parts[person_id].append(word)
        for person_id in stand_ins(step):
            parts[person_id].append(f"{word} (замещающий)")
    for is_lead, word in ((True, "ответственный"), (False, "соисполнитель")):
        numbers: dict[int, list[str]] = defaultdict(list)
        for item in plan.items:
            for one in item.responsible:
                if one.is_lead is is_lead:
                    numbers[one.person.id].append(item.number)
        for person_id, items in numbers.items():
            parts[person_id].append(f"{word}: п. {', '.join(items)}")
    return parts
