"""The flow that ends a day: signed checkpoints, a letter with each to the plan's witnesses; files of nobody go."""

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


@steady_task("remove files that nothing names")
async def remove_orphans() -> int:
    """What was uploaded over a day ago and is named by no row and no entry; a second try repeats nothing."""
    return await jobs.remove_orphans(parts())


@steady_flow("seal")
async def seal() -> None:
    """Sign the ledgers that grew and tell the witnesses; then remove the files that nothing names."""
    sealed = await seal_ledgers()
    removed = await remove_orphans()
    get_run_logger().info("%d ledgers sealed, %d files of nobody removed", len(sealed), removed)
    if sealed:
        await acreate_table_artifact(key="seal", table=sealed, description="New checkpoints")
