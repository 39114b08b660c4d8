"""One line of a digest: an item against its clock, or a decision that waits.

Every line has the same keys, see `line_of`. `section` says whose move it is: the recipient's, somebody else's who is
late, or nobody's yet. `weight` orders the lines of a section, the most serious first.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from models.states import ItemState, LinkPurpose, NoticeKind
from notifications.letters.about import link_to_decide
from notifications.letters.draft import Desk, item_path, plan_path
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
from workflow.hold_rules import MOST_DAYS
from workflow.recomputing_clocks import TERM_MOVED
from workflow.views import ItemBrief, PromiseView
from workflow.wording.dates import date_text, due_in_text, overdue_text, working_days_text

SOON = 5  # working days before the end of the clock
LATE_WEIGHT = 10_000
WAITING_WEIGHT = 5_000
WARNING_WEIGHT = 2_000
TOMORROW_REPORTED = "director_notice"
MAY_HOLD = f"Доклад можно один раз отложить, не больше чем на {working_days_text(MOST_DAYS)}."
# What a rung waits for beside a date, and what is said where it did not come.
WARNINGS = {
    "start": ("Не принят в работу", "срок начала прошёл"),
    "pace": ("Отстаёт от срока", "отстаёт от срока"),
}
ASKS = {
    "Принять в работу": "примите в работу",
    "Представить отчёт": "представьте отчёт",
    "Добавить документы": "добавьте документы",
}


class Section(StrEnum):
    """What the recipient must do, what is reported of others, what is good to know."""

    TO_DO = "to_do"
    REPORTED = "reported"
    INFO = "info"


def line_of(notice: Row[Any], section: Section, **values: Any) -> dict[str, Any]:
    """A line with every key that a digest shows.

    `headline` stands above the title, `late` in a report, `state` and `ask` in a subject; `anchor` is the place on the
    page that the link opens; `plan_label` names the plan where a digest tells of several.
    """
    return {
        "form": "item", "section": section.value, "notice_id": notice.id,
        "plan_id": notice.plan_id, "plan_label": None,
        "number": None, "title": "", "lead": None, "approver": None, "reason": None, "shown": None, "note": None,
        "is_late": False, "is_waiting": False, "end": None, "end_label": "", "headline": "", "late": "", "state": "",
        "ask": None, "failed": None, "link": None, "path": None, "anchor": "", "action": "Открыть пункт",
        "extend": False, "promise": False, "weight": 0,
    } | values  # fmt: skip


def item_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """An item against the lead's clock: to do for who is responsible for it, reported to anybody else."""
    brief = desk.facts.brief(notice.item_id)
    is_report = notice.kind is NoticeKind.SUPERIOR_REPORT
    is_own = not is_report and desk.person is not None and desk.facts.is_responsible(brief, desk.person.id)
    is_lead = is_own and desk.person is not None and desk.facts.is_lead(brief, desk.person.id)
    end = _clock_end(notice, brief)
    today = desk.facts.today(notice.plan_id)
    late = 0 if end is None or not deadlines.is_overdue(end, today) else _days_late(end, today)
    is_asked = is_own and (notice.rung != TERM_MOVED or _is_near(end, today))
    action, anchor = _action(brief, is_lead=is_lead, is_late=late > 0) if is_asked else ("Открыть пункт", "")
    notes = (_note(notice, desk, is_own=is_own), term_note(brief), _promised(brief, desk))
    if notice.rung == TOMORROW_REPORTED and _keeps(desk, notice):
        action, anchor = "Отложить доклад", "#hold"
    return line_of(
        notice,
        Section.TO_DO if is_asked else Section.REPORTED if late or is_report else Section.INFO,
        **item_context(brief) | {"lead": None if is_lead else contact(brief.lead)},
        is_late=late > 0,
        end=None if end is None else date_text(end),
        end_label="Срок доработки" if _is_rework(brief, end) else "Контрольная дата",
        shown=result_text(brief),
        reason=desk.facts.reason_of_delay(notice.item_id) if late and not is_own else None,
        note=" ".join(filter(None, notes)) or None,
        action=action,
        anchor=anchor,
        ask=ASKS.get(action),
        extend=is_lead and may_ask(brief) and _is_near(end, today),
        promise=is_asked and not notice.facts.get("is_report") and not _has_promised(brief, desk),
        **_time(notice, end, today, late),
        **_way(notice, desk),
    )


def task_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """A decision that is waited for: to do for who makes it, reported to anybody else."""
    submission = desk.facts.submission(notice.submission_id)
    task = desk.facts.task(notice.submission_id, notice.task_id)
    is_own = desk.person is not None and desk.person.id == task.acting.id
    today = desk.facts.today(notice.plan_id)
    late = _days_late(task.due_on, today) if task.due_on is not None and task.due_on < today else 0
    if notice.item_id is None:
        year = desk.facts.plan(notice.plan_id).year
        about: dict[str, Any] = {"title": f"План {year}: {subject_name(submission)}"}
    else:
        brief = desk.facts.brief(notice.item_id)
        shown = result_text(brief, submission.shown_count, submission.shown_percent)
        about = item_context(brief) | {"shown": shown}
    if is_own:
        name = f"sign-{notice.id}"
        link_to_decide(notice, desk, task, submission, name)
        way: dict[str, Any] = {"link": name, "action": OPEN_AND_DECIDE[submission.subject], "ask": "примите решение"}
    else:
        way = _way(notice, desk) | {"action": "Открыть план" if notice.item_id is None else "Открыть пункт"}
    if late:
        headline = f"Решение ожидается, срок истёк {working_days_text(late)} назад"
        state = f"срок решения истёк {working_days_text(late)} назад"
    else:
        headline = "Сегодня последний день для решения" if task.due_on == today else "Ожидает решения"
        state = headline[:1].lower() + headline[1:]
    return line_of(
        notice,
        Section.TO_DO if is_own else Section.REPORTED,
        **about,
        is_late=late > 0,
        is_waiting=True,
        end=None if task.due_on is None else date_text(task.due_on),
        end_label="Срок решения",
        approver=contact(task.acting),
        headline=headline,
        late=f"решение ожидается {working_days_text(late)}" if late else "ожидает решения",
        state=state,
        weight=WAITING_WEIGHT + late,
        note=moved_note(notice) if notice.rung == TERM_MOVED else _instead_note(notice, desk) or _own_name(notice),
        **way,
    )


