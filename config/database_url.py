"""Which database URLs the program accepts."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse_database_url(text: str) -> URL:
    """Return the URL with its driver (pysqlite or psycopg 3) made explicit.

    Raises `ValueError` in one English line that never repeats the URL, which may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("is no database URL: use sqlite:///path or postgresql+psycopg://…") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if driver == "sqlite+pysqlite" and (url.host or url.database in {None, "", ":memory:"}):
        raise ValueError("must name a file, for example sqlite:////srv/viza/viza.db")
    if driver == "postgresql+psycopg" and not url.database:
        raise ValueError("must name the database, for example postgresql+psycopg://viza@host/viza")
    return url.set(drivername=driver)
