"""`/plans/{id}/mail`: the plan's letters and their fate."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from models.states import MailState
from web.places import Id
from web.problems import CoordinatorOnly
from web.visit import Visiting
from workflow.queries import mail_lines
from workflow.refusing_others import names_text

router = APIRouter()
SHOWN = 300
FAILED = (MailState.DEAD, MailState.BOUNCED)


@router.get("/plans/{plan_id}/mail")
def show_mail(
    visit: Visiting,
    plan_id: Id,
    to: Annotated[str | None, Query(max_length=254)] = None,
    failed: Annotated[str | None, Query(max_length=5)] = None,
) -> Response:
    """Letters, newest first; of one recipient, or only those that did not arrive.

    They name addresses: they are for who keeps the plan or reads everything.
    """
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        if not frame.reads_mail:
            raise CoordinatorOnly(names_text(conn, {frame.coordinator_id}))
        letters = mail_lines(conn, plan_id, limit=SHOWN)
    recipients = sorted({letter.recipient for letter in letters})
    chosen = to if to in recipients else None
    shown = [
        letter
        for letter in letters
        if (chosen is None or letter.recipient == chosen) and (failed != "1" or letter.state in FAILED)
    ]
    return visit.page(
        "mail.html",
        frame=frame,
        tab="mail",
        letters=shown,
        recipients=recipients,
        chosen=chosen,
        only_failed=failed == "1",
    )
