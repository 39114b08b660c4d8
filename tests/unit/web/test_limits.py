"""Rule 14: so many events within a window."""

import pytest

from web.problems import TooManyTries
from web.rate_limit import Limit


class Ticker:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_s14_the_last_event_closes_the_door_and_the_window_opens_it() -> None:
    clock = Ticker()
    limit = Limit(3, 300, clock=clock)
    for _ in range(3):
        assert not limit.is_reached("10.0.0.1")
        limit.record("10.0.0.1")
    assert limit.is_reached("10.0.0.1")
    assert not limit.is_reached("10.0.0.2")
    assert (limit.wait_s("10.0.0.1"), limit.wait_s("10.0.0.2")) == (300, 0)
    clock.now = 299.9
    assert limit.is_reached("10.0.0.1")
    clock.now = 300
    assert not limit.is_reached("10.0.0.1")
    assert limit.wait_s("10.0.0.1") == 0


@pytest.mark.parametrize(
    ("wait_s", "text"),
    [
        (0.4, "через 1 минуту"),
        (60, "через 1 минуту"),
        (61, "через 2 минуты"),
        (300, "через 5 минут"),
        (5400, "через 90 минут"),
        (5401, "через 2 часа"),
        (86_400, "через 24 часа"),
    ],
)
def test_who_tried_too_often_is_told_how_long_to_wait(wait_s: float, text: str) -> None:
    assert TooManyTries(wait_s).message == f"Слишком много попыток подряд. Повторите {text}."


def test_keys_that_went_quiet_are_forgotten() -> None:
    clock = Ticker()
    limit = Limit(1, 10, clock=clock)
    limit.record("a")
    clock.now = 11
    assert not limit.is_reached("a")
    assert limit.size == 0
