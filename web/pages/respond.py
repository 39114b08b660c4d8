"""`/r/{token}`: the responsible's link. GET shows and changes nothing: it names the item and goes there."""

from fastapi import APIRouter
from sqlalchemy import Connection, select
from starlette.responses import Response

from models.states import LinkPurpose
from notifications.links import ResolvedLink
from web import cookies
from web.link_hop import open_link
from web.visit import Visiting
from workflow.rows import ITEM

router = APIRouter()


@router.get("/r/{token}")
def respond(visit: Visiting, token: str) -> Response:
    """Remember who came, in a cookie, and go on to the item of the link, or to the overview."""
    with visit.read() as conn:
        link = open_link(visit, conn, token, LinkPurpose.RESPOND)
        path = _path(conn, link)
    visit.give(cookies.RESPOND, token, max_age=cookies.LINK_AGE_S)
    if visit.viewer.has_session and visit.viewer.person_id != link.person_id:
        visit.take_away(cookies.SESSION)
    return visit.see_other(path)


def _path(conn: Connection, link: ResolvedLink) -> str:
    """Where the link leads: its item, else its plan, else the overview."""
    if link.item_id is not None:
        wanted = select(ITEM.c.plan_id, ITEM.c.place).where(ITEM.c.id == link.item_id)
        row = conn.execute(wanted).one_or_none()
        if row is not None:
            return f"/plans/{row.plan_id}/items/{row.place}"
    return "/" if link.plan_id is None else f"/?plan={link.plan_id}"
