"""Which deadlines a letter brings as calendar events, for a recipient who asked for them.

Only what is frozen with the letter, so that its calendar file is the same at every try. An item is one event for good:
`of` names it, `sequence` is the item's version, which grows with every change of its deadline (RFC 5545 3.8.7.4). No
personal link is in it: calendars are shared.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row

from models.states import ItemState, NoticeKind
from notifications.headers import one_line
from notifications.letters.draft import Desk, item_path, item_thread
from notifications.letters.shared import number_of, result_text, working_end
from workflow.amendment_manifest import proposed_changes
from workflow.views import ItemBrief
from workflow.wording.dates import date_text

Event = dict[str, Any]
TITLE_LENGTH = 200


def calendar_of(notices: list[Row[Any]], desk: Desk) -> dict[str, Any]:
    """What the letter of these notices has in its context as `calendar`: nothing, or the events."""
    rule = _RULES.get(notices[0].kind)
    if rule is None or desk.person is None or len(notices) > 1 or not desk.facts.wants_calendar(desk.person.id):
        return {}
    events = rule(notices[0], desk, desk.person.id)
    return {"calendar": events} if events else {}


def _of_the_item(notice: Row[Any], desk: Desk, person_id: int) -> list[Event]:
    """One item's deadline, for who is responsible for it."""
    if notice.item_id is None or notice.task_id is not None:
        return []
    brief = desk.facts.brief(notice.item_id)
    is_own = any(each.person.id == person_id for each in brief.responsible)
    return _running(brief, desk, person_id) if is_own else []


def _of_own_items(notice: Row[Any], desk: Desk, person_id: int) -> list[Event]:
    """The deadlines of all items of a plan that the person is responsible for."""
    own = desk.facts.items_of(notice.plan_id, person_id)
    return [event for brief in own for event in _running(brief, desk, person_id)]


def _of_amended_items(notice: Row[Any], desk: Desk, person_id: int) -> list[Event]:
    """The deadlines that an amendment set, and those that are the person's no more."""
    changes = proposed_changes(desk.facts.submission(notice.submission_id).manifest)
    briefs = {brief.place: brief for brief in desk.facts.briefs(notice.plan_id)}
    events: dict[int, list[Event]] = {}
    for index, place in notice.facts["items"]:
        brief = briefs.get(place)
        if brief is None:
            continue
        is_own = any(each.person.id == person_id for each in brief.responsible)
        if is_own and brief.state is not ItemState.CANCELLED:
            events[place] = _running(brief, desk, person_id)
        elif is_own or person_id in changes[index].responsible:
            events[place] = _event(brief, desk, working_end(brief), "Срок", is_off=True)
    return [event for found in events.values() for event in found]


_RULES: dict[NoticeKind, Callable[[Row[Any], Desk, int], list[Event]]] = {
    NoticeKind.PLAN_ACTIVATED: _of_own_items,
    NoticeKind.PLAN_AMENDED: _of_amended_items,
    NoticeKind.EXTENDED: _of_the_item,
    NoticeKind.REOPENED: _of_the_item,
    NoticeKind.RETURNED: _of_the_item,
    NoticeKind.REMINDER: _of_the_item,
}


def _running(brief: ItemBrief, desk: Desk, person_id: int) -> list[Event]:
    """The day by which the person must be done: that of their part, or the item's."""
    part = next((one.part_due_on for one in brief.responsible if one.person.id == person_id and not one.is_lead), None)
    if part is not None:
        return _event(brief, desk, part, "Срок вашей части")
    return _event(brief, desk, working_end(brief), "Срок")


def _event(brief: ItemBrief, desk: Desk, day: date | None, label: str, *, is_off: bool = False) -> list[Event]:
    if day is None:
        return []
    plan = desk.facts.plan(brief.plan_id)
    told = [f"План работы на {plan.year} год, пункт {number_of(brief)}. {result_text(brief)}."]
    if brief.effective_due_on is not None:
        told.append(f"Срок по плану: {date_text(brief.effective_due_on)}.")
    if brief.lead is not None:
        told.append(f"Ответственный исполнитель: {brief.lead.name}")
    return [
        {
            "of": f"{item_thread(brief.id)}.{brief.plan_id}",
            "sequence": brief.version,
            "day": day.isoformat(),
            "title": one_line(f"{label}: п. {number_of(brief)}. {brief.title}", TITLE_LENGTH),
            "note": "Пункт больше не за вами." if is_off else " ".join(told),
            "path": item_path(brief.plan_id, brief.place),
            "is_off": is_off,
        }
    ]
