"""What a run of the dispatcher takes from the database: notices made into letters, letters claimed, messages made.

Each is a transaction of its own. Whatever is wrong with one letter ends as that letter's fate; only a database that
cannot be reached is an error here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from config.database import Database
from config.errors import DatabaseUnavailable
from notifications.claiming import ClaimReport, claim_letters
from notifications.errors import LinkKeyMissing
from notifications.freezing import FreezeReport, freeze_letters
from notifications.limits import SendingLimits
from notifications.marking import Result
from notifications.outcomes import Dead, Retry
from notifications.preparing import Workshop
from notifications.ready_letters import Prepared
from workflow.alarms import raise_alarm

FREEZE_BATCH = 100
NOT_FROZEN = "letters_not_frozen"
NOT_RENDERED = "letter_not_rendered"
# The database is away, or too busy: nothing about a letter.
NO_DATABASE = (DatabaseUnavailable, OperationalError)

log = structlog.get_logger("notifications")


@dataclass(slots=True)
class Load:
    """What one claim brought: messages to send, and letters of which none can be made with what becomes of them."""

    frozen: FreezeReport
    claimed: ClaimReport
    prepared: list[Prepared] = field(default_factory=list)
    spoilt: list[Result] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Supply:
    """The database as a run of the dispatcher sees it. Its methods block: call them off the event loop."""

    database: Database
    now: Callable[[], datetime]
    workshop: Workshop
    limits: SendingLimits

    def freeze(self, *, only_urgent: bool = False) -> FreezeReport:
        """Make letters of some of the notices that wait. Raises `DatabaseUnavailable`, `OperationalError`."""
        try:
            return self._freeze(only_urgent=only_urgent, is_apart=False)
        except NO_DATABASE:
            raise
        except Exception:
            log.exception("a batch of letters was not frozen")
        try:
            return self._freeze(only_urgent=only_urgent, is_apart=True)
        except NO_DATABASE:
            raise
        except Exception as error:
            # What is frozen already must go all the same.
            log.exception("no letters frozen")
            with self.database.write() as conn:
                raise_alarm(conn, self.now(), NOT_FROZEN, f"notices wait and cannot be made into letters: {error}")
            return FreezeReport()

    def load(self, size: int, without: Collection[str], *, only_urgent: bool) -> Load:
        """Claim at most `size` letters that are due and make their messages.

        What became urgent meanwhile is there too, and a batch of all else that waits unless it is `only_urgent`.
        Raises `DatabaseUnavailable`, `OperationalError`.
        """
        frozen = self.freeze(only_urgent=only_urgent)
        now = self.now()
        kinds = self.workshop.policy.hours.kinds_at(now)
        with self.database.write() as conn:
            claimed = claim_letters(conn, now, size, limits=self.limits, without=without, kinds=kinds)
        load = Load(frozen, claimed)
        if claimed.letters:
            with self.database.read() as conn:
                links = self.workshop.read_links(conn, claimed.letters)
            for letter in claimed.letters:
                try:
                    load.prepared.append(Prepared(letter, self.workshop.message(letter, links)))
                except LinkKeyMissing as error:
                    load.spoilt.append((letter, Retry(error.message)))
                except Exception as error:
                    log.exception("letter not rendered", letter=letter.id, kind=letter.kind.value)
                    load.spoilt.append((letter, Dead(f"{NOT_RENDERED}: {error}", suppress=False)))
        return load

    def _freeze(self, *, only_urgent: bool, is_apart: bool) -> FreezeReport:
        with self.database.write() as conn:
            return freeze_letters(
                conn, now=self.now(), links=self.workshop.links, policy=self.workshop.policy, limit=FREEZE_BATCH,
                only_urgent=only_urgent, is_apart=is_apart,
            )  # fmt: skip
