"""`/plans/{id}`: the table of items; on a draft what it lacks, the document's doubts and the way to activation."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import PlanState, SubmissionState
from web.amendment_lines import amendment_lines
from web.draft_checklist import checklist, is_ready
from web.draft_warnings import WARNINGS_A_PAGE, warning_forms
from web.form_problem import NO_PROBLEM, Problem
from web.item_filter import STATE_CHOICES, item_filter, responsible_people
from web.marks import Mark
from web.paging import Pages, pages
from web.places import Id, number_of
from web.recorded import recorded_line
from web.visit import PlanFrame, Visit, Visiting
from workflow.plan_documents import document_of
from workflow.queries import plan_view
from workflow.queries.amendments import amendment_views
from workflow.queries.registering import registrable_tasks
from workflow.queries.who_signs import who_signs_activation
from workflow.rows import plan_row
from workflow.views import PlanView

router = APIRouter()
ITEMS_A_PAGE = 200
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)
Text = Annotated[str | None, Field(max_length=40)]


class PlanQuery(BaseModel):
    """What the page's address asks for: a filter and a page of items, a page of doubts, one doubt's form open.

    `entry` names the ledger entry that was just made; `fix` is "1" where the form shall hold what is proposed.
    """

    person: Text = None
    state: Text = None
    overdue: Text = None
    page: Text = None
    doubts: Text = None
    warning: Text = None
    fix: Text = None
    entry: Text = None


NOTHING_ASKED = PlanQuery()


@router.get("/plans/{plan_id}")
def show_plan(visit: Visiting, plan_id: Id, query: Annotated[PlanQuery, Query()]) -> Response:
    """Show the plan."""
    return plan_page(visit, plan_id, query)


def plan_page(
    visit: Visit, plan_id: int, query: PlanQuery = NOTHING_ASKED, *, problem: Problem = NO_PROBLEM
) -> Response:
    """The plan's page, with a form's problem where there is one."""
    warning_id = number_of(query.warning)
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
        done = recorded_line(conn, plan_id, query.entry)
        document = document_of(plan_row(conn, plan_id))
        draft = _draft(visit, conn, frame, plan, _doubt_page(plan, query.doubts, warning_id))
        amendments = amendment_views(conn, plan_id) if plan.brief.state is not PlanState.DRAFT else ()
        registers = registrable_tasks(conn, plan_id, visit.viewer.person_id, frame.today)
    chosen = item_filter(query.person, query.state, query.overdue)
    items = chosen.of(plan.items)
    shown = pages(query.page, size=ITEMS_A_PAGE, total=len(items))
    return visit.page(
        "plan.html",
        problem=problem,
        frame=frame,
        tab="items",
        plan=plan,
        items=shown.of(items),
        pages=shown,
        filters=chosen,
        people=responsible_people(plan.items),
        state_choices=STATE_CHOICES,
        done=done,
        document=document,
        amendments=amendment_lines(amendments, is_coordinator=frame.is_coordinator),
        registers=registers,
        is_running=plan.brief.state in RUNNING,
        open_warning=warning_id,
        has_fix=query.fix == "1",
        needs_pin=needs_pin_word(visit),
        open_mark=Mark("не урегулировано", "ring", "warn"),
        **draft,
    )


def needs_pin_word(visit: Visit, person_id: int | None = None) -> str:
    """How forms ask for the PIN: not at all, once for 30 days, or always."""
    if not visit.needs_pin(person_id):
        return ""
    return "once" if visit.site.engine.policy.assurance == "pin" else "always"


def _doubt_page(plan: PlanView, asked: str | None, warning_id: int | None) -> Pages:
    """The page of doubts that is asked for, or that shows the named one."""
    shown = pages(asked, size=WARNINGS_A_PAGE, total=len(plan.warnings))
    place = next((place for place, one in enumerate(plan.warnings, 1) if one.id == warning_id), None)
    return shown if place is None else Pages(shown.page_of(place), WARNINGS_A_PAGE, len(plan.warnings))


def _draft(visit: Visit, conn: Connection, frame: PlanFrame, plan: PlanView, shown: Pages) -> dict[str, Any]:
    """What only a draft's page has."""
    is_draft = plan.brief.state is PlanState.DRAFT
    checks = checklist(conn, plan, frame.today, visit.site.engine.calendar) if is_draft else ()
    return {
        "is_draft": is_draft,
        "is_waiting": plan.activation is not None and plan.activation.state is SubmissionState.OPEN,
        "checks": checks,
        "signers": who_signs_activation(conn, plan_row(conn, plan.brief.id), frame.today) if is_draft else (),
        "is_ready": is_ready(checks),
        "doubt_pages": shown,
        "warnings": warning_forms(shown.of(plan.warnings), plan.items, plan.warnings),
    }
