"""What responsible people post on an item's page. Each translates a form into one command."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import act, actor_of, remember_pin
from web.form_problem import problem_of
from web.forms import Form
from web.pages.item import is_gathering, item_page, takes_part
from web.places import Id, id_of, number_of
from web.problems import TooManyTries
from web.visit import Posted, PostedUpload, Visit, Visiting
from workflow.commands import (
    AddEvidence,
    Command,
    ExplainItem,
    RemoveEvidence,
    ReopenItem,
    StartItem,
    SubmitEvidence,
    Withdraw,
)
from workflow.errors import CommandRefused, InvalidCommand, NotYourTurn, TransitionNotAllowed
from workflow.queries import item_view

router = APIRouter(prefix="/plans/{plan_id}/items/{place}")


@router.post("/start")
def start(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Принять в работу."""
    return _carry_out(visit, form, plan_id, place, "start", StartItem.model_validate)


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
    return _carry_out(
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
            }
        ),
    )


@router.post("/withdraw")
def withdraw(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Отозвать."""
    return _carry_out(visit, form, plan_id, place, "withdraw", Withdraw.model_validate)


@router.post("/explain")
def explain(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Сведения о причинах отклонения or о ходе исполнения."""
    return _carry_out(
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
    return _carry_out(
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
    person = _demand_item(visit, plan_id, place)
    try:
        if not form.files:
            raise InvalidCommand("Выберите файл, который подтверждает результат.", field="file")
        about = _requisites(form, plan_id, place)
        AddEvidence.model_validate(
            about | {"sha256": "0" * 64, "size": 1, "file_name": "x", "media_type": "application/pdf"}
        )
        actor = actor_of(visit, person, form)
        _demand_may_add(visit, plan_id, place, person)
        receipt = None
        for upload in form.files:
            stored = visit.site.evidence.put(upload.file, file_name=upload.filename or "")
            command = AddEvidence.model_validate(
                about
                | {
                    "sha256": stored.sha256,
                    "size": stored.size,
                    "file_name": stored.file_name,
                    "media_type": stored.media_type,
                }
            )
            receipt = visit.site.engine.execute(command, actor)
        remember_pin(visit, actor)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return item_page(visit, plan_id, place, problem=problem_of(refusal, "evidence", form))
    visit.site.wake()
    return visit.see_other(_done(plan_id, place, receipt.seq if receipt is not None else None))


def _demand_may_add(visit: Visit, plan_id: int, place: int, person_id: int) -> None:
    """What the engine asks again with each file. Raises `NotYourTurn`, `TransitionNotAllowed`."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        view = item_view(conn, plan_id, place, frame.today)
        if not takes_part(conn, frame, view, person_id):
            raise NotYourTurn(
                "Это действие доступно исполнителям пункта и ответственному за контроль исполнения плана."
            )
    if not is_gathering(frame, view):
        raise TransitionNotAllowed("Добавить документ сейчас нельзя: пункт не в работе. Обновите страницу.")


def _requisites(form: Form, plan_id: int, place: int) -> dict[str, Any]:
    about: dict[str, Any] = {
        "plan_id": plan_id,
        "place": place,
        "kind": form.text("kind"),
        "doc_number": form.text("doc_number"),
        "doc_date": form.day("doc_date"),
        "signed_by": form.text("signed_by"),
        "organisations": form.texts("organisations"),
        "for_person_id": id_of(form.text("for_person_id"), "for_person_id"),
    }
    units = form.text("units")
    return about | ({"units": units} if units is not None else {})


def _remove(visit: Visit, form: Form, plan_id: int, place: int, evidence_id: str | None) -> Response:
    return _carry_out(
        visit,
        form,
        plan_id,
        place,
        "remove",
        lambda about: RemoveEvidence.model_validate(about | {"evidence_id": id_of(evidence_id, "evidence_id")}),
    )


def _carry_out(
    visit: Visit, form: Form, plan_id: int, place: int, name: str, make: Callable[[dict[str, Any]], Command]
) -> Response:
    """One command from one form: back to the item with what the ledger says, or with what is wrong."""
    person = _demand_item(visit, plan_id, place)
    about = {"plan_id": plan_id, "place": place, "expected_version": number_of(form.text("version"))}
    try:
        receipt, _ = act(visit, person, form, make(about))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return item_page(visit, plan_id, place, problem=problem_of(refusal, name, form))
    return visit.see_other(_done(plan_id, place, receipt.seq))


def _demand_item(visit: Visit, plan_id: int, place: int) -> int:
    """The person, who may see this item. Raises `PersonUnknown`, `NotFound`."""
    person_id = visit.person().id
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        item_view(conn, plan_id, place, frame.today)
    return person_id


def _done(plan_id: int, place: int, seq: int | None) -> str:
    entry = "" if seq is None else f"?entry={seq}"
    return f"/plans/{plan_id}/items/{place}{entry}"
