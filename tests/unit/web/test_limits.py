"""Rule 14: so many events within a window."""

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
    clock.now = 299.9
    assert limit.is_reached("10.0.0.1")
    clock.now = 300
    assert not limit.is_reached("10.0.0.1")


def test_keys_that_went_quiet_are_forgotten() -> None:
    clock = Ticker()
    limit = Limit(1, 10, clock=clock)
    limit.record("a")
    clock.now = 11
    assert not limit.is_reached("a")
    assert limit.size == 0
