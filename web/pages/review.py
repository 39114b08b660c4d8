"""`/plans/{id}/review`: the December review, live or frozen, and the coordinator's button that freezes it."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from web.acting import act_through
from web.file_response import report_response
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.recorded import recorded_line
from web.visit import Posted, Visit, Visiting
from workflow.errors import CommandRefused
from workflow.queries import review_view
from workflow.queries.registering import registrable_tasks

router = APIRouter(prefix="/plans/{plan_id}/review")


@router.get("")
def show_review(visit: Visiting, plan_id: Id, entry: Annotated[str | None, Query(max_length=12)] = None) -> Response:
    """The report as it stands today, or as it was frozen."""
    return _page(visit, plan_id, entry=entry)


@router.post("/freeze")
def freeze(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Freeze the report and send it through the plan's chain."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        receipt, _ = act_through(visit, visit.person().id, form, lambda actor: visit.site.freeze_review(plan_id, actor))
    except (CommandRefused, TooManyTries) as refusal:
        return _page(visit, plan_id, problem=problem_of(refusal, "freeze", form))
    return visit.see_other(f"/plans/{plan_id}/review?entry={receipt.seq}")


@router.get("/report.pdf")
def report(visit: Visiting, plan_id: Id) -> Response:
    """The frozen report as PDF."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        view = review_view(conn, plan_id, frame.today)
    return report_response(visit.site.evidence, view.report_sha256, f"Отчёт об исполнении плана {frame.plan.year}.pdf")


def _page(visit: Visit, plan_id: int, *, problem: Problem = NO_PROBLEM, entry: str | None = None) -> Response:
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        view = review_view(conn, plan_id, frame.today)
        registers = registrable_tasks(conn, plan_id, visit.viewer.person_id, frame.today)
        done = recorded_line(conn, plan_id, entry)
    return visit.page(
        "review.html",
        problem=problem,
        registers=registers,
        frame=frame,
        tab="review",
        review=view,
        done=done,
        needs_pin=needs_pin_word(visit),
    )
