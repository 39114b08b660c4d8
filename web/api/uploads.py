"""Files: evidence of an item with its requisites, and documents that other commands name. Multipart, 25 MB a file."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from documents.evidence_store import StoredFile
from models.states import TokenScope
from web.api.caller import Caller, Calling, needing
from web.api.carrying_out import Done, IdempotencyKey, IfMatch, Terms, carry_out
from web.api.representation import to_json
from web.evidence_form import demand_may_add, evidence_command, requisites
from web.forms import Form
from web.places import Id
from web.uploads import read_upload
from workflow.commands import AddEvidence, StoredDocument
from workflow.errors import InvalidCommand

router = APIRouter()
ONE_FILE = "Приложите ровно один файл в поле file."
FILE = {"type": "string", "format": "binary", "description": "Сам файл, до 25 МБ."}
_NOT_IN_FORM = ("plan_id", "place", "expected_version", "sha256", "size", "file_name", "media_type")


async def uploaded(request: Request) -> AsyncIterator[Form]:
    """A multipart form; its temporary files live as long as the request. Raises `UploadTooLarge`, `FormUnreadable`."""
    form = await read_upload(request)
    try:
        yield form
    finally:
        for file in form.files:
            await file.close()


Uploaded = Annotated[Form, Depends(uploaded)]


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


def _evidence_form() -> dict[str, Any]:
    told = AddEvidence.model_json_schema()
    fields = {name: field for name, field in told["properties"].items() if name not in _NOT_IN_FORM}
    return _form({"type": "object", "required": ["file", "kind"], "properties": {"file": FILE, **fields}})


@router.post(
    "/plans/{plan_id}/items/{place}/evidence",
    response_model=Done,
    tags=["Пункты"],
    summary="Приложить подтверждающий документ",
    operation_id="AddEvidence",
    dependencies=[needing(TokenScope.WORK)],
    openapi_extra=_evidence_form(),
)
def add_evidence(
    caller: Calling,
    form: Uploaded,
    plan_id: Id,
    place: Id,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store a file and attach it with its requisites. `organisations` may be given several times.

    Who may do it is known, and the requisites are sound, before the file is stored.
    """
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        about = requisites(form, plan_id, place)
        demand_may_add(conn, frame, place, caller.person_id)
    command = evidence_command(about, _stored(caller, form))
    return carry_out(caller, command, Terms(if_match, idempotency_key))


@router.post(
    "/documents",
    response_model=StoredDocument,
    tags=["Документы"],
    summary="Загрузить документ, на который ссылается другая команда",
    operation_id="StoreDocument",
    dependencies=[needing(TokenScope.WORK)],
    openapi_extra=_form({"type": "object", "required": ["file"], "properties": {"file": FILE}}),
)
def store_document(caller: Calling, form: Uploaded) -> Response:
    """Store a file; the answer goes into `document`, `source` or `sheet` of another command as it is."""
    document = _stored(caller, form).as_document()
    return Response(to_json(document.model_dump(mode="json")), media_type="application/json")


def _stored(caller: Caller, form: Form) -> StoredFile:
    if len(form.files) != 1:
        raise InvalidCommand(ONE_FILE, field="file")
    return caller.site.evidence.put(form.files[0].file, file_name=form.files[0].filename or "")
