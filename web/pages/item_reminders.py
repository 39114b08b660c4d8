"""Answers to reminders on an item's page: «Вижу, сделаю до …», and the coordinator's hold of a report."""

from fastapi import APIRouter
from starlette.responses import Response

from web.item_commands import carry_out_on_item
from web.places import Id
from web.visit import Posted, Visiting
from workflow.commands import AcknowledgeReminder, HoldReport

router = APIRouter(prefix="/plans/{plan_id}/items/{place}")


@router.post("/acknowledge")
def acknowledge(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Вижу, сделаю до …"""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "acknowledge",
        lambda about: AcknowledgeReminder.model_validate(
            about | {"promised_on": form.day("promised_on"), "note": form.text("note")}
        ),
    )


@router.post("/hold")
def hold(visit: Visiting, form: Posted, plan_id: Id, place: Id) -> Response:
    """Отложить доклад согласующему."""
    return carry_out_on_item(
        visit,
        form,
        plan_id,
        place,
        "hold",
        lambda about: HoldReport.model_validate(about | {"until": form.day("until"), "reason": form.text("reason")}),
    )
