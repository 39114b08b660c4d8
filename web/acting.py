"""From a form to the engine: who acts and how surely, the command, the letters that it woke."""

from collections.abc import Callable
from typing import Protocol

from models.states import Assurance
from web import cookies
from web.forms import Form
from web.problems import TooManyTries
from web.site import Site
from web.viewer import is_browser_trusted
from web.visit import Visit
from workflow.actor import Actor
from workflow.authentication import authenticate, open_session, trust_browser
from workflow.commands import Command
from workflow.errors import AuthenticationFailed
from workflow.views import Receipt


class AtDoor(Protocol):
    """Whoever asks: a visit of a page, a caller of the API."""

    @property
    def site(self) -> Site:
        """What failures are counted in."""

    @property
    def address(self) -> str:
        """Where the request came from."""


def proof_key(asker: AtDoor, person_id: int) -> str:
    """What wrong PINs and codes are counted by: one address and one person, so that nobody shuts others out."""
    return f"proof {asker.address} {person_id}"


def demand_room(asker: AtDoor, key: str) -> None:
    """Raise `TooManyTries` when there were too many failures of this key (rule 14)."""
    wait_s = asker.site.failures.wait_s(key)
    if wait_s:
        raise TooManyTries(wait_s)


def actor_of(visit: Visit, person_id: int, form: Form) -> Actor:
    """The person of this form, by the PIN that it holds or by the browser.

    Raises `AuthenticationFailed`; `TooManyTries` where the PIN was wrong too often and the browser is not trusted.
    """
    pin, key = form.text("pin"), proof_key(visit, person_id)
    secret = cookies.read(visit.request, cookies.BROWSER)
    wait_s = 0 if pin is None else visit.site.failures.wait_s(key)
    if wait_s:
        if not is_browser_trusted(visit.site, secret, person_id):
            raise TooManyTries(wait_s)
        pin = None
    try:
        return authenticate(visit.site.engine, person_id, pin=pin, browser_secret=secret)
    except AuthenticationFailed:
        if pin is not None:
            visit.site.failures.record(key)
        raise


def remember_pin(visit: Visit, actor: Actor) -> None:
    """A PIN given once is remembered by this browser for 30 days, unless the settings ask for it always."""
    if actor.assurance is not Assurance.PIN or actor.person_id is None or visit.site.engine.policy.assurance != "pin":
        return
    secret = trust_browser(visit.site.engine, actor.person_id)
    visit.give(cookies.BROWSER, secret, max_age=cookies.BROWSER_AGE_S)


def sign_in(visit: Visit, actor: Actor) -> None:
    """Open a session of who was just authenticated; a link of somebody else no longer says who looks."""
    visit.give(cookies.SESSION, open_session(visit.site.engine, actor), max_age=cookies.SESSION_AGE_S)
    visit.take_away(cookies.RESPOND)


def session_actor(visit: Visit, person_id: int) -> Actor:
    """The signed-in person by the browser that they trusted, else by no more than the session."""
    secret = cookies.read(visit.request, cookies.BROWSER)
    try:
        return authenticate(visit.site.engine, person_id, browser_secret=secret)
    except AuthenticationFailed:
        return Actor(person_id, Assurance.LINK)


def act(visit: Visit, person_id: int, form: Form, command: Command) -> tuple[Receipt, Actor]:
    """Carry out a command of a person. Raises what the engine refuses with."""
    return act_through(visit, person_id, form, lambda actor: visit.site.engine.execute(command, actor))


def act_through(visit: Visit, person_id: int, form: Form, deed: Callable[[Actor], Receipt]) -> tuple[Receipt, Actor]:
    """The same for what is more than one command."""
    actor = actor_of(visit, person_id, form)
    receipt = deed(actor)
    if not receipt.is_repeat:
        remember_pin(visit, actor)
    visit.site.wake()
    return receipt, actor
