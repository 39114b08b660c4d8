"""A few counters for Prometheus, as plain ASGI. Paths are counted by their first word, so that no token is a label."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KNOWN = frozenset(
    (
        "",
        "api",
        "plans",
        "s",
        "sign",
        "r",
        "e",
        "enrol",
        "login",
        "logout",
        "mail",
        "mailbox",
        "demo",
        "static",
        "healthz",
        "readyz",
    )
)
FAILED = 500


class Metrics:
    """The counters of one application; each has a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "viza_http_requests", "Answered requests", ("page", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "viza_http_request_seconds",
            "Time to answer",
            ("page",),
            registry=self._registry,
            buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
        )

    def record(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        page = first if first in _KNOWN else "other"
        verb = method if method in ("GET", "POST", "HEAD") else "other"
        self._requests.labels(page or "overview", verb, str(status)).inc()
        self._seconds.labels(page or "overview").observe(seconds)

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)


class CountRequests:
    """Counts every answer that goes through it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = FAILED

        async def send_counting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_counting)
        finally:
            self._metrics.record(scope["path"], scope["method"], status, time.perf_counter() - started)
