"""Итоговое рассмотрение: what it asks for, when its report may be frozen, what the report says. Pure rules.

1. A late item, open or executed, needs the reasons of the deviation, once given at any time.
2. An open item that is not late needs word of its progress, given since the review opened (reasons are such a word
   too); one that approvers look at needs none.
3. The report is frozen early only when every item is final, those of the analysis and of the final interview
   among them; from the closing date on it may be frozen as it stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.states import ExplanationKind, ItemRole, ItemState, Outcome
from workflow.clocks import LEAD_STATES
from workflow.wording.dates import date_text
from workflow.wording.terms import ITEM_ROLES

FINAL_STATES = (ItemState.APPROVED, ItemState.CANCELLED)
NOT_EXECUTED = "Не исполнен"
PARTLY_EXECUTED = "Исполнен частично"
RESULTS: dict[Outcome, str] = {
    Outcome.EXECUTED: "Исполнен",
    Outcome.PARTLY: PARTLY_EXECUTED,
    Outcome.NOT_EXECUTED: NOT_EXECUTED,
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An item as the freezing of the report looks at it."""

    number: str
    state: ItemState
    role: ItemRole


@dataclass(frozen=True, slots=True)
class Given:
    """An explanation that was given, at an aware UTC time."""

    kind: ExplanationKind
    at: datetime


def needed_explanation(
    state: ItemState, *, is_late: bool, given: Iterable[Given], opened_at: datetime | None
) -> ExplanationKind | None:
    """What a responsible person still owes the review about an item; None where nothing is missing.

    `opened_at` is when the review opened; while it has not, progress is asked of nobody.
    """
    if is_late and state is not ItemState.CANCELLED:
        has_reasons = any(one.kind is ExplanationKind.DEVIATION for one in given)
        return None if has_reasons else ExplanationKind.DEVIATION
    if state not in LEAD_STATES or opened_at is None:
        return None
    has_word = any(one.at >= opened_at for one in given)
    return None if has_word else ExplanationKind.PROGRESS


def freeze_refusal(items: Sequence[OpenQuestion], *, today: date, closes_by: date) -> str | None:
    """Why the report may not be frozen today, in Russian; None where it may."""
    unfinished = [item for item in items if item.state not in FINAL_STATES]
    if not unfinished or today >= closes_by:
        return None
    closing = [item for item in unfinished if item.role is not ItemRole.ORDINARY]
    if len(closing) == len(unfinished):
        named = ", ".join(f"п. {item.number} ({ITEM_ROLES[item.role]})" for item in closing)
        return (
            f"Досрочно отчёт не зафиксировать, пока не завершены итоговые пункты: {named}. "
            f"Дождитесь их утверждения или даты закрытия плана {date_text(closes_by)}."
        )
    named = ", ".join(item.number for item in unfinished)
    return (
        f"Не завершены пункты: {named}. Дождитесь их утверждения; с {date_text(closes_by)} отчёт можно "
        "зафиксировать как есть, незавершённые пункты войдут в него с причинами."
    )


def result_text(
    state: ItemState, outcome: Outcome | None, *, state_text: str, submitted_on: date | None, is_frozen: bool
) -> str:
    """What the report says of an item: «Исполнен», …; an item still open is «Не исполнен» once it is frozen."""
    if state is ItemState.APPROVED and outcome is not None:
        return RESULTS[outcome]
    if state in (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED):
        return f"На рассмотрении, представлен {date_text(submitted_on)}"
    return NOT_EXECUTED if is_frozen and state in LEAD_STATES else state_text


def counts_as_due(state: ItemState, *, effective_due_on: date | None, executed_on: date | None, today: date) -> bool:
    """Whether an item belongs under the line of the discipline coefficient: its deadline is over, or it is done."""
    if effective_due_on is None or state is ItemState.CANCELLED:
        return False
    return executed_on is not None or today > effective_due_on


def counts_as_on_time(outcome: Outcome | None, was_on_time: bool | None) -> bool:
    """Whether an item belongs above the line: executed in full, and in time."""
    return outcome is Outcome.EXECUTED and was_on_time is True
