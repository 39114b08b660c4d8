"""The day's digest of one person: all reminders and reports of all plans in one letter, the worst first.

Each line names its notice, so that one that is no longer true can be taken out before the next attempt: subject and
heading follow from the lines that are left.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from models.states import NoticeKind
from notifications.headers import one_line
from notifications.letters.asked_lines import explanation_line, failure_line
from notifications.letters.digest_subjects import words_of
from notifications.letters.draft import Desk, Draft, item_thread
from notifications.letters.lines import Section, item_line, task_line
from notifications.letters.one_kind_letters import ONE_KIND_LETTERS, subject_of
from notifications.letters.parts import part_line
from notifications.letters.shared import contact, plan_context
from workflow.part_reminders import PART_DUE
from workflow.wording.dates import date_text

IN_ORDER = list(Section)


def digest(notices: list[Row[Any]], desk: Desk) -> Draft:
    """What needs this person today: to do, reported, for information."""
    lines = [_line(notice, desk) for notice in notices]
    plans = sorted({notice.plan_id for notice in notices if notice.plan_id is not None})
    only = plans[0] if len(plans) == 1 else None
    if only is None:
        labels = _labels(plans, desk)
        lines = [line | {"plan_label": labels.get(line["plan_id"])} for line in lines]
    lines.sort(key=lambda line: (IN_ORDER.index(line["section"]), -line["weight"], line["notice_id"]))
    context = {
        **{key: value for key, value in plan_context(desk, only).items() if key != "coordinator"},
        "years": sorted({desk.facts.plan(plan_id).year for plan_id in plans}),
        "coordinators": _coordinators(plans, desk),
        "today": date_text(desk.facts.today(only)),
        "lines": lines,
    }
    words = words_of(context)
    item_id = notices[0].item_id if len(notices) == 1 else None
    return Draft(words.pop("subject"), context | words, None if item_id is None else item_thread(item_id))


def without_lines(kind: NoticeKind, context: dict[str, Any], dropped: set[int]) -> tuple[str, dict[str, Any]] | None:
    """Subject and context without the lines of these notices; None for a letter that is not made of lines."""
    if kind not in (NoticeKind.DIGEST, *ONE_KIND_LETTERS):
        return None
    shorter = context | {"lines": [line for line in context["lines"] if line["notice_id"] not in dropped]}
    if kind is not NoticeKind.DIGEST:
        return subject_of(kind, shorter), shorter
    words = words_of(shorter)
    return words.pop("subject"), shorter | words


def _line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    return _LINES[notice.kind](notice, desk)


def _clock_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    if notice.task_id is not None:
        return task_line(notice, desk)
    return part_line(notice, desk) if notice.rung == PART_DUE else item_line(notice, desk)


_LINES: dict[NoticeKind, Callable[[Row[Any], Desk], dict[str, Any]]] = {
    NoticeKind.REMINDER: _clock_line,
    NoticeKind.SUPERIOR_REPORT: _clock_line,
    NoticeKind.EXPLANATION_REQUEST: explanation_line,
    NoticeKind.DELIVERY_FAILED: failure_line,
}


def _labels(plans: list[int], desk: Desk) -> dict[int, str]:
    """What tells the plans of one digest apart: the year, or where two have the same the title."""
    rows = [desk.facts.plan(plan_id) for plan_id in plans]
    are_told_by_year = len({row.year for row in rows}) == len(rows)
    return {row.id: f"План {row.year}" if are_told_by_year else one_line(row.title, 120) for row in rows}


def _coordinators(plans: list[int], desk: Desk) -> list[dict[str, str | None]]:
    """Whom to call about these plans; nobody is told to call themselves."""
    people = {coordinator.id: coordinator for coordinator in (desk.facts.coordinator(plan) for plan in plans)}
    own = None if desk.person is None else desk.person.id
    return [found for key, person in people.items() if key != own and (found := contact(person)) is not None]
