"""The database at the program's start: upgraded where that is needed, and otherwise left alone quickly."""

from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

import migrations
from config.database import Database, disposing
from config.database_url import parse_database_url
from config.errors import SettingsError
from config.settings import Settings
from models.ledger import LedgerCheckpoint

_CHECKPOINT = LedgerCheckpoint.__table__  # type: ignore[attr-defined]
VERSIONS = Path(migrations.__file__).parent / "versions"


def bring_up_to_date(settings: Settings) -> None:
    """Run the migrations that are missing, as the tables' owner where another role owns them.

    Alembic costs a third of a second and 13 MB, so it is imported only where the revision is not the newest.
    """
    if _revision(settings.database_url) != newest_revision():
        from migrations.runner import upgrade

        upgrade(settings.migration_database_url or settings.database_url)
        grant_rights(settings)


def demand_ledger_key(settings: Settings, database: Database) -> None:
    """Raise `SettingsError` where ledgers were signed with a key that is gone: a new one is made on purpose only."""
    file = settings.paths.ledger_key_file
    if settings.ledger_key is not None or file.exists():
        return
    with database.read() as conn:
        is_used = conn.execute(select(_CHECKPOINT.c.size).limit(1)).first() is not None
    if is_used:
        raise SettingsError(
            f"VIZA_LEDGER_KEY: {file} is missing, though ledgers were signed with it: put it back, or make a new one "
            "with viza audit keygen and tell the witnesses"
        )


def grant_rights(settings: Settings) -> None:
    """New tables have no rights yet for the role that the program works under."""
    if settings.migration_database_url is None:
        return
    from migrations.rights import grant_application

    role = parse_database_url(settings.database_url).username
    with disposing(Database(settings.migration_database_url)) as owner:
        if owner.dialect == "postgresql" and role and role != owner.url.username:
            with owner.write() as conn:
                grant_application(conn, role)


def newest_revision() -> str:
    """The newest revision, by the numbers that begin the files' names."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _revision(url: str) -> str | None:
    """The database's revision; None where it has none, or does not say."""
    with disposing(Database(url)) as database:
        if database.dialect == "sqlite" and not Path(str(database.url.database)).exists():
            return None
        try:
            with database.read() as conn:
                found: str | None = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DBAPIError:
            return None
    return found
