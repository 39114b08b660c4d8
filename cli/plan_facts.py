"""A plan as JSON for scripts and as tables for people."""

from typing import TYPE_CHECKING, Any

from cli.item_reminder_facts import promises_json
from cli.item_work_facts import progress_json
from cli.terminal import say, table

if TYPE_CHECKING:
    from config.plan_draft import DraftItem, DraftWarning, PlanDraft
    from workflow.views import ItemBrief, PlanBrief, PlanView, WarningView

DRAFT_ITEM_KEYS = (
    "number",
    "title",
    "expected_result",
    "target_count",
    "target_percent",
    "starts_on",
    "due_on",
    "recurrence",
    "responsible",
    "note",
    "organisations",
)


def draft_json(draft: "PlanDraft", warnings: "list[DraftWarning]") -> dict[str, Any]:
    """A plan document as it was read, in the shape that `viza plan check --json` promises."""
    values = draft.model_dump(mode="json")
    return {
        "title": values["title"],
        "year": values["year"],
        "last_year": values["last_year"],
        "agreed_by": _block_json(values["agreed_by"]),
        "approved_by": _block_json(values["approved_by"]),
        "items": [
            {key: item[key] for key in DRAFT_ITEM_KEYS} | ({"printed": item["printed"]} if item["printed"] else {})
            for item in values["items"]
        ],
        "organisations": [organisation["code"] for organisation in values["organisations"]],
        "people": [{key: value for key, value in person.items() if value is not None} for person in values["people"]],
        "warnings": [_draft_warning_json(warning) for warning in warnings],
    }


def _block_json(block: dict[str, Any] | None) -> dict[str, Any] | None:
    return block and block | {"position": block["position"] or ""}


def _draft_warning_json(warning: "DraftWarning") -> dict[str, Any]:
    values = warning.model_dump(mode="json")
    promised = {key: values.pop(key) for key in ("code", "item", "message")}
    return promised | {key: value for key, value in values.items() if value not in (None, [])}


def print_draft(draft: "PlanDraft", warnings: "list[DraftWarning]") -> None:
    """What was understood of a plan document: its head, its items, its doubts with their places."""
    from workflow.wording.dates import date_text

    say(f"{draft.title}\n")
    for word, block in (("Согласовано", draft.agreed_by), ("Утверждено", draft.approved_by)):
        if block is None:
            say(f"{word}: гриф не найден")
        else:
            day = date_text(block.date) if block.date else None
            say(f"{word}: {', '.join(filter(None, (block.name, block.position, day)))}")
    years = draft.years
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    say(f"Год: {span}. Пунктов: {len(draft.items)}, организаций: {len(draft.organisations)}.\n")
    table(
        "Пункты",
        ("№", "Мероприятие", "Ожидаемый результат", "Начало", "Срок", "Надо", "Ответственные", "ОО"),
        (
            (
                item.number,
                item.title,
                item.expected_result or "—",
                date_text(item.starts_on),
                _deadline(item),
                _target(item.target_count, item.target_percent),
                ", ".join(item.responsible) or "—",
                len(item.organisations) or "—",
            )
            for item in draft.items
        ),
        right=(7,),
    )
    if not warnings:
        say("Замечаний нет.")
        return
    table(
        f"Замечания: {len(warnings)}",
        ("Код", "Пункт", "Где и что написано", "Что вызывает сомнение и что сделать"),
        ((warning.code.value, warning.item or "план", _whereabouts(warning), warning.message) for warning in warnings),
    )


def _deadline(item: "DraftItem") -> str:
    from workflow.wording.dates import date_text
    from workflow.wording.terms import RECURRENCES

    words = ([date_text(item.due_on)] if item.due_on else []) + (
        [RECURRENCES[item.recurrence]] if item.recurrence else []
    )
    return ", ".join(words) or "—"


def _whereabouts(warning: "DraftWarning") -> str:
    source = "" if warning.source is None else f"«{warning.source}»"
    return ": ".join(filter(None, (warning.location, source))) or "—"


def plan_brief_json(brief: "PlanBrief") -> dict[str, Any]:
    """A plan in a list."""
    return {
        "id": brief.id,
        "title": brief.title,
        "year": brief.year,
        "state": brief.state.value,
        "state_text": brief.state_text,
    }


