"""Commands on an item: its work, its documents, its report, its co-executors' parts, its register of requests."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from workflow.commands.command import Body, ItemCommand, Line, Sha256


class StartItem(ItemCommand):
    """Принять в работу: planned -> in_progress."""


class AddEvidence(ItemCommand):
    """Attach a stored file. `size` in bytes; `units` is how many units of the target it holds."""

    sha256: Sha256
    size: int = Field(ge=1)
    file_name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    media_type: Line
    kind: Line
    doc_number: Annotated[str, StringConstraints(max_length=60)] | None = None
    doc_date: date | None = None
    signed_by: Annotated[str, StringConstraints(max_length=200)] | None = None
    units: int = Field(default=1, ge=0, le=10_000)
    organisations: tuple[str, ...] = ()
    for_person_id: int | None = None


class RemoveEvidence(ItemCommand):
    """Take a file off the item while it is in work; what was ever submitted keeps it."""

    evidence_id: int


class SubmitEvidence(ItemCommand):
    """Направить на согласование. A shown count or percent below the target needs `shortfall_reason`.

    A partial one is an interim report, which the item's route must allow: its last approval leaves the item in work.
    `no_requests` says «запросов не поступало» of an item that is done «По запросу»: it needs no file.
    """

    is_partial: bool = False
    no_requests: bool = False
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    shown_percent: int | None = Field(default=None, ge=0, le=100)
    shortfall_reason: Body | None = None


class Withdraw(ItemCommand):
    """Отозвать, while no decision stands."""


class ReopenItem(ItemCommand):
    """Возобновить контроль, by the final approver, with a reason and a new deadline."""

    reason: Body
    due_on: date


class ExplainItem(ItemCommand):
    """Сведения о причинах отклонения (the item is late) or о ходе исполнения (it is not)."""

    text: Body


class MarkPart(ItemCommand):
    """«Моя часть готова», or not yet after all, by a co-executor; who stands in for many says whose (`person_id`)."""

    is_ready: bool = True
    person_id: int | None = None


class SetPartDue(ItemCommand):
    """The internal date for a co-executor's part, set by the lead; None takes it away."""

    person_id: int
    due_on: date | None = None


class RegisterRequest(ItemCommand):
    """Enter a request into the register of an item that is done «По запросу»."""

    received_on: date
    sender: Line
    subject: Body
    doc_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None = None


class AnswerRequest(ItemCommand):
    """Say how and when a registered request was answered; `number` is its number in the item's register."""

    number: int = Field(ge=1)
    answered_on: date
    answer: Body
    evidence_id: int | None = None
