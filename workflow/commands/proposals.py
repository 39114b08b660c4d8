"""Commands that propose what a chain must approve: an extension, a sample; and taking a proposal back."""

from datetime import date
from typing import Annotated

from pydantic import Field

from workflow.commands.command import Body, Command, ItemCommand, StoredDocument


class RequestExtension(ItemCommand):
    """Запросить продление срока to a later local date, by the lead, with the reason; also after the deadline."""

    due_on: date
    reason: Body


class ProposeSample(ItemCommand):
    """Propose the sample («Выборочно») or the schedule («график») by which an item is done, with its grounds.

    `organisations` are codes of the plan's list; `document` is the file that sets it out, kept in the evidence store.
    """

    organisations: Annotated[tuple[str, ...], Field(max_length=2000)] = ()
    grounds: Body
    document: StoredDocument | None = None


class WithdrawProposal(Command):
    """Withdraw one's own open proposal: an amendment, an extension, a sample. What was decided on it stays told."""

    plan_id: int
    submission_id: int
