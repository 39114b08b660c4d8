"""One item as JSON for scripts and as text for people."""

from typing import TYPE_CHECKING, Any

from cli.plan_facts import item_json
from cli.terminal import say, table

if TYPE_CHECKING:
    from workflow.views import EvidenceView, ItemView, SubmissionView, TaskView


def item_view_json(view: "ItemView") -> dict[str, Any]:
    """Everything about an item."""
    return item_json(view.brief) | {
        "plan": view.brief.plan_id,
        "as_written": view.as_written,
        "evidence": [_evidence_json(file) for file in view.evidence],
        "submissions": [_submission_json(each) for each in view.submissions],
        "explanations": [
            {"kind": each.kind.value, "text": each.body, "person": each.person.name, "at": each.given_at.isoformat()}
            for each in view.explanations
        ],
        "history": [
            {"seq": line.seq, "at": line.at.isoformat(), "who": line.who, "text": line.text, "action": line.action}
            for line in view.history
        ],
    }


def print_item(view: "ItemView", timezone: str) -> None:
    """The item as its page shows it; moments in the plan's zone."""
    from workflow.wording.dates import date_text, moment_text, overdue_text

    brief = view.brief
    say(f"Пункт {brief.number}. {brief.title}")
    if brief.expected_result:
        say(f"Ожидаемый результат: {brief.expected_result}")
    say(f"Состояние: {brief.state_text}" + (f", {overdue_text(brief.days_late)}" if brief.is_overdue else ""))
    say(f"Срок по плану: {date_text(brief.due_on)}, контрольная дата: {date_text(brief.control_date)}")
    say("Ответственные: " + ", ".join(_named(view)))
    say(f"Показано: {brief.shown} из {brief.target}")
    if view.route_note:
        say(view.route_note)
    if view.evidence:
        table(
            "Подтверждающие документы",
            ("№", "Документ", "Единиц", "ОО", "Файл", "SHA-256"),
            (
                (
                    file.id,
                    _requisites(file),
                    file.units,
                    len(file.organisations) or "—",
                    file.file_name,
                    file.sha256[:16],
                )
                for file in view.evidence
            ),
            right=(0, 2),
        )
    if view.route:
        table("Маршрут согласования", ("Этап", "Кто", "Состояние", "Срок"), (_task(task) for task in view.route))
    if view.history:
        table(
            "История",
            ("Запись", "Когда", "Кто", "Что"),
            ((line.seq, moment_text(line.at, timezone), line.who, line.text) for line in view.history),
            right=(0,),
        )


def _named(view: "ItemView") -> list[str]:
    return [
        each.person.name + (" (ответственный исполнитель)" if each.is_lead else "") for each in view.brief.responsible
    ] or ["не назначены"]


def _requisites(file: "EvidenceView") -> str:
    from workflow.wording.dates import date_text

    number = f" № {file.doc_number}" if file.doc_number else ""
    return file.kind + number + (f" от {date_text(file.doc_date)}" if file.doc_date else "")


def _task(task: "TaskView") -> tuple[str, str, str, str]:
    from workflow.wording.dates import date_text
    from workflow.wording.states import TASK_STATES
    from workflow.wording.terms import DECISIONS, STEP_NAMES

    state = DECISIONS[task.decision.kind] if task.decision else TASK_STATES[task.state]
    who = task.acting.name if task.acting.id == task.approver.id else f"{task.acting.name} (за {task.approver.name})"
    return (
        f"{task.step}. {STEP_NAMES[task.verb]}",
        who,
        f"{state}: {task.skip_reason}" if task.skip_reason else state,
        date_text(task.due_on),
    )


def _evidence_json(file: "EvidenceView") -> dict[str, Any]:
    return {
        "id": file.id,
        "sha256": file.sha256,
        "size": file.size,
        "file_name": file.file_name,
        "media_type": file.media_type,
        "kind": file.kind,
        "doc_number": file.doc_number,
        "doc_date": file.doc_date.isoformat() if file.doc_date else None,
        "signed_by": file.signed_by,
        "units": file.units,
        "organisations": list(file.organisations),
        "uploaded_by": file.uploaded_by.name,
    }


def _submission_json(each: "SubmissionView") -> dict[str, Any]:
    return {
        "id": each.id,
        "number": each.number,
        "state": each.state.value,
        "digest": each.digest,
        "summary": each.summary,
        "shortfall_reason": each.shortfall_reason,
        "submitted_by": each.submitted_by.name,
        "submitted_at": each.submitted_at.isoformat(),
        "tasks": [
            {
                "id": task.id,
                "step": task.step,
                "verb": task.verb.value,
                "approver": task.approver.name,
                "acting": task.acting.name,
                "state": task.state.value,
                "decision": task.decision.kind.value if task.decision else None,
                "decided_at": task.decision.decided_at.isoformat() if task.decision else None,
            }
            for task in each.tasks
        ],
    }
