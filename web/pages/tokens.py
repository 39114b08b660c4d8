"""`/tokens`: one's own tokens for scripts: which there are, a new one shown once, an end to one."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from models.states import TokenScope
from web.acting import act, session_actor
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.pages.plan import needs_pin_word
from web.places import Id, id_of
from web.problems import PersonUnknown, SignInNeeded, TooManyTries
from web.visit import Posted, Visit, Visiting
from workflow.api_tokens import LONGEST_LIFE
from workflow.commands import IssueToken, RevokeToken
from workflow.errors import CommandRefused
from workflow.queries import list_plans, plans_of
from workflow.queries.tokens import last_day, token_views
from workflow.wording.terms import TOKEN_SCOPES

router = APIRouter(prefix="/tokens")
USUAL_LIFE = timedelta(days=90)


@router.get("")
def show_tokens(visit: Visiting, done: Annotated[str | None, Query(max_length=10)] = None) -> Response:
    """The person's tokens, and the form for a new one. Raises `SignInNeeded`."""
    if not visit.viewer.has_session:
        raise SignInNeeded
    return _page(visit, done="Ключ доступа отозван." if done == "revoked" else None)


@router.post("")
def issue(visit: Visiting, form: Posted) -> Response:
    """Make a token by PIN and show it once."""
    person_id = _signed_in(visit)
    try:
        values: dict[str, Any] = {name: form.text(name) for name in ("name", "scope")}
        values |= {"person_id": person_id, "plan_id": id_of(form.text("plan_id"), "plan_id")}
        values |= {"expires_on": form.day("expires_on")}
        receipt, _ = act(visit, person_id, form, IssueToken.model_validate(values))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, problem=problem_of(refusal, "token", form))
    return _page(visit, done=receipt.text, secret=receipt.secret)


@router.post("/{token_id}/revoke")
def revoke(visit: Visiting, form: Posted, token_id: Id) -> Response:
    """End a token. No PIN is asked: taking access away must be quick."""
    del form
    person_id = _signed_in(visit)
    try:
        visit.site.engine.execute(RevokeToken(token_id=token_id), session_actor(visit, person_id))
    except CommandRefused as refusal:
        return _page(visit, problem=problem_of(refusal, "revoke"))
    return visit.see_other("/tokens?done=revoked")


def _signed_in(visit: Visit) -> int:
    """The person of a session; a link from a letter is not enough. Raises `PersonUnknown`."""
    person_id = visit.person().id
    if not visit.viewer.has_session:
        raise PersonUnknown
    return person_id


def _page(
    visit: Visit, *, problem: Problem = NO_PROBLEM, done: str | None = None, secret: str | None = None
) -> Response:
    person_id = _signed_in(visit)
    with visit.read() as conn:
        tokens = token_views(conn, person_id)
        seen = set(plans_of(conn, person_id))
        plans = [plan for plan in list_plans(conn) if plan.id in seen]
    now, today = visit.site.engine.now(), visit.site.engine.today()
    return visit.page(
        "tokens.html",
        problem=problem,
        done=done,
        secret=secret,
        live=[token for token in tokens if token.revoked_at is None and token.expires_at > now],
        ended=[token for token in tokens if token.revoked_at is not None or token.expires_at <= now],
        last_days={token.id: last_day(token, visit.site.settings.timezone) for token in tokens},
        plans=plans,
        plan_years={plan.id: plan.year for plan in plans},
        scopes=[(scope.value, TOKEN_SCOPES[scope]) for scope in TokenScope],
        scope_words=TOKEN_SCOPES,
        usual_end=today + USUAL_LIFE,
        latest_end=today + LONGEST_LIFE,
        needs_pin=needs_pin_word(visit),
    )
