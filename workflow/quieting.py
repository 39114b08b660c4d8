"""Which rungs «Вижу, сделаю до …» quiets: the reminders below the first report upwards. Pure.

A report to a superior is never quieted, nor the letter that the late person gets beside it.
"""

from collections.abc import Iterable
from datetime import date

from config.ladder import Rung


def quiets(rung: Rung, ladder: Iterable[Rung]) -> bool:
    """Whether a promise quiets this rung of a ladder for who made it."""
    if rung.letter != "reminder":
        return False
    return all(
        rung.severity < other.severity
        for other in ladder
        if other.clock is rung.clock and other.letter == "superior_report"
    )


def is_quiet(promised_on: date | None, today: date) -> bool:
    """Whether a promise stands: it ends with its day."""
    return promised_on is not None and today <= promised_on
