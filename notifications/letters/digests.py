"""Letters of several lines: the day's reminders, the report to a superior, the request for сведения.

Each line names its notice, so that one that is no longer true can be taken out before the next attempt.
"""

from typing import Any

from sqlalchemy import Row

from models.states import ExplanationKind, LinkPurpose, NoticeKind
from notifications.letters.draft import Desk, Draft, item_thread, plan_path
from notifications.letters.lines import item_line, task_line
from notifications.letters.parts import part_line
from notifications.letters.shared import item_context, plan_context
from workflow.part_reminders import PART_DUE
from workflow.wording.dates import date_text, items_text, plural

ASKED = {
    ExplanationKind.DEVIATION: "сведения о причинах отклонения",
    ExplanationKind.PROGRESS: "сведения о ходе исполнения",
}


def reminder(notices: list[Row[Any]], desk: Desk) -> Draft:
    """What needs this person today, most serious first."""
    lines = [_reminder_line(notice, desk) for notice in notices]
    context = _of_lines(notices, desk, lines)
    return Draft(subject_of(NoticeKind.REMINDER, context), context, _thread(notices))


def _reminder_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    if notice.task_id is not None:
        return task_line(notice, desk, for_superior=False)
    return part_line(notice, desk) if notice.rung == PART_DUE else item_line(notice, desk)


def superior_report(notices: list[Row[Any]], desk: Desk) -> Draft:
    """Neutral news for a superior: what is not done in time, who answers for it, why, whom to call."""
    lines = []
    for notice in notices:
        if notice.task_id is not None:
            lines.append(task_line(notice, desk, for_superior=True))
            continue
        line = item_line(notice, desk, for_superior=True)
        lines.append(line | {"reason": desk.facts.reason_of_delay(notice.item_id)})
    context = _of_lines(notices, desk, lines) | {"path": plan_path(notices[0].plan_id)}
    return Draft(subject_of(NoticeKind.SUPERIOR_REPORT, context), context, _thread(notices))


def explanation_request(notices: list[Row[Any]], desk: Desk) -> Draft:
    """Asks for сведения о причинах отклонения or о ходе исполнения of each item."""
    lines = []
    for notice in notices:
        brief = desk.facts.brief(notice.item_id)
        kind = ExplanationKind(notice.facts.get("kind", ExplanationKind.DEVIATION))
        name = f"item-{notice.id}"
        desk.link(name, LinkPurpose.RESPOND, plan_id=notice.plan_id, item_id=notice.item_id)
        due = brief.effective_due_on
        lines.append(
            item_context(brief)
            | {
                "notice_id": notice.id,
                "kind": kind.value,
                "asked": ASKED[kind],
                "link": name,
                "weight": 0,
                "due": None if due is None else date_text(due),
            }
        )
    context = _of_lines(notices, desk, lines)
    return Draft(subject_of(NoticeKind.EXPLANATION_REQUEST, context), context, _thread(notices))


def subject_of(kind: NoticeKind, context: dict[str, Any]) -> str:
    """The subject of a letter of lines, from its context alone."""
    lines, year = context["lines"], context["plan"]["year"]
    count = len(lines)
    if kind is NoticeKind.EXPLANATION_REQUEST:
        if count == 1:
            return f"П. {lines[0]['number']}: просим представить {lines[0]['asked']}"
        return f"План {year}: просим представить сведения по {count} {plural(count, 'пункту', 'пунктам', 'пунктам')}"
    if kind is NoticeKind.SUPERIOR_REPORT:
        verb = plural(count, "не исполнен", "не исполнены", "не исполнено")
        if all(line["is_waiting"] for line in lines):
            return f"План {year}: задержано согласование, {items_text(count)} (на {context['today']})"
        return f"План {year}: {verb} в срок {items_text(count)} (на {context['today']})"
    late = sum(line["is_late"] for line in lines)
    if count == 1 and late and not lines[0]["is_waiting"]:
        return f"П. {lines[0]['number']}: срок истёк {lines[0]['end']}"
    tail = f", {late} {plural(late, 'просрочен', 'просрочены', 'просрочено')}" if late else ""
    return f"План {year}: {items_text(count)} {plural(count, 'требует', 'требуют', 'требуют')} внимания{tail}"


def without_lines(kind: NoticeKind, context: dict[str, Any], dropped: set[int]) -> tuple[str, dict[str, Any]] | None:
    """Subject and context without the lines of these notices; None for a letter that is not made of lines."""
    if kind not in (NoticeKind.REMINDER, NoticeKind.SUPERIOR_REPORT, NoticeKind.EXPLANATION_REQUEST):
        return None
    left = [line for line in context["lines"] if line["notice_id"] not in dropped]
    shorter = context | {"lines": left}
    return subject_of(kind, shorter), shorter


def _of_lines(notices: list[Row[Any]], desk: Desk, lines: list[dict[str, Any]]) -> dict[str, Any]:
    plan_id = notices[0].plan_id
    lines.sort(key=lambda line: -line["weight"])
    return plan_context(desk, plan_id) | {"lines": lines, "today": date_text(desk.facts.today(plan_id))}


def _thread(notices: list[Row[Any]]) -> str | None:
    return item_thread(notices[0].item_id) if len(notices) == 1 and notices[0].item_id is not None else None
