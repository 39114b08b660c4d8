"""One item as JSON for scripts and as text for people."""

from typing import TYPE_CHECKING, Any

from cli.item_reminder_facts import hold_json, print_answers
from cli.item_work_facts import print_work, requests_json, samples_json
from cli.plan_facts import item_json
from cli.terminal import say, table

if TYPE_CHECKING:
    from workflow.views import EvidenceView, ItemView, PaperView, PersonView, SubmissionView, TaskView


def item_view_json(view: "ItemView") -> dict[str, Any]:
    """Everything about an item."""
    return item_json(view.brief) | {
        "plan": view.brief.plan_id,
        "requests": requests_json(view),
        "samples": samples_json(view)["proposed"],
        "as_written": view.as_written,
        "evidence": [_evidence_json(file) for file in view.evidence],
        "submissions": [_submission_json(each) for each in view.submissions],
        "extensions": [_extension_json(each) for each in view.extensions],
        "reopenings": [
            {
                "seq": each.seq,
                "at": each.at.isoformat(),
                "reason": each.reason,
                "due_on": each.due_on.isoformat(),
                "superseded": [one.number for one in view.submissions if one.id in each.superseded],
            }
            for each in view.reopenings
        ],
        "hold": hold_json(view),
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
    from workflow.wording.deadlines import term_text
    from workflow.wording.progress import progress_text

    brief = view.brief
    say(f"Пункт {brief.number}. {brief.title}")
    if brief.expected_result:
        say(f"Ожидаемый результат: {brief.expected_result}")
    say(f"Состояние: {brief.state_text}" + (f", {overdue_text(brief.days_late)}" if brief.is_overdue else ""))
    term = term_text(brief.due_on, brief.extended_due_on, brief.reopened_due_on)
    say(f"{term[:1].upper()}{term[1:]}; контрольная дата: {date_text(brief.control_date)}")
    if brief.asked_until is not None:
        say(f"Запрошено продление до {date_text(brief.asked_until)}, решение ожидается")
    print_answers(view)
    say("Ответственные: " + ", ".join(_named(view)))
    say(f"Показано: {progress_text(brief.progress)}")
    print_work(view, timezone)
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
        table(
            "Маршрут согласования",
            ("Задача", "Этап", "Кто", "Состояние", "Срок"),
            (_task(task) for task in view.route if not task.is_replaced),
            right=(0,),
        )
    if view.submissions:
        table("Отчёты", ("№", "Когда", "Состояние"), _reports(view, timezone), right=(0,))
    if view.extensions:
        table(
            "Продление срока",
            ("№", "Запрошено", "До", "Состояние"),
            (_extension(each) for each in view.extensions),
            right=(0,),
        )
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


def _who(task: "TaskView") -> str:
    """Who decided, or whose turn it is; of a substitute both names, and the order of what is decided."""
    decision = task.decision
    if task.skip_reason:
        return "—"
    if decision is None and task.state.value == "pending":
        return task.approver.name  # who stands in is found when the turn comes
    if decision is None:
        own = task.acting.id == task.approver.id
        return task.acting.name if own else f"{task.acting.name} (и.о., за {task.approver.name})"
    if decision.on_behalf_of is None:
        return decision.person.name
    order = f", {decision.order}" if decision.order else ""
    return f"{decision.person.name} (и.о., за {decision.on_behalf_of.name}{order})"


def _task(task: "TaskView") -> tuple[int, str, str, str, str]:
    from workflow.wording.dates import date_text
    from workflow.wording.states import TASK_STATES
    from workflow.wording.terms import DECISIONS, STEP_NAMES, sheet_text

    state = DECISIONS[task.decision.kind] if task.decision else TASK_STATES[task.state]
    if task.decision and task.decision.sheet:
        state += f" ({task.decision.sheet})"
    if task.decision and task.decision.is_void:
        state += ", отозвано: принято не этим лицом"
    if paper := task.pending_paper:
        sheet = sheet_text(paper.number, date_text(paper.signed_on))
        state += f"; решение на бумаге, {sheet}, вступит в силу {date_text(paper.effective_on)}"
    return (
        task.id,
        f"{task.step}. {STEP_NAMES[task.verb]}",
        _who(task),
        task.skip_reason or state,
        date_text(task.due_on),
    )


def _reports(view: "ItemView", timezone: str) -> list[tuple[object, ...]]:
    """Each report with its state; an approved one says what took it out of force."""
    from workflow.wording.dates import date_text, moment_text

    superseded = {number: one for one in view.reopenings for number in one.superseded}
    return [
        (
            each.number,
            date_text(each.submitted_on),
            each.state_text
            + (
                f": контроль возобновлён {moment_text(superseded[each.id].at, timezone)}"
                if each.id in superseded
                else ""
            ),
        )
        for each in view.submissions
    ]


def _extension(each: "SubmissionView") -> tuple[object, ...]:
    from workflow.extension_manifest import proposed_extension
    from workflow.wording.dates import date_text
    from workflow.wording.deadlines import ASKED_LATE

    asked = proposed_extension(each.manifest)
    late = f", {ASKED_LATE}" if asked.is_late else ""
    return each.number, date_text(each.submitted_on), date_text(asked.wanted_on), each.state_text + late


def _extension_json(each: "SubmissionView") -> dict[str, Any]:
    from workflow.extension_manifest import proposed_extension

    asked = proposed_extension(each.manifest)
    return _submission_json(each) | {
        "before": asked.due_on.isoformat(),
        "after": asked.wanted_on.isoformat(),
        "asked_late": asked.is_late,
    }


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
                "decided_by": task.decision.person.name if task.decision else None,
                "on_behalf_of": _name_of(task.decision.on_behalf_of) if task.decision else None,
                "order": task.decision.order if task.decision else None,
                "decided_at": task.decision.decided_at.isoformat() if task.decision else None,
                "assurance": task.decision.assurance.value if task.decision else None,
                "is_void": task.decision.is_void if task.decision else None,
                "papers": [_paper_json(paper) for paper in task.papers],
            }
            for task in each.tasks
        ],
    }


def _name_of(person: "PersonView | None") -> str | None:
    return None if person is None else person.name


def _paper_json(paper: "PaperView") -> dict[str, Any]:
    return {
        "id": paper.id,
        "state": paper.state.value,
        "kind": paper.kind.value,
        "person": paper.person.name,
        "number": paper.number,
        "signed_on": paper.signed_on.isoformat(),
        "original_at": paper.original_at,
        "sha256": paper.sha256,
        "registered_by": paper.registered_by.name,
        "effective_on": paper.effective_on.isoformat(),
        "end_reason": paper.end_reason,
    }