def plan_json(view: "PlanView") -> dict[str, Any]:
    """A plan with everything that its list of items says."""
    return plan_brief_json(view.brief) | {
        "version": view.version,
        "timezone": view.timezone,
        "review_opens_on": view.review_opens_on.isoformat(),
        "closes_by": view.closes_by.isoformat(),
        "activated_at": view.activated_at.isoformat() if view.activated_at else None,
        "closed_at": view.closed_at.isoformat() if view.closed_at else None,
        "coordinator": view.coordinator.name,
        "agreed_by": view.agreed_by,
        "approved_by": view.approved_by,
        "items": [item_json(item) for item in view.items],
        "organisations": [{"code": code, "name": name} for code, name in view.organisations],
        "warnings": [_warning_json(warning) for warning in view.warnings],
    }


def item_json(item: "ItemBrief") -> dict[str, Any]:
    """An item in the list of its plan. Dates are local, `days_late` counts working days."""
    dates = (
        "starts_on",
        "due_on",
        "extended_due_on",
        "reopened_due_on",
        "asked_until",
        "effective_due_on",
        "control_date",
        "rework_until",
        "executed_on",
    )
    return {
        "number": item.number,
        "place": item.place,
        "title": item.title,
        "expected_result": item.expected_result,
        "note": item.note,
        "state": item.state.value,
        "state_text": item.state_text,
        "version": item.version,
        "outcome": item.outcome.value if item.outcome else None,
        **{name: day.isoformat() if (day := getattr(item, name)) else None for name in dates},
        "was_on_time": item.was_on_time,
        "is_overdue": item.is_overdue,
        "days_late": item.days_late,
        "days_left": item.days_left,
        "lead": item.lead.name if item.lead else None,
        "responsible": [each.person.name for each in item.responsible],
        "target_count": item.target,
        "target_percent": item.target_percent,
        "shown": item.shown,
        "shown_percent": item.shown_percent,
        "returns": item.returns,
        "organisations": list(item.organisations),
        **progress_json(item),
        "promises": promises_json(item),
        "waits_for": [person.name for person in item.waits_for],
    }


def print_plan(view: "PlanView") -> None:
    """The plan's facts, its items, and the doubts that wait."""
    from workflow.wording.dates import date_text

    say(f"План {view.brief.id}: {view.brief.title}")
    say(f"Состояние: {view.brief.state_text}")
    say(f"Ответственный за контроль исполнения: {view.coordinator.name}")
    say(f"Итоговое рассмотрение: с {date_text(view.review_opens_on)}, закрывается до {date_text(view.closes_by)}")
    table(
        "Пункты",
        ("№", "Мероприятие", "Ответственный", "Контрольная дата", "Состояние", "Показано"),
        (
            (
                item.number,
                item.title,
                item.lead.name if item.lead else "—",
                date_text(item.control_date),
                _state(item),
                _shown(item),
            )
            for item in view.items
        ),
    )
    waiting = [warning for warning in view.warnings if warning.resolution is None]
    if waiting:
        table(
            f"Не урегулировано замечаний: {len(waiting)} (viza plan settle {view.brief.id} НОМЕР …)",
            ("Номер", "Код", "Пункт", "Что вызывает сомнение"),
            ((each.id, each.code.value, each.number or "план", each.message) for each in waiting),
            right=(0,),
        )


def print_plans(plans: "tuple[PlanBrief, ...]") -> None:
    """All plans, a line each."""
    if not plans:
        say("Планов ещё нет. Принять план: viza plan import ФАЙЛ")
        return
    table(
        "Планы",
        ("№", "Год", "Состояние", "Название"),
        ((plan.id, plan.year, plan.state_text, plan.title) for plan in plans),
        right=(0,),
    )


def _warning_json(warning: "WarningView") -> dict[str, Any]:
    return {
        "id": warning.id,
        "code": warning.code.value,
        "item": warning.number,
        "place": warning.place,
        "message": warning.message,
        "value": warning.value,
        "location": warning.location,
        "source": warning.source,
        "proposal": warning.proposal,
        "resolution": warning.resolution.value if warning.resolution else None,
        "reason": warning.reason,
        "change": warning.change,
        "settled_by": warning.settled_by.name if warning.settled_by else None,
    }


def _target(count: int | None, percent: int | None) -> str:
    return " и ".join(text for text in (str(count or ""), f"{percent}%" if percent is not None else "") if text) or "—"


def _state(item: "ItemBrief") -> str:
    from workflow.wording.dates import overdue_text

    return f"{item.state_text}, {overdue_text(item.days_late)}" if item.is_overdue else item.state_text


def _shown(item: "ItemBrief") -> str:
    from workflow.wording.progress import coverage_text, progress_text

    coverage = coverage_text(item.progress)
    return progress_text(item.progress) + (f" ({coverage})" if coverage else "")
