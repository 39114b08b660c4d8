"""What the pages show and offer of a demonstration: `web.demo_panel.DemoPanel`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from cli.catcher import MailCatcher
from cli.catcher_letters import CaughtMail
from cli.demo_accounts import read_accounts
from cli.demo_days import DemoDays
from flows.wiring import Parts
from web.demo_panel import MoveTo

# After a move each flow shows one run in Prefect, though the lived days left it little to do.
FLOWS = ("escalate", "final_review", "seal", "deliver")


class CatcherPanel:
    """The caught letters, the accounts, the clock."""

    def __init__(
        self, parts: Parts, folder: Path, catcher: MailCatcher, days: DemoDays, wake: Callable[[str], None]
    ) -> None:
        self._parts = parts
        self._folder = folder
        self._catcher = catcher
        self._days = days
        self._wake = wake

    @property
    def now(self) -> datetime:
        """The demonstration's present time in UTC."""
        return self._parts.engine.now()

    @property
    def next_deadline(self) -> date | None:
        """The next control date after today."""
        return self._days.next_deadline()

    def messages(self) -> Sequence[CaughtMail]:
        """The caught letters, newest first."""
        return self._catcher.letters()

    def message(self, message_id: str) -> CaughtMail | None:
        """One caught letter."""
        return self._catcher.letter(message_id)

    def accounts(self) -> Sequence[tuple[str, str, str, str]]:
        """Name, address, PIN and unused activation code of each person."""
        accounts = read_accounts(self._folder).values()
        return [(account.name, account.email, account.pin, account.code) for account in accounts]

    def move(self, to: MoveTo) -> None:
        """Move the clock forward and live the days between. Raises `InvalidCommand`."""
        self._days.move(to)
        for flow_name in FLOWS:
            self._wake(flow_name)
