"""`/r/{token}`: the responsible's link. GET shows and changes nothing: it names the item and goes there."""

from fastapi import APIRouter
from starlette.responses import Response

from models.states import LinkPurpose
from web import cookies
from web.link_hop import open_link
from web.visit import Visiting
from workflow.errors import NotFound
from workflow.queries.item import place_of

router = APIRouter()


@router.get("/r/{token}")
def respond(visit: Visiting, token: str) -> Response:
    """Remember who came, in a cookie, and go on to the item of the link, or to the overview."""
    with visit.read() as conn:
        link = open_link(visit, conn, token, LinkPurpose.RESPOND)
        path = "/"
        if link.plan_id is not None:
            path = f"/?plan={link.plan_id}"
            if link.item_id is not None:
                try:
                    path = f"/plans/{link.plan_id}/items/{place_of(conn, link.item_id)}"
                except NotFound:
                    path = f"/plans/{link.plan_id}"
    visit.give(cookies.RESPOND, token, max_age=cookies.LINK_AGE_S)
    if visit.viewer.has_session and visit.viewer.person_id != link.person_id:
        visit.take_away(cookies.SESSION)
    return visit.see_other(path)
