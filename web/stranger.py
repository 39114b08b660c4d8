"""A link in the hands of somebody whom this browser knows by another name (rule 9)."""

from models.states import Assurance
from web import cookies
from web.acting import act
from web.forms import Form
from web.visit import Visit
from workflow.actor import Actor
from workflow.authentication import TRUSTED, granted_person
from workflow.commands import Command, ReportStranger
from workflow.errors import AuthenticationFailed
from workflow.views import Receipt

_ANOTHER = (
    "Введите ПИН-код того, кому выдана ссылка: в этом браузере работает другой человек, и решить за него он не может."
)


def act_as_signer(visit: Visit, task_id: int, person_id: int, form: Form, command: Command) -> tuple[Receipt, Actor]:
    """A command of the link's person. Without their PIN somebody else's browser is refused, and both are recorded.

    Raises what the engine refuses with, and `TooManyTries`.
    """
    stranger = _stranger(visit, person_id)
    try:
        if stranger is not None and form.text("pin") is None:
            raise AuthenticationFailed(_ANOTHER)
        return act(visit, person_id, form, command)
    except AuthenticationFailed:
        if stranger is not None:
            _report(visit, task_id, stranger)
        raise


def _stranger(visit: Visit, person_id: int) -> int | None:
    """Whom this browser knows, by its session or its trust, if that is not the person of the link."""
    secret = cookies.read(visit.request, cookies.BROWSER)
    trusted = None if secret is None else granted_person(visit.site.engine, secret, TRUSTED)
    signed_in = visit.viewer.person_id if visit.viewer.has_session else None
    return None if person_id in (signed_in, trusted) else signed_in or trusted


def _report(visit: Visit, task_id: int, stranger: int) -> None:
    """Record the attempt; who repeats it all day fills no ledger."""
    key = f"stranger {task_id} {stranger}"
    if visit.site.failures.is_reached(key):
        return
    visit.site.failures.record(key)
    visit.site.engine.execute(ReportStranger(task_id=task_id), Actor(stranger, Assurance.LINK))
    visit.site.wake()
