"""What the coordinator posts on a draft's page: a doubt is settled, the draft is sent to its signers."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from web.acting import act
from web.form_problem import problem_of
from web.forms import Form
from web.pages.plan import PlanQuery, plan_page
from web.places import Id, number_of
from web.problems import TooManyTries
from web.visit import Posted, Visiting
from workflow.commands import SettleWarning, SubmitActivation
from workflow.errors import CommandRefused, InvalidCommand

router = APIRouter(prefix="/plans/{plan_id}")


@router.post("/settle/{warning_id}")
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
        query = PlanQuery(warning=str(warning_id))
        return plan_page(visit, plan_id, query, problem=problem_of(refusal, name, form))
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}&warning={warning_id}#{name}")


@router.post("/activate")
def activate(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Send the draft to its signers."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        command = SubmitActivation.model_validate({"plan_id": plan_id, "summary": form.text("summary")})
        receipt, _ = act(visit, visit.person().id, form, command)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        return plan_page(visit, plan_id, problem=problem_of(refusal, "activate", form))
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}")


def _change(form: Form) -> dict[str, object] | None:
    """The new values of the form. Raises `InvalidCommand` for what is no number."""
    change: dict[str, object] = {}
    title = form.text("title")
    if title is not None:
        change["title"] = " ".join(title.split())
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
