"""Where the time comes from: the machine, or in the demo a clock kept in the database."""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Connection, insert, select, update

from config.database import Database
from models.ledger import LedgerHead
from models.people import BusinessClock
from workflow.errors import InvalidCommand

_clock = BusinessClock.__table__  # type: ignore[attr-defined]
_head = LedgerHead.__table__  # type: ignore[attr-defined]


class Clock(Protocol):
    """Gives the present time, aware, in UTC."""

    def now(self) -> datetime:
        """The present time in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present time in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that a test or a simulation moves by hand."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The time it was last set to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Set the clock; forward only."""
        if moment < self._now:
            raise ValueError("the clock goes forward only")
        self._now = moment.astimezone(UTC)


class DemoClock:
    """The demo's clock: starts at `start`, runs with real time, is moved forward by hand, survives a restart."""

    def __init__(self, database: Database, start: datetime) -> None:
        self._database = database
        self._start = start.astimezone(UTC)

    def now(self) -> datetime:
        """`moved_to` plus the real time since `moved_at`."""
        with self._database.read() as conn:
            row = conn.execute(select(_clock.c.moved_to, _clock.c.moved_at)).one_or_none()
        if row is None:
            return self._start
        return row.moved_to + (datetime.now(UTC) - row.moved_at)  # type: ignore[no-any-return]

    def wind_up(self) -> datetime:
        """At the program's start: go on from the last known moment, not counting the time it was off."""
        with self._database.write() as conn:
            row = conn.execute(select(_clock.c.moved_to)).one_or_none()
            real = datetime.now(UTC)
            if row is None:
                conn.execute(insert(_clock).values(id=1, moved_to=self._start, moved_at=real))
                return self._start
            last = max(row.moved_to, self._last_recorded(conn) or row.moved_to)
            conn.execute(update(_clock).values(moved_to=last, moved_at=real))
            return last  # type: ignore[no-any-return]

    @staticmethod
    def _last_recorded(conn: Connection) -> datetime | None:
        last = conn.execute(select(_head.c.last_ts).order_by(_head.c.last_ts.desc()).limit(1)).scalar()
        return datetime.fromisoformat(last) if last else None

    def move_to(self, moment: datetime) -> None:
        """Move forward. Raises `InvalidCommand` for a moment that has passed."""
        if moment < self.now():
            raise InvalidCommand("Демонстрационные часы идут только вперёд: выберите более позднюю дату.")
        with self._database.write() as conn:
            conn.execute(update(_clock).values(moved_to=moment.astimezone(UTC), moved_at=datetime.now(UTC)))
