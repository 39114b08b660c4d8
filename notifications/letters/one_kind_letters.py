"""Letters of lines of one kind: such as were frozen before one digest a day took them all, and may wait for a retry."""

from typing import Any

from models.states import NoticeKind
from workflow.wording.dates import items_text, plural

ONE_KIND_LETTERS = (NoticeKind.REMINDER, NoticeKind.SUPERIOR_REPORT, NoticeKind.EXPLANATION_REQUEST)


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
