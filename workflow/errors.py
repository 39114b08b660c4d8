"""Why the engine refuses. Each carries one Russian sentence for the person that says what to do."""

from datetime import datetime
from typing import Self

from audit.entry import EntryDraft
from config.errors import VizaError


class CommandRefused(VizaError):
    """A command that changes nothing because a rule forbids it.

    `record` is a ledger and an entry that say that the refusal happened; the engine writes it in a
    transaction of its own.
    """

    record: tuple[str, EntryDraft] | None = None

    def recorded(self, ledger_id: str, draft: EntryDraft) -> Self:
        """The same refusal, to be written in a ledger."""
        self.record = (ledger_id, draft)
        return self


class NotFound(CommandRefused):
    """The plan, item, task or person does not exist, or is not this person's to see."""


class TransitionNotAllowed(CommandRefused):
    """The item's state has no such transition."""


class NotYourTurn(CommandRefused):
    """The person is not the one who may do this."""


class TokenTooNarrow(CommandRefused):
    """A script's token does not open this: its scope or its plan is another."""


class ConflictOfInterest(CommandRefused):
    """Совмещение ролей исполнителя и согласующего."""


class StaleVersion(CommandRefused):
    """Somebody changed the item since this person looked at it."""

    retry_helps = True


class StaleSubmission(CommandRefused):
    """The digest that was shown is not that of the submission that waits. `current_task_id` is where to look."""

    retry_helps = True

    def __init__(self, message: str, *, current_task_id: int | None = None) -> None:
        super().__init__(message)
        self.current_task_id = current_task_id


class AlreadyDecided(CommandRefused):
    """Lost the race: who decided, and when."""

    def __init__(self, message: str, *, by: str, at: datetime) -> None:
        super().__init__(message)
        self.by = by
        self.at = at


class InvalidCommand(CommandRefused):
    """Something that the command needs is missing or wrong. `field` names it for the form."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class PlanNotReady(CommandRefused):
    """The plan cannot be activated, reviewed or closed yet."""


class YearNotKnown(PlanNotReady):
    """The working calendar of a year is not confirmed."""


class EvidenceDamaged(CommandRefused):
    """A stored file no longer matches its hash."""


class PaperNotDue(CommandRefused):
    """A registered paper takes effect on its day, not before."""

    retry_helps = True


class AuthenticationFailed(CommandRefused):
    """PIN missing, wrong, or locked. The answer is the same for a person who has none."""

    def __init__(self, message: str, *, locked_until: datetime | None = None) -> None:
        super().__init__(message)
        self.locked_until = locked_until
