"""When a longer term may be asked for, and until when: the one rule behind the button and the command. Pure.

1. The item is planned or in work: what approvers look at is not extended, it is decided or returned.
2. It has a deadline; one request of it waits at a time; the plan's execution report is not frozen yet.
3. The new date is later than the deadline in force and today, and not after the day on which the plan closes.
"""

from dataclasses import dataclass
from datetime import date

from models.states import ItemState
from workflow.clocks import LEAD_STATES
from workflow.transitions import STATE_NAMES
from workflow.wording.dates import date_text


@dataclass(frozen=True, slots=True)
class Extendable:
    """What is known of an item whose lead may ask for a longer term. Dates are local to the plan."""

    state: ItemState
    due_on: date | None
    closes_by: date
    has_open_request: bool
    is_report_frozen: bool


def request_refusal(item: Extendable) -> str | None:
    """Why no longer term may be asked for now, in Russian; None where it may."""
    if item.state not in LEAD_STATES:
        return (
            f"Продлить срок сейчас нельзя: пункт в состоянии «{STATE_NAMES[item.state]}». "
            "Срок продлевают, пока пункт запланирован или в работе."
        )
    if item.due_on is None:
        return "У пункта нет срока: продлевать нечего. Срок устанавливают изменением плана."
    if item.has_open_request:
        return "Запрос на продление срока уже на согласовании: дождитесь решения или отзовите его."
    if item.is_report_frozen:
        return "Отчёт об исполнении плана уже зафиксирован: срок продлить нельзя."
    return None


def date_refusal(wanted: date, item: Extendable, today: date) -> str | None:
    """Why the new deadline cannot be this date, in Russian; None where it can. The item has a deadline."""
    if item.due_on is not None and wanted <= item.due_on:
        return f"Новый срок должен быть позже действующего ({date_text(item.due_on)})."
    if wanted <= today:
        return "Новый срок должен быть позже сегодняшнего дня."
    if wanted > item.closes_by:
        return f"Новый срок не может быть позже даты закрытия плана ({date_text(item.closes_by)})."
    return None


def is_asked_late(due_on: date, today: date) -> bool:
    """Is the request made after the deadline in force? A deadline ends with its day."""
    return today > due_on
