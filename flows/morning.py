"""What every morning's flows do to the plans, in their order: for clocks that are moved from day to day."""

from documents.evidence_store import EvidenceStore
from flows.reviewing import review_due_plans
from workflow.engine import Engine
from workflow.paper_work import carry_out_papers
from workflow.sweep import SweepReport, sweep


def live_morning(engine: Engine, evidence: EvidenceStore) -> SweepReport:
    """Decisions on paper take effect, rungs fire, the final review goes on. Twice on a day adds nothing."""
    carry_out_papers(engine)
    report = sweep(engine)
    review_due_plans(engine, evidence)
    return report
