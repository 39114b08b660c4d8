"""What the pages ask of the demonstration: caught letters, people with their PINs, a clock that can be moved."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol, get_args

MoveTo = Literal["day", "week", "deadline", "december", "january"]
MOVES: tuple[MoveTo, ...] = get_args(MoveTo)


class CaughtLetter(Protocol):
    """One letter as the recipient got it."""

    @property
    def id(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def date(self) -> datetime: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str | None: ...
    @property
    def raw(self) -> bytes: ...


class DemoPanel(Protocol):
    """Implemented by `cli`; a deployment that is no demonstration has none."""

    @property
    def now(self) -> datetime:
        """The demonstration's present time, aware, in UTC."""
        ...

    @property
    def next_deadline(self) -> date | None:
        """The next control date after today, None when there is none left."""
        ...

    def messages(self) -> Sequence[CaughtLetter]:
        """The caught letters, newest first."""
        ...

    def message(self, message_id: str) -> CaughtLetter | None:
        """One caught letter."""
        ...

    def accounts(self) -> Sequence[tuple[str, str, str, str]]:
        """Name, address, PIN and activation code of each person."""
        ...

    def move(self, to: MoveTo) -> None:
        """Move the clock forward and run what is due then; may take seconds. Raises `InvalidCommand`."""
        ...
