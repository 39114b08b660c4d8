"""What the commands work with, put together once from the settings."""

from contextlib import ExitStack
from contextvars import ContextVar
from typing import TYPE_CHECKING

from config.errors import SettingsError

if TYPE_CHECKING:
    from config.database import Database
    from config.settings import Settings
    from flows.wiring import Parts

# Closed when the command ends, well or not.
AT_END: ContextVar[ExitStack | None] = ContextVar("AT_END", default=None)
NOT_MIGRATED = "the database has not the tables of this version, run: viza db upgrade"


def build(settings: "Settings | None" = None) -> "Parts":
    """Everything that a command needs: settings, database, engine, evidence store, links, signer.

    Raises `SettingsError` for a wrong setting or a database that was not brought to this version, and
    `DatabaseUnavailable`. A database file that is not there is not made.
    """
    from sqlalchemy import select

    from config.settings import load_settings
    from flows.wiring import assemble, known_clock
    from models.ledger import LedgerHead
    from workflow.transaction import DEPLOYMENT_LEDGER

    settings = settings or load_settings()
    database = open_database(settings)
    parts = assemble(settings, database, known_clock(database))
    head = LedgerHead.__table__  # type: ignore[attr-defined]
    with database.read() as conn:
        is_open = conn.execute(select(head.c.size).where(head.c.ledger_id == DEPLOYMENT_LEDGER)).first() is not None
    if not is_open:
        parts.engine.open_deployment()
    return parts


def open_database(settings: "Settings") -> "Database":
    """The migrated database of the settings. Raises `SettingsError` where it is missing or of another version."""
    from pathlib import Path

    from config.database import Database
    from migrations.runner import is_current

    database = Database(settings.database_url)
    if database.dialect == "sqlite" and not Path(str(database.url.database)).is_file():
        raise SettingsError(f"VIZA_DATABASE_URL: there is no {database.url.database}, run: viza db upgrade")
    at_end = AT_END.get()
    if at_end is not None:
        at_end.callback(database.dispose)
    if not is_current(database):
        raise SettingsError(f"VIZA_DATABASE_URL: {NOT_MIGRATED}")
    return database
