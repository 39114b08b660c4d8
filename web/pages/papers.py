"""Decisions on paper: the coordinator or an operator registers a sheet, its signer may disown it, readers open it.

The engine guards each of them; here a form becomes a command.
"""

import re
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import Subject, TaskState
from web import sign_words
from web.acting import actor_of, remember_pin
from web.file_response import file_response
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.places import Id
from web.problems import TooManyTries
from web.sign_page import asks_outcome, sign_page
from web.signer import demand_signer
from web.stranger import act_as_signer
from web.visit import PlanFrame, Posted, PostedUpload, Visit, Visiting
from workflow.commands import DisownPaper, RegisterPaper
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.queries import sign_off_view
from workflow.queries.papers import paper_view
from workflow.views import PaperView, SignOffView

router = APIRouter()
FORM = "paper"
_NO_TASK = "Такой задачи согласования в этом плане нет. Откройте документ заново."
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@router.get("/plans/{plan_id}/papers/register/{task_id}")
def ask_for_sheet(visit: Visiting, plan_id: Id, task_id: Id) -> Response:
    """The form for a sheet of an open task."""
    return _form_page(visit, plan_id, task_id)


@router.post("/plans/{plan_id}/papers/register/{task_id}")
def register(visit: Visiting, form: PostedUpload, plan_id: Id, task_id: Id) -> Response:
    """Store the scan and register the decision that it holds.

    Who acts, and that the form is whole, is known before the scan is stored.
    """
    with visit.read() as conn:
        frame = visit.demand_registrar(conn, plan_id)
        view = _task(conn, frame, task_id)
    try:
        if len(form.files) != 1:
            raise InvalidCommand("Приложите скан листа одним файлом.", field="sheet")
        about = _about(form, task_id)
        RegisterPaper.model_validate(about | {"sheet": _sheet("0" * 64, "x", 1, "application/pdf")})
        actor = actor_of(visit, visit.person().id, form)
        stored = visit.site.evidence.put(form.files[0].file, file_name=form.files[0].filename or "")
        sheet = _sheet(stored.sha256, stored.file_name, stored.size, stored.media_type)
        receipt = visit.site.engine.execute(RegisterPaper.model_validate(about | {"sheet": sheet}), actor)
        remember_pin(visit, actor)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _form_page(visit, plan_id, task_id, problem_of(refusal, FORM, form))
    visit.site.wake()
    return visit.see_other(f"{_origin(view)}?entry={receipt.seq}")


@router.get("/plans/{plan_id}/papers/{paper_id}")
def plan_sheet(visit: Visiting, plan_id: Id, paper_id: Id) -> Response:
    """The scan, for whoever may see the plan."""
    with visit.read() as conn:
        visit.frame(conn, plan_id)
        paper = paper_view(conn, plan_id, paper_id)
    return _scan(visit, paper)


@router.get("/sign/{task_id}/papers/{paper_id}")
def task_sheet(visit: Visiting, task_id: Id, paper_id: Id) -> Response:
    """The scan, for whom the sign-off page is: a sheet of this submission and of no other."""
    with visit.read() as conn:
        demand_signer(visit, conn, task_id)
        view = sign_off_view(conn, task_id, visit.site.engine.today())
    for task in view.submission.tasks:
        for paper in task.papers:
            if paper.id == paper_id:
                return _scan(visit, paper)
    raise NotFound("Такого листа в этом документе нет. Вернитесь к нему по ссылке из письма.")


@router.post("/sign/{task_id}/papers/{paper_id}/disown")
def disown(visit: Visiting, form: Posted, task_id: Id, paper_id: Id) -> Response:
    """Сообщить: решение принято не мной, before the sheet takes effect."""
    with visit.read() as conn:
        person_id = demand_signer(visit, conn, task_id)
    try:
        act_as_signer(visit, task_id, person_id, form, DisownPaper(paper_id=paper_id))
    except (CommandRefused, TooManyTries) as refusal:
        return sign_page(visit, task_id, problem=problem_of(refusal, "disown-paper", form))
    return visit.see_other(f"/sign/{task_id}")


def _form_page(visit: Visit, plan_id: int, task_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_registrar(conn, plan_id)
        view = _task(conn, frame, task_id)
    return visit.page(
        "paper.html",
        problem=problem,
        frame=frame,
        tab="items",
        view=view,
        heading=sign_words.heading(view),
        origin=_origin(view),
        is_waiting=view.task.state is TaskState.OPEN,
        main_decision=view.task.verb.value,
        main_label=sign_words.main_label(view),
        return_label=sign_words.return_label(view),
        asks_outcome=asks_outcome(view),
        comment_hint=sign_words.comment_hint(view, asks_outcome=asks_outcome(view)),
        signed_thing=sign_words.signed_thing(view),
        needs_pin=needs_pin_word(visit),
    )


def _task(conn: Connection, frame: PlanFrame, task_id: int) -> SignOffView:
    """The task with its submission. Raises `NotFound` for one of another plan."""
    view = sign_off_view(conn, task_id, frame.today)
    if view.plan.id != frame.plan.id:
        raise NotFound(_NO_TASK)
    return view


def _about(form: Form, task_id: int) -> dict[str, Any]:
    kind, digest = form.text("kind"), form.text("digest") or ""
    if kind is None:
        raise InvalidCommand("Выберите, какое решение записано на листе.", field="kind")
    return {
        "task_id": task_id,
        "kind": kind,
        "digest": digest if _DIGEST.fullmatch(digest) else "0" * 64,
        "outcome": None if kind == "return" else form.text("outcome"),
        "comment": form.text("comment"),
        "number": form.text("number"),
        "signed_on": form.day("signed_on"),
        "original_at": form.text("original_at"),
    }


def _sheet(sha256: str, name: str, size: int, media_type: str) -> dict[str, Any]:
    return {"sha256": sha256, "name": name, "size": size, "media_type": media_type}


def _scan(visit: Visit, paper: PaperView) -> Response:
    return file_response(visit.site.evidence, paper.sha256, paper.media_type, paper.file_name)


def _origin(view: SignOffView) -> str:
    """The page that shows this task among the plan's."""
    if view.item is not None:
        return f"/plans/{view.plan.id}/items/{view.item.place}"
    return f"/plans/{view.plan.id}/review" if view.submission.subject is Subject.REPORT else f"/plans/{view.plan.id}"
