"""When control over an item was resumed, and which of its approved reports that took out of force."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.states import DecisionKind, SubmissionState
from workflow.actions import Action
from workflow.views import HistoryLine, ReopeningView, SubmissionView


def reopenings(history: Iterable[HistoryLine], submissions: Sequence[SubmissionView]) -> tuple[ReopeningView, ...]:
    """The reopenings of an item, oldest first, each with the ids of the reports that were approved until then."""
    found: list[ReopeningView] = []
    left = {each.id: each for each in submissions if _was_approved(each)}
    for line in history:
        if line.action != Action.ITEM_REOPENED:
            continue
        gone = frozenset(number for number, each in left.items() if each.submitted_at <= line.at)
        for number in gone:
            del left[number]
        data = line.body["data"]
        found.append(ReopeningView(line.seq, line.at, data["reason"], date.fromisoformat(data["due_on"]), gone))
    return tuple(found)


def _was_approved(submission: SubmissionView) -> bool:
    """Out of force although its last step approved it: only a reopening does that."""
    return submission.state is SubmissionState.VOIDED and any(
        task.is_last_step and task.decision is not None and task.decision.kind is not DecisionKind.RETURN
        for task in submission.tasks
    )
