"""Sign-off by link: the frozen submission, one decision, the receipt."""

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from models.states import Assurance, LinkPurpose
from web import cookies
from web.acting import sign_in
from web.file_response import file_response, report_response
from web.form_problem import problem_of
from web.link_hop import open_link
from web.places import Id
from web.problems import LinkDead, TooManyTries
from web.sign_page import decision_command, known_page, sign_page
from web.signer import demand_signer
from web.stranger import act_as_signer
from web.visit import Posted, Visit, Visiting, site_of, visit_of
from workflow.commands import DisownDecision
from workflow.errors import CommandRefused, NotFound
from workflow.queries import sign_off_view
from workflow.views import SignOffView

router = APIRouter()


@router.get("/s/{token}")
def open_task(visit: Visiting, token: str) -> Response:
    """Remember the link in a cookie for this one task and go on; nothing is changed."""
    with visit.read() as conn:
        link = open_link(visit, conn, token, LinkPurpose.SIGN)
    if link.task_id is None:
        raise LinkDead
    visit.give(cookies.sign_cookie(link.task_id), token, max_age=cookies.TASK_AGE_S)
    return visit.see_other(f"/sign/{link.task_id}")


@router.get("/sign/{task_id}")
async def show_task(request: Request, task_id: Id) -> Response:
    """The frozen submission, or the outcome. On SQLite a page that is known is answered on the event loop."""
    if site_of(request).engine.database.dialect == "sqlite":
        known = known_page(visit_of(request), task_id)
        if known is not None:
            return known
    return await run_in_threadpool(_page, request, task_id)


def _page(request: Request, task_id: int) -> Response:
    visit = visit_of(request)
    return known_page(visit, task_id) or sign_page(visit, task_id)


@router.post("/sign/{task_id}")
def decide(visit: Visiting, form: Posted, task_id: Id) -> Response:
    """Agree, approve or return. A repeated POST gets the first one's outcome (rule 4)."""
    with visit.read() as conn:
        person_id = demand_signer(visit, conn, task_id)
    try:
        receipt, actor = act_as_signer(visit, task_id, person_id, form, decision_command(task_id, form))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return sign_page(visit, task_id, problem=problem_of(refusal, "decide", form))
    proved = actor.assurance in (Assurance.PIN, Assurance.BROWSER)
    if proved and not receipt.is_repeat and not visit.viewer.has_session:
        sign_in(visit, actor)
    return visit.see_other(f"/sign/{task_id}")


@router.post("/sign/{task_id}/disown")
def disown(visit: Visiting, form: Posted, task_id: Id) -> Response:
    """Сообщить: решение принято не мной."""
    view = _view(visit, task_id)
    with visit.read() as conn:
        person_id = demand_signer(visit, conn, task_id)
    if view.task.decision is None:
        raise NotFound("По этой ссылке решения нет.")
    try:
        act_as_signer(visit, task_id, person_id, form, DisownDecision(decision_id=view.task.decision.id))
    except (CommandRefused, TooManyTries) as refusal:
        return sign_page(visit, task_id, problem=problem_of(refusal, "disown", form))
    return visit.see_other(f"/sign/{task_id}")


@router.get("/sign/{task_id}/evidence/{evidence_id}")
def task_evidence(visit: Visiting, task_id: Id, evidence_id: Id) -> Response:
    """A file of this submission, and of no other."""
    for file in _view(visit, task_id).submission.evidence:
        if file.id == evidence_id:
            return file_response(visit.site.evidence, file.sha256, file.media_type, file.file_name)
    raise NotFound("Такого документа в этом отчёте нет. Вернитесь к отчёту.")


@router.get("/sign/{task_id}/report.pdf")
def task_report(visit: Visiting, task_id: Id) -> Response:
    """The execution report that this task is about."""
    view = _view(visit, task_id)
    return report_response(visit.site.evidence, view.report_sha256, f"Отчёт об исполнении плана {view.plan.year}.pdf")


@router.get("/sign/{task_id}/document")
def task_document(visit: Visiting, task_id: Id) -> Response:
    """The plan document that this task's proposal was read from."""
    document = _view(visit, task_id).submission.manifest.get("proposes", {}).get("document")
    if document is None:
        raise NotFound("К этому решению документ не приложен. Вернитесь к нему по ссылке из письма.")
    return file_response(visit.site.evidence, document["sha256"], document["media_type"], document["name"])


def _view(visit: Visit, task_id: int) -> SignOffView:
    with visit.read() as conn:
        demand_signer(visit, conn, task_id)
        return sign_off_view(conn, task_id, visit.site.engine.today())
