"""The answers to an item's reminders, as JSON for scripts and as text for people."""

from typing import TYPE_CHECKING, Any

from cli.terminal import say

if TYPE_CHECKING:
    from workflow.views import ItemBrief, ItemView


def promises_json(item: "ItemBrief") -> list[dict[str, Any]]:
    """What people promised of the term that runs."""
    return [
        {
            "person": each.person.name,
            "promised_on": each.promised_on.isoformat(),
            "is_after_deadline": each.is_after_deadline,
            "note": each.note,
            "made_at": each.made_at.isoformat(),
        }
        for each in item.promises
    ]


def hold_json(view: "ItemView") -> dict[str, Any] | None:
    """The report of the running term that was held."""
    hold = view.hold
    if hold is None:
        return None
    return {
        "until": hold.until.isoformat(),
        "report_on": hold.report_on.isoformat(),
        "reason": hold.reason,
        "held_by": hold.held_by.name,
        "held_at": hold.held_at.isoformat(),
    }


def print_answers(view: "ItemView") -> None:
    """Both, where there are any."""
    from workflow.wording.dates import date_text

    for promise in view.brief.promises:
        say(f"{promise.person.name}: {promise.text}" + (f" ({promise.note})" if promise.note else ""))
    if view.hold is not None:
        said = f"Доклад о просрочке отложен до {date_text(view.hold.until)} включительно"
        say(f"{said}, он пойдёт {date_text(view.hold.report_on)}: {view.hold.reason}")
