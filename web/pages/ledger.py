"""`/plans/{id}/ledger`: the entries in words, the checkpoints, and the verifier at a button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection, select
from starlette.responses import Response

from audit.seal import CHECKPOINT
from web.ledger_check import LedgerCheck, check_ledger
from web.marks import Mark
from web.places import Id, number_of
from web.visit import Posted, Visit, Visiting
from workflow.queries import ledger_lines
from workflow.rows import ITEM
from workflow.transaction import plan_ledger

router = APIRouter()
PAGE = 50
CHECKPOINTS = 20
_REASONS = {"daily": "ежедневная", "activation": "ввод плана в действие", "close": "закрытие плана"}


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """A signed checkpoint: how many entries it covers, why and when it was made, its full text."""

    size: int
    reason_text: str
    note: str
    created_at: datetime


@router.get("/plans/{plan_id}/ledger")
def show_ledger(visit: Visiting, plan_id: Id, before: Annotated[str | None, Query(max_length=12)] = None) -> Response:
    """The newest entries, or those before one."""
    return _page(visit, plan_id, number_of(before), None)


@router.post("/plans/{plan_id}/ledger/verify")
def verify_ledger(visit: Visiting, form: Posted, plan_id: Id) -> Response:
    """Recompute everything and say what holds. Changes nothing, so whoever may read may ask."""
    del form
    with visit.read() as conn:
        visit.frame(conn, plan_id)
        check = check_ledger(conn, visit.site, plan_id)
    return _page(visit, plan_id, None, check)


def _page(visit: Visit, plan_id: int, before: int | None, check: LedgerCheck | None) -> Response:
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        lines = ledger_lines(conn, plan_id, before=before, limit=PAGE)
        checkpoints = _checkpoints(conn, plan_id)
        items = conn.execute(select(ITEM.c.place, ITEM.c.number).where(ITEM.c.plan_id == plan_id))
        numbers = {row.place: row.number for row in items}
    oldest = lines[-1].seq if lines else 0
    return visit.page(
        "ledger.html",
        frame=frame,
        tab="ledger",
        lines=lines,
        older=oldest if oldest > 0 else None,
        checkpoints=checkpoints,
        numbers=numbers,
        check=check,
        good_mark=Mark("Расхождений не найдено", "tick", "done"),
        bad_mark=Mark("Найдены расхождения", "late", "late"),
    )


def _checkpoints(conn: Connection, plan_id: int) -> list[CheckpointLine]:
    rows = conn.execute(
        select(CHECKPOINT.c.size, CHECKPOINT.c.reason, CHECKPOINT.c.note, CHECKPOINT.c.created_at)
        .where(CHECKPOINT.c.ledger_id == plan_ledger(plan_id))
        .order_by(CHECKPOINT.c.size.desc())
        .limit(CHECKPOINTS)
    )
    return [CheckpointLine(row.size, _REASONS.get(row.reason, row.reason), row.note, row.created_at) for row in rows]
