"""`/api/v1/plans/{id}/items`: the items of a plan, one of them with all that belongs to it, and its files."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from models.states import ItemState
from web.api.caller import Calling
from web.api.representation import plain, to_json, told_as
from web.api.versions import versioned
from web.file_response import download_response
from web.places import MAX_ID, Id
from workflow.errors import NotFound
from workflow.queries import allowed_commands, item_view
from workflow.queries.items import item_briefs
from workflow.rows import plan_row
from workflow.views import AllowedCommand, ItemBrief, ItemView

router = APIRouter(prefix="/plans/{plan_id}/items", tags=["Пункты"])
Item = told_as(ItemView, "Item", allowed_commands=tuple[AllowedCommand, ...])


@router.get("", response_model=list[ItemBrief], summary="Пункты плана")
def show_items(
    caller: Calling,
    plan_id: Id,
    state: Annotated[ItemState | None, Query(description="Только в этом состоянии.")] = None,
    is_overdue: Annotated[bool | None, Query(description="Только просроченные, или только непросроченные.")] = None,
    person_id: Annotated[
        int | None, Query(ge=1, le=MAX_ID, description="Только те, за которые отвечает этот человек.")
    ] = None,
) -> Response:
    """The items by their place."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        briefs = item_briefs(conn, plan_row(conn, plan_id), frame.today)
    found = [
        brief
        for brief in briefs
        if (state is None or brief.state is state)
        and (is_overdue is None or brief.is_overdue is is_overdue)
        and (person_id is None or any(one.person.id == person_id for one in brief.responsible))
    ]
    return Response(to_json(plain(found, with_addresses=caller.with_addresses(frame))), media_type="application/json")


@router.get("/{place}", response_model=Item, summary="Пункт: сведения, документы, отчёты, маршрут, история")
def show_item(caller: Calling, plan_id: Id, place: Id) -> Response:
    """Everything about one item, with the commands that its state allows this person. `ETag` is its version."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        view = item_view(conn, plan_id, place, frame.today)
        allowed = allowed_commands(conn, plan_id, place, caller.person_id, frame.today)
    told = plain(view, with_addresses=caller.with_addresses(frame))
    told["allowed_commands"] = plain(allowed, with_addresses=False)
    return versioned(caller.request, view.brief.version, to_json(told))


@router.get(
    "/{place}/evidence/{evidence_id}/file",
    response_class=Response,
    summary="Файл подтверждающего документа",
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def show_file(caller: Calling, plan_id: Id, place: Id, evidence_id: Id) -> Response:
    """The bytes of a file that the item holds or that a submission of it named, checked against its SHA-256."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        view = item_view(conn, plan_id, place, frame.today)
    for file in (*view.evidence, *(file for one in view.submissions for file in one.evidence)):
        if file.id == evidence_id:
            return download_response(caller.site.evidence, file.sha256, file.file_name)
    raise NotFound("Такого документа у пункта нет. Прочитайте пункт снова.")
