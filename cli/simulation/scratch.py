"""A deployment for the length of a simulation: a database, keys and evidence of its own in a temporary folder.

Nothing of the real one is opened for writing, no key of it is read, and no letter leaves: whoever takes the letters
here accepts each and forgets it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.database import Database, disposing
from config.settings import load_settings
from flows.wiring import Parts, assemble
from migrations.runner import upgrade
from notifications.outcomes import Accepted, Outcome
from notifications.transport import OutgoingMessage
from workflow.clock import FixedClock

ORIGIN = "simulation.viza.example"
SENDER = f"viza@{ORIGIN}"
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


@contextmanager
def scratch(now: datetime) -> Iterator[Scratch]:
    """An empty, migrated deployment whose clock stands at `now`; removed when the block ends.

    What the operator set about people's days holds here too: zone, hour of digests, assurance.
    """
    with tempfile.TemporaryDirectory(prefix="viza-simulation-") as folder:
        settings = load_settings(**_overrides(Path(folder)))
        settings.paths.create()
        upgrade(settings.database_url)
        # Nothing here has to survive a power cut.
        with disposing(Database(settings.database_url, synchronous="OFF")) as database:
            clock = FixedClock(now)
            parts = assemble(settings, database, clock)
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
