"""One line of a digest or of a report: an item against its clock, or a decision that waits.

`weight` orders lines, the most serious first; `is_waiting` is a decision that is waited for, not a late lead.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from models.states import ItemState, LinkPurpose
from notifications.letters.draft import Desk, item_path
from notifications.letters.extensions import may_ask, term_note
from notifications.letters.shared import (
    OPEN_AND_DECIDE,
    contact,
    item_context,
    result_text,
    subject_name,
    working_end,
)
from workflow import deadlines
from workflow.calendar import working_calendar
from workflow.views import ItemBrief
from workflow.wording.dates import date_text, due_in_text, overdue_text, working_days_text

SOON = 5  # working days before the end of the clock
LATE_WEIGHT = 10_000
WAITING_WEIGHT = 5_000
WARNING_WEIGHT = 2_000
SUPERIOR_RUNGS = frozenset({"overdue_director", "overdue_head"})
TOMORROW_REPORTED = "director_notice"
WARNING_RUNGS = {"not_started": "Не принят в работу", "behind_pace": "Отстаёт от срока"}


def item_line(notice: Row[Any], desk: Desk, *, for_superior: bool = False) -> dict[str, Any]:
    """An item against the lead's clock. For a superior no personal link is made."""
    brief = desk.facts.brief(notice.item_id)
    name = f"item-{notice.id}"
    path = item_path(brief.plan_id, brief.place) if for_superior else desk.way_to_item(name, notice.item_id)
    is_own = name in desk.link_ids
    is_lead = brief.lead is not None and desk.person is not None and brief.lead.id == desk.person.id
    end = _clock_end(notice, brief)
    today = desk.facts.today(notice.plan_id)
    late = 0 if end is None or not deadlines.is_overdue(end, today) else _days_late(end, today)
    line = item_context(brief) | {
        "lead": None if is_lead else contact(brief.lead),
        "notice_id": notice.id,
        "is_late": late > 0,
        "is_waiting": False,
        "end": None if end is None else date_text(end),
        "end_label": "Срок доработки" if _is_rework(brief, end) else "Контрольная дата",
        "shown": result_text(brief),
        "link": name if is_own else None,
        "path": path,
        "action": _action(brief, is_own=is_own, is_lead=is_lead),
        "note": " ".join(filter(None, (_note(notice, is_own=is_own), term_note(brief)))) or None,
        "extend": is_own and is_lead and may_ask(brief) and _is_near(end, today),
    }
    if late:
        return line | {
            "headline": _capital(overdue_text(late)),
            "weight": LATE_WEIGHT + late,
            "late": f"просрочен на {working_days_text(late)}",
        }
    left = None if end is None else working_calendar().days_between(today, end)
    soon = "Срок не установлен" if left is None else _capital(due_in_text(left))
    if notice.rung in WARNING_RUNGS:
        return line | {"headline": WARNING_RUNGS[notice.rung], "weight": WARNING_WEIGHT, "late": soon}
    return line | {"headline": soon, "weight": 1000 - min(left or 0, 999), "late": soon}


def task_line(notice: Row[Any], desk: Desk, *, for_superior: bool) -> dict[str, Any]:
    """A decision that is waited for: the approver gets their link, others the item's page."""
    submission = desk.facts.submission(notice.submission_id)
    task = desk.facts.task(notice.submission_id, notice.task_id)
    name = f"sign-{notice.id}"
    is_own = not for_superior and desk.person is not None and desk.person.id == task.acting.id
    path = None
    if is_own:
        desk.link(
            name,
            LinkPurpose.SIGN,
            plan_id=notice.plan_id,
            item_id=notice.item_id,
            task_id=task.id,
            digest=submission.digest,
        )
    today = desk.facts.today(notice.plan_id)
    late = _days_late(task.due_on, today) if task.due_on is not None and task.due_on < today else 0
    if notice.item_id is None:
        title = f"План {desk.facts.plan(notice.plan_id).year}: {subject_name(submission)}"
        about: dict[str, Any] = {"number": None, "title": title, "lead": None}
        path = None if is_own else f"/plans/{notice.plan_id}"
        shown = None
    else:
        brief = desk.facts.brief(notice.item_id)
        about = item_context(brief)
        path = None if is_own else item_path(brief.plan_id, brief.place)
        shown = result_text(brief, submission.shown_count, submission.shown_percent)
    if late:
        headline = f"Решение ожидается, срок истёк {working_days_text(late)} назад"
    else:
        headline = "Сегодня последний день для решения" if task.due_on == today else "Ожидает решения"
    return about | {
        "notice_id": notice.id,
        "is_late": late > 0,
        "is_waiting": True,
        "end": None if task.due_on is None else date_text(task.due_on),
        "end_label": "Срок решения",
        "shown": shown,
        "link": name if is_own else None,
        "path": path,
        "action": OPEN_AND_DECIDE[submission.subject] if is_own else "Открыть",
        "note": None,
        "approver": contact(task.acting),
        "reason": None,
        "headline": headline,
        "late": f"решение ожидается {working_days_text(late)}" if late else "ожидает решения",
        "weight": WAITING_WEIGHT + late,
    }


def _clock_end(notice: Row[Any], brief: ItemBrief) -> date | None:
    stated = notice.facts.get("clock_end")
    return date.fromisoformat(stated) if stated else working_end(brief)


def _days_late(end: date, today: date) -> int:
    return max(working_calendar().days_between(end, today), 1)


def _is_near(end: date | None, today: date) -> bool:
    """Is the term over, or at its end? Only then a letter offers to ask for a longer one."""
    return end is not None and working_calendar().days_between(today, end) <= SOON


def _is_rework(brief: ItemBrief, end: date | None) -> bool:
    return brief.rework_until is not None and end == brief.rework_until and end != brief.control_date


def _action(brief: ItemBrief, *, is_own: bool, is_lead: bool) -> str:
    if not is_own:
        return "Открыть пункт"
    if not is_lead:
        return "Добавить документы"
    return "Принять в работу" if brief.state is ItemState.PLANNED else "Представить отчёт"


def _note(notice: Row[Any], *, is_own: bool) -> str | None:
    if notice.rung == TOMORROW_REPORTED:
        return "На следующий рабочий день о просрочке будет доложено согласующему."
    if is_own and notice.rung in SUPERIOR_RUNGS:
        return "О неисполнении в срок информирован руководитель."
    return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
