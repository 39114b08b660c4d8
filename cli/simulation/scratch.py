"""A deployment for the length of a simulation: a database, keys and evidence of its own in a temporary folder.

Nothing of the real one is opened for writing, no key of it is read, and no letter leaves: whoever takes the letters
here accepts each and forgets it.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.database import Database, disposing
from config.settings import load_settings
from documents.evidence_store import EvidenceStore
from flows.wiring import Parts, assemble
from migrations.runner import upgrade
from notifications.outcomes import Accepted, Outcome
from notifications.transport import OutgoingMessage
from workflow.calendar import WorkingCalendar
from workflow.clock import FixedClock
from workflow.evidence_reader import EvidenceReader

ORIGIN = "simulation.viza.example"
SENDER = f"viza@{ORIGIN}"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = Accepted("250 kept by the simulation")


@dataclass(frozen=True, slots=True)
class Scratch:
    """The parts of the program on the scratch database, and the clock that is moved."""

    parts: Parts
    clock: FixedClock


class KeptLetters:
    """Where the letters of a simulation go: each is taken, none is sent."""

    def session(self) -> "KeptLetters":
        """The same for everyone."""
        return self

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Take the letter."""
        del message
        return KEPT

    async def close(self) -> None:
        """Nothing was opened."""


class ScratchEvidence(EvidenceStore):
    """Documents of a simulation; what a copied plan names already is read where it lies, and nothing is put there."""

    def __init__(self, root: Path, behind: EvidenceReader | None) -> None:
        super().__init__(root)
        self._behind = behind

    def is_intact(self, sha256: str) -> bool:
        """Is the file here, or in the store behind, what its hash says?"""
        return super().is_intact(sha256) or (self._behind is not None and self._behind.is_intact(sha256))

    def is_as_told(self, sha256: str, *, size: int, media_type: str) -> bool:
        """Is the file here, or in the store behind, of this size and type?"""
        behind = self._behind
        return super().is_as_told(sha256, size=size, media_type=media_type) or (
            behind is not None and behind.is_as_told(sha256, size=size, media_type=media_type)
        )


@contextmanager
def scratch(
    start: Callable[[WorkingCalendar], datetime], *, documents: EvidenceReader | None = None
) -> Iterator[Scratch]:
    """An empty, migrated deployment whose clock stands at `start` (by the office's calendar); removed with the block.

    What the operator set about people's days holds here too: calendar, zone, hours of mail, assurance. `documents` of a
    plan that is copied are read, never written.
    """
    with tempfile.TemporaryDirectory(prefix="viza-simulation-") as folder:
        settings = load_settings(**_overrides(Path(folder)))
        settings.paths.create()
        upgrade(settings.database_url)
        # Nothing here has to survive a power cut.
        with disposing(Database(settings.database_url, synchronous="OFF")) as database:
            clock = FixedClock(LONG_AGO)
            parts = assemble(settings, database, clock)
            evidence = ScratchEvidence(settings.paths.evidence, documents)
            parts, parts.engine.evidence = replace(parts, evidence=evidence), evidence
            clock.move_to(start(parts.engine.calendar))
            parts.engine.open_deployment()
            yield Scratch(parts, clock)


def _overrides(folder: Path) -> dict[str, Any]:
    """What replaces the operator's values. Never their database, keys, mail relay, witnesses or mailbox."""
    return {
        "data_dir": str(folder),
        "database_url": "",
        "migration_database_url": None,
        "link_key": None,
        "ledger_key": None,
        "deployment": ORIGIN,
        "smtp_host": "127.0.0.1",
        "smtp_port": 1,
        "smtp_security": "none",
        "smtp_username": None,
        "smtp_password": None,
        "smtp_connections": 1,
        "smtp_domain_connections": 1,
        "smtp_letters_a_minute": 0,
        "smtp_domain_letters_a_minute": 0,
        "bounce_imap_host": None,
        "bounce_listen": None,
        "mail_from": SENDER,
        "witnesses": [],
        "operator": None,
    }
