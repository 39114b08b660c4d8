"""The day's work on papers: those whose day has come take effect, one transaction each."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select

from models.states import PaperState
from workflow.actor import SYSTEM
from workflow.commands import CarryOutPaper
from workflow.engine import Engine
from workflow.errors import CommandRefused, PaperNotDue, StaleVersion
from workflow.paper_deciding import refuse_paper
from workflow.rows import PAPER

_DUE = (
    select(PAPER.c.id)
    .where(PAPER.c.state == PaperState.PENDING, PAPER.c.effective_on <= bindparam("on"))
    .order_by(PAPER.c.effective_on, PAPER.c.id)
)


@dataclass(slots=True)
class PaperReport:
    """What became of the papers that were due: how many took effect; those refused, with the reason in words."""

    on: date
    effective: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def carry_out_papers(engine: Engine, on: date | None = None) -> PaperReport:
    """Let the papers that are due on a date take effect; what the guards refuse is void. Twice does nothing more.

    None takes effect before its day by the clock, whatever the date says. A lost race leaves it for the next run.
    """
    report = PaperReport(on or engine.today())
    with engine.database.read() as conn:
        due = list(conn.execute(_DUE, {"on": report.on}).scalars())
    for paper_id in due:
        try:
            report.effective += not engine.execute(CarryOutPaper(paper_id=paper_id), SYSTEM).is_repeat
        except (StaleVersion, PaperNotDue):
            continue
        except CommandRefused as refusal:
            if _refuse(engine, paper_id, refusal.message):
                report.refused.append((paper_id, refusal.message))
    return report


def _refuse(engine: Engine, paper_id: int, reason: str) -> bool:
    return not engine.run(lambda tx: refuse_paper(tx, paper_id, reason)).is_repeat
