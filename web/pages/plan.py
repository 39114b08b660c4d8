"""`/plans/{id}`: the table of items; on a draft the document's warnings and the way to activation."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from models.states import PlanState, Resolution, SubmissionState
from web.acting import act
from web.change_words import CHANGE_WORDS, change_text
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.item_filter import STATE_CHOICES, item_filter, responsible_people
from web.marks import Mark
from web.places import Id, number_of
from web.problems import TooManyTries
from web.recorded import recorded_line
from web.visit import Posted, Visit, Visiting
from workflow.commands import SettleWarning, SubmitActivation
from workflow.errors import CommandRefused, InvalidCommand
from workflow.queries import plan_view

router = APIRouter()
Text = Annotated[str | None, Query(max_length=40)]


@router.get("/plans/{plan_id}")
def plan_page(
    visit: Visiting, plan_id: Id, person: Text = None, state: Text = None, overdue: Text = None, entry: Text = None
) -> Response:
    """Show the plan."""
    return _page(visit, plan_id, person=person, state=state, overdue=overdue, entry=entry)


@router.post("/plans/{plan_id}/settle/{warning_id}")
def settle(visit: Visiting, form: Posted, plan_id: Id, warning_id: Id) -> Response:
    """Accept a doubt as it stands, or correct the item."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    name = f"warning-{warning_id}"
    try:
        command = SettleWarning.model_validate(
            {
                "plan_id": plan_id,
                "warning_id": warning_id,
                "resolution": form.text("resolution"),
                "reason": form.text("reason"),
                "change": _change(form),
            }
        )
        receipt, _ = act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, plan_id, problem=problem_of(refusal, name, form))
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}#{name}")


@router.post("/plans/{plan_id}/activate")
def activate(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Send the draft to its signers."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        command = SubmitActivation.model_validate({"plan_id": plan_id, "summary": form.text("summary")})
        receipt, _ = act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return _page(visit, plan_id, problem=problem_of(refusal, "activate", form))
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}")


def _change(form: Form) -> dict[str, object] | None:
    """What a correction names; only with «исправить», so that a date left in a field changes nothing."""
    if form.text("resolution") != Resolution.CORRECTED.value:
        return None
    change: dict[str, object] = {}
    for name in ("starts_on", "due_on"):
        if form.text(name) is not None:
            change[name] = str(form.day(name))
    for name in ("target_count", "target_percent"):
        text = form.text(name)
        if text is not None:
            value = number_of(text)
            if value is None:
                raise InvalidCommand("Укажите целое число.", field=name)
            change[name] = value
    organisations = form.text("organisations")
    if organisations is not None:
        change["organisations"] = [code.strip() for code in organisations.split(",") if code.strip()]
    return change or None


def _page(
    visit: Visit,
    plan_id: int,
    *,
    problem: Problem = NO_PROBLEM,
    person: str | None = None,
    state: str | None = None,
    overdue: str | None = None,
    entry: str | None = None,
) -> Response:
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
        done = recorded_line(conn, plan_id, entry)
    chosen = item_filter(person, state, overdue)
    return visit.page(
        "plan.html",
        problem=problem,
        frame=frame,
        tab="items",
        plan=plan,
        items=chosen.of(plan.items),
        filters=chosen,
        people=responsible_people(plan.items),
        state_choices=STATE_CHOICES,
        done=done,
        is_draft=plan.brief.state is PlanState.DRAFT,
        is_waiting=plan.activation is not None and plan.activation.state is SubmissionState.OPEN,
        needs_pin=needs_pin_word(visit),
        open_mark=Mark("не урегулировано", "ring", "warn"),
        settled_mark=Mark("урегулировано", "tick", "done"),
        change_words=CHANGE_WORDS,
        change_text=change_text,
    )


def needs_pin_word(visit: Visit, person_id: int | None = None) -> str:
    """How forms ask for the PIN: not at all, once for 30 days, or always."""
    if not visit.needs_pin(person_id):
        return ""
    return "once" if visit.site.engine.policy.assurance == "pin" else "always"
