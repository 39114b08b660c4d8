"""Puts the engine and what stands around it together from the settings: once in `viza up`, once in the flows' process.

Nothing happens at import: Prefect imports the flows again wherever it runs them.
"""

import json
import os
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import select

from audit.keys import KeyFileError, LedgerSigner, load_or_create_key
from config.database import Database
from config.errors import SettingsError
from config.office_files import name_office_files
from config.settings import Settings, load_or_create_link_key, load_settings
from documents.evidence_store import EvidenceStore
from models.people import BusinessClock
from notifications.links import LinkService
from workflow.clock import Clock, DemoClock, SystemClock
from workflow.engine import Engine
from workflow.transaction import Policy

# Set by `viza up` for the flows' process alone: the demonstration's settings, as JSON.
SETTINGS_VARIABLE = "_VIZA_UP_SETTINGS"
_CLOCK = BusinessClock.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the flows, the pages and the command line work with.

    `clock` is the business's; `machine_clock` the one by which the timetable runs.
    """

    settings: Settings
    database: Database
    clock: Clock
    engine: Engine
    evidence: EvidenceStore
    links: LinkService
    signer: LedgerSigner
    machine_clock: Clock = field(default_factory=SystemClock)


@cache
def parts() -> Parts:
    """The parts of this process, made at the first call from the settings, and from what `viza up` put before them."""
    settings = load_settings(**json.loads(os.environ.get(SETTINGS_VARIABLE, "{}")))
    database = Database(settings.database_url)
    return assemble(settings, database, known_clock(database))


def assemble(settings: Settings, database: Database, clock: Clock) -> Parts:
    """Put the parts together; keys that are missing are made. Raises `SettingsError`."""
    name_office_files(calendar=settings.calendar_file, ladder=settings.ladder_file)
    signer = ledger_signer(settings)
    evidence = EvidenceStore(settings.paths.evidence)
    policy = Policy(
        assurance=settings.assurance,
        digest_hour=settings.digest_hour,
        timezone=settings.timezone,
        witnesses=tuple(settings.witnesses),
        open_hours=settings.open_hours,
        sign_requests_wait=settings.sign_requests_wait,
    )
    links = LinkService(load_or_create_link_key(settings), settings.deployment, settings.public_base_url)
    engine = Engine(database, clock, policy, signer, evidence)
    return Parts(settings, database, clock, engine, evidence, links, signer)


def known_clock(database: Database) -> Clock:
    """The demonstration's clock where the database holds one, else the machine's."""
    with database.read() as conn:
        row = conn.execute(select(_CLOCK.c.moved_to)).first()
    return SystemClock() if row is None else DemoClock(database, row.moved_to)


def ledger_signer(settings: Settings) -> LedgerSigner:
    """The signer with the key of `VIZA_LEDGER_KEY`, else of its file. Raises `SettingsError`."""
    try:
        if settings.ledger_key is not None:
            return LedgerSigner.from_text(settings.deployment, settings.ledger_key.get_secret_value())
        return load_or_create_key(settings.paths.ledger_key_file, settings.deployment)
    except KeyFileError as error:
        raise SettingsError(f"VIZA_LEDGER_KEY: {error}") from error
