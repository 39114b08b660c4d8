"""The way to the API. It is imported and made at the first request for it: most deployments have pages alone."""

import threading
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

API = "/api"


class LazyApi:
    """Hands what begins with `/api` to the API, everything else on."""

    def __init__(self, app: ASGIApp, *, make: Callable[[], ASGIApp]) -> None:
        self._app = app
        self._make = make
        self._api: ASGIApp | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == API or path.startswith(f"{API}/")):
            api = await run_in_threadpool(self._made) if self._api is None else self._api
            await api(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _made(self) -> ASGIApp:
        with self._lock:
            if self._api is None:
                self._api = self._make()
            return self._api
