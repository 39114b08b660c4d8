"""`/`: what needs me, the plan in five numbers, the year."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import ItemState, PlanState
from web.item_filter import STATE_CHOICES, item_filter, responsible_people
from web.mail_shown import alarms_for
from web.places import number_of
from web.problems import SignInNeeded
from web.timeline import timeline
from web.visit import Visit, Visiting
from workflow.queries import attention, list_plans, plan_view, plans_of
from workflow.queries.access import may_import
from workflow.review_rules import NOT_EXECUTED
from workflow.views import Attention, ItemBrief, PlanBrief

router = APIRouter()
Text = Annotated[str | None, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The plan in five numbers."""

    total: int
    done: int
    working: int
    deciding: int
    late: int
    not_executed: int


def numbers_of(items: tuple[ItemBrief, ...]) -> Numbers:
    """Count the items; what is excluded from the plan does not count."""
    live = [item for item in items if item.state is not ItemState.CANCELLED]
    return Numbers(
        total=len(live),
        done=sum(item.state is ItemState.APPROVED for item in live),
        working=sum(item.state is ItemState.IN_PROGRESS for item in live),
        deciding=sum(item.state in (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED) for item in live),
        late=sum(item.is_overdue for item in live),
        not_executed=sum(item.state_text == NOT_EXECUTED for item in live),
    )


def visible_plans(visit: Visit, conn: Connection) -> tuple[PlanBrief, ...]:
    """The plans that this viewer may see. Raises `SignInNeeded`."""
    if not visit.viewer.may_read:
        raise SignInNeeded
    plans = list_plans(conn)
    if visit.viewer.person_id is None:
        return plans
    mine = set(plans_of(conn, visit.viewer.person_id))
    return tuple(plan for plan in plans if plan.id in mine)


def chosen_plan(plans: tuple[PlanBrief, ...], wanted: int | None) -> PlanBrief | None:
    """The plan asked for, else the newest in force, else the newest draft, else the newest."""
    asked = next((plan for plan in plans if plan.id == wanted), None)
    if asked is not None:
        return asked
    for states in ((PlanState.ACTIVE, PlanState.IN_REVIEW), (PlanState.DRAFT,)):
        found = next((plan for plan in plans if plan.state in states), None)
        if found is not None:
            return found
    return plans[0] if plans else None


def thing_path(thing: Attention) -> str:
    """Where something that needs attention is dealt with."""
    plan = f"/plans/{thing.plan_id}"
    if thing.kind == "sign" and thing.task_id is not None:
        return f"/sign/{thing.task_id}"
    if thing.kind == "mail":
        return f"{plan}/mail?state=failed"
    if thing.kind == "reassign":
        return f"{plan}/people#substitutions"
    if thing.kind == "calendar":
        return plan
    if thing.kind == "returned" and thing.place is None:
        return f"{plan}#amendments"
    return f"{plan}#warnings" if thing.place is None else f"{plan}/items/{thing.place}"


@router.get("/")
def overview(
    visit: Visiting, plan: Text = None, person: Text = None, state: Text = None, overdue: Text = None
) -> Response:
    """Show the chosen plan's year."""
    with visit.read() as conn:
        plans = visible_plans(visit, conn)
        alarms = alarms_for(conn, visit.viewer.person)
        chosen = chosen_plan(plans, number_of(plan))
        can_import = visit.viewer.person_id is not None and may_import(conn, visit.viewer.person_id)
        if chosen is None:
            return visit.page("overview.html", plans=plans, plan=None, can_import=can_import, **alarms)
        frame = visit.frame(conn, chosen.id)
        view = plan_view(conn, chosen.id, frame.today)
        person_id = visit.viewer.person_id
        things = attention(conn, person_id, frame.today, chosen.id) if person_id is not None else ()
    chosen_filter = item_filter(person, state, overdue)
    items = chosen_filter.of(view.items)
    return visit.page(
        "overview.html",
        frame=frame,
        tab="overview",
        plans=plans,
        can_import=can_import,
        plan=view,
        things=things,
        thing_path=thing_path,
        numbers=numbers_of(view.items),
        timeline=timeline(items, view.brief.year, frame.today),
        today=frame.today,
        shown_items=items,
        filters=chosen_filter,
        people=responsible_people(view.items),
        state_choices=STATE_CHOICES,
        **alarms,
    )
