"""Who looks at a page: a signed-in person, the person of a link, a guest of the demonstration, or nobody."""

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request

from models.states import LinkPurpose
from notifications.links import LinkStatus, ResolvedLink
from web import cookies
from web.site import Site
from workflow.authentication import TRUSTED, granted_person, session_person
from workflow.queries import person_view
from workflow.views import PersonView

OPEN = (LinkStatus.LIVE, LinkStatus.USED)


@dataclass(frozen=True, slots=True)
class Viewer:
    """`person` is None for a guest. `may_read` is False for who must sign in first."""

    person: PersonView | None
    has_session: bool
    may_read: bool

    @property
    def person_id(self) -> int | None:
        """The person's id, None for a guest."""
        return None if self.person is None else self.person.id


def resolve_link(conn: Connection, site: Site, token: str | None, purpose: LinkPurpose) -> ResolvedLink | None:
    """The link behind a token that is live or used; None for every other, all alike (rule 6)."""
    if token is None:
        return None
    found = site.links.resolve(conn, token, site.engine.now(), purpose=purpose)
    return found if found.status in OPEN else None


def read_viewer(request: Request, site: Site) -> Viewer:
    """The viewer of this request; a session goes before a link."""
    secret, token = cookies.read(request, cookies.SESSION), cookies.read(request, cookies.RESPOND)
    person_id = None if secret is None else session_person(site.engine, secret)
    has_session = person_id is not None
    if person_id is None and token is None:
        return Viewer(None, has_session=False, may_read=site.demo is not None)
    with site.engine.database.read() as conn:
        if person_id is None:
            link = resolve_link(conn, site, token, LinkPurpose.RESPOND)
            person_id = None if link is None else link.person_id
        person = None if person_id is None else person_view(conn, person_id)
    return Viewer(person, has_session, person is not None or site.demo is not None)


def is_browser_trusted(site: Site, secret: str | None, person_id: int) -> bool:
    """Was this person's PIN given in this browser within 30 days, so that the page need not ask for it?"""
    if secret is None or site.engine.policy.assurance == "pin_always":
        return False
    return granted_person(site.engine, secret, TRUSTED) == person_id
