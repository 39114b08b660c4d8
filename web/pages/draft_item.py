"""Changing, adding and taking out items: in a draft at once, in a plan in force by an amendment."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection, Row
from starlette.responses import Response

from models.states import PlanState
from web.acting import act
from web.draft_rows import ROWS_A_PAGE, rows_of_plan
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.item_change import ItemValues, added_item, change_of, posted_values
from web.pages.plan import needs_pin_word
from web.paging import Pages
from web.places import Id
from web.problems import TooManyTries
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.amendment_changes import AddItem, CancelItem, ItemAmendment
from workflow.amendment_planning import demand_amendable, item_words
from workflow.commands import ChangePlan
from workflow.errors import CommandRefused
from workflow.queries.access import shown_people
from workflow.queries.amendments import item_count, touched_by_open
from workflow.queries.warnings import warning_views
from workflow.queries.who_signs import who_signs_change
from workflow.rows import item_row, plan_row, responsible_rows
from workflow.views import Receipt
from workflow.wording.terms import RECURRENCES

router = APIRouter(prefix="/plans/{plan_id}/items")


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
    return visit.see_other(_after(frame, receipt.place, receipt))


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
    told = {"plan_id": frame.plan.id, "reason": form.text("reason"), "changes": (change,)}
    command = ChangePlan.model_validate(told)
    receipt, _ = act(visit, visit.person().id, form, command)
    return receipt


def _after(frame: PlanFrame, place: int | None, receipt: Receipt) -> str:
    """Back to the item beside its row in the document, or to the amendments of the plan."""
    if frame.plan.state is not PlanState.DRAFT or place is None:
        return f"/plans/{frame.plan.id}?entry={receipt.seq}#amendments"
    page = (place - 1) // ROWS_A_PAGE + 1
    return f"/plans/{frame.plan.id}/document?page={page}&entry={receipt.seq}#item-{place}"


def _item_page(visit: Visit, plan_id: int, place: int, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        item = item_row(conn, plan_id, place)
        demand_amendable(item)
        warnings = warning_views(conn, plan_id, place=place)
        (row,) = rows_of_plan(conn, plan_id, warnings, Pages(place, 1, place))
        about = _around(visit, conn, frame, place)
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
        count = item_count(conn, plan_id)
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


def _around(visit: Visit, conn: Connection, frame: PlanFrame, *places: int) -> dict[str, Any]:
    is_draft = frame.plan.state is PlanState.DRAFT
    plan = plan_row(conn, frame.plan.id)
    return {
        "frame": frame,
        "tab": "items",
        "is_draft": is_draft,
        "signers": () if is_draft else who_signs_change(conn, plan, visit.person().id, frame.today, places),
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
