"""Sign-in: an address, a letter, a PIN. No answer tells who is known."""

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import LinkPurpose
from notifications.links import ResolvedLink
from web import cookies
from web.acting import actor_of, remember_pin, session_actor, sign_in
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.headers import LOGIN_FORM
from web.link_hop import open_link
from web.pages.plan import needs_pin_word
from web.problems import LinkDead, PersonUnknown, TooManyTries
from web.viewer import resolve_link
from web.visit import Posted, Visit, Visiting
from web.wanted_page import wanted_page
from workflow.actor import SYSTEM
from workflow.authentication import close_session
from workflow.commands import RequestSignIn, RevokeBrowsers
from workflow.errors import CommandRefused
from workflow.queries import person_view

router = APIRouter()


@router.get("/login")
def ask_address(visit: Visiting) -> Response:
    """The form for the address."""
    return visit.page("login.html", is_sent=False)


@router.post("/login")
def request_link(visit: Visiting, form: Posted) -> Response:
    """Send a link to whoever has this address; five a day, and always the same answer."""
    email = (form.text("email") or "").lower()
    key = f"login {email}"
    try:
        command = RequestSignIn.model_validate({"email": email or None})
        wait_s = visit.site.link_requests.wait_s(key)
        if wait_s:
            raise TooManyTries(wait_s)
    except (ValidationError, TooManyTries) as refusal:
        return visit.page("login.html", is_sent=False, problem=problem_of(refusal, "login", form))
    visit.site.link_requests.record(key)
    visit.site.engine.execute(command, SYSTEM)
    visit.site.wake()
    return visit.page("login.html", is_sent=True)


@router.get(LOGIN_FORM)
def ask_pin(visit: Visiting) -> Response:
    """The form for the PIN."""
    return _pin_page(visit)


@router.post(LOGIN_FORM)
def open_session(visit: Visiting, form: Posted) -> Response:
    """Sign in; the link is used up."""
    with visit.read() as conn:
        link, person_id = _link(visit, conn)
    try:
        actor = actor_of(visit, person_id, form)
    except (CommandRefused, TooManyTries) as refusal:
        return _pin_page(visit, problem_of(refusal, "login", form))
    with visit.site.engine.database.write() as conn:
        if link.link_id is None or not visit.site.links.use(conn, link.link_id, visit.site.engine.now()):
            raise LinkDead
    remember_pin(visit, actor)
    sign_in(visit, actor)
    visit.take_away(cookies.LOGIN)
    visit.take_away(cookies.WANTED)
    return visit.see_other(wanted_page(visit.request))


@router.get("/login/{token}")
def follow_link(visit: Visiting, token: str) -> Response:
    """Remember the link in a cookie and go on to the PIN; nothing is changed."""
    with visit.read() as conn:
        link = open_link(visit, conn, token, LinkPurpose.SIGN_IN)
    if not link.is_live:
        raise LinkDead
    visit.give(cookies.LOGIN, token, max_age=cookies.LOGIN_AGE_S)
    return visit.see_other(LOGIN_FORM)


@router.post("/logout")
def sign_out(visit: Visiting, form: Posted) -> Response:
    """End the session and this browser's trust, and forget whose links were opened here."""
    del form
    return _leave(visit)


@router.post("/logout/everywhere")
def sign_out_everywhere(visit: Visiting, form: Posted) -> Response:
    """Выйти на всех устройствах: end all sessions and trusted browsers of who is signed in here.

    A link alone does not sign its person out elsewhere. Raises `PersonUnknown`.
    """
    del form
    person_id = visit.person().id
    if not visit.viewer.has_session:
        raise PersonUnknown
    visit.site.engine.execute(RevokeBrowsers(person_id=person_id), session_actor(visit, person_id))
    return _leave(visit)


def _leave(visit: Visit) -> Response:
    for name in (cookies.SESSION, cookies.BROWSER):
        secret = cookies.read(visit.request, name)
        if secret is not None:
            close_session(visit.site.engine, secret)
    for name in cookies.names_of_browser(visit.request):
        visit.take_away(name)
    return visit.see_other("/")


def _link(visit: Visit, conn: Connection) -> tuple[ResolvedLink, int]:
    token = cookies.read(visit.request, cookies.LOGIN)
    link = resolve_link(conn, visit.site, token, LinkPurpose.SIGN_IN)
    if link is None or not link.is_live or link.person_id is None:
        raise LinkDead
    return link, link.person_id


def _pin_page(visit: Visit, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        _, person_id = _link(visit, conn)
        person = person_view(conn, person_id)
    return visit.page(
        "login_link.html", problem=problem, person=person, path=LOGIN_FORM, needs_pin=needs_pin_word(visit, person_id)
    )
