"""Letters a minute: how many may be claimed now, in all and to each recipient domain.

A scope's `used_until` moves on by 60 s ÷ limit with each letter and may lie a minute ahead of now: a minute's letters
may go at once, and more as time passes. Kept in the database, so that it holds for every run and every dispatcher;
a clock that was put back ends what it had reached.
Source: ITU-T I.371 A (the generic cell rate algorithm, as virtual scheduling).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from notifications.limits import SendingLimits
from notifications.outcomes import ALL_MAIL
from notifications.rows import SENDING_PACE
from workflow.insertion import insert_new

MINUTE = timedelta(minutes=1)

_MOVE = update(SENDING_PACE).where(SENDING_PACE.c.scope == bindparam("row")).values(used_until=bindparam("until"))


def domain_of(address: str) -> str:
    """The domain of an address, in small letters."""
    return address.rpartition("@")[2].lower()


@dataclass(slots=True)
class Pace:
    """What is left of this minute. For the length of one transaction, which holds the rows that it read."""

    conn: Connection
    now: datetime
    limits: SendingLimits
    _used_until: dict[str, datetime] = field(default_factory=dict)
    _moved: set[str] = field(default_factory=set)

    def room(self) -> int | None:
        """How many letters may go in all; None where nothing limits them. Other dispatchers wait from here on."""
        if self.is_limited:
            self._read([ALL_MAIL])  # always first, so that two dispatchers take the rows in one order
        return self._room(ALL_MAIL, self.limits.letters_a_minute)

    @property
    def is_limited(self) -> bool:
        """Does anything limit the letters of a minute?"""
        return (self.limits.letters_a_minute, self.limits.domain_letters_a_minute) != (None, None)

    def allowed(self, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Those of these letters that may go, in their order; each uses up its share."""
        if self.limits.domain_letters_a_minute is not None:
            self._read(domain_of(row.address) for row in rows)
        return [row for row in rows if self._use(domain_of(row.address))]

    def spent(self) -> set[str]:
        """The domains to which nothing more may go now."""
        limit = self.limits.domain_letters_a_minute
        return {domain for domain in self._used_until if domain != ALL_MAIL and self._room(domain, limit) == 0}

    def store(self) -> None:
        """Write down what was used."""
        if self._moved:
            moved = [{"row": scope, "until": self._used_until[scope]} for scope in sorted(self._moved)]
            self.conn.execute(_MOVE, moved)

    def _use(self, domain: str) -> bool:
        scopes = ((ALL_MAIL, self.limits.letters_a_minute), (domain, self.limits.domain_letters_a_minute))
        limited = [(scope, limit) for scope, limit in scopes if limit is not None]
        if any(self._room(scope, limit) == 0 for scope, limit in limited):
            return False
        for scope, limit in limited:
            self._used_until[scope] = max(self._used_until[scope], self.now) + MINUTE / limit
            self._moved.add(scope)
        return True

    def _room(self, scope: str, limit: int | None) -> int | None:
        if limit is None:
            return None
        self._read([scope])
        ahead = max(self._used_until[scope] - self.now, timedelta(0))
        # A millisecond of grace: a minute is not always a whole number of shares.
        return max(int((MINUTE - ahead + timedelta(milliseconds=1)) / (MINUTE / limit)), 0)

    def _read(self, scopes: Iterable[str]) -> None:
        wanted = sorted(set(scopes) - self._used_until.keys())
        if not wanted:
            return
        insert_new(self.conn, SENDING_PACE, [{"scope": each, "used_until": self.now} for each in wanted], ["scope"])
        held = select(SENDING_PACE).where(SENDING_PACE.c.scope.in_(wanted)).order_by(SENDING_PACE.c.scope)
        for row in self.conn.execute(held.with_for_update()):
            self._used_until[row.scope] = min(row.used_until, self.now + MINUTE)
