"""Asking for a longer term on an item's page, and taking the request back."""

from fastapi import APIRouter
from starlette.responses import Response

from web.item_commands import carry_out_on_item
from web.places import Id
from web.visit import Posted, Visiting
from workflow.commands import RequestExtension, WithdrawProposal

router = APIRouter(prefix="/plans/{plan_id}/items/{place}/extension")


@router.post("")
def request_extension(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Запросить продление срока."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "request_extension",
        lambda about: RequestExtension.model_validate(
            about | {"due_on": form.day("due_on"), "reason": form.text("reason")}
        ),
    )


@router.post("/{submission_id}/withdraw")
def withdraw_extension(visit: Visiting, form: Posted, plan_id: Id, place: Id, submission_id: Id) -> Response:
    """Отозвать запрос."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "withdraw_extension",
        lambda _about: WithdrawProposal(plan_id=plan_id, submission_id=submission_id),
    )
