"""Changing, adding and taking out items: in a draft at once, in a plan in force by an amendment."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, select
from starlette.responses import Response

from models.states import ItemState, PlanState
from web.acting import act
from web.draft_rows import ROWS_A_PAGE, rows_of_plan
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.item_change import ItemValues, added_item, change_of, posted_values
from web.pages.plan import needs_pin_word
from web.paging import Pages
from web.participants import shown_people
from web.places import Id
from web.problems import TooManyTries
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.amendment_changes import AddItem, CancelItem, ItemAmendment
from workflow.amendment_planning import item_words
from workflow.commands import CorrectDraft, ProposeAmendment
from workflow.errors import CommandRefused, TransitionNotAllowed
from workflow.queries.amendments import touched_by_open
from workflow.queries.warnings import warning_views
from workflow.rows import ITEM, item_row, responsible_rows
from workflow.views import Receipt
from workflow.wording.terms import RECURRENCES

router = APIRouter(prefix="/plans/{plan_id}/items")
FIXED = {
    ItemState.APPROVED: "Пункт исполнен и снят с контроля: сначала возобновите контроль, затем меняйте пункт.",
    ItemState.CANCELLED: "Пункт уже исключён из плана и больше не меняется.",
}


@router.get("/add")
def show_new_item(visit: Visiting, plan_id: Id) -> Response:
    """An empty form."""
    return _new_page(visit, plan_id)


@router.post("/add")
def add_item(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Add an item at the end of the plan."""
    frame = _demand_coordinator(visit, plan_id)
    try:
        change = AddItem(item=added_item(posted_values(form)))
        receipt = _carry_out(visit, form, frame, change)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _new_page(visit, plan_id, problem_of(refusal, "item", form))
    with visit.read() as conn:
        place = conn.execute(select(func.max(ITEM.c.place)).where(ITEM.c.plan_id == plan_id)).scalar_one()
    return visit.see_other(_after(frame, place, receipt))


@router.get("/{place}/correct")
def show_item(visit: Visiting, plan_id: Id, place: Id) -> Response:
    """The item's values in a form."""
    return _item_page(visit, plan_id, place)


@router.post("/{place}/correct")
def change_item(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Change what was changed in the form."""
    frame = _demand_coordinator(visit, plan_id)
    with visit.read() as conn:
        now = _values(conn, item_row(conn, plan_id, place))
    try:
        receipt = _carry_out(visit, form, frame, change_of(place, now, posted_values(form)))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _item_page(visit, plan_id, place, problem_of(refusal, "item", form))
    return visit.see_other(_after(frame, place, receipt))


@router.post("/{place}/exclude")
def exclude_item(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Take the item out of the plan."""
    frame = _demand_coordinator(visit, plan_id)
    try:
        receipt = _carry_out(visit, form, frame, CancelItem(place=place))
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _item_page(visit, plan_id, place, problem_of(refusal, "exclude", form))
    return visit.see_other(_after(frame, place, receipt))


def _demand_coordinator(visit: Visit, plan_id: int) -> PlanFrame:
    with visit.read() as conn:
        return visit.demand_coordinator(conn, plan_id)


def _carry_out(visit: Visit, form: Form, frame: PlanFrame, change: ItemAmendment) -> Receipt:
    """In a draft at once, in a plan in force by an amendment that the plan's chain approves."""
    kind = CorrectDraft if frame.plan.state is PlanState.DRAFT else ProposeAmendment
    command = kind.model_validate({"plan_id": frame.plan.id, "reason": form.text("reason"), "changes": (change,)})
    receipt, _ = act(visit, visit.person().id, form, command)
    return receipt


def _after(frame: PlanFrame, place: int, receipt: Receipt) -> str:
    """Back to the item beside its row in the document, or to the amendments of the plan."""
    if frame.plan.state is not PlanState.DRAFT:
        return f"/plans/{frame.plan.id}?entry={receipt.seq}#amendments"
    page = (place - 1) // ROWS_A_PAGE + 1
    return f"/plans/{frame.plan.id}/document?page={page}&entry={receipt.seq}#item-{place}"


def _item_page(visit: Visit, plan_id: int, place: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        item = item_row(conn, plan_id, place)
        if item.state in FIXED:
            raise TransitionNotAllowed(FIXED[item.state])
        warnings = warning_views(conn, plan_id, place=place)
        (row,) = rows_of_plan(conn, plan_id, warnings, Pages(place, 1, place))
        about = _around(visit, conn, frame)
        busy = touched_by_open(conn, plan_id).get(place)
        values = _values(conn, item)
    return visit.page(
        "draft_item.html",
        problem=problem,
        item=item,
        heading=item_words(item),
        row=row,
        values=values,
        busy=busy,
        **about,
    )


def _new_page(visit: Visit, plan_id: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        about = _around(visit, conn, frame)
        count = conn.execute(select(func.count()).where(ITEM.c.plan_id == plan_id)).scalar_one()
    return visit.page(
        "draft_item.html",
        problem=problem,
        item=None,
        heading="Новый пункт",
        row=None,
        values=ItemValues(number=str(count + 1)),
        busy=None,
        **about,
    )


def _around(visit: Visit, conn: Connection, frame: PlanFrame) -> dict[str, Any]:
    return {
        "frame": frame,
        "tab": "items",
        "is_draft": frame.plan.state is PlanState.DRAFT,
        "known": shown_people(conn, frame.plan.id, visit.viewer.person),
        "recurrences": RECURRENCES,
        "needs_pin": needs_pin_word(visit),
    }


def _values(conn: Connection, item: Row[Any]) -> ItemValues:
    people = responsible_rows(conn, item.id)
    return ItemValues(
        number=item.number,
        title=item.title,
        expected_result=item.expected_result,
        target_count=item.target_count,
        target_percent=item.target_percent,
        starts_on=item.starts_on,
        due_on=item.due_on,
        recurrence=item.recurrence,
        note=item.note,
        organisations=tuple(item.organisations),
        responsible=tuple(person.name for person in people),
        lead=next((person.name for person in people if person.is_lead), None),
    )
