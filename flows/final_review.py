"""The flow of December: opens the review (итоговое рассмотрение), asks, and freezes the report on its last day."""

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows import jobs
from flows.hooks import steady_flow, steady_task
from flows.wiring import parts


@steady_task("review the plans whose day has come")
async def review_plans() -> list[dict[str, str | int]]:
    """Open, remind or freeze each plan whose day has come; what was done once is not done again."""
    return [{"plan": step.plan_id, "step": step.step} for step in await jobs.review(parts())]


@steady_flow("final_review")
async def final_review() -> None:
    """Open, remind and freeze the final reviews whose day has come."""
    steps = await review_plans()
    get_run_logger().info("%d steps: %s", len(steps), steps)
    if steps:
        await acreate_table_artifact(key="final-review", table=steps, description="Steps of this run")
