"""The one look at a token from a letter: live or used goes on, everything else is answered alike (rule 6)."""

from sqlalchemy import Connection

from models.states import LinkPurpose
from notifications.links import ResolvedLink
from web.acting import demand_room
from web.problems import LinkDead
from web.viewer import resolve_link
from web.visit import Visit


def open_link(visit: Visit, conn: Connection, token: str, purpose: LinkPurpose) -> ResolvedLink:
    """The link. Raises `LinkDead`, counted as a bad link of this address, and `TooManyTries`."""
    key = f"link {visit.address}"
    demand_room(visit, key)
    link = resolve_link(conn, visit.site, token, purpose)
    if link is None or link.person_id is None:
        visit.site.failures.record(key)
        raise LinkDead
    return link
