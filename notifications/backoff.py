"""When a letter that was not taken is tried again."""

import hashlib
from datetime import datetime, timedelta

FIRST_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
LATER_DELAY = timedelta(hours=1)
JITTER = 0.1
UNKNOWN_DELAY = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=4)


def next_delay(tries: int, message_id: str) -> timedelta:
    """The wait after the `tries`-th attempt: 1, 5, 15, 30 minutes, then an hour give or take a tenth.

    The jitter comes from the letter itself, so that letters refused together do not come back together.
    """
    if tries <= len(FIRST_DELAYS):
        return FIRST_DELAYS[max(tries, 1) - 1]
    digest = hashlib.sha256(f"{message_id} {tries}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 0xFFFFFFFF
    return LATER_DELAY * (1 - JITTER + 2 * JITTER * share)


def is_given_up(frozen_at: datetime, next_try_at: datetime) -> bool:
    """Would the next try come more than four days after the letter was written?"""
    return next_try_at - frozen_at > GIVE_UP_AFTER
