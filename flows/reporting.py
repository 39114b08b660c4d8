"""The execution report: frozen, sealed, printed, stored, sent through the plan's chain."""

from sqlalchemy import Connection, select

from documents.evidence_store import EvidenceStore
from documents.report import execution_report
from models.ledger import LedgerCheckpoint
from workflow.actor import Actor
from workflow.commands import FreezeReport, SubmitReport
from workflow.engine import Engine
from workflow.queries.plans import plan_view
from workflow.queries.review import review_view
from workflow.queries.who_signs import route_signers
from workflow.review import waits_to_be_sent
from workflow.rows import plan_row
from workflow.sealing import seal_ledger
from workflow.transaction import plan_ledger
from workflow.views import Receipt

_CHECKPOINT = LedgerCheckpoint.__table__  # type: ignore[attr-defined]


def freeze_and_submit(engine: Engine, evidence: EvidenceStore, plan_id: int, actor: Actor) -> Receipt:
    """Freeze the report's facts, seal the ledger, store both as a PDF and send it to the approvers.

    Each step is a transaction of its own; called again after a crash it goes on where it stopped, with the same bytes.
    Raises `PlanNotReady`, `NotYourTurn`.
    """
    with engine.database.read() as conn:
        is_frozen = waits_to_be_sent(conn, plan_id)
    if not is_frozen:
        engine.execute(FreezeReport(plan_id=plan_id), actor)
    engine.run(lambda tx: seal_ledger(tx, plan_ledger(plan_id), "report"))
    printed, year = _print(engine, plan_id)
    stored = evidence.put_bytes(printed, file_name=f"otchet-{year}.pdf")
    return engine.execute(SubmitReport(plan_id=plan_id, report_sha256=stored.sha256, size=stored.size), actor)


def _print(engine: Engine, plan_id: int) -> tuple[bytes, int]:
    with engine.database.read() as conn:
        plan = plan_view(conn, plan_id, engine.today())
        review = review_view(conn, plan_id, engine.today(plan.timezone))
        signers = route_signers(conn, plan_row(conn, plan_id))
        checkpoint = _newest_checkpoint(conn, plan_ledger(plan_id))
    created_at = review.frozen_at or engine.now()
    return execution_report(plan, review, signers, checkpoint=checkpoint, created_at=created_at), plan.brief.year


def _newest_checkpoint(conn: Connection, ledger_id: str) -> str | None:
    newest = select(_CHECKPOINT.c.note).where(_CHECKPOINT.c.ledger_id == ledger_id).order_by(_CHECKPOINT.c.size.desc())
    note: str | None = conn.execute(newest.limit(1)).scalar()
    return note
