"""`/api/v1/plans`: the plans of the caller, one of them, its amendments and its organisations."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from models.states import TokenScope
from web.api.caller import Calling
from web.api.representation import plain, to_json, told_as
from web.api.versions import versioned
from web.places import Id
from workflow.queries import amendment_views, list_plans, person_view, plan_view, plans_of
from workflow.queries.people import wants_calendar
from workflow.views import PersonView, PlanBrief, PlanView, SubmissionView

router = APIRouter(tags=["Планы"])


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of a plan's list, by its code there."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Me:
    """Whom the token speaks for, and what it opens. `plan_id` is the one plan that it is narrowed to.

    `wants_calendar`: deadlines come as calendar files with the person's letters.
    """

    person: PersonView
    token_id: int
    token_name: str
    scope: TokenScope
    plan_id: int | None
    expires_at: datetime
    wants_calendar: bool


Plan = told_as(PlanView, "Plan", organisations=list[Organisation])


@router.get("/me", response_model=Me, summary="Чей это ключ и что он открывает", tags=["Ключи доступа"])
def show_me(caller: Calling) -> Response:
    """The person and the token."""
    holder = caller.holder
    with caller.read() as conn:
        person = person_view(conn, caller.person_id)
        has_calendar = wants_calendar(conn, caller.person_id)
    grant = holder.grant
    me = Me(person, grant.id, holder.name, grant.scope, grant.plan_id, holder.expires_at, has_calendar)
    return Response(to_json(plain(me, with_addresses=caller.coordinates)), media_type="application/json")


@router.get("/plans", response_model=list[PlanBrief], summary="Планы")
def show_plans(caller: Calling) -> Response:
    """The plans that the person may see, the newest year first."""
    narrowed = caller.holder.grant.plan_id
    with caller.read() as conn:
        mine = [plan_id for plan_id in plans_of(conn, caller.person_id) if narrowed in (None, plan_id)]
        found = [plan for plan in list_plans(conn) if plan.id in mine]
    return Response(to_json(plain(found, with_addresses=False)), media_type="application/json")


@router.get("/plans/{plan_id}", response_model=Plan, summary="План со всеми пунктами")
def show_plan(caller: Calling, plan_id: Id) -> Response:
    """One plan with its items, warnings and the submission of its activation. `ETag` is its version."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        view = plan_view(conn, plan_id, frame.today)
    told = plain(view, with_addresses=caller.with_addresses(frame))
    told["organisations"] = [{"code": code, "name": name} for code, name in view.organisations]
    return versioned(caller.request, view.version, to_json(told))


@router.get("/plans/{plan_id}/amendments", response_model=list[SubmissionView], summary="Изменения плана")
def show_amendments(caller: Calling, plan_id: Id) -> Response:
    """What was proposed to change, and what became of it, the newest first."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        found = amendment_views(conn, plan_id)
    return Response(to_json(plain(found, with_addresses=caller.with_addresses(frame))), media_type="application/json")