def _way(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """How the recipient opens the page: the coordinator signs in, anybody else has a personal link."""
    brief = None if notice.item_id is None else desk.facts.brief(notice.item_id)
    if desk.person is None or desk.person.id == desk.facts.coordinator(notice.plan_id).id:
        return {"path": plan_path(notice.plan_id) if brief is None else item_path(brief.plan_id, brief.place)}
    name = f"item-{notice.id}"
    desk.link(name, LinkPurpose.RESPOND, plan_id=notice.plan_id, item_id=notice.item_id)
    return {"link": name}


def _time(notice: Row[Any], end: date | None, today: date, late: int) -> dict[str, Any]:
    """How the item stands against its clock, in words for each place."""
    if late:
        said = f"просрочен на {working_days_text(late)}"
        return {
            "headline": _capital(overdue_text(late)), "late": said, "state": said, "weight": LATE_WEIGHT + late,
        }  # fmt: skip
    left = None if end is None else working_calendar().days_between(today, end)
    soon = "срок не установлен" if left is None else due_in_text(left)
    state = soon if left is None else f"контрольная дата {soon}"
    if notice.rung == TERM_MOVED:
        state = f"срок пересчитан по производственному календарю — {date_text(end)}"
    if "waits_for" in notice.facts:
        headline, state = WARNINGS[notice.facts["waits_for"]]
        return {"headline": headline, "late": soon, "state": state, "weight": WARNING_WEIGHT}
    return {"headline": _capital(soon), "late": soon, "state": state, "weight": 1000 - min(left or 0, 999)}


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


def _action(brief: ItemBrief, *, is_lead: bool, is_late: bool) -> tuple[str, str]:
    """What who is responsible does next, and where on the item's page."""
    if is_lead and brief.state is ItemState.PLANNED:
        return "Принять в работу", "#start"
    if is_lead and (is_late or brief.shown >= brief.target):
        return "Представить отчёт", "#submit"
    return "Добавить документы", "#evidence"


def _note(notice: Row[Any], desk: Desk, *, is_own: bool) -> str | None:
    if notice.rung == TOMORROW_REPORTED and (is_own or _keeps(desk, notice)):
        said = "На следующий рабочий день о просрочке будет доложено согласующему."
        return f"{said} {MAY_HOLD}" if _keeps(desk, notice) else said
    if notice.rung == TERM_MOVED:
        return moved_note(notice)
    if is_own and notice.facts.get("is_report"):
        return "О неисполнении в срок информирован руководитель."
    return _instead_note(notice, desk) or _own_name(notice)


def moved_note(notice: Row[Any]) -> str:
    """That the working calendar changed and the term with it: what it was."""
    before = date.fromisoformat(notice.facts["moved_from"])
    return f"Изменён производственный календарь, поэтому срок пересчитан: прежде был {date_text(before)}."


def _own_name(notice: Row[Any]) -> str | None:
    """How the office named a rung of its own."""
    label = notice.facts.get("label")
    return None if label is None else f"{_capital(label)}."


def _keeps(desk: Desk, notice: Row[Any]) -> bool:
    """Does the recipient coordinate the plan?"""
    return desk.person is not None and desk.person.id == desk.facts.coordinator(notice.plan_id).id


def _promised(brief: ItemBrief, desk: Desk) -> str | None:
    """What was said of the day on which it will be done: to others by the lead, to oneself by oneself."""
    own = None if desk.person is None else desk.person.id
    said = next((each for each in brief.promises if each.person.id == own), None)
    if said is not None:
        return f"Вы сообщили, что сделаете до {date_text(said.promised_on)}."
    return " ".join(_promise_text(brief, each) for each in brief.promises) or None


def _has_promised(brief: ItemBrief, desk: Desk) -> bool:
    """Did the recipient name a day that is still ahead?"""
    own = None if desk.person is None else desk.person.id
    return any(each.person.id == own and not each.is_over for each in brief.promises)


def _promise_text(brief: ItemBrief, said: PromiseView) -> str:
    """«Обещано до 10.03.2021 — позже срока: «Ждём две школы.»»; of anybody but the lead with the name."""
    is_leads = brief.lead is not None and said.person.id == brief.lead.id
    text = _capital(said.text) if is_leads else f"{said.person.name}: {said.text}"
    if said.note is None:
        return f"{text}."
    return f"{text}: «{said.note}»" + ("" if said.note.endswith((".", "…", "?", "!")) else ".")


def _instead_note(notice: Row[Any], desk: Desk) -> str | None:
    """Whose letter did not arrive, where this one goes to who hears instead."""
    absent = notice.facts.get("instead_of")
    return None if absent is None else f"Письмо об этом не дошло до получателя: {desk.facts.person(int(absent)).name}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
