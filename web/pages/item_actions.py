"""What responsible people post on an item's page. Each translates a form into one command."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import actor_of, remember_pin
from web.evidence_form import demand_may_add, evidence_command, requisites
from web.form_problem import problem_of
from web.forms import Form
from web.item_commands import carry_out_on_item, demand_item, item_done
from web.pages.item import item_page
from web.places import Id, id_of
from web.problems import TooManyTries
from web.visit import Posted, PostedUpload, Visit, Visiting
from workflow.commands import (
    ExplainItem,
    RemoveEvidence,
    ReopenItem,
    StartItem,
    SubmitEvidence,
    Withdraw,
)
from workflow.errors import CommandRefused, InvalidCommand

router = APIRouter(prefix="/plans/{plan_id}/items/{place}")


@router.post("/start")
def start(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Принять в работу."""
    return carry_out_on_item(visit, form, plan_id, place, "start", StartItem.model_validate)


@router.post("/evidence/remove")
def remove(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Take the chosen file off the item."""
    return _remove(visit, form, plan_id, place, form.text("evidence_id"))


@router.post("/evidence/{evidence_id}/remove")
def remove_one(visit: Visiting, form: Posted, plan_id: Id, place: Id, evidence_id: Id) -> Response:
    """Take this file off the item."""
    return _remove(visit, form, plan_id, place, str(evidence_id))


@router.post("/submit")
def submit(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Направить на согласование."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "submit",
        lambda about: SubmitEvidence.model_validate(
            about
            | {
                "summary": form.text("summary"),
                "shown_percent": form.text("shown_percent"),
                "shortfall_reason": form.text("shortfall_reason"),
                "no_requests": form.text("no_requests") is not None,
                "is_partial": form.text("is_partial") is not None,
            }
        ),
    )


@router.post("/withdraw")
def withdraw(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Отозвать."""
    return carry_out_on_item(visit, form, plan_id, place, "withdraw", Withdraw.model_validate)


@router.post("/explain")
def explain(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Сведения о причинах отклонения or о ходе исполнения."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "explain",
        lambda about: ExplainItem.model_validate(about | {"text": form.text("text")}),
    )


@router.post("/reopen")
def reopen(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Возобновить контроль."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "reopen",
        lambda about: ReopenItem.model_validate(about | {"reason": form.text("reason"), "due_on": form.day("due_on")}),
    )


@router.post("/evidence")
def add(visit: Visiting, form: PostedUpload, plan_id: Id, place: Id) -> Response:
    """Store the files and attach each with the same requisites.

    Who acts, and that they may, is known before a file is stored, so a wrong PIN or a stranger leaves none.
    """
    person = demand_item(visit, plan_id, place)
    try:
        if not form.files:
            raise InvalidCommand("Выберите файл, который подтверждает результат.", field="file")
        about = requisites(form, plan_id, place)
        actor = actor_of(visit, person, form)
        with visit.read() as conn:
            demand_may_add(conn, visit.frame(conn, plan_id), place, person)
        receipt = None
        for upload in form.files:
            stored = visit.site.evidence.put(upload.file, file_name=upload.filename or "")
            receipt = visit.site.engine.execute(evidence_command(about, stored), actor)
        remember_pin(visit, actor)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return item_page(visit, plan_id, place, problem=problem_of(refusal, "evidence", form))
    visit.site.wake()
    return visit.see_other(item_done(plan_id, place, receipt.seq if receipt is not None else None))


def _remove(visit: Visit, form: Form, plan_id: int, place: int, evidence_id: str | None) -> Response:
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "remove",
        lambda about: RemoveEvidence.model_validate(about | {"evidence_id": id_of(evidence_id, "evidence_id")}),
    )
