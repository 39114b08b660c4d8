"""The document that a plan was made from, as the store keeps it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from workflow.rows import plan_row


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The original file. `size` in bytes."""

    name: str
    size: int
    sha256: str


def plan_document(conn: Connection, plan_id: int) -> PlanDocument | None:
    """The plan's document; None where the plan was imported without keeping it. Raises `NotFound`."""
    plan = plan_row(conn, plan_id)
    if plan.source_name is None:
        return None
    return PlanDocument(plan.source_name, plan.source_size or 0, plan.source_sha256)
