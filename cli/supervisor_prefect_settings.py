"""How Prefect is set up inside our data folder: which server, which variables its processes get."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
USUAL_PORT = 4200
BACKLOG = 128
KEEP_RUNS_S = 14 * 24 * 3600

# Ours unless the operator set another value.
DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(KEEP_RUNS_S),
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",  # we use none, and it takes a second at the first start
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True, slots=True)
class PrefectPlace:
    """Where Prefect's server is. `bound` is the socket of our own one, None where the operator runs another."""

    api_url: str
    home: Path
    bound: socket.socket | None

    @property
    def ui_url(self) -> str:
        """The pages of Prefect's server."""
        return self.api_url.removesuffix("/").removesuffix("/api")

    def environment(self) -> dict[str, str]:
        """The variables of a process that talks to this server."""
        return self._common() | {"PREFECT_API_URL": self.api_url}

    def server_environment(self) -> dict[str, str]:
        """The variables of our own server: pages from elsewhere may not call it from an operator's browser."""
        ours = {"PREFECT_UI_API_URL": self.api_url, "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": self.ui_url}
        values = self._common() | ours
        # Its services talk to it without the network, and our secrets are none of its business.
        return {name: value for name, value in values.items() if name != "PREFECT_API_URL" and name[:5] != "VIZA_"}

    def _common(self) -> dict[str, str]:
        return DEFAULTS | dict(os.environ) | {"PREFECT_HOME": str(self.home)}


def place_prefect(home: Path, variables: Mapping[str, str]) -> PrefectPlace:
    """The server that `PREFECT_API_URL` names; else one of ours on loopback, on Prefect's usual port or a free one."""
    if api_url := variables.get("PREFECT_API_URL"):
        return PrefectPlace(api_url, home, None)
    bound = _bind(USUAL_PORT) or _bind(0)
    if bound is None:
        raise OSError("no free port on 127.0.0.1")
    return PrefectPlace(f"http://{LOOPBACK}:{bound.getsockname()[1]}/api", home, bound)


def _bind(port: int) -> socket.socket | None:
    try:
        return socket.create_server((LOOPBACK, port), backlog=BACKLOG)
    except OSError:
        return None
