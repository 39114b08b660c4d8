"""The pages, served in the event loop of `viza up`."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from config.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

BACKLOG = 512
SHUTDOWN_S = 2
KEEP_ALIVE_S = 10


def _listening(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Bound and listening. With the protocol named, as `create_server` does not, asyncio sets TCP_NODELAY."""
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class WebServer:
    """One uvicorn server on a socket that is bound before anything else starts."""

    def __init__(self, host: str, port: int) -> None:
        """Bind. Raises `SettingsError` where the address is taken or is not this machine's."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = _listening(family, host, port)
        except OSError as error:
            raise SettingsError(f"VIZA_LISTEN: cannot listen on {host}:{port}: {error.strerror}") from error
        self._server: _QuietServer | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port, also where the setting asked for any free one."""
        return int(self._socket.getsockname()[1])

    async def start(self, app: "ASGIApp") -> "asyncio.Task[None]":
        """Serve `app`; returns once pages answer, with the task that ends when the server does."""
        # No access log: it would hold the paths of personal links (rule 5). No websockets: there are none.
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            ws="none",
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=SHUTDOWN_S,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
        self._server = _QuietServer(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web")
        is_up = asyncio.create_task(self._server.is_up.wait())
        await asyncio.wait([is_up, self._task], return_when=asyncio.FIRST_COMPLETED)
        is_up.cancel()
        return self._task

    async def end(self) -> None:
        """Stop taking requests, let those under way finish for two seconds, and close the socket."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await asyncio.wait([self._task], timeout=2 * SHUTDOWN_S)
        self.close()

    def close(self) -> None:
        """Give the address back."""
        self._socket.close()


class _QuietServer(uvicorn.Server):
    """Leaves the signals to `viza up`, which ends more than the pages, and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
