"""Limits in memory (rule 14): so many events of one key within a window, oldest forgotten first."""

import threading
import time
from collections import deque
from collections.abc import Callable

FAILURES = 10
FAILURE_WINDOW_S = 5 * 60
LINK_REQUESTS = 5
LINK_WINDOW_S = 24 * 3600
MAX_KEYS = 50_000


class Limit:
    """At most `count` events of one key within `window` seconds. Safe to use from several threads."""

    def __init__(self, count: int, window: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._window = window
        self._clock = clock
        self._events: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def is_reached(self, key: str) -> bool:
        """Has this key used up its events?"""
        with self._lock:
            return len(self._recent(key)) >= self._count

    def wait_s(self, key: str) -> float:
        """Seconds until this key may try again; 0 where it may now."""
        with self._lock:
            events = self._recent(key)
            return events[0] + self._window - self._clock() if len(events) >= self._count else 0.0

    def record(self, key: str) -> None:
        """Count one event."""
        with self._lock:
            if key not in self._events and len(self._events) >= MAX_KEYS:
                self._forget_old()
            self._events.setdefault(key, deque(maxlen=self._count)).append(self._clock())

    @property
    def size(self) -> int:
        """How many keys are remembered."""
        return len(self._events)

    def _recent(self, key: str) -> deque[float]:
        events = self._events.get(key)
        if events is None:
            return deque()
        while events and events[0] <= self._clock() - self._window:
            events.popleft()
        if not events:
            del self._events[key]
        return events

    def _forget_old(self) -> None:
        for key in list(self._events):
            self._recent(key)
        while len(self._events) >= MAX_KEYS:
            del self._events[next(iter(self._events))]
