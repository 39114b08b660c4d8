"""The facts of a report that the conditions of a route may speak of (`config.chain_condition`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from config.chain_condition import Fact
from workflow.deadlines import effective_due, is_extended
from workflow.progress import Progress


def submission_facts(
    item: Any, progress: Progress, submission: Any, days_between: Callable[[date, date], int], today: date
) -> Mapping[str, Fact | None]:
    """By their names; None for what this item does not have. Days late are working days after the deadline in force."""
    due = effective_due(item.due_on, item.extended_due_on)
    return {
        "target_count": progress.target.units,
        "target_percent": progress.target.percent,
        "shown_count": progress.shown.units,
        "shown_percent": progress.shown.percent,
        "organisations": len(item.organisations),
        "returns": item.returns,
        "days_late": days_between(due, today) if due is not None and today > due else 0,
        "is_partial": submission.is_partial,
        "is_short": progress.falls_short,
        "is_extended": is_extended(item.extended_due_on, item.reopened_due_on),
    }
