"""From a form to the engine: who acts and how surely, the command, the letters that it woke."""

from collections.abc import Callable

from models.states import Assurance
from web import cookies
from web.forms import Form
from web.problems import TooManyTries
from web.visit import Visit
from workflow.actor import Actor
from workflow.authentication import authenticate, open_session, trust_browser
from workflow.commands import Command
from workflow.errors import AuthenticationFailed
from workflow.views import Receipt


def demand_room(visit: Visit) -> None:
    """Raise `TooManyTries` when this address has failed too often (rule 14)."""
    if visit.site.failures.is_reached(visit.address):
        raise TooManyTries


def actor_of(visit: Visit, person_id: int, form: Form) -> Actor:
    """The person of this form, by the PIN that it holds or by the browser. Raises `AuthenticationFailed`."""
    demand_room(visit)
    pin = form.text("pin")
    try:
        return authenticate(
            visit.site.engine, person_id, pin=pin, browser_secret=cookies.read(visit.request, cookies.BROWSER)
        )
    except AuthenticationFailed:
        if pin is not None:
            visit.site.failures.record(visit.address)
        raise


def remember_pin(visit: Visit, actor: Actor) -> None:
    """A PIN given once is remembered by this browser for 30 days, unless the settings ask for it always."""
    if actor.assurance is not Assurance.PIN or actor.person_id is None or visit.site.engine.policy.assurance != "pin":
        return
    secret = trust_browser(visit.site.engine, actor.person_id)
    visit.give(cookies.BROWSER, secret, max_age=cookies.BROWSER_AGE_S)


def sign_in(visit: Visit, person_id: int) -> None:
    """Open a session in this browser; a link of somebody else no longer says who looks."""
    visit.give(cookies.SESSION, open_session(visit.site.engine, person_id), max_age=cookies.SESSION_AGE_S)
    visit.take_away(cookies.RESPOND)


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
