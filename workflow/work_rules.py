"""When a part is marked or dated, a request registered, a sample proposed: the rule behind button and command.

Each gives why not, in Russian, or None where it may be done. Pure.
"""

from models.states import ItemState
from workflow.clocks import LEAD_STATES
from workflow.scopes import SAMPLED, ItemScope
from workflow.transitions import STATE_NAMES


def mark_refusal(state: ItemState) -> str | None:
    """A part is marked ready while its item is in work."""
    if state is ItemState.IN_PROGRESS:
        return None
    return f"Готовность части отмечают, пока пункт в работе, а он в состоянии «{STATE_NAMES[state]}»."


def part_due_refusal(state: ItemState) -> str | None:
    """A part gets its date while the item is in its lead's hands."""
    if state in LEAD_STATES:
        return None
    return (
        "Внутренний срок назначают, пока пункт запланирован или в работе, "
        f"а он в состоянии «{STATE_NAMES[state]}»."
    )  # fmt: skip


def register_refusal(scope: ItemScope | None, state: ItemState) -> str | None:
    """A register is kept «По запросу», and stands still while approvers look at it."""
    if scope is not ItemScope.ON_REQUEST:
        return "Реестр запросов ведётся только по пунктам, которые исполняются «По запросу»."
    if state in LEAD_STATES:
        return None
    return (
        f"Реестр запросов сейчас не меняется: пункт в состоянии «{STATE_NAMES[state]}». "
        "Его можно дополнить, пока пункт запланирован или в работе."
    )


def sample_refusal(scope: ItemScope | None, state: ItemState, *, is_waiting: bool) -> str | None:
    """A sample or a schedule is proposed one at a time, and not of what approvers look at."""
    if scope not in SAMPLED:
        return "Выборку или график утверждают только по пунктам «Выборочно» и «по графику»."
    if state not in LEAD_STATES:
        return f"Выборку предлагают, пока пункт запланирован или в работе, а он в состоянии «{STATE_NAMES[state]}»."
    if is_waiting:
        return "Выборка по этому пункту уже на согласовании: дождитесь решения или отзовите её."
    return None
