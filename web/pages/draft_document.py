"""`/plans/{id}/document`: the plan's document beside what is in force, and the original file."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from models.states import PlanState, SubmissionState
from web.draft_rows import ROWS_A_PAGE, kinds_of_plan, rows_of_plan
from web.file_response import download_response
from web.paging import pages
from web.places import Id
from web.recorded import recorded_line
from web.visit import Visiting
from workflow.errors import NotFound
from workflow.plan_documents import document_of
from workflow.queries import plan_view
from workflow.rows import plan_row

router = APIRouter(prefix="/plans/{plan_id}/document")
Text = Annotated[str | None, Query(max_length=10)]


@router.get("")
def show_document(visit: Visiting, plan_id: Id, page: Text = None, entry: Text = None) -> Response:
    """Each row as it is printed beside what was understood of it."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
        shown = pages(page, size=ROWS_A_PAGE, total=len(plan.items))
        rows = rows_of_plan(conn, plan_id, plan.warnings, shown)
        kinds = kinds_of_plan(conn, plan_id, plan.warnings, shown)
        document = document_of(plan_row(conn, plan_id))
        done = recorded_line(conn, plan_id, entry)
    is_waiting = plan.activation is not None and plan.activation.state is SubmissionState.OPEN
    is_draft = plan.brief.state is PlanState.DRAFT
    return visit.page(
        "draft_document.html",
        frame=frame,
        tab="items",
        plan=plan,
        rows=rows,
        kinds=kinds,
        pages=shown,
        document=document,
        done=done,
        is_draft=is_draft,
        may_change=is_draft and frame.is_coordinator and not is_waiting,
    )


@router.get("/file")
def download(visit: Visiting, plan_id: Id) -> Response:
    """The original file, under its own name."""
    with visit.read() as conn:
        visit.frame(conn, plan_id)
        document = document_of(plan_row(conn, plan_id))
    if document is None:
        raise NotFound("Документ этого плана в хранилище не сохранён: план введён из файла настроек.")
    return download_response(visit.site.evidence, document.sha256, document.name)
