"""When «Вижу, сделаю до …» may be said, and of which day: the one rule behind the button and the command. Pure."""

from datetime import date

from models.states import ItemState
from workflow.transitions import STATE_NAMES
from workflow.wording.dates import date_text


def promise_refusal(state: ItemState, *, has_clock: bool) -> str | None:
    """Why nothing can be promised of an item now, in Russian; None where it can."""
    if has_clock:
        return None
    return f"Обещать исполнение сейчас нечего: срок по пункту не идёт (состояние «{STATE_NAMES[state]}»)."


def day_refusal(promised_on: date, today: date, closes_by: date | None) -> str | None:
    """Why the day cannot be promised, in Russian; None where it can. A late one may be: it is marked so."""
    if promised_on < today:
        return "Этот день уже прошёл: укажите сегодняшний или более поздний."
    if closes_by is not None and promised_on > closes_by:
        return f"День не может быть позже даты закрытия плана ({date_text(closes_by)})."
    return None


def is_after_deadline(promised_on: date, due_on: date | None, rework_until: date | None) -> bool:
    """Is the day later than what counts as on time: the deadline in force, or the rework term where that is later?"""
    ends = [day for day in (due_on, rework_until) if day is not None]
    return bool(ends) and promised_on > max(ends)
