"""Итоговое рассмотрение: what it asks for and when it may be frozen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.states import ExplanationKind, ItemRole, ItemState, Outcome
from workflow.review_rules import (
    Given,
    OpenQuestion,
    counts_as_due,
    counts_as_on_time,
    freeze_refusal,
    needed_explanation,
    result_text,
)

OPENED = datetime(2021, 12, 1, 3, 0, tzinfo=UTC)
CLOSES = date(2022, 1, 20)
DEVIATION, PROGRESS = ExplanationKind.DEVIATION, ExplanationKind.PROGRESS


@pytest.mark.parametrize(
    ("state", "is_late", "needs"),
    [
        (ItemState.PLANNED, False, PROGRESS),
        (ItemState.IN_PROGRESS, False, PROGRESS),
        (ItemState.EVIDENCE_SUBMITTED, False, None),
        (ItemState.AGREED, False, None),
        (ItemState.APPROVED, False, None),
        (ItemState.CANCELLED, False, None),
        (ItemState.IN_PROGRESS, True, DEVIATION),
        (ItemState.EVIDENCE_SUBMITTED, True, DEVIATION),
        (ItemState.APPROVED, True, DEVIATION),
        (ItemState.CANCELLED, True, None),
    ],
)
def test_late_items_owe_reasons_and_open_ones_word_of_progress(
    state: ItemState, is_late: bool, needs: ExplanationKind | None
) -> None:
    assert needed_explanation(state, is_late=is_late, given=(), opened_at=OPENED) is needs


def test_reasons_count_whenever_they_were_given() -> None:
    early = Given(DEVIATION, OPENED - timedelta(days=90))
    assert needed_explanation(ItemState.APPROVED, is_late=True, given=[early], opened_at=OPENED) is None


@pytest.mark.parametrize(("seconds", "needs"), [(-1, PROGRESS), (0, None), (1, None)])
def test_word_of_progress_counts_from_the_opening_on(seconds: int, needs: ExplanationKind | None) -> None:
    given = [Given(PROGRESS, OPENED + timedelta(seconds=seconds))]
    assert needed_explanation(ItemState.IN_PROGRESS, is_late=False, given=given, opened_at=OPENED) is needs


def test_word_of_progress_is_no_reason_and_reasons_are_word_of_progress() -> None:
    progress, reasons = [Given(PROGRESS, OPENED)], [Given(DEVIATION, OPENED)]
    assert needed_explanation(ItemState.IN_PROGRESS, is_late=True, given=progress, opened_at=OPENED) is DEVIATION
    assert needed_explanation(ItemState.IN_PROGRESS, is_late=False, given=reasons, opened_at=OPENED) is None


def test_before_the_opening_progress_is_asked_of_nobody() -> None:
    assert needed_explanation(ItemState.PLANNED, is_late=False, given=(), opened_at=None) is None


def item(number: str, state: ItemState, role: ItemRole = ItemRole.ORDINARY) -> OpenQuestion:
    return OpenQuestion(number, state, role)


def test_a_report_with_every_item_final_may_be_frozen_early() -> None:
    items = [
        item("1", ItemState.APPROVED),
        item("2", ItemState.CANCELLED),
        item("20", ItemState.APPROVED, ItemRole.ANALYSIS),
    ]
    assert freeze_refusal(items, today=date(2021, 12, 10), closes_by=CLOSES) is None


@pytest.mark.parametrize("role", [ItemRole.ORDINARY, ItemRole.ANALYSIS, ItemRole.FINAL_REVIEW])
@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True)])
def test_with_an_open_item_it_may_be_frozen_only_from_the_closing_date_on(role: ItemRole, days: int, may: bool) -> None:
    items = [item("1", ItemState.APPROVED), item("21", ItemState.AGREED, role)]
    refusal = freeze_refusal(items, today=CLOSES + timedelta(days=days), closes_by=CLOSES)
    assert (refusal is None) is may
    if refusal is not None:
        assert "21" in refusal
        assert "20.01.2022" in refusal


def test_what_is_open_at_the_freezing_is_not_executed_and_what_is_submitted_is_under_consideration() -> None:
    def told(state: ItemState, outcome: Outcome | None = None, *, is_frozen: bool = True) -> str:
        return result_text(state, outcome, state_text="В работе", submitted_on=date(2022, 1, 14), is_frozen=is_frozen)

    assert told(ItemState.IN_PROGRESS) == "Не исполнен"
    assert told(ItemState.PLANNED) == "Не исполнен"
    assert told(ItemState.IN_PROGRESS, is_frozen=False) == "В работе"
    assert told(ItemState.AGREED) == "На рассмотрении, представлен 14.01.2022"
    assert told(ItemState.APPROVED, Outcome.PARTLY) == "Исполнен частично"
    assert told(ItemState.APPROVED, Outcome.NOT_EXECUTED) == "Не исполнен"


@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, False), (1, True)])
def test_an_item_is_due_when_its_last_day_is_over(days: int, is_due: bool) -> None:
    due = date(2021, 12, 31)
    today = due + timedelta(days=days)
    assert counts_as_due(ItemState.PLANNED, effective_due_on=due, executed_on=None, today=today) is is_due


def test_what_is_done_early_counts_as_due_and_what_is_cancelled_never() -> None:
    due, today = date(2021, 12, 31), date(2021, 12, 1)
    assert counts_as_due(ItemState.APPROVED, effective_due_on=due, executed_on=today, today=today)
    assert not counts_as_due(ItemState.CANCELLED, effective_due_on=today, executed_on=None, today=due)
    assert not counts_as_due(ItemState.PLANNED, effective_due_on=None, executed_on=None, today=due)


def test_only_what_is_executed_in_full_and_in_time_counts_for_discipline() -> None:
    assert counts_as_on_time(Outcome.EXECUTED, was_on_time=True)
    assert not counts_as_on_time(Outcome.PARTLY, was_on_time=True)
    assert not counts_as_on_time(Outcome.EXECUTED, was_on_time=False)
    assert not counts_as_on_time(None, was_on_time=None)
