"""The flow that sends what waits in the outbox."""

from dataclasses import asdict

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.wiring import parts
from notifications.dispatch import DispatchReport


@steady_task("send the letters that wait")
async def send_letters() -> DispatchReport:
    """Claim, render, send, mark. A letter's own retries are the outbox's; these are for the database."""
    return await jobs.deliver(parts())


@steady_flow("deliver")
async def deliver() -> None:
    """Send the letters that wait."""
    counts = asdict(await send_letters())
    get_run_logger().info("letters: %s", counts)
    if any(counts.values()):
        await acreate_table_artifact(key="deliver", table=[counts], description="Letters of this delivery")
