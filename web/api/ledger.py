"""`/api/v1/plans/{id}/ledger`: the plan's journal in pages, as stored and in words."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from web.api.caller import Calling
from web.api.representation import plain, to_json
from web.places import MAX_ID, Id
from workflow.queries import ledger_lines
from workflow.views import HistoryLine

router = APIRouter(tags=["Журнал"])
MOST = 200


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries, the newest first. `next_before` asks for the page after this one; null where this is the last."""

    entries: tuple[HistoryLine, ...]
    next_before: int | None


@router.get("/plans/{plan_id}/ledger", response_model=LedgerPage, summary="Записи журнала плана")
def show_ledger(
    caller: Calling,
    plan_id: Id,
    before: Annotated[int | None, Query(ge=0, le=MAX_ID, description="Только записи до этой, не включая её.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Сколько записей на странице.")] = 50,
) -> Response:
    """The entries of the plan's ledger: `body` is what is hashed and signed, `text` says it in Russian."""
    with caller.read() as conn:
        caller.frame(conn, plan_id)
        lines = ledger_lines(conn, plan_id, before=before, limit=limit)
    oldest = lines[-1].seq if lines else 0
    page = LedgerPage(lines, oldest if oldest > 0 else None)
    return Response(to_json(plain(page, with_addresses=False)), media_type="application/json")
