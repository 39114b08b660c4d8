"""`/api/v1/plans/{id}/people`: who takes part; `/tokens`: the caller's own."""

from fastapi import APIRouter
from starlette.responses import Response

from web.api.caller import Calling
from web.api.representation import plain, to_json
from web.places import Id
from workflow.queries import person_view
from workflow.queries.access import shown_people
from workflow.queries.tokens import token_views
from workflow.views import PersonView, TokenView

router = APIRouter()


@router.get("/plans/{plan_id}/people", response_model=list[PersonView], summary="Люди плана", tags=["Люди"])
def show_people(caller: Calling, plan_id: Id) -> Response:
    """Who has a part in the plan, by name. Only who coordinates it or reads everything gets addresses, else null."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        found = shown_people(conn, plan_id, person_view(conn, caller.person_id))
    return Response(to_json(plain(found, with_addresses=caller.with_addresses(frame))), media_type="application/json")


@router.get("/tokens", response_model=list[TokenView], summary="Мои ключи доступа", tags=["Ключи доступа"])
def show_tokens(caller: Calling) -> Response:
    """The person's tokens without their secrets, the newest first."""
    with caller.read() as conn:
        found = token_views(conn, caller.person_id)
    return Response(to_json(plain(found, with_addresses=False)), media_type="application/json")
