"""The flow that reads what came back: delivery reports and automatic answers."""

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.returned_mail import ReturnedReport, read_returned_mail
from flows.wiring import parts


@steady_task("read what came back")
async def read_bounces() -> ReturnedReport:
    """Take in the unread messages of the mailbox; one that is read again changes nothing."""
    return await read_returned_mail(parts())


@steady_flow("bounces")
async def bounces() -> None:
    """Read what came back, and tell at once whoever must know."""
    report = await read_bounces()
    get_run_logger().info("%d messages, new: %s", report.seen, dict(report.new))
    if report.new:
        await jobs.deliver(parts())
        row = {"messages": report.seen, **report.new}
        await acreate_table_artifact(key="bounces", table=[row], description="What came back by mail")
