"""The flow that seals the ledgers: signed checkpoints, and a letter with each to the plan's witnesses."""

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.wiring import parts


@steady_task("sign the ledgers that grew")
async def seal_ledgers() -> list[dict[str, str | int]]:
    """Sign every ledger that grew; one that did not grow gets no new checkpoint."""
    sealed = await jobs.seal(parts(), "daily")
    return [{"ledger": ledger_id, "size": checkpoint.size} for ledger_id, checkpoint in sealed]


@steady_flow("seal")
async def seal() -> None:
    """Sign the ledgers that grew and tell the witnesses."""
    sealed = await seal_ledgers()
    get_run_logger().info("%d ledgers sealed", len(sealed))
    if sealed:
        await acreate_table_artifact(key="seal", table=sealed, description="New checkpoints")
