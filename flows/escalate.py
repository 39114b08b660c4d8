"""The flow that informs: reminders to the responsible, then to those above them (ступени информирования)."""

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.wiring import parts
from workflow.sweep import SweepReport


@steady_task("look at what is due")
async def sweep_rungs() -> SweepReport:
    """Fire the rungs that are due; each fires once, so a second try repeats nothing."""
    return await jobs.escalate(parts())


@steady_flow("escalate")
async def escalate() -> None:
    """Remind the responsible and inform their superiors of what is late."""
    report = await sweep_rungs()
    log = get_run_logger()
    log.info("%d rungs fired, %d passed over, %d notices", len(report.fired), report.passed_over, report.notices)
    if report.held:
        log.warning("held: %s", report.held)
    rows = [{"rung": rung, "about": about, "told": told} for rung, about, told in report.fired]
    await acreate_table_artifact(key="escalate", table=rows, description=f"Rungs fired on {report.on:%d.%m.%Y}")
