"""The flow that informs: reminders to the responsible, then to those above them (ступени информирования)."""

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.wiring import parts
from workflow.paper_work import PaperReport
from workflow.sweep import SweepReport


@steady_task("look at what is due")
async def sweep_rungs() -> SweepReport:
    """Fire the rungs that are due; each fires once, so a second try repeats nothing."""
    return await jobs.escalate(parts())


@steady_task("let decisions on paper take effect")
async def carry_out_papers() -> PaperReport:
    """What was signed on paper takes effect on its day; a second try repeats nothing."""
    return await jobs.carry_out_paper_decisions(parts())


@steady_flow("escalate")
async def escalate() -> None:
    """Let decisions on paper take effect, then remind the responsible and inform superiors of what is late."""
    papers = await carry_out_papers()
    report = await sweep_rungs()
    log = get_run_logger()
    log.info("%d tasks moved by substitutions", report.moved)
    log.info("%d rungs fired, %d passed over, %d notices", len(report.fired), report.passed_over, report.notices)
    log.info("%d decisions on paper took effect, %d refused", papers.effective, len(papers.refused))
    if report.held:
        log.warning("held: %s", report.held)
    rows = [{"rung": rung, "about": about, "told": told} for rung, about, told in report.fired]
    await acreate_table_artifact(key="escalate", table=rows, description=f"Rungs fired on {report.on:%d.%m.%Y}")
