"""`/api/v1/plans/{id}/review`: the execution report, live or frozen; `/organisations`: how each school is covered."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from web.api.caller import Calling
from web.api.representation import plain, to_json, told_as
from web.places import Id
from workflow.queries import plan_view, review_view
from workflow.views import ReviewView

router = APIRouter(tags=["Итоги года"])


@dataclass(frozen=True, slots=True)
class Coverage:
    """An organisation: in how many items that name it a file covers it, and how many name it."""

    code: str
    name: str
    covered: int
    named: int


Review = told_as(ReviewView, "Review", organisations=list[Coverage])


@router.get("/plans/{plan_id}/review", response_model=Review, summary="Отчёт об исполнении плана")
def show_review(caller: Calling, plan_id: Id) -> Response:
    """The figures and lines of the report as they stand today, or as they were frozen."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        view = review_view(conn, plan_id, frame.today)
        names = dict(plan_view(conn, plan_id, frame.today).organisations)
    told = plain(view, with_addresses=caller.with_addresses(frame))
    told["organisations"] = [
        {"code": code, "name": names.get(code, code), "covered": covered, "named": named}
        for code, covered, named in view.organisations
    ]
    return Response(to_json(told), media_type="application/json")


@router.get(
    "/plans/{plan_id}/organisations", response_model=list[Coverage], summary="Организации плана", tags=["Планы"]
)
def show_organisations(caller: Calling, plan_id: Id) -> Response:
    """The plan's organisations, each with how far it is covered."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        covered = {code: (shown, named) for code, shown, named in review_view(conn, plan_id, frame.today).organisations}
        listed = plan_view(conn, plan_id, frame.today).organisations
    found = [Coverage(code, name, *covered.get(code, (0, 0))) for code, name in listed]
    return Response(to_json(plain(found, with_addresses=False)), media_type="application/json")
