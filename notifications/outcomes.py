"""What became of one attempt to hand a message over. `answer` is the relay's, or ours where there was none."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Accepted:
    """The relay took responsibility for the message."""

    answer: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Refused for now, and surely not taken."""

    answer: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The connection ended after the data went out: taken or not, nobody knows."""

    answer: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Refused for good. `suppress`: the recipient's address is at fault, nothing more is sent there."""

    answer: str
    suppress: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """Surely not taken, and the next letters would fare alike.

    `scope` is "all" or one recipient domain; `alarm` the code of the alarm to raise, None for a passing trouble.
    """

    answer: str
    scope: str
    length: timedelta
    alarm: str | None = None


Outcome = Accepted | Retry | Unknown | Dead | Paused

ALL_MAIL = "all"
SHORT_PAUSE = timedelta(minutes=5)
UNREACHABLE_PAUSE = timedelta(minutes=1)
LONG_PAUSE = timedelta(minutes=30)
