"""Commands of those who decide, by link and on paper, and of those who say that it was not them."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from models.states import DecisionKind, Outcome
from workflow.commands.command import Body, Command, Line, Sha256, StoredDocument


class Decide(Command):
    """One approver's decision on one task. `digest` is the submission's digest that the person saw."""

    task_id: int
    kind: DecisionKind
    digest: Sha256
    outcome: Outcome | None = None
    comment: Body | None = None


class RegisterPaper(Command):
    """Register a decision that its approver signed on paper, with the scan of the sheet, by the plan's coordinator.

    `number` and `signed_on` are the sheet's own, `original_at` says where the original lies; `digest` is that of the
    submission which the coordinator saw. It takes effect after one working day unless its signer disowns it.
    """

    task_id: int
    kind: DecisionKind
    digest: Sha256
    outcome: Outcome | None = None
    comment: Body | None = None
    sheet: StoredDocument
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    signed_on: date
    original_at: Line


class DisownPaper(Command):
    """Сообщить: решение принято не мной, of a paper that has not taken effect yet."""

    paper_id: int


class CarryOutPaper(Command):
    """Let a registered paper take effect when its day has come: the clock's own command."""

    paper_id: int


class DisownDecision(Command):
    """Сообщить: решение принято не мной."""

    decision_id: int


class ReportStranger(Command):
    """Someone tried to decide on a task by a link that is another person's; the actor is that someone."""

    task_id: int
