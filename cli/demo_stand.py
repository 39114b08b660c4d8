"""The demonstration that `viza up --demo` runs: the Omsk plan of 2021 with people, mailbox and clock of its own."""

import asyncio
import shlex
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cli.catcher import MailCatcher
from cli.demo_accounts import read_accounts
from cli.demo_days import DemoDays
from cli.demo_folder import demo_folder
from cli.demo_panel import CatcherPanel
from cli.demo_settings import demo_overrides, demo_settings, demo_variables
from cli.supervisor_banner import tell_where
from cli.supervisor_stand import prepared
from config.settings import Settings
from flows.wiring import Parts
from web.demo_panel import DemoPanel
from workflow.clock import DemoClock

MAILBOX = "mailbox"
# The day on which the plan was agreed to and approved, in the morning of Omsk.
START = datetime(2021, 1, 21, 9, tzinfo=ZoneInfo("Asia/Omsk")).astimezone(UTC)


class Demonstration:
    """A `cli.supervisor_stand.Stand` with a mail catcher, a movable clock and a plan that is already active."""

    def __init__(self, settings: Settings) -> None:
        """`settings` are the operator's; the demonstration's own are made of them."""
        self._operators = settings
        self._folder = demo_folder(settings)
        self._catcher = MailCatcher(self._folder / MAILBOX)
        self._days: DemoDays | None = None
        self._has_new_accounts = False
        self._take(page_port=settings.listen_port or 1, mail_port=1)

    async def open(self, port: int) -> None:
        """Start catching mail; its port and the pages' make the settings final."""
        await self._catcher.open()
        self._take(page_port=port, mail_port=self._catcher.port)

    def prepare(self) -> Parts:
        """Bring the database up to date and set the clock going from where it stood."""
        parts = prepared(self.settings, lambda database: DemoClock(database, START))
        clock = parts.clock
        assert isinstance(clock, DemoClock)  # noqa: S101 - made in the line above
        clock.wind_up()
        self._days = DemoDays(parts, clock, _post(parts))
        return parts

    def panel(self, parts: Parts, wake: Callable[[str], None]) -> DemoPanel | None:
        """The mailbox page and the clock."""
        if self._days is None:
            raise RuntimeError("prepare comes before panel")
        return CatcherPanel(parts, self._folder, self._catcher, self._days, wake)

    def settle(self, parts: Parts) -> None:
        """Fill what is empty: plan, people, PINs, activation."""
        from cli.demo_seed import DemoSeed

        self._has_new_accounts = DemoSeed(parts, self._folder, _post(parts)).run()

    def tell(self, prefect_url: str) -> None:
        """Where to look; the PINs at the first start alone."""
        pages = self.settings.public_base_url
        accounts = [(each.name, each.email, each.pin) for each in read_accounts(self._folder).values()]
        tell_where(
            [
                ("Страницы", pages),
                ("Почта и часы", f"{pages}/mailbox"),
                ("Prefect", prefect_url),
                # The demonstration's own folder lies inside VIZA_DATA_DIR: commands must be told of it.
                ("Команды", f"export VIZA_DATA_DIR={shlex.quote(str(self._folder.absolute()))}"),
            ],
            accounts if self._has_new_accounts else (),
        )

    async def close(self) -> None:
        """Take no more mail and move the clock no further."""
        if self._days is not None:
            self._days.stop()
        await self._catcher.close()

    def _take(self, *, page_port: int, mail_port: int) -> None:
        overrides = demo_overrides(self._operators, page_port=page_port, mail_port=mail_port)
        self.settings = demo_settings(overrides)
        self.variables: Mapping[str, str] = demo_variables(overrides)


def _post(parts: Parts) -> Callable[[], None]:
    def post() -> None:
        # What sends mail takes half a second to import, and the pages are to answer first.
        from flows import jobs

        asyncio.run(jobs.deliver(parts))

    return post
