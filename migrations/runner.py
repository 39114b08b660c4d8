"""Bringing a database to the tables that this version of the program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from config.database import Database, disposing
from config.errors import SettingsError, VizaError

FOLDER = Path(__file__).parent
# Any constant: two upgrades at once must only agree on it.
UPGRADE_LOCK = 0x76697A61


def upgrade(target: str | Database, revision: str = "head") -> None:
    """Run the migrations up to `revision` in one transaction; two upgrades at once wait for each other.

    `target` is a database URL or an open `Database`. Raises `SettingsError` for a wrong URL and
    `DatabaseUnavailable` where the database does not answer.
    """
    with _opened(target) as database, _exclusive(database) as connection:
        command.upgrade(_config(connection), revision)


def current(target: str | Database) -> str | None:
    """The revision of the database, or None when it holds no tables of ours yet."""
    with _opened(target) as database, database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this version of the program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_current(target: str | Database) -> bool:
    """Whether the database has exactly the tables of this version of the program."""
    return current(target) == head()


@contextmanager
def _opened(target: str | Database) -> Iterator[Database]:
    if isinstance(target, Database):
        yield target
        return
    with disposing(Database(target)) as database:
        yield database


@contextmanager
def _exclusive(database: Database) -> Iterator[Connection]:
    if database.dialect == "postgresql":
        with database.write() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            yield connection
        return
    _make_folder(Path(str(database.url.database)))
    # Batch migrations on SQLite rebuild a table by dropping the old one, which foreign keys would refuse, and they
    # can be switched only outside a transaction. https://www.sqlite.org/lang_altertable.html#otheralter
    url = database.url.render_as_string(hide_password=False)
    with disposing(Database(url, foreign_keys=False)) as unbound, unbound.write() as connection:
        yield connection
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise VizaError("Обновление отменено: в базе данных есть записи, которые ссылаются на отсутствующие.")


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"VIZA_DATABASE_URL: cannot create {file.parent}: {error.strerror}") from error


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    # Config interpolates "%" as configparser does.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
