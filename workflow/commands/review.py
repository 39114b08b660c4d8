"""Commands of the final review and of the execution report."""

from pydantic import Field

from workflow.commands.command import Command, Sha256


class OpenReview(Command):
    """Open the December review when its day has come."""

    plan_id: int


class RemindReview(Command):
    """Ask again for what is missing in an open review, when the day of the next reminder has come."""

    plan_id: int


class FreezeReport(Command):
    """Freeze the facts of the execution report."""

    plan_id: int


class SubmitReport(Command):
    """Send the frozen report, as a stored PDF (`report_sha256`, `size` in bytes), through the plan's chain."""

    plan_id: int
    report_sha256: Sha256
    size: int = Field(ge=1)
