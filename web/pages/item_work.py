"""The work on an item before its report: co-executors' parts, the register of requests, the sample or the schedule."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import actor_of, remember_pin
from web.file_response import file_response
from web.form_problem import problem_of
from web.forms import Form
from web.item_commands import carry_out_on_item, demand_item, item_done
from web.pages.item import item_page
from web.places import Id, id_of, number_of
from web.problems import TooManyTries
from web.visit import Posted, PostedUpload, Visit, Visiting
from workflow.commands import (
    AnswerRequest,
    MarkPart,
    ProposeSample,
    RegisterRequest,
    SetPartDue,
    StoredDocument,
    WithdrawProposal,
)
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.queries import allowed_commands, item_view
from workflow.sample_manifest import proposed_sample

router = APIRouter(prefix="/plans/{plan_id}/items/{place}")
NO_DOCUMENT = "К этой выборке документ не приложен. Откройте пункт заново."


@router.post("/part")
def mark_part(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Моя часть готова, or not yet."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "part",
        lambda about: MarkPart.model_validate(
            about | {"is_ready": form.text("ready") != "no", "person_id": id_of(form.text("person_id"), "person_id")}
        ),
    )


@router.post("/part-due")
def set_part_due(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """The internal date for a co-executor's part; an empty one takes it away."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "part-due",
        lambda about: SetPartDue.model_validate(
            about | {"person_id": id_of(form.text("person_id"), "person_id"), "due_on": form.day("due_on")}
        ),
    )


@router.post("/requests")
def register(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Внести запрос в реестр."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "request",
        lambda about: RegisterRequest.model_validate(
            about
            | {
                "received_on": form.day("received_on"),
                "sender": form.text("sender"),
                "subject": form.text("subject"),
                "doc_number": form.text("doc_number"),
            }
        ),
    )


@router.post("/requests/answer")
def answer(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """How and when a request was answered."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "answer",
        lambda about: AnswerRequest.model_validate(
            about
            | {
                "number": number_of(form.text("number")),
                "answered_on": form.day("answered_on"),
                "answer": form.text("answer"),
                "evidence_id": id_of(form.text("evidence_id"), "evidence_id"),
            }
        ),
    )


@router.post("/sample")
def propose_sample(visit: Visiting, form: PostedUpload, plan_id: Id, place: Id) -> Response:
    """Предложить выборку or a schedule. Who acts, and that they may, is known before a file is stored."""
    person = demand_item(visit, plan_id, place)
    about: dict[str, Any] = {
        "plan_id": plan_id,
        "place": place,
        "expected_version": number_of(form.text("version")),
        "organisations": form.texts("organisations"),
        "grounds": form.text("grounds"),
    }
    try:
        ProposeSample.model_validate(about)
        actor = actor_of(visit, person, form)
        document = _stored(visit, form, plan_id, place, person)
        receipt = visit.site.engine.execute(ProposeSample.model_validate(about | {"document": document}), actor)
        remember_pin(visit, actor)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return item_page(visit, plan_id, place, problem=problem_of(refusal, "sample", form))
    visit.site.wake()
    return visit.see_other(item_done(plan_id, place, receipt.seq))


@router.post("/sample/withdraw")
def withdraw_sample(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Отозвать выборку, until it is approved."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "withdraw-sample",
        lambda about: WithdrawProposal.model_validate(
            {"plan_id": about["plan_id"], "submission_id": id_of(form.text("submission_id"), "submission_id")}
        ),
    )


@router.get("/samples/{number}/document")
def sample_document(visit: Visiting, plan_id: Id, place: Id, number: Id) -> Response:
    """The document that sets out a sample or a schedule of this item."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        samples = item_view(conn, plan_id, place, frame.today).samples
    for sample in samples:
        document = proposed_sample(sample.manifest).document
        if sample.number == number and document is not None:
            return file_response(visit.site.evidence, document.sha256, document.media_type, document.name)
    raise NotFound(NO_DOCUMENT)


def _stored(visit: Visit, form: Form, plan_id: int, place: int, person_id: int) -> StoredDocument | None:
    """The chosen file in the evidence store, None where none was chosen; a stranger's is not stored."""
    if not form.files:
        return None
    if len(form.files) > 1:
        raise InvalidCommand("Выберите один файл.", field="document")
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        allowed = {one.name for one in allowed_commands(conn, plan_id, place, person_id, frame.today)}
    if "propose_sample" not in allowed:
        return None  # the engine says why
    upload = form.files[0]
    return visit.site.evidence.put(upload.file, file_name=upload.filename or "").as_document()
