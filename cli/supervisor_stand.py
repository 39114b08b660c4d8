"""What `viza up` stands on: the operator's settings, or (in `cli.demo_stand`) the demonstration's."""

from collections.abc import Callable, Mapping
from typing import Protocol

from cli.supervisor_banner import tell_where
from cli.supervisor_database import bring_up_to_date, demand_ledger_key
from config.database import Database
from config.settings import Settings, require_mail
from flows.wiring import Parts, assemble
from web.demo_panel import DemoPanel
from workflow.clock import Clock, SystemClock


class Stand(Protocol):
    """The differences between a deployment and a demonstration."""

    @property
    def settings(self) -> Settings:
        """The settings; final once `open` has returned."""
        ...

    @property
    def variables(self) -> Mapping[str, str]:
        """What the flows' process gets in its environment beside ours."""
        ...

    async def open(self, port: int) -> None:
        """The pages are bound to `port`: open what else listens."""
        ...

    def prepare(self) -> Parts:
        """Bring the database up to date and put the parts together."""
        ...

    def panel(self, parts: Parts, wake: Callable[[str], None]) -> DemoPanel | None:
        """What the pages need for a demonstration."""
        ...

    def settle(self, parts: Parts) -> None:
        """What is to be done once pages answer. May take seconds."""
        ...

    def tell(self, prefect_url: str) -> None:
        """Say on the terminal where to look."""
        ...

    async def close(self) -> None:
        """Close what `open` opened."""
        ...


class Deployment:
    """Viza as an operator runs it. Raises `SettingsError` at once where mail is not set up."""

    def __init__(self, settings: Settings) -> None:
        require_mail(settings)
        self.settings = settings
        self.variables: Mapping[str, str] = {}

    async def open(self, port: int) -> None:
        """Nothing else listens."""

    def prepare(self) -> Parts:
        """Bring the database up to date, as its owner where another role owns the tables."""
        return prepared(self.settings, lambda _: SystemClock())

    def panel(self, parts: Parts, wake: Callable[[str], None]) -> DemoPanel | None:
        """None: this is no demonstration."""
        del parts, wake
        return None

    def settle(self, parts: Parts) -> None:
        """Nothing more to do."""

    def tell(self, prefect_url: str) -> None:
        """Where the pages and Prefect's own are."""
        tell_where([("Страницы", self.settings.public_base_url), ("Prefect", prefect_url)])

    async def close(self) -> None:
        """Nothing was opened."""


def prepared(settings: Settings, clock: Callable[[Database], Clock]) -> Parts:
    """Upgrade the database, put the parts together, open the deployment's ledger.

    Raises `SettingsError` where ledgers are there and the key that signs them is not.
    """
    settings.paths.create()
    bring_up_to_date(settings)
    database = Database(settings.database_url)
    demand_ledger_key(settings, database)
    parts = assemble(settings, database, clock(database))
    parts.engine.open_deployment()
    return parts
